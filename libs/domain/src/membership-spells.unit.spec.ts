import { membershipSpells, type MembershipEvent } from './membership-spells.js';

const event = (session: string, action: 'entered' | 'exited'): MembershipEvent => ({
  ...{ session, action, ticker: 'A', rank: 1, previousRank: null, reason: action === 'exited' ? 'rank' : null },
});
const told = (...events: MembershipEvent[]): string[] =>
  membershipSpells(events).map(({ entry, exit }) => `${entry.session}..${exit?.session ?? ''}`);

it('spells of membership go from each entry to the next exit', () => {
  expect(told()).toEqual([]);
  expect(told(event('1', 'entered'))).toEqual(['1..']);
  expect(told(event('1', 'entered'), event('3', 'exited'))).toEqual(['1..3']);
  expect(told(event('1', 'entered'), event('3', 'exited'), event('3', 'entered'))).toEqual(['1..3', '3..']);
  // What went before is not known: nothing is made up of it.
  expect(told(event('2', 'exited'), event('3', 'entered'))).toEqual(['3..']);
});
