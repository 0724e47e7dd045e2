import { Module } from '@nestjs/common';
import { CoreModule } from '../core.module.js';
import { DocumentPages } from './document-pages.js';
import { DocumentsController } from './documents.controller.js';

/** What the interface says of itself. */
@Module({ imports: [CoreModule], controllers: [DocumentsController], providers: [DocumentPages] })
export class DocumentsModule {}
