import { ApiError, patiently } from './api-client.js';
import type { ApiClient } from './api-client.js';

/** The last session of the simulated market that the product shows by itself. */
export const LAST_SESSION = '2024-12-31';

/** Waits until the demo is built to its end: before it the index is not built (404), or its range is too short. */
export async function demoBuilt(api: Pick<ApiClient, 'composition'>): Promise<void> {
  await patiently(async () => {
    const { date } = await api.composition(LAST_SESSION);
    if (date !== LAST_SESSION) throw new ApiError(404, { date }, 'The demo is built up to here only: composition');
  }, [404, 422]);
}
