/**
 * Shares one reading among all who ask while it has not begun. Who asks during a running reading waits for the next one, so nobody
 * ever gets a value older than his question; a burst of any size costs two readings.
 */
export class CoalescedReader<Value> {
  private running: Promise<unknown> | null = null;
  private next: Promise<Value> | null = null;

  constructor(private readonly readValue: () => Promise<Value>) {}

  read(): Promise<Value> {
    this.next ??= this.start();
    return this.next;
  }

  private async start(): Promise<Value> {
    const before = this.running;
    // Also without a reading to wait for, the rest of this burst is let in first.
    await (before === null ? Promise.resolve() : before.then(ignore, ignore));
    const reading = this.readValue();
    this.next = null;
    this.running = reading;
    try {
      return await reading;
    } finally {
      if (this.running === reading) this.running = null;
    }
  }
}

/** The outcome belongs to those who asked for that reading. */
const ignore = (): void => undefined;
