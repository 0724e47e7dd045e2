import { randomBytes } from 'node:crypto';

/**
 * A UUID of version 7: it begins with the time, so ids sort by age and the age of an id can be told. Uploads need that: their
 * chunks are stored before there is a job.
 */
export function createJobId(now: Date): string {
  const bytes = randomBytes(16);
  bytes.writeUIntBE(now.getTime(), 0, 6);
  bytes.writeUInt8(0x70 | (bytes.readUInt8(6) & 0x0f), 6);
  bytes.writeUInt8(0x80 | (bytes.readUInt8(8) & 0x3f), 8);
  return format(bytes);
}

/** Smaller than every id made at `instant` or later, larger than every one made before. */
export function firstJobIdAt(instant: Date): string {
  const bytes = Buffer.alloc(16);
  bytes.writeUIntBE(instant.getTime(), 0, 6);
  return format(bytes);
}

function format(bytes: Buffer): string {
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
