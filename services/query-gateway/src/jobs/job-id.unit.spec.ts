import { z } from 'zod';
import { createJobId, firstJobIdAt } from './job-id.js';

describe('a job id', () => {
  const noon = new Date('2023-02-03T12:00:00.000Z');

  it('is a UUID of version 7 with its time in it', () => {
    const id = createJobId(noon);
    expect(z.uuid({ version: 'v7' }).safeParse(id).success).toBe(true);
    expect(Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16)).toBe(noon.getTime());
    expect(createJobId(noon)).not.toBe(id);
  });

  it('lies after the bound of its instant and before that of the next', () => {
    const id = createJobId(noon);
    expect(id > firstJobIdAt(noon)).toBe(true);
    expect(id < firstJobIdAt(new Date(noon.getTime() + 1))).toBe(true);
  });
});
