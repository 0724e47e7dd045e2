import { Controller, Get, Inject, Param, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { contributionsQuery, lineContribution, sectorContribution } from '#contracts/api/line-contributions.schema';
import type {
  ContributionsAnswer,
  ContributionsQuery,
  LineContributionRow,
  SectorContributionRow,
} from '#contracts/api/line-contributions.schema';
import { indexPath } from '#contracts/api/index-path.schema';
import { contributionsByGroup } from '#domain/contributions';
import { DATABASE } from '#runtime/tokens';
import type { Database } from '#storage/database';
import { tableOf } from '../answers/answer-table.js';
import { AnswerWriter } from '../answers/answer.writer.js';
import { canonicalQuery } from '../answers/canonical-query.js';
import { parsePath, parseQuery } from '../http/request-validation.js';
import { addUpContributions } from './add-up-contributions.js';
import type { RangeContributions } from './add-up-contributions.js';
import { requirePublished } from './require-published.js';

const COLUMNS = { line: Object.keys(lineContribution.shape), sector: Object.keys(sectorContribution.shape) };

interface Words {
  readonly name: string | null;
  readonly sector: string | null;
}

/** What each line, or each sector, brought to an index over a range. */
@Controller('v1/indices')
export class ContributionsController {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    private readonly writer: AnswerWriter,
  ) {}

  @Get(':index_id/contributions')
  async get(@Req() request: Request, @Res() response: Response, @Param() path: unknown): Promise<void> {
    const { index_id: indexId } = parsePath(indexPath, path);
    const query = parseQuery(contributionsQuery, request.originalUrl);
    const range = { indexId, start: query.start_date, end: query.end_date };
    await this.writer.answer(request, response, {
      operation: 'contributions',
      indexId,
      query: canonicalQuery({ ...query, by: query.by ?? 'line' }),
      format: query.format,
      settled: { end: query.end_date },
      table: ({ by, data }: ContributionsAnswer) => tableOf(COLUMNS[by], data),
      compute: async (revision) => {
        await requirePublished(this.database, revision, range);
        return this.compute(indexId, query);
      },
    });
  }

  private async compute(indexId: string, query: ContributionsQuery): Promise<ContributionsAnswer> {
    const { start_date: start, end_date: end, by = 'line' } = query;
    const range = await addUpContributions(this.database, { indexId, start, end });
    const words = await this.wordsOf(range.lines.map(({ ticker }) => ticker));
    return {
      index: indexId,
      start_date: start,
      end_date: end,
      by,
      start_session: range.startSession,
      end_session: range.endSession,
      sessions: range.sessions,
      start_level: range.startLevel,
      end_level: range.endLevel,
      period_return: range.startLevel === 0 ? null : (range.endLevel / range.startLevel - 1) * 100,
      data: by === 'line' ? lineRows(range, words) : sectorRows(range, words),
    };
  }

  private async wordsOf(tickers: readonly string[]): Promise<Map<string, Words>> {
    const rows = await this.database.query<Words & { ticker: string }>(
      `select s.ticker, s.name, s.sector from stocks s where s.ticker = any($1::text[])`,
      [tickers],
    );
    return new Map(rows.map((row) => [row.ticker, row]));
  }
}

function lineRows({ lines, startLevel }: RangeContributions, words: ReadonlyMap<string, Words>): LineContributionRow[] {
  return lines.map(({ ticker, sessions, first, last, points, weight }) => ({
    ticker,
    name: words.get(ticker)?.name ?? null,
    sector: words.get(ticker)?.sector ?? null,
    sessions,
    first_session: first,
    last_session: last,
    average_weight: weight / sessions,
    contribution_points: points,
    contribution: percentOf(points, startLevel),
  }));
}

function sectorRows(
  { lines, startLevel, sessions }: RangeContributions,
  words: ReadonlyMap<string, Words>,
): SectorContributionRow[] {
  const sectorOf = (ticker: string): string | null => words.get(ticker)?.sector ?? null;
  return contributionsByGroup(lines, sectorOf).map(({ group, lines: count, points, weight }) => ({
    sector: group,
    lines: count,
    average_weight: weight / sessions,
    contribution_points: points,
    contribution: percentOf(points, startLevel),
  }));
}

/** Null where there is nothing to be a share of. */
function percentOf(points: number, startLevel: number): number | null {
  return startLevel === 0 ? null : (points / startLevel) * 100;
}
