/** Ends with 0 when the service in this container answers 2xx on the path given, else with 1 and the reason. */
const url = `http://127.0.0.1:${process.env.PORT ?? 8000}${process.argv[2] ?? '/healthz'}`;
try {
  const response = await fetch(url, { signal: AbortSignal.timeout(4_000) });
  if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
} catch (error) {
  process.stderr.write(`${url}: ${error.message}\n`);
  process.exitCode = 1;
}
