import { z } from 'zod';
import { epochDay, isCalendarDate } from '#domain/calendar-date';

/** The longest range that one request may ask for, in calendar days, both ends included: ten years and a little. */
export const RANGE_DAYS_MAX = 3660;

const FIRST_YEAR = '1900';
const LAST_YEAR = '2199';

/** Whether `text` is a day that the interface takes: real, written YYYY-MM-DD, within 1900 to 2199. */
function isAcceptedDate(text: string): boolean {
  return isCalendarDate(text) && text.slice(0, 4) >= FIRST_YEAR && text.slice(0, 4) <= LAST_YEAR;
}

/** A day of the calendar; it need not be a session. */
export const calendarDate = (description: string, example: string) =>
  z
    .string({
      error: (issue) =>
        issue.input === undefined
          ? `is missing: give a day in the form YYYY-MM-DD, such as ${example}`
          : `must be text: give a day in the form YYYY-MM-DD, such as "${example}"`,
    })
    .refine(isAcceptedDate, {
      error: `is not a day of the calendar: give one in the form YYYY-MM-DD, from ${FIRST_YEAR} to ${LAST_YEAR}, such as ${example}`,
    })
    .meta({ description, format: 'date', examples: [example] });

export const rangeFields = {
  start_date: calendarDate('First day of the range, inclusive. It need not be a session.', '2023-01-01'),
  end_date: calendarDate('Last day of the range, inclusive. It need not be a session.', '2023-01-31'),
};

/** Adds the rules that concern both ends: start not after end, and not more than RANGE_DAYS_MAX days. */
export function withRangeRules<Shape extends typeof rangeFields>(schema: z.ZodObject<Shape, z.core.$strict>) {
  return schema.superRefine((value, context) => {
    const { start_date: start, end_date: end } = value as { start_date: string; end_date: string };
    if (!isAcceptedDate(start) || !isAcceptedDate(end)) return;
    if (start > end) {
      context.addIssue({
        code: 'custom',
        path: ['start_date'],
        input: start,
        message: `is after end_date ${end}: give a start_date on or before it`,
      });
      return;
    }
    const days = epochDay(end) - epochDay(start) + 1;
    if (days > RANGE_DAYS_MAX) {
      context.addIssue({
        code: 'custom',
        path: ['end_date'],
        input: end,
        message: `makes a range of ${days} days: give at most ${RANGE_DAYS_MAX} days per request and ask for the rest in a further one`,
      });
    }
  });
}
