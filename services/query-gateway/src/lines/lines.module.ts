import { Module } from '@nestjs/common';
import { CoreModule } from '../core.module.js';
import { ConstituentController } from './constituent.controller.js';
import { ContributionsController } from './contributions.controller.js';
import { ExplainController } from './explain.controller.js';
import { WatchlistController } from './watchlist.controller.js';

/** What the index says of single lines. */
@Module({
  imports: [CoreModule],
  controllers: [ConstituentController, ContributionsController, ExplainController, WatchlistController],
})
export class LinesModule {}
