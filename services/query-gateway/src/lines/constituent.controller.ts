import { Controller, Get, Inject, Param, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { constituentQuery, constituentSession } from '#contracts/api/line-constituent.schema';
import type { ConstituentAnswer, ConstituentQuery, MembershipSpellRow } from '#contracts/api/line-constituent.schema';
import { linePath } from '#contracts/api/line-path.schema';
import { LIMIT_DEFAULT } from '#contracts/api/paging.schema';
import { nextSession } from '#domain/calendar';
import type { MembershipSpell } from '#domain/membership-spells';
import { DATABASE } from '#runtime/tokens';
import type { Database } from '#storage/database';
import { tableOf } from '../answers/answer-table.js';
import { AnswerWriter } from '../answers/answer.writer.js';
import { canonicalQuery } from '../answers/canonical-query.js';
import { byDate, dateKey, decodeCursor, pageOf } from '../http/paging-cursor.js';
import { parsePath, parseQuery } from '../http/request-validation.js';
import { readConstituentSessions, readSpells } from './constituent.read-model.js';
import { readLine } from './line.read-model.js';
import { requirePublished } from './require-published.js';
import type { BuiltIndex } from './require-published.js';

const COLUMNS = Object.keys(constituentSession.shape);

interface Page {
  readonly after: string | null;
  readonly limit: number;
}

/** One line of an index over time. */
@Controller('v1/indices')
export class ConstituentController {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    private readonly writer: AnswerWriter,
  ) {}

  @Get(':index_id/constituents/:ticker')
  async get(@Req() request: Request, @Res() response: Response, @Param() path: unknown): Promise<void> {
    const { index_id: indexId, ticker } = parsePath(linePath, path);
    const query = parseQuery(constituentQuery, request.originalUrl);
    const [after] = decodeCursor(query.cursor, dateKey) ?? [null];
    const page = { after, limit: query.limit ?? LIMIT_DEFAULT };
    await this.writer.answer(request, response, {
      operation: 'constituent',
      indexId,
      query: canonicalQuery({ ...query, ticker, cursor: after }),
      // Never settled: a spell that began in an old range is told with its end, which may be today.
      format: query.format,
      table: ({ data }: ConstituentAnswer) => tableOf(COLUMNS, data),
      compute: async (revision) => {
        const index = await requirePublished(this.database, revision, { indexId, ...rangeOf(query) });
        return this.compute(index, ticker, query, page);
      },
    });
  }

  private async compute(
    index: BuiltIndex,
    ticker: string,
    query: ConstituentQuery,
    { after, limit }: Page,
  ): Promise<ConstituentAnswer> {
    const { start, end } = rangeOf(query);
    const { names, ...line } = await readLine(this.database, ticker, end);
    const spells = await readSpells(this.database, { indexId: index.id, base: index.first_session }, names);
    const rows = await readConstituentSessions(this.database, index.id, names, { start, end, after, limit: limit + 1 });
    return {
      index: index.id,
      ticker: line.ticker,
      start_date: start,
      end_date: end,
      ...{ name: line.name, sector: line.sector, exchange: line.exchange },
      names: names.map(({ ticker: name, from, to }) => ({ ticker: name, from, to })),
      spells: spells
        .filter(({ entry, exit }) => entry.session <= end && (exit === null || exit.session > start))
        .map((spell) => spellRow(spell, index.first_session)),
      ...pageOf(rows, limit, byDate),
    };
  }
}

const rangeOf = (query: ConstituentQuery) => ({ start: query.start_date, end: query.end_date });

function spellRow({ entry, exit }: MembershipSpell, base: string): MembershipSpellRow {
  return {
    entered: entry.session,
    effective_from: nextSession(entry.session),
    entered_as: entry.ticker,
    initial: entry.session === base,
    entry_rank: entry.rank,
    entry_previous_rank: entry.previousRank,
    left: exit?.session ?? null,
    left_effective_from: exit === null ? null : nextSession(exit.session),
    left_as: exit?.ticker ?? null,
    exit_rank: exit?.rank ?? null,
    exit_previous_rank: exit?.previousRank ?? null,
    reason: exit?.reason ?? null,
  };
}
