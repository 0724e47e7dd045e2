import { setTimeout as sleep } from 'node:timers/promises';
import { Webhook } from 'standardwebhooks';
import { followEvents } from '#client/event-follower';
import { WebhookReceiver } from '../services/query-gateway/test/webhook-receiver.js';
import { profilesUnderTest, startDeployment, type Deployment } from './harness/deployment.js';
import { membersAsOf, reconstructMembers, type ChangeNotice } from './harness/outside-consumer.js';
import { realPrices, sharedFile, toCsv } from './harness/shared-data.js';

const RANGE = { start_date: '2022-09-01', end_date: '2022-12-30' };

interface ToldEvent {
  readonly id: string;
  readonly topic: string;
  readonly data: ChangeNotice & { readonly latest_session?: string; readonly complete?: boolean };
}

const ofChanges = (events: readonly ToldEvent[]): ChangeNotice[] =>
  events.filter(({ topic }) => topic === 'composition.changed').map(({ data }) => data);
const isEnd = ({ topic, data }: ToldEvent): boolean => topic === 'performance.calculated' && data.complete === true;

/** From files to subscribers: nothing is known here but the interface. */
describe.each(profilesUnderTest())('what subscribers are told of, %s', (profile) => {
  const streamed: ToldEvent[] = [];
  const receiver = new WebhookReceiver();
  const ending = new AbortController();
  let deployment: Deployment;
  let secret: string;
  let following: Promise<void>;

  const sent = (): ToldEvent[] => receiver.messages.map(({ body }) => JSON.parse(body) as ToldEvent);

  beforeAll(async () => {
    deployment = await startDeployment(profile, { WEBHOOK_NETWORKS: '127.0.0.1' });
    const { api } = deployment;
    await receiver.start();
    ({ secret } = await api.request<{ secret: string }>('POST', '/v1/webhooks', {
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ url: receiver.url }),
    }));
    following = (async () => {
      for await (const { event } of followEvents({ url: api.url, after: 'start', signal: ending.signal })) {
        streamed.push(event as ToldEvent);
      }
    })();
    const { header, rows } = realPrices(RANGE.start_date, RANGE.end_date);
    await api.importFile('splits', sharedFile('data/splits.csv'));
    await api.importText('prices', toCsv(header, rows));
    await api.build(RANGE);
    // Topics may pass one another. The first composition is told too, and is no change.
    const changes = (await api.changes(RANGE)).data.length + 1;
    const whole = (events: readonly ToldEvent[]): boolean => events.some(isEnd) && ofChanges(events).length >= changes;
    for (const deadline = Date.now() + 60_000; !(whole(streamed) && whole(sent())) && Date.now() < deadline;) {
      await sleep(100);
    }
  }, 300_000);
  afterAll(async () => {
    ending.abort();
    await following;
    await receiver.kill();
    await deployment?.stop();
  }, 60_000);

  it('is enough to know every composition, by stream and by webhook', async () => {
    const { data } = await deployment.api.performance(RANGE);
    const dates = data.map(({ date }) => date);
    expect(dates.length).toBeGreaterThan(60);
    const answers = await deployment.api.compositions(dates);
    for (const events of [streamed, sent()]) {
      const reconstructed = reconstructMembers(ofChanges(events));
      for (const date of dates) {
        const expected = answers.get(date)?.data.map(({ ticker }) => ticker);
        expect({ date, members: membersAsOf(reconstructed, date) }).toEqual({ date, members: expected?.sort() });
      }
    }
  }, 90_000);

  it('says when levels are there, and that prices came', () => {
    expect(streamed.find(isEnd)?.data.latest_session).toBe(RANGE.end_date);
    expect(streamed.some(({ topic }) => topic === 'prices.ingested')).toBe(true);
  });

  it('is the same by every way', async () => {
    const page = await deployment.api.get<{ data: ToldEvent[] }>('/v1/events?limit=500');
    const byId = new Map(page.data.map((event) => [event.id, event]));
    for (const event of [...streamed, ...sent()]) expect(event).toEqual(byId.get(event.id));
    for (const { body, headers } of receiver.messages) {
      expect(() => new Webhook(secret).verify(body, headers as Record<string, string>)).not.toThrow();
    }
  });
});
