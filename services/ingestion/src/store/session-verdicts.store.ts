import type { Transaction } from '#storage/database';

/** Why a session is not to be published although nobody has looked at it. */
const PENDING = 'quality_pending: the quality gate has not looked at the session yet';

/** Keeps the sessions that a revision changed from being published until the gate has judged them; an operator's word stands. */
export async function blockUntilAssessed(transaction: Transaction, revision: number): Promise<void> {
  await transaction.execute(
    `update ingestion_sessions set verdict = 'blocked', verdict_reasons = $2
     where revision = $1 and verdict <> 'accepted'`,
    [revision, [PENDING]],
  );
}
