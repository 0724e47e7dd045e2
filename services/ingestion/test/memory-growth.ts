/** By how much the process has grown at most, of all the times that somebody looked. */
export class MemoryGrowth {
  /** A process of its own begins with less than 256 MiB, so that it ends with less than 512; a worker of Jest may have grown before. */
  static readonly MAX_BYTES = 256 * 1024 ** 2;
  readonly #before = process.memoryUsage.rss();
  #peak = this.#before;

  readonly look = (): Promise<void> => {
    this.#peak = Math.max(this.#peak, process.memoryUsage.rss());
    return Promise.resolve();
  };

  /** All that the process took when it took most. */
  get peakBytes(): number {
    return this.#peak;
  }

  get bytes(): number {
    return this.#peak - this.#before;
  }
}
