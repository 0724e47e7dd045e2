import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { NewEvent } from '#contracts/envelope';
import type { EventBody } from '#contracts/events';
import { Topic } from '#contracts/topics';
import { compositionHashText, type SessionOutcome } from '#domain/advance-index';
import { nextSession } from '#domain/calendar';
import type { CompositionChange } from '#domain/composition-change';
import type { SessionRecord } from './stores/composition.store.js';

/** What is to be stored of a session, and what is to be said of it; both null when nothing differs from what is stored. */
export interface SessionDecision {
  readonly record: SessionRecord | null;
  readonly event: NewEvent<typeof Topic.compositionChanged> | null;
}

const noChange: CompositionChange = { entered: [], exited: [], renamed: [] };

/**
 * Compares a session's outcome with what is stored of it. The revision starts at 1 and rises when the members, their ranks, the change,
 * the status or the place as the first session differ; new prices of the same members are stored without one.
 */
export function decideSession(
  indexId: string,
  outcome: SessionOutcome,
  isBase: boolean,
  stored: SessionRecord | null,
): SessionDecision {
  const record = describe(outcome, isBase, stored);
  if (isDeepStrictEqual(record, stored)) return { record: null, event: null };
  return { record, event: announcement(indexId, record, stored) };
}

function describe(outcome: SessionOutcome, isBase: boolean, stored: SessionRecord | null): SessionRecord {
  const { session: date, status, eligible, covered } = outcome;
  const record =
    outcome.status === 'published'
      ? {
          ...{ date, status, eligible, covered, reasons: outcome.notes, rebalanced: outcome.rebalanced },
          base: isBase,
          hash: createHash('sha256').update(compositionHashText(date, outcome.constituents)).digest('hex'),
          constituents: outcome.constituents,
          change: outcome.change ?? noChange,
        }
      : {
          ...{ date, status, eligible, covered, reasons: outcome.reasons, rebalanced: false },
          base: false,
          hash: null,
          constituents: [],
          change: noChange,
        };
  const restated =
    stored !== null &&
    (stored.status !== status ||
      stored.base !== record.base ||
      stored.hash !== record.hash ||
      !isDeepStrictEqual(stored.change, record.change));
  return { ...record, revision: stored === null ? 1 : stored.revision + (restated ? 1 : 0) };
}

function announcement(
  indexId: string,
  record: SessionRecord,
  stored: SessionRecord | null,
): NewEvent<typeof Topic.compositionChanged> | null {
  const kind = eventKind(record, stored);
  if (kind === null) return null;
  return {
    id: `${Topic.compositionChanged}/${indexId}/${record.date}/${record.revision}`,
    topic: Topic.compositionChanged,
    key: indexId,
    body: {
      index_id: indexId,
      session: record.date,
      effective_from: nextSession(record.date),
      kind,
      revision: record.revision,
      constituents: record.constituents.length,
      members:
        kind === 'initialized'
          ? record.constituents.map(({ ticker, rank, weight }) => ({ ticker, rank, weight }))
          : null,
      entered: [...record.change.entered],
      exited: [...record.change.exited],
      ...(record.change.renamed.length > 0 ? { renamed: [...record.change.renamed] } : {}),
      hash: record.hash,
    },
  };
}

type EventKind = EventBody<typeof Topic.compositionChanged>['kind'];

/** Null: nothing that a subscriber of changes was told, or should have been, is different. */
function eventKind(record: SessionRecord, stored: SessionRecord | null): EventKind | null {
  const { entered, exited, renamed } = record.change;
  const change = entered.length + exited.length > 0 ? 'changed' : renamed.length > 0 ? 'renamed' : null;
  if (record.status !== 'published') return stored?.status === 'published' ? 'withdrawn' : null;
  const newlyPublished = stored?.status !== 'published';
  const sameSet = !newlyPublished && sameTickers(stored.constituents, record.constituents);
  if (record.base) return stored?.base === true && sameSet ? null : 'initialized';
  if (newlyPublished) return change ?? (stored === null || stored.revision === 1 ? null : 'restated');
  return !stored.base && sameSet && sameChangeSet(stored.change, record.change) ? null : 'restated';
}

function sameChangeSet(a: CompositionChange, b: CompositionChange): boolean {
  const sameNames = isDeepStrictEqual(a.renamed, b.renamed);
  return sameNames && sameTickers(a.entered, b.entered) && sameTickers(a.exited, b.exited);
}

function sameTickers(a: readonly { ticker: string }[], b: readonly { ticker: string }[]): boolean {
  if (a.length !== b.length) return false;
  const tickers = new Set(a.map((line) => line.ticker));
  return b.every((line) => tickers.has(line.ticker));
}
