import { startDeployment, type Deployment } from './harness/deployment.js';
import { membersAsOf, readChangeNotices, reconstructMembers, type ReceivedNotice } from './harness/outside-consumer.js';
import { bySession, realPrices, sharedFile, toCsv } from './harness/shared-data.js';

const RANGE = { start_date: '2022-06-01', end_date: '2023-02-28' };
const HELD_BACK = '2022-10-11';
const CORRECTED = '2022-08-17';

describe('a consumer of the real broker that knows the topic only', () => {
  let deployment: Deployment;
  let received: ReceivedNotice[];

  beforeAll(async () => {
    const { header, rows } = realPrices(RANGE.start_date, RANGE.end_date);
    deployment = await startDeployment('distributed');
    const { api } = deployment;
    await api.importFile('splits', sharedFile('data/splits.csv'));
    await api.importText(
      'prices',
      toCsv(
        header,
        rows.filter((row) => !row.startsWith(HELD_BACK)),
      ),
    );
    await api.build({ start_date: '2022-09-01', end_date: '2022-12-31' });
    await api.build(RANGE);
    // Then what was said is corrected: a session arrives late, and a cap was wrong.
    await api.importText('prices', toCsv(header, bySession(rows).get(HELD_BACK) ?? []));
    const leaver = (await api.composition(CORRECTED)).data[30]?.ticker ?? '';
    const row = rows.find((text) => text.startsWith(`${CORRECTED},${leaver},`)) ?? '';
    const cells = row.split(',');
    await api.importText('prices', toCsv(header, [[...cells.slice(0, -1), '1000000000'].join(',')]));
    // A further build waits behind the corrections: both are told to the same service in order.
    await api.build(RANGE);
    received = await readChangeNotices(deployment.brokers ?? '');
  }, 300_000);
  afterAll(async () => deployment?.stop(), 60_000);

  it('reconstructs every composition', async () => {
    const { data } = await deployment.api.performance(RANGE);
    const dates = data.map(({ date }) => date);
    expect(dates).toContain(HELD_BACK);
    const reconstructed = reconstructMembers(received.map(({ notice }) => notice));
    const answers = await deployment.api.compositions(dates);
    for (const date of dates) {
      const expected = answers
        .get(date)
        ?.data.map(({ ticker }) => ticker)
        .sort();
      expect({ date, members: membersAsOf(reconstructed, date) }).toEqual({ date, members: expected });
    }
  }, 90_000);

  it('finds in each event the hash that the interface says', async () => {
    const latest = new Map(received.map(({ notice }) => [notice.session, notice]));
    for (const { notice } of received) {
      if (notice.revision > (latest.get(notice.session)?.revision ?? 0)) latest.set(notice.session, notice);
    }
    for (const notice of latest.values()) {
      if (notice.kind === 'withdrawn') continue;
      const { hash, data } = await deployment.api.composition(notice.session);
      expect({ session: notice.session, hash: notice.hash }).toEqual({ session: notice.session, hash });
      expect(notice.constituents).toBe(data.length);
    }
  }, 90_000);

  it('can tell a repeated delivery by the id, and one revision of a session from the next', () => {
    expect(received.length).toBeGreaterThan(0);
    const said = received.map(({ id, notice }) => ({ id, place: `${notice.session} ${notice.revision}` }));
    const places = new Map(said.map(({ id, place }) => [place, id]));
    for (const { id, place } of said) expect({ place, id }).toEqual({ place, id: places.get(place) });
    expect(received.every(({ type }) => type.includes('composition.changed'))).toBe(true);
  });
});
