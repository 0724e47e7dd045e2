/** One Kafka broker in KRaft mode from the jars that Maven keeps, on loopback. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { freePort, portAnswers, startDetached, tail, waitUntil } from './processes.mjs';
import { commandExists, installPackage } from './packages.mjs';

export const KAFKA_VERSION = process.env.KAFKA_VERSION ?? '4.1.0';
const CLUSTER_ID = 'ewiNativeKafkaCluster0';

function cacheFolder() {
  return join(
    process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'),
    'equal-weighted-index',
    `kafka-${KAFKA_VERSION}`,
  );
}

/** The folder with the broker's jars, fetched on the first call. Two callers at once end with one complete folder. */
function kafkaJars() {
  const folder = cacheFolder();
  if (existsSync(folder) && readdirSync(folder).some((name) => name.startsWith('kafka_2.13'))) return folder;
  if (!commandExists('mvn')) installPackage('maven', 'Maven (it fetches Kafka)');
  const work = `${folder}.${process.pid}`;
  mkdirSync(work, { recursive: true });
  const dependency = (group, artifact, version) =>
    `<dependency><groupId>${group}</groupId><artifactId>${artifact}</artifactId><version>${version}</version></dependency>`;
  const project = `<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>
<groupId>local</groupId><artifactId>kafka-broker</artifactId><version>1</version><packaging>pom</packaging>
<dependencies>${dependency('org.apache.kafka', 'kafka_2.13', KAFKA_VERSION)}${dependency('org.slf4j', 'slf4j-simple', '1.7.36')}</dependencies>
</project>`;
  writeFileSync(join(work, 'pom.xml'), project);
  process.stderr.write(`Fetching Kafka ${KAFKA_VERSION} through Maven …\n`);
  const goal = ['dependency:copy-dependencies', '-DincludeScope=runtime', `-DoutputDirectory=${join(work, 'jars')}`];
  execFileSync('mvn', ['-q', '-B', '-ntp', '-f', join(work, 'pom.xml'), ...goal], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  try {
    renameSync(join(work, 'jars'), folder);
  } catch (error) {
    // Somebody else was first: his folder is as good.
    if (!existsSync(folder)) throw error;
  }
  rmSync(work, { recursive: true, force: true });
  return folder;
}

function properties({ directory, port, controllerPort }) {
  return {
    'process.roles': 'broker,controller',
    'node.id': 1,
    'controller.quorum.voters': `1@127.0.0.1:${controllerPort}`,
    'controller.listener.names': 'CONTROLLER',
    listeners: `PLAINTEXT://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controllerPort}`,
    'advertised.listeners': `PLAINTEXT://127.0.0.1:${port}`,
    'listener.security.protocol.map': 'PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT',
    'log.dirs': join(directory, 'data'),
    'num.partitions': 1,
    'offsets.topic.replication.factor': 1,
    'offsets.topic.num.partitions': 5,
    'transaction.state.log.replication.factor': 1,
    'transaction.state.log.min.isr': 1,
    'transaction.state.log.num.partitions': 5,
    // A group of one or two members need not wait for further ones.
    'group.initial.rebalance.delay.ms': 0,
    // Topics exist because they are declared, never because a name was misspelt.
    'auto.create.topics.enable': false,
    'log.segment.bytes': 67_108_864,
  };
}

/** `port` 0 takes a free one. Returns `{ pid, startedAt, port, controllerPort, brokers, logFile }`. */
export async function startKafka({ directory, port = 0, controllerPort = 0 }) {
  if (!commandExists('java')) installPackage('openjdk-17-jre-headless', 'Java 17 (Kafka runs on it)');
  const jars = kafkaJars();
  mkdirSync(directory, { recursive: true });
  const ports = { port: port || (await freePort()), controllerPort: controllerPort || (await freePort()) };
  const configuration = join(directory, 'server.properties');
  const text = Object.entries(properties({ directory, ...ports })).map(([name, value]) => `${name}=${value}\n`);
  writeFileSync(configuration, text.join(''));
  const java = [
    '-Xms128m',
    '-Xmx512m',
    '-XX:TieredStopAtLevel=1',
    '-XX:+UseSerialGC',
    '-Dorg.slf4j.simpleLogger.defaultLogLevel=warn',
  ];
  java.push('-cp', join(jars, '*'));
  if (!existsSync(join(directory, 'data', 'meta.properties'))) {
    const format = ['kafka.tools.StorageTool', 'format', '--ignore-formatted', '-t', CLUSTER_ID, '-c', configuration];
    execFileSync('java', [...java, ...format], { stdio: 'pipe' });
  }
  const logFile = join(directory, 'kafka.log');
  const { exited, ...identity } = startDetached('java', [...java, 'kafka.Kafka', configuration], {
    logFile,
    cwd: directory,
  });
  // The listener opens once the broker is unfenced and takes requests.
  await waitUntil(() => portAnswers(ports.port), {
    timeoutMilliseconds: 90_000,
    exited: exited.then((text_) => `${text_}: ${tail(logFile)}`),
    describe: 'Kafka',
  });
  return { ...identity, ...ports, brokers: `127.0.0.1:${ports.port}`, logFile };
}
