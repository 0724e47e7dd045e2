import fc from 'fast-check';
import type { StoreUnderTest } from './database.contract.js';
import type { SqlValue } from './database.js';

const text = fc.string({ unit: 'binary' }).map((value) => value.replaceAll('\0', ''));

export function describeValues(store: () => StoreUnderTest): void {
  const single = async (type: string, value: SqlValue): Promise<unknown> => {
    const [row] = await store().database.query<{ value: unknown }>(`select $1::${type} as value`, [value]);
    return row?.value;
  };

  test('every type is decoded as the port says', async () => {
    const [row] = await store().database.query(`select
      date '2024-02-29' as date, timestamptz '2024-02-29 23:30:00.25+05:30' as instant, 9007199254740991::int8 as int8,
      '1.7976931348623157e308'::float8 as float8, 'NaN'::float8 as not_a_number, '-Infinity'::float8 as infinity,
      12.50::numeric as numeric, true as yes, null::int4 as nothing, '{"a":[1,null]}'::jsonb as jsonb,
      '\\x00ff10'::bytea as bytea, array[1.5,null,-2]::float8[] as floats, array['a,b','"\\','NULL',null,'']::text[] as texts,
      array[[1,2],[3,4]]::int4[] as nested, array[date '2024-02-29'] as dates, '{}'::text[] as empty,
      array[true,false] as booleans, '00000000-0000-0000-0000-00000000000a'::uuid as uuid`);
    expect(row).toEqual({
      date: '2024-02-29',
      instant: new Date('2024-02-29T18:00:00.250Z'),
      int8: Number.MAX_SAFE_INTEGER,
      float8: Number.MAX_VALUE,
      not_a_number: NaN,
      infinity: -Infinity,
      numeric: '12.50',
      yes: true,
      nothing: null,
      jsonb: { a: [1, null] },
      bytea: new Uint8Array([0, 255, 16]),
      floats: [1.5, null, -2],
      texts: ['a,b', '"\\', 'NULL', null, ''],
      nested: [
        [1, 2],
        [3, 4],
      ],
      dates: ['2024-02-29'],
      empty: [],
      booleans: [true, false],
      uuid: '00000000-0000-0000-0000-00000000000a',
    });
  });

  test('an int8 outside the safe range is an error, not a wrong number', async () => {
    const query = store().database.query('select 9007199254740992::int8');
    await expect(query).rejects.toMatchObject({ code: 'integer_out_of_range' });
    // The connection is as good as before.
    expect(await single('int4', 1)).toBe(1);
  });

  test('values come back as they went', async () => {
    const cases: fc.Arbitrary<[type: string, value: SqlValue]> = fc.oneof(
      text.map((value) => ['text', value] as [string, SqlValue]),
      fc.double().map((value) => ['float8', value] as [string, SqlValue]),
      fc.maxSafeInteger().map((value) => ['int8', value] as [string, SqlValue]),
      fc.boolean().map((value) => ['boolean', value] as [string, SqlValue]),
      fc.uint8Array({ maxLength: 300 }).map((value) => ['bytea', new Uint8Array(value)] as [string, SqlValue]),
      fc
        .date({ min: new Date('1000-01-01'), max: new Date('9999-12-31'), noInvalidDate: true })
        .map((value) => ['timestamptz', value] as [string, SqlValue]),
      fc.array(fc.option(text)).map((value) => ['text[]', value] as [string, SqlValue]),
      fc.array(fc.option(fc.double())).map((value) => ['float8[]', value] as [string, SqlValue]),
      fc.array(fc.boolean()).map((value) => ['boolean[]', value] as [string, SqlValue]),
    );
    await fc.assert(
      fc.asyncProperty(cases, async ([type, value]) => {
        expect(await single(type, value)).toEqual(value);
      }),
      { numRuns: 300 },
    );
    expect(await single('int8', 12n)).toBe(12);
    expect(await single('jsonb', JSON.stringify({ text: 'é"\\' }))).toEqual({ text: 'é"\\' });
  });

  // Run by time-zones.int.spec.ts in zones on both sides of Greenwich.
  test('dates never shift', async () => {
    const zone = process.env['TZ'];
    if (zone !== undefined) expect(Intl.DateTimeFormat().resolvedOptions().timeZone).toBe(zone);
    const { database } = store();
    const days = ['1969-12-31', '1970-01-01', '2024-02-29', '2024-03-10', '2024-03-31', '2024-11-03', '2024-12-31'];
    for (const day of days) {
      expect(await single('date', day)).toBe(day);
      // A Date is an instant: its day is that of Greenwich, whatever the zone of the process.
      expect(await single('date', new Date(`${day}T00:00:00Z`))).toBe(day);
      expect(await single('timestamptz', new Date(`${day}T23:59:59.999Z`))).toEqual(new Date(`${day}T23:59:59.999Z`));
    }
    const rows = await database.query<{ day: string; instant: Date }>(
      `select day::date as day, day::timestamptz as instant from unnest($1::date[]) as day`,
      [days],
    );
    expect(rows).toEqual(days.map((day) => ({ day, instant: new Date(`${day}T00:00:00Z`) })));
  });
}
