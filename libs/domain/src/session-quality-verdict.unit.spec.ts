import type { QualityFinding } from './session-quality-finding.js';
import { findingKey, judgeSession, REASONS_MAX, type QualityDecision } from './session-quality-verdict.js';

const finding = (check: QualityFinding['check'], ticker: string | null, severity: QualityFinding['severity']) => ({
  ...{ check, ticker, severity, detail: `${ticker} looks odd` },
  ...{ observed: null, expected: null },
});
const jump = finding('cap_jump', 'A', 'block');
const shrunk = finding('universe_shrunk', null, 'block');
const said = (action: QualityDecision['action'], ticker: string | null, ...covers: string[]): QualityDecision => ({
  ...{ action, ticker, covers },
  ...{ reason: 'half a day', decidedBy: 'Ada' },
});
const open = { verdict: 'open', reasons: [] };
const accepted = { verdict: 'accepted', reasons: [] };
const blocked = (...reasons: string[]) => ({ verdict: 'blocked', reasons });
const REJECTED = 'rejected_by_operator: half a day (Ada)';

describe('a session is judged', () => {
  test('by its block findings, where the gate may block', () => {
    expect(judgeSession([finding('duplicate', 'A', 'flag')], [], true)).toEqual(open);
    expect(judgeSession([jump], [], true)).toEqual(blocked('cap_jump: A looks odd'));
    expect(judgeSession([jump], [], false)).toEqual(open);
  });

  test('with the first 20 reasons', () => {
    const many = Array.from({ length: 30 }, () => jump);
    expect(judgeSession(many, [], true).reasons).toHaveLength(REASONS_MAX);
  });

  test('by an acceptance as far as it goes', () => {
    const all = said('accept', null, findingKey(jump));
    expect(judgeSession([jump], [all], true)).toEqual(accepted);
    expect(judgeSession([], [all], true)).toEqual(accepted);
    expect(judgeSession([jump, shrunk], [all], true)).toEqual(blocked('universe_shrunk: null looks odd'));
    expect(judgeSession([finding('cap_jump', 'B', 'block')], [all], true).verdict).toBe('blocked');
    expect(judgeSession([jump], [said('accept', 'A', 'cap_jump A')], true)).toEqual(open);
    expect(judgeSession([jump], [said('override', 'A', 'cap_jump A')], true)).toEqual(open);
  });

  test('by the last word on it as a whole', () => {
    expect(judgeSession([], [said('reject', null)], false)).toEqual(blocked(REJECTED));
    expect(judgeSession([], [said('accept', null), said('reject', null)], true)).toEqual(blocked(REJECTED));
    expect(judgeSession([], [said('reject', null), said('accept', 'A')], true)).toEqual(blocked(REJECTED));
    expect(judgeSession([], [said('reject', null), said('accept', null)], true)).toEqual(accepted);
  });
});
