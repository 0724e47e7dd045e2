import { createRequire } from 'node:module';
import { Worker } from 'node:worker_threads';

/** A part of a column takes a fraction of a second; what takes longer makes no sense and has no end. */
const PART_TIMEOUT_MS = 15_000;
const HEAP_MEBIBYTES = 256;

/** Runs in the thread: unpacks a part of a column whenever it is asked to. */
const CODE = `
  const { readSync } = require('node:fs');
  const { parentPort, workerData } = require('node:worker_threads');
  const { brotliDecompressSync, gunzipSync } = require('node:zlib');
  const { descriptor, byteLength, hyparquet, compressors } = workerData;
  const slice = (start, end = byteLength) => {
    if (!(start >= 0 && start <= end && end <= byteLength)) throw new RangeError('a part lies outside of the file');
    const bytes = new Uint8Array(end - start);
    for (let read = 0; read < bytes.length;) {
      const more = readSync(descriptor, bytes, read, bytes.length - read, start + read);
      if (more === 0) throw new RangeError('the file ends too early');
      read += more;
    }
    return bytes.buffer;
  };
  const bounded = (unpack) => (input, length) => unpack(input, { maxOutputLength: Math.max(length, 1) });
  const opened = Promise.all([import(hyparquet), import(compressors)]).then(([{ parquetScan }, others]) =>
    parquetScan({
      file: { byteLength, slice },
      compressors: { ...others.compressors, GZIP: bounded(gunzipSync), BROTLI: bounded(brotliDecompressSync) },
      geoparquet: false,
      useOffsetIndex: false,
    }),
  );
  parentPort.on('message', async (part) => {
    try {
      parentPort.postMessage({ values: await (await opened).readColumn(part) });
    } catch (error) {
      parentPort.postMessage({ problem: String(error?.message ?? error) });
    }
  });
`;

type Answer = { readonly values: ArrayLike<unknown> } | { readonly problem: string };

/**
 * Unpacks the columns of a Parquet file in a thread of its own: a damaged one can say that a value is repeated two thousand million
 * times, or never come to an end, and then the thread is ended and not the process.
 */
export class ParquetColumns {
  private readonly worker: Worker;
  private answered: (answer: Answer) => void = () => undefined;

  /** `descriptor`: of the open file. */
  constructor(descriptor: number, byteLength: number) {
    const require = createRequire(import.meta.url);
    this.worker = new Worker(CODE, {
      eval: true,
      execArgv: [],
      workerData: {
        descriptor,
        byteLength,
        hyparquet: require.resolve('hyparquet'),
        compressors: require.resolve('hyparquet-compressors'),
      },
      resourceLimits: { maxOldGenerationSizeMb: HEAP_MEBIBYTES },
    });
    this.worker.on('message', (answer: Answer) => this.answered(answer));
    this.worker.on('error', (error) => this.answered({ problem: error.message }));
    this.worker.on('exit', () => this.answered({ problem: 'the unpacking has ended early' }));
  }

  /**
   * The values of the rows from `rowStart` up to, not including, `rowEnd`, which lie in one row group. One call at a time.
   * @throws Error when they cannot be unpacked
   */
  async read(column: string, rowStart: number, rowEnd: number): Promise<ArrayLike<unknown>> {
    const answer = await new Promise<Answer>((resolve) => {
      const problem = `column ${column} cannot be unpacked in ${PART_TIMEOUT_MS} ms`;
      const timer = setTimeout(() => resolve({ problem }), PART_TIMEOUT_MS);
      this.answered = (given) => {
        clearTimeout(timer);
        resolve(given);
      };
      this.worker.postMessage({ column, rowStart, rowEnd });
    });
    if ('problem' in answer) throw new Error(answer.problem);
    return answer.values;
  }

  async close(): Promise<void> {
    await this.worker.terminate();
  }
}
