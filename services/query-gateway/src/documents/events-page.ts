import { html, inline, prose } from './html.js';
import type { Html } from './html.js';
import type { EventsDocument } from './interface-document.js';
import { pageOf } from './page-frame.js';
import { schemaTable } from './schema-table.js';

const DAY_MS = 24 * 60 * 60 * 1000;
const DEAD_LETTERS = '.dlq';

/** The topics as a page, made from the AsyncAPI document alone. */
export function eventsPage(document: EventsDocument): string {
  const topics = Object.keys(document.channels).filter((topic) => !topic.endsWith(DEAD_LETTERS));
  return pageOf({
    title: 'Events',
    subtitle: `${document.info.title}, version ${document.info.version}, ${topics.length} topics`,
    path: '/docs/events',
    contents: html`<ul>
      <li><a href="#conventions">Conventions</a></li>
      <li>
        <a href="#topics">Topics</a>
        <ul>
          ${topics.map((topic) => html`<li><a href="#topic-${topic}">${topic}</a></li>`)}
        </ul>
      </li>
      <li><a href="#headers">Headers</a></li>
      <li><a href="#dead-letters">Dead letters</a></li>
    </ul>`,
    body: html`<section class="card" aria-labelledby="conventions">
        <h2 id="conventions">Conventions</h2>
        ${prose(document.info.description)}
      </section>
      <section aria-labelledby="topics">
        <h2 id="topics">Topics</h2>
        ${topics.map((topic) => topicCard(document, topic))}
      </section>
      ${headers(document, topics[0] ?? '')} ${deadLetters(document, topics[0] ?? '')}`,
  });
}

function topicCard({ channels, components }: EventsDocument, topic: string): Html {
  const message = components.messages[topic];
  const kafka = channels[topic]?.bindings.kafka;
  const days = Math.round((kafka?.topicConfiguration['retention.ms'] ?? 0) / DAY_MS);
  return html`<article class="card docs-operation" aria-labelledby="topic-${topic}">
    <h3 id="topic-${topic}"><a href="#topic-${topic}">${topic}</a></h3>
    <p>${inline(message?.summary ?? '')}</p>
    <p class="caption">
      ${inline(message?.description ?? '')} <code>ce_type</code> <code>${message?.name ?? ''}</code>.
      ${kafka?.partitions ?? 1} partitions, kept for ${days} days.
    </p>
    ${schemaTable(components.schemas[topic] ?? {})}
  </article>`;
}

function headers({ components }: EventsDocument, topic: string): Html {
  return html`<section class="card" aria-labelledby="headers">
    <h2 id="headers">Headers</h2>
    <p>Of every message: those of CloudEvents 1.0 in binary mode. Shown for <code>${topic}</code>.</p>
    ${schemaTable(components.messages[topic]?.headers ?? {})}
  </section>`;
}

function deadLetters({ components }: EventsDocument, topic: string): Html {
  return html`<section class="card" aria-labelledby="dead-letters">
    <h2 id="dead-letters">Dead letters</h2>
    <p>
      Each topic has another one named <code>TOPIC${DEAD_LETTERS}</code>, for messages that a consumer could not handle:
      their own headers and body, and what went wrong. A body there may break the schema: that can be the reason.
    </p>
    ${schemaTable(components.messages[`${topic}${DEAD_LETTERS}`]?.headers ?? {})}
  </section>`;
}
