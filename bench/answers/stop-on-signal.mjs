/** The same as `stop`, once however often it is called, and also when this process is told to end: what it started is not left behind. */
export function stopOnSignal(stop) {
  let stopping = null;
  const stopOnce = () => (stopping ??= stop());
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.once(signal, () => void stopOnce().finally(() => process.exit(1)));
  }
  return stopOnce;
}
