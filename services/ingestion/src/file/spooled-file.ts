import { randomUUID } from 'node:crypto';
import { open, unlink } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FileRefused } from './file-refused.error.js';

/**
 * A file that came as a stream and must be read here and there. It lies on the disk without a name, so that nothing of it is left
 * whatever happens to the process.
 */
export class SpooledFile {
  byteLength = 0;
  private readonly handle: FileHandle;
  private readonly bytesMax: number;

  private constructor(handle: FileHandle, bytesMax: number) {
    this.handle = handle;
    this.bytesMax = bytesMax;
  }

  static async create(bytesMax: number): Promise<SpooledFile> {
    const path = join(tmpdir(), `import-${randomUUID()}`);
    const handle = await open(path, 'wx+', 0o600);
    await unlink(path);
    return new SpooledFile(handle, bytesMax);
  }

  /** For reading it from another thread of the process. */
  get descriptor(): number {
    return this.handle.fd;
  }

  /** @throws FileRefused beyond the limit */
  async append(chunk: Uint8Array): Promise<void> {
    if (this.byteLength + chunk.length > this.bytesMax) {
      throw new FileRefused(
        'import.too_large',
        `The file is longer than ${this.bytesMax} bytes. Split it and send the parts one by one.`,
      );
    }
    for (let written = 0; written < chunk.length;) {
      const { bytesWritten } = await this.handle.write(
        chunk,
        written,
        chunk.length - written,
        this.byteLength + written,
      );
      written += bytesWritten;
    }
    this.byteLength += chunk.length;
  }

  /**
   * The bytes from `start` up to, not including, `end`.
   * @throws RangeError where they do not lie within the file
   */
  async slice(start: number, end = this.byteLength): Promise<ArrayBuffer> {
    if (!(start >= 0 && start <= end && end <= this.byteLength)) {
      throw new RangeError(`it has ${this.byteLength} bytes, of which ${start} to ${end} were to be read`);
    }
    const bytes = new Uint8Array(end - start);
    for (let read = 0; read < bytes.length;) {
      const { bytesRead } = await this.handle.read(bytes, read, bytes.length - read, start + read);
      if (bytesRead === 0) throw new RangeError(`the file ends before byte ${end}`);
      read += bytesRead;
    }
    return bytes.buffer;
  }

  async close(): Promise<void> {
    await this.handle.close();
  }
}
