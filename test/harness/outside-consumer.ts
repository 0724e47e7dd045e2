import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Kafka, logLevel } from 'kafkajs';

/** The body of `composition.changed` as an outsider reads it in its description. */
export interface ChangeNotice {
  readonly index_id: string;
  readonly session: string;
  readonly kind: 'initialized' | 'changed' | 'restated' | 'withdrawn' | 'renamed';
  readonly revision: number;
  readonly constituents: number;
  readonly members: { ticker: string; rank: number | null }[] | null;
  readonly entered: { ticker: string }[];
  readonly exited: { ticker: string }[];
  /** Absent: none. */
  readonly renamed?: { ticker: string; new_ticker: string }[];
  readonly hash: string | null;
}

export interface ReceivedNotice {
  readonly id: string;
  readonly type: string;
  readonly notice: ChangeNotice;
}

const TOPIC = 'composition.changed';
const QUIET_MILLISECONDS = 1_500;
const TIMEOUT_MILLISECONDS = 60_000;

/** Reads the topic from its beginning, in a group of its own, until nothing more comes. Knows kafkajs and nothing of the product. */
export async function readChangeNotices(brokers: string): Promise<ReceivedNotice[]> {
  const kafka = new Kafka({ clientId: 'outside', brokers: brokers.split(','), logLevel: logLevel.ERROR });
  const consumer = kafka.consumer({ groupId: `outside-${randomUUID()}` });
  const admin = kafka.admin();
  const received: ReceivedNotice[] = [];
  await admin.connect();
  await consumer.connect();
  try {
    await consumer.subscribe({ topics: [TOPIC], fromBeginning: true });
    await consumer.run({
      eachMessage: async ({ message }) => {
        const header = (name: string): string => message.headers?.[name]?.toString() ?? '';
        const notice = JSON.parse(message.value?.toString() ?? 'null') as ChangeNotice;
        received.push({ id: header('ce_id'), type: header('ce_type'), notice });
      },
    });
    await untilQuiet(async () => {
      const offsets = await admin.fetchTopicOffsets(TOPIC);
      return {
        written: offsets.reduce((sum, { high, low }) => sum + Number(high) - Number(low), 0),
        read: received.length,
      };
    });
  } finally {
    await consumer.disconnect();
    await admin.disconnect();
  }
  return received;
}

/** Resolves when everything written was read and nothing was added for a while. */
async function untilQuiet(count: () => Promise<{ written: number; read: number }>): Promise<void> {
  const deadline = Date.now() + TIMEOUT_MILLISECONDS;
  let last = -1;
  let since = Date.now();
  for (;;) {
    const { written, read } = await count();
    if (written !== last || read < written) {
      last = written;
      since = Date.now();
    }
    if (Date.now() - since >= QUIET_MILLISECONDS) return;
    if (Date.now() > deadline) throw new Error(`${read} of ${written} messages of ${TOPIC} were read in time.`);
    await sleep(100);
  }
}

/**
 * The member set of each session that an event speaks of, by the rule of the interface: of a session the highest revision is the
 * truth; in the order of the sessions each takes away what left, names anew at once what was renamed, and adds what entered.
 */
export function reconstructMembers(notices: readonly ChangeNotice[]): Map<string, ReadonlySet<string>> {
  const truth = new Map<string, ChangeNotice>();
  for (const notice of notices) {
    const known = truth.get(notice.session);
    if (known === undefined || notice.revision > known.revision) truth.set(notice.session, notice);
  }
  const sessions = new Map<string, ReadonlySet<string>>();
  let members = new Set<string>();
  for (const session of [...truth.keys()].sort()) {
    const notice = truth.get(session);
    if (notice === undefined || notice.kind === 'withdrawn') continue;
    if (notice.members !== null) members = new Set(notice.members.map(({ ticker }) => ticker));
    else {
      members = new Set(members);
      for (const { ticker } of notice.exited) members.delete(ticker);
      // All at once: two lines may swap their names.
      for (const { ticker } of notice.renamed ?? []) members.delete(ticker);
      for (const { new_ticker: now } of notice.renamed ?? []) members.add(now);
      for (const { ticker } of notice.entered) members.add(ticker);
    }
    sessions.set(session, members);
  }
  return sessions;
}

/** The members after `session`: those of the latest session on or before it that an event speaks of. */
export function membersAsOf(reconstructed: ReadonlyMap<string, ReadonlySet<string>>, session: string): string[] {
  const known = [...reconstructed.keys()].sort().filter((date) => date <= session);
  const latest = known.at(-1);
  return latest === undefined ? [] : [...(reconstructed.get(latest) ?? [])].sort();
}
