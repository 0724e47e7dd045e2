-- The result of one load as a line of JSON; wrk itself prints no 99.9th percentile. Latencies are in microseconds here.
function done(summary, latency)
  local errors = summary.errors
  io.write(string.format(
    '{"perSecond":%.1f,"p50":%.3f,"p99":%.3f,"p999":%.3f,"failed":%d}\n',
    summary.requests / (summary.duration / 1e6),
    latency:percentile(50) / 1e3,
    latency:percentile(99) / 1e3,
    latency:percentile(99.9) / 1e3,
    errors.status + errors.connect + errors.read + errors.write + errors.timeout
  ))
end
