/** Fields that every line has or that say nothing to a person at a terminal. */
const QUIET_FIELDS = new Set(['level', 'time', 'msg', 'service', 'pid', 'hostname', 'request_id', 'trace_id', 'err']);

/** Turns one JSON log line into a short one: `14:03:11 warn  message  field=value`; anything else is passed on as it is. */
export function textLine(line: string): string {
  const entry = parsedObject(line);
  if (entry === null) {
    return line;
  }
  const time = new Date(String(entry['time'])).toTimeString().slice(0, 8);
  const level = String(entry['level']).padEnd(5);
  const fields = Object.entries(entry)
    .filter(([name, value]) => !QUIET_FIELDS.has(name) && value !== undefined && value !== null)
    .map(([name, value]) => ` ${name}=${typeof value === 'object' ? JSON.stringify(value) : String(value)}`);
  const error = entry['err'];
  const trace = typeof error === 'object' && error !== null && 'stack' in error ? `\n${String(error.stack)}` : '';
  return `${time} ${level} ${String(entry['msg'] ?? '')}${fields.join('')}${trace}\n`;
}

function parsedObject(line: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null;
  } catch {
    // Not JSON: nothing is lost, the caller prints the line itself.
    return null;
  }
}
