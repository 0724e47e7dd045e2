import type { Scope } from '#contracts/api/access.schema';
import { PROBLEM_MEDIA_TYPE, problemKinds, problemType } from '#contracts/api/problem.schema';
import { curlLine } from './curl-line.js';
import { html, inline, prose } from './html.js';
import type { Html } from './html.js';
import type { DescribedAnswer, DescribedOperation, InterfaceDocument, Parameter } from './interface-document.js';
import { pageOf } from './page-frame.js';
import { meaningOf, schemaTable, typeText } from './schema-table.js';
import { tableFrame } from './table-frame.js';

/** Where and how the reader calls. */
export interface Reader {
  readonly origin: string;
  /** Whether a key is asked for. */
  readonly keys: boolean;
}

/** An operation with the paths under which it stands, the proper one first. */
interface Entry {
  readonly operation: DescribedOperation;
  readonly method: string;
  readonly paths: readonly string[];
  /** One per path. */
  readonly ids: readonly string[];
}

/** Headers of every answer, said once for all of them. */
const ALWAYS = ['X-Request-Id', 'X-Data-Source'];

const scopeMeanings: Readonly<Record<Scope, string>> = {
  read: 'Asking questions, seeing jobs, being told of events.',
  build: 'Building indices, importing files, acquiring sessions.',
  export: 'Having workbooks written, and downloading them.',
  admin: 'Everything: also what belongs to others, keys, the audit log, decisions on data.',
};

/** The REST interface as a page, made from its OpenAPI document alone. */
export function referencePage(document: InterfaceDocument, reader: Reader): string {
  const entries = entriesOf(document);
  const tags = document.tags.filter(({ name }) => entries.some(({ operation }) => operation.tags.includes(name)));
  const of = (tag: string): Entry[] => entries.filter(({ operation }) => operation.tags.includes(tag));
  return pageOf({
    title: 'REST reference',
    subtitle: `${document.info.title}, version ${document.info.version}, ${entries.length} operations`,
    path: '/docs',
    contents: html`<ul>
      <li><a href="#conventions">Conventions</a></li>
      <li><a href="#keys">Keys, scopes, limits</a></li>
      ${tags.map(
        ({ name }) =>
          html`<li>
            <a href="#tag-${name}">${name}</a>
            <ul>
              ${of(name).map(
                ({ operation }) => html`<li><a href="#${operation.operationId}">${operation.summary}</a></li>`,
              )}
            </ul>
          </li>`,
      )}
      <li><a href="#schemas">Schemas</a></li>
      <li><a href="#problems">Problems</a></li>
    </ul>`,
    body: html`${conventions(document)} ${keys(reader)}
    ${tags.map(
      ({ name, description }) =>
        html`<section aria-labelledby="tag-${name}">
          <h2 id="tag-${name}">${name}</h2>
          <p>${inline(description)}</p>
          ${of(name).map((entry) => operationCard(entry, reader))}
        </section>`,
    )}
    ${schemas(document)} ${problems()}`,
  });
}

function entriesOf({ paths }: InterfaceDocument): Entry[] {
  const entries = new Map<string, Entry>();
  for (const [path, methods] of Object.entries(paths)) {
    for (const [method, operation] of Object.entries(methods)) {
      // The second path of an operation has an id of its own, made from that of the first.
      const known = entries.get(operation.operationId.replace(/V1$/, ''));
      if (known === undefined) {
        entries.set(operation.operationId, { operation, method, paths: [path], ids: [operation.operationId] });
      } else {
        entries.set(known.operation.operationId, {
          ...known,
          paths: [...known.paths, path],
          ids: [...known.ids, operation.operationId],
        });
      }
    }
  }
  return [...entries.values()];
}

