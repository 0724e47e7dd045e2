import type { WhatIfAnswer, WhatIfBody } from '#contracts/api/definition.schema';
import { nextSession } from '#domain/calendar';
import type { IndexDefinition } from '#domain/index-definition';
import type { IndexLevel } from '#domain/level-chain';
import { performanceMetrics } from '#domain/metrics';
import { compensatedSum } from '#domain/summation';
import type { WhatIf } from './compute-what-if.js';
import type { WhatIfRange } from './what-if-request.js';

/** What a what-if came to, with those parts that were asked for. */
export function whatIfAnswerOf(
  definition: IndexDefinition,
  body: Pick<WhatIfBody, 'start_date' | 'end_date' | 'include' | 'risk_free'>,
  { gaps }: Pick<WhatIfRange, 'gaps'>,
  { levels, sessions, constituents }: WhatIf,
): WhatIfAnswer {
  const [first, last] = [levels[0], levels.at(-1)];
  if (first === undefined || last === undefined) throw new Error('a what-if without a session');
  const { id: _id, ...rules } = definition;
  const wants = (part: NonNullable<WhatIfBody['include']>[number]): boolean => body.include?.includes(part) === true;
  const changes = sessions.flatMap(({ session, change }) => (change === null ? [] : [{ date: session, ...change }]));
  return {
    definition: {
      ...rules,
      sectors: rules.sectors === null ? null : [...rules.sectors],
      exchanges: rules.exchanges === null ? null : [...rules.exchanges],
    },
    start_date: body.start_date,
    end_date: body.end_date,
    first_session: first.session,
    last_session: last.session,
    sessions: levels.length,
    period_return: (last.level / first.level - 1) * 100,
    net_period_return: (last.netLevel / first.netLevel - 1) * 100,
    level: last.level,
    net_level: last.netLevel,
    turnover: compensatedSum(levels.map(({ turnover }) => turnover ?? 0)),
    composition_changes: changes.filter(({ entered, exited }) => entered.length + exited.length > 0).length,
    short_sessions: sessions.filter(({ short }) => short).length,
    gaps: [...gaps],
    ...(wants('performance') ? { performance: levels.map(rowOf) } : {}),
    ...(wants('changes') ? { changes: changes.flatMap(changeOf) } : {}),
    ...(wants('composition') ? { composition: compositionOf(last.session, constituents) } : {}),
    ...(wants('metrics') ? { metrics: metricsOf(levels, body.risk_free ?? 0) } : {}),
  };
}

function rowOf(level: IndexLevel): NonNullable<WhatIfAnswer['performance']>[number] {
  return {
    date: level.session,
    daily_return: level.dailyReturn,
    cumulative_return: level.cumulativeReturn,
    level: level.level,
    constituents: level.constituents,
    net_level: level.netLevel,
    turnover: level.turnover,
  };
}

type Change = { date: string } & NonNullable<WhatIf['sessions'][number]['change']>;

/** Sessions on which nobody entered, left or was renamed are left out. */
function changeOf({ date, entered, exited, renamed }: Change): NonNullable<WhatIfAnswer['changes']> {
  if (entered.length + exited.length + renamed.length === 0) return [];
  return [
    { date, effective_from: nextSession(date), entered: [...entered], exited: [...exited], renamed: [...renamed] },
  ];
}

function compositionOf(date: string, constituents: WhatIf['constituents']): NonNullable<WhatIfAnswer['composition']> {
  return {
    date,
    effective_from: nextSession(date),
    data: constituents.map(({ rank, ticker, weight, close, marketCap }) => ({
      rank,
      ticker,
      weight,
      close,
      market_cap: marketCap,
    })),
  };
}

type Metrics = NonNullable<WhatIfAnswer['metrics']>;

function metricsOf(levels: readonly IndexLevel[], riskFree: number): Metrics {
  return { risk_free: riskFree, gross: grossMetrics(levels, riskFree), net: netMetrics(levels, riskFree) };
}

function grossMetrics(levels: readonly IndexLevel[], riskFree: number): Metrics['gross'] {
  return performanceMetrics(
    levels.map(({ session, level, sessionReturn, turnover }) => ({ session, level, sessionReturn, turnover })),
    riskFree,
  );
}

/** Net returns are those of the net level. */
function netMetrics(levels: readonly IndexLevel[], riskFree: number): Metrics['net'] {
  return performanceMetrics(
    levels.map(({ session, netLevel, turnover }, at) => {
      const before = levels[at - 1]?.netLevel;
      // Of a level that is gone there is no return any more.
      const sessionReturn = before === undefined || before === 0 ? null : netLevel / before - 1;
      return { session, level: netLevel, sessionReturn, turnover };
    }),
    riskFree,
  );
}
