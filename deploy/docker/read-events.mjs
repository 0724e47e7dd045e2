/** Reads composition.changed from its beginning as anybody could, and prints its sessions as JSON. Environment: KAFKA_BROKERS. */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Kafka, logLevel } from 'kafkajs';

const TOPIC = 'composition.changed';
const kafka = new Kafka({
  clientId: 'outside',
  brokers: process.env.KAFKA_BROKERS.split(','),
  logLevel: logLevel.ERROR,
});
const admin = kafka.admin();
await admin.connect();
const offsets = await admin.fetchTopicOffsets(TOPIC);
const written = offsets.reduce((sum, { high, low }) => sum + Number(high) - Number(low), 0);

const consumer = kafka.consumer({ groupId: `outside-${randomUUID()}` });
const notices = [];
await consumer.connect();
await consumer.subscribe({ topics: [TOPIC], fromBeginning: true });
await consumer.run({ eachMessage: async ({ message }) => void notices.push(JSON.parse(message.value.toString())) });
for (let waited = 0; notices.length < written && waited < 60_000; waited += 100) await sleep(100);
await consumer.disconnect();
await admin.disconnect();

const sessions = [...new Set(notices.map(({ session }) => session))].sort();
const initialized = notices.filter(({ kind }) => kind === 'initialized').length;
process.stdout.write(`${JSON.stringify({ written, read: notices.length, initialized, sessions })}\n`);
