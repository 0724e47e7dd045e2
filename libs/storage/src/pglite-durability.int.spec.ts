import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { transformFileSync } from '@swc/core';
import { openPgliteDatabase } from './pglite-database.js';

const ROOT = resolve('.');
const KILLS = 8;

/** Says each number once its row is committed, so that what was said must be there after the kill. */
const WRITER = `
  import { migrate } from '#storage/migrate';
  import { openPgliteDatabase } from '#storage/pglite-database';
  const database = await openPgliteDatabase({ directory: process.argv[2] });
  await migrate(database);
  await database.executeScript('create table if not exists said (n int4 primary key, other int4)');
  const [{ next }] = await database.query('select coalesce(max(n), 0)::int4 + 1 as next from said');
  for (let n = next; ; n += 1) {
    await database.transaction(async (transaction) => {
      await transaction.execute('insert into said (n) values ($1)', [n]);
      await transaction.execute('update said set other = n where n = $1', [n]);
    });
    console.log(n);
  }`;

/** The rooms that the writer needs as `nest build` would leave them: a package with `dist`, and the migrations beside it. */
function compilePackage(folder: string): void {
  copyFileSync(join(ROOT, 'package.json'), join(folder, 'package.json'));
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  cpSync(join(ROOT, 'libs/storage/migrations'), join(folder, 'libs/storage/migrations'), { recursive: true });
  for (const room of ['libs/domain/src', 'libs/storage/src']) {
    mkdirSync(join(folder, 'dist', room), { recursive: true });
    for (const file of readdirSync(join(ROOT, room))) {
      if (!/^[a-z-]+\.ts$/.test(file)) continue;
      const { code } = transformFileSync(join(ROOT, room, file));
      writeFileSync(join(folder, 'dist', room, file.replace('.ts', '.js')), code);
    }
  }
  writeFileSync(join(folder, 'writer.mjs'), WRITER);
}

describe('a PGlite store on disk', () => {
  let folder: string;
  let directory: string;
  const children: ChildProcess[] = [];
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'storage-'));
    directory = join(folder, 'data');
    compilePackage(folder);
  });
  afterAll(() => {
    for (const child of children) child.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  });

  function startWriter(): { child: ChildProcess; said: number[]; errors: string[] } {
    const { NODE_OPTIONS: _ignored, ...environment } = process.env;
    const child = spawn(process.execPath, [join(folder, 'writer.mjs'), directory], { env: environment });
    children.push(child);
    const said: number[] = [];
    const errors: string[] = [];
    createInterface({ input: child.stdout }).on('line', (line) => said.push(Number(line)));
    createInterface({ input: child.stderr }).on('line', (line) => errors.push(line));
    return { child, said, errors };
  }

  test('survives SIGKILL at any time, its making included, with every row that was acknowledged', async () => {
    let last = 0;
    for (let kill = 0; kill < KILLS; kill += 1) {
      const { child, said, errors } = startWriter();
      // The first ones hit the making of the store and the migrations.
      if (kill < 2) await sleep(1_500 * (kill + 1));
      else {
        while (said.length < 40 && child.exitCode === null) await sleep(5);
        await sleep(Math.random() * 60);
      }
      expect(errors).toEqual([]);
      child.kill('SIGKILL');
      await once(child, 'exit');
      if (said.length > 0) expect(said[0]).toBeLessThanOrEqual(last + 2);
      last = Math.max(last, ...said);
    }
    const database = await openPgliteDatabase({ directory });
    const [row] = await database.query<{ rows: number; last: number; whole: boolean }>(
      'select count(*) as rows, max(n) as last, bool_and(other = n) as whole from said',
    );
    expect(row?.whole).toBe(true);
    expect(row?.rows).toBe(row?.last);
    expect([last, last + 1]).toContain(row?.last);
    await database.close();
  }, 180_000);

  test('belongs to one process at a time', async () => {
    const { child, said } = startWriter();
    while (said.length === 0) await sleep(10);
    const refused = openPgliteDatabase({ directory });
    await expect(refused).rejects.toMatchObject({
      code: 'store_in_use',
      message: expect.stringContaining(String(child.pid)),
    });
    child.kill('SIGKILL');
    await once(child, 'exit');
    const database = await openPgliteDatabase({ directory });
    await expect(openPgliteDatabase({ directory })).rejects.toMatchObject({ code: 'store_in_use' });
    await database.close();
    await (await openPgliteDatabase({ directory })).close();
  });
});