function conventions({ info }: InterfaceDocument): Html {
  return html`<section class="card" aria-labelledby="conventions">
    <h2 id="conventions">Conventions</h2>
    ${prose(info.description)}
    <p>
      Names are written in <code>snake_case</code>; a field or parameter that is not known is refused, so that no
      mistake goes unnoticed. Lists come in pages: <code>limit</code> rows, then the address of the next page in the
      header <code>Link</code>, and its <code>cursor</code> in <code>next_cursor</code>.
    </p>
    <p>
      Work that takes long is a job. A POST waits for it for 30 seconds, or as <code>Prefer: wait=N</code> and
      <code>Prefer: respond-async</code> say, then answers 202 with <code>Location</code>. With an
      <code>Idempotency-Key</code> it can be sent again without fear: there will be one job.
    </p>
    <p>
      Answers about the data have an <code>ETag</code>; asked for again with <code>If-None-Match</code> they are
      answered by 304 without a body as long as they stand. Every answer has an <code>X-Request-Id</code>, under which
      it is in our log, and <code>X-Data-Source: simulated</code> while the store holds the simulated market.
    </p>
  </section>`;
}

function keys({ keys: needed }: Reader): Html {
  return html`<section class="card" aria-labelledby="keys">
    <h2 id="keys">Keys, scopes, limits</h2>
    <p>
      ${
        needed
          ? html`Every call that is marked with a scope needs a key, in <code>Authorization: Bearer KEY</code> or
              <code>X-API-Key: KEY</code>; never in the address. The commands on this page take it from the environment:
              <code>export EWI_API_KEY=…</code> once.`
          : html`This server is open: whoever reaches it may do everything, without a key. Where it is closed, a call
              that is marked with a scope needs a key in <code>Authorization: Bearer KEY</code> or
              <code>X-API-Key: KEY</code>.`
      }
    </p>
    <dl class="docs-scopes">
      ${Object.entries(scopeMeanings).map(
        ([name, meaning]) =>
          html`<div>
            <dt><code>${name}</code></dt>
            <dd>${meaning}</dd>
          </div>`,
      )}
    </dl>
    <p>
      What a key asks for counts against its limit per minute by the work that it makes: the cost of an operation, 1 for
      most. The headers <code>RateLimit-Policy</code> and <code>RateLimit</code> say what the limit is, what is left and
      when some of it comes back; beyond it the answer is 429 with <code>Retry-After</code>.
    </p>
  </section>`;
}

function operationCard({ operation, method, paths, ids }: Entry, reader: Reader): Html {
  const [path = '/', ...others] = paths;
  const [id = '', ...otherIds] = ids;
  const { 'x-scope': scope, 'x-cost': cost } = operation;
  const line = curlLine(operation, { method, path, ...reader });
  return html`<article class="card docs-operation" aria-labelledby="${id}">
    ${otherIds.map((other) => html`<span id="${other}"></span>`)}
    <h3 id="${id}"><a href="#${id}">${operation.summary}</a></h3>
    <p class="docs-path">
      <span class="docs-method docs-${method}">${method.toUpperCase()}</span> <code>${path}</code>
    </p>
    <p class="caption">
      ${scope === undefined ? 'Open to everybody.' : html`Scope <code>${scope}</code>, cost ${cost ?? 1}.`}
      ${others.map((other) => html` Also at <code>${other}</code>.`)} Operation <code>${id}</code>.
    </p>
    ${prose(operation.description)}
    <pre tabindex="0" class="docs-curl"><code>${line}</code></pre>
    ${parameterTable(operation.parameters ?? [])} ${bodyOf(operation)}
    <h4>Answers</h4>
    ${Object.entries(operation.responses)
      .filter(([, answer]) => !isProblem(answer))
      .map(([status, answer]) => answerOf(status, answer))}
    ${problemsOf(operation)}
  </article>`;
}

function parameterTable(parameters: readonly Parameter[]): Html | null {
  if (parameters.length === 0) return null;
  const rows = parameters.map(
    ({ name, in: place, required, description, schema }) =>
      html`<tr>
        <td>
          <code>${name}</code>
          <span class="optional">${place}${required === true ? '' : ', optional'}</span>
        </td>
        <td>${typeText(schema)}</td>
        <td>${inline(meaningOf(description === undefined ? schema : { ...schema, description }))}</td>
      </tr>`,
  );
  return html`<h4>Parameters</h4>
    ${tableFrame(['Name', 'Type', 'Meaning'], rows)}`;
}

