import { Module } from '@nestjs/common';
import { DashboardController } from './dashboard.controller.js';

/** The page for people. */
@Module({ controllers: [DashboardController] })
export class DashboardModule {}
