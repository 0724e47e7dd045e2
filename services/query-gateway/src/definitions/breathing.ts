/** How long the thread may be taken from everybody else in one go. */
const SLICE_MS = 10;

/** Asked often during long work: lets others have their turn when the slice is over, and throws the reason of `signal` once that is aborted. */
export function breathing(signal: AbortSignal): () => Promise<void> {
  let since = performance.now();
  return async () => {
    if (performance.now() - since < SLICE_MS) return;
    await new Promise((resolve) => setImmediate(resolve));
    signal.throwIfAborted();
    since = performance.now();
  };
}
