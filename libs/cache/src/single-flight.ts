/**
 * Lets one caller do the work of many: while `compute` of a key runs, everybody else who asks for the key gets the same promise.
 * A failure is shared too, and forgotten at once, so that the next caller tries anew.
 */
export class SingleFlight<Value> {
  private readonly flights = new Map<string, Promise<Value>>();

  run(key: string, compute: () => Promise<Value>): Promise<Value> {
    const running = this.flights.get(key);
    if (running !== undefined) {
      return running;
    }
    const flight = (async () => compute())().finally(() => this.flights.delete(key));
    this.flights.set(key, flight);
    return flight;
  }
}
