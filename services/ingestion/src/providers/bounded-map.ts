/** What was last used, up to a number of entries: the one that has been left alone for longest makes room for a new one. */
export class BoundedMap<Value> {
  private readonly entries = new Map<string, Value>();

  constructor(private readonly sizeMax: number) {}

  get(key: string): Value | undefined {
    const value = this.entries.get(key);
    if (value !== undefined) this.set(key, value);
    return value;
  }

  set(key: string, value: Value): void {
    this.entries.delete(key);
    this.entries.set(key, value);
    if (this.entries.size > this.sizeMax) {
      for (const oldest of this.entries.keys()) {
        this.entries.delete(oldest);
        return;
      }
    }
  }
}
