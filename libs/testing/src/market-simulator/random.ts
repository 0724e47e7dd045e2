/** A stream of pseudo-random numbers: the same seed and stream number give the same numbers on every machine. */
export interface Random {
  /** Uniform in [0, 1). */
  uniform(): number;
  /** Standard normal. */
  normal(): number;
  /** An integer, uniform in [0, limit). */
  below(limit: number): number;
}

const WARM_UP_ROUNDS = 15;

/**
 * sfc32 ("small fast counter" of PractRand, 128 bits of state): each (seed, stream) pair is a sequence of its own, so that a
 * company's fate does not depend on how many others there are.
 */
export function createRandom(seed: number, stream: number): Random {
  let a = seed | 0;
  let b = stream | 0;
  let c = (seed / 4294967296) | 0;
  let counter = 1;
  let spare = Number.NaN;

  const next = (): number => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return sum >>> 0;
  };
  for (let round = 0; round < WARM_UP_ROUNDS; round += 1) next();

  const uniform = (): number => next() / 4294967296;
  return {
    uniform,
    below: (limit) => Math.floor(uniform() * limit),
    normal: () => {
      // Box and Muller give two at a time; the second waits for the next call.
      if (!Number.isNaN(spare)) {
        const kept = spare;
        spare = Number.NaN;
        return kept;
      }
      const radius = Math.sqrt(-2 * Math.log(1 - uniform()));
      const angle = 2 * Math.PI * uniform();
      spare = radius * Math.sin(angle);
      return radius * Math.cos(angle);
    },
  };
}
