/** Preloaded into the processes under test: they end with the test run, however that ends. */
const owner = Number(process.env.TEST_OWNER);
const CHECK_MILLISECONDS = 500;

setInterval(() => {
  try {
    process.kill(owner, 0);
  } catch {
    process.kill(process.pid, 'SIGKILL');
  }
}, CHECK_MILLISECONDS).unref();
