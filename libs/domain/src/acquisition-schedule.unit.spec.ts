import { afterAttempt, finishedSessions, nextDueSession, type AcquisitionRecord } from './acquisition-schedule.js';

const MINUTE = 60_000;
const at = (text: string): number => Date.parse(text);
const settings = (now: string, first = '2024-01-11') => ({ first, now: at(now), delayMs: 45 * MINUTE });
const done: AcquisitionRecord = { status: 'complete', attempts: 0, final: true, nextAttemptAt: null };

describe('which session is due', () => {
  it('is the oldest that nobody has asked for, three quarters of an hour after its close', () => {
    const records = new Map([['2024-01-11', done]]);
    expect(nextDueSession(records, settings('2024-01-12T21:44:59Z'))).toEqual({
      session: '2024-01-12',
      at: at('2024-01-12T21:45:00Z'),
    });
    expect(nextDueSession(new Map(), settings('2024-01-17T00:00:00Z')).session).toBe('2024-01-11');
    // The 13th to the 15th are a weekend and a holiday.
    expect(nextDueSession(new Map([...records, ['2024-01-12', done]]), settings('2024-01-13T12:00:00Z'))).toEqual({
      session: '2024-01-16',
      at: at('2024-01-16T21:45:00Z'),
    });
  });

  it('goes past one whose next attempt is not due, and comes back to it', () => {
    const later = { status: 'missing', attempts: 2, final: false, nextAttemptAt: at('2024-01-12T22:10:00Z') } as const;
    const records = new Map<string, AcquisitionRecord>([['2024-01-11', later]]);
    expect(nextDueSession(records, settings('2024-01-12T22:00:00Z')).session).toBe('2024-01-12');
    records.set('2024-01-12', done);
    expect(nextDueSession(records, settings('2024-01-12T22:00:00Z'))).toEqual({
      session: '2024-01-11',
      at: later.nextAttemptAt,
    });
  });
});

test('what a job left behind before that range is healed as well', () => {
  const left = { status: 'incomplete', attempts: 1, final: false, nextAttemptAt: at('2024-01-16T00:00:00Z') } as const;
  const records = new Map<string, AcquisitionRecord>([
    ['2023-05-02', { ...left, nextAttemptAt: at('2024-01-14T00:00:00Z') }],
    ['2023-05-01', left],
    ['2024-01-11', done],
    ['2024-01-12', done],
  ]);
  expect(nextDueSession(records, settings('2024-01-13T00:00:00Z')).at).toBe(at('2024-01-14T00:00:00Z'));
  expect(nextDueSession(records, settings('2024-01-14T00:00:00Z')).session).toBe('2023-05-02');
  expect(nextDueSession(records, settings('2024-01-16T00:00:00Z')).session).toBe('2023-05-01');
});

test('what was planned while the clock was a year ahead is due when its session has closed', () => {
  const ahead = { status: 'missing', attempts: 1, final: false, nextAttemptAt: at('2025-01-12T22:05:00Z') } as const;
  const records = new Map<string, AcquisitionRecord>([
    ['2023-05-01', ahead],
    ['2024-01-11', done],
    ['2024-01-12', ahead],
    ['2024-01-16', ahead],
  ]);
  expect(nextDueSession(records, settings('2024-01-12T22:00:00Z')).session).toBe('2023-05-01');
  records.set('2023-05-01', done);
  expect(nextDueSession(records, settings('2024-01-12T22:00:00Z')).session).toBe('2024-01-12');
  records.set('2024-01-12', done);
  expect(nextDueSession(records, settings('2024-01-12T22:00:00Z'))).toEqual({
    session: '2024-01-16',
    at: at('2024-01-16T21:45:00Z'),
  });
});

describe('what follows an attempt', () => {
  it('is one more look when the vendors have corrected, and one a week later', () => {
    const first = afterAttempt('2024-01-12', null, 'complete', at('2024-01-12T22:00:00Z'));
    expect(first).toEqual({
      status: 'complete',
      attempts: 0,
      final: false,
      nextAttemptAt: at('2024-01-13T01:15:00Z'),
    });
    const settled = afterAttempt('2024-01-12', first, 'complete', at('2024-01-13T01:16:00Z'));
    expect(settled).toEqual({ ...first, nextAttemptAt: at('2024-01-20T01:15:00Z') });
    expect(afterAttempt('2024-01-12', settled, 'complete', at('2024-01-20T01:16:00Z'))).toEqual(done);
    // A session that is older when it comes needs no second look.
    expect(afterAttempt('2024-01-12', null, 'complete', at('2024-02-01T00:00:00Z'))).toEqual(done);
  });

  it('is a growing pause after a failure, and a complete session stays complete', () => {
    const now = at('2024-01-12T22:00:00Z');
    const pauses: number[] = [];
    let record: AcquisitionRecord | null = null;
    for (let attempt = 1; attempt <= 22; attempt += 1) {
      record = afterAttempt('2024-01-12', record, 'nothing', now);
      pauses.push(((record.nextAttemptAt ?? 0) - now) / MINUTE);
    }
    expect(pauses.slice(0, 8)).toEqual([5, 10, 20, 40, 80, 160, 320, 360]);
    expect(pauses.slice(19)).toEqual([360, 1440, 1440]);
    expect(record?.status).toBe('missing');
    expect(afterAttempt('2024-01-12', record, 'incomplete', now).status).toBe('incomplete');
    const stored = { ...done, final: false };
    expect(afterAttempt('2024-01-12', stored, 'incomplete', now)).toMatchObject({ status: 'complete', final: false });
    expect(afterAttempt('2024-01-12', { ...stored, attempts: 5 }, 'nothing', at('2024-01-21T00:00:00Z'))).toEqual(done);
  });
});

test('nothing is waited for on a day on which the exchange stayed closed', () => {
  expect(afterAttempt('2024-01-12', null, 'closed', at('2024-01-12T22:00:00Z'))).toEqual({
    ...done,
    status: 'missing',
  });
});

test('finishedSessions are those that closed long enough ago', () => {
  const now = at('2024-01-16T21:44:00Z');
  expect(finishedSessions('2024-01-10', '2024-01-20', { now, delayMs: 45 * MINUTE })).toEqual([
    '2024-01-10',
    '2024-01-11',
    '2024-01-12',
  ]);
});
