import { closeOfSession, settledAt } from './session-times.js';

const text = (instant: number): string => new Date(instant).toISOString();

describe('the times of a session', () => {
  it.each([
    ['2024-01-16', '2024-01-16T21:00:00.000Z', 'winter'],
    ['2024-07-16', '2024-07-16T20:00:00.000Z', 'summer'],
    ['2024-03-08', '2024-03-08T21:00:00.000Z', 'the Friday before summer time'],
    ['2024-03-11', '2024-03-11T20:00:00.000Z', 'the Monday after'],
    ['2024-11-01', '2024-11-01T20:00:00.000Z', 'the Friday before winter time'],
    ['2024-11-04', '2024-11-04T21:00:00.000Z', 'the Monday after'],
    ['2024-07-03', '2024-07-03T17:00:00.000Z', 'an early close'],
    ['2023-11-24', '2023-11-24T18:00:00.000Z', 'the day after Thanksgiving'],
  ])('%s closes at %s (%s)', (session, close) => {
    expect(text(closeOfSession(session))).toBe(close);
  });

  it('is settled a quarter past eight in New York, also after an early close', () => {
    expect(text(settledAt('2024-01-16'))).toBe('2024-01-17T01:15:00.000Z');
    expect(text(settledAt('2024-07-03'))).toBe('2024-07-04T00:15:00.000Z');
  });
});
