import { Module } from '@nestjs/common';
import { Service } from '#contracts/topics';
import { PlatformModule } from '#runtime/platform.module';

@Module({ imports: [PlatformModule.forService(Service.export)] })
export class ExportModule {}