function bodyOf({ requestBody }: DescribedOperation): Html | null {
  if (requestBody === undefined) return null;
  const contents = Object.entries(requestBody.content);
  const [, media] = contents[0] ?? [];
  return html`<h4>Body</h4>
    <p>
      ${contents.map(([mediaType], position) => html`${position === 0 ? '' : ' or '}<code>${mediaType}</code>`)}${
        media?.schema === undefined ? '' : ': '
      }${schemaLink(media?.schema?.$ref)}
    </p>
    ${media?.example === undefined ? null : exampleOf('Example', media.example)}`;
}

function answerOf(status: string, { description, content = {}, headers = {} }: DescribedAnswer): Html {
  const contents = Object.entries(content);
  return html`<div class="docs-answer">
    <p><strong>${status}</strong> ${inline(description)}</p>
    ${
      contents.length === 0
        ? null
        : html`<p class="caption">
            ${contents.map(
              ([mediaType, { schema }], position) =>
                html`${position === 0 ? '' : ', '}<code>${mediaType}</code> ${schemaLink(schema?.$ref)}`,
            )}
          </p>`
    }
    ${Object.entries(headers)
      .filter(([name]) => !ALWAYS.includes(name))
      .map(([name, header]) => html`<p class="caption"><code>${name}</code> ${inline(header.description)}</p>`)}
    ${contents.map(([, { example }]) => (example === undefined ? html`` : exampleOf('Example', example)))}
  </div>`;
}

function isProblem({ content = {} }: DescribedAnswer): boolean {
  return Object.hasOwn(content, PROBLEM_MEDIA_TYPE);
}

function problemsOf({ responses }: DescribedOperation): Html {
  const kinds = Object.values(responses)
    .filter(isProblem)
    .flatMap(({ description }) => [...description.matchAll(/`\/problems\/([a-z-]+)`/g)].map(([, kind = '']) => kind));
  return html`<p class="docs-problems">
    Problems:
    ${kinds.map((kind, position) => html`${position === 0 ? '' : ', '}<a href="#problem-${kind}">${kind}</a>`)}
  </p>`;
}

function schemaLink(reference: string | undefined): Html | null {
  const name = reference?.split('/').at(-1);
  return name === undefined ? null : html`<a href="#schema-${name}">${name}</a>`;
}

function exampleOf(name: string, example: unknown): Html {
  const text = typeof example === 'string' ? example : JSON.stringify(example, null, 2);
  return html`<details>
    <summary>${name}</summary>
    <pre tabindex="0"><code>${text}</code></pre>
  </details>`;
}

function schemas({ components }: InterfaceDocument): Html {
  return html`<section aria-labelledby="schemas">
    <h2 id="schemas">Schemas</h2>
    <p>
      Bodies and answers, field by field. <code>data[].date</code> is the field <code>date</code> of each row of
      <code>data</code>.
    </p>
    ${Object.entries(components.schemas).map(
      ([name, schema]) =>
        html`<article class="card" aria-labelledby="schema-${name}">
          <h3 id="schema-${name}"><a href="#schema-${name}">${name}</a></h3>
          ${schema.description === undefined ? null : html`<p>${inline(schema.description)}</p>`} ${schemaTable(schema)}
        </article>`,
    )}
  </section>`;
}

function problems(): Html {
  const rows = Object.entries(problemKinds).map(
    ([kind, { status, title }]) =>
      html`<tr id="problem-${kind}">
        <td><a href="${problemType(kind as keyof typeof problemKinds)}">${kind}</a></td>
        <td>${status}</td>
        <td>${title}</td>
      </tr>`,
  );
  return html`<section class="card" aria-labelledby="problems">
    <h2 id="problems">Problems</h2>
    <p>
      Every error is <code>${PROBLEM_MEDIA_TYPE}</code> (RFC 9457). <code>type</code> tells which it is and never
      changes, <code>detail</code> names the value and the remedy, <code>errors</code> the fields, and
      <code>request_id</code> finds it in our log.
    </p>
    ${tableFrame(['Type', 'Status', 'Title'], rows)}
  </section>`;
}
