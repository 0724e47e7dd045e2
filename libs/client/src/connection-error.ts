/** Why a call got no answer, in the words of the system: `fetch` itself says no more than that it failed. */
export function whyNotConnected(error: Error): string {
  const { cause } = error;
  if (!(cause instanceof Error)) return error.message;
  if (cause.message !== '') return cause.message;
  // Several addresses were tried; what their errors have in common is the code.
  return 'code' in cause ? String(cause.code) : error.message;
}
