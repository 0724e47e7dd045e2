import { html } from './html.js';
import type { Html } from './html.js';

export interface Page {
  readonly title: string;
  readonly subtitle: string;
  /** Which of the pages it is. */
  readonly path: '/docs' | '/docs/events';
  /** Where one can go within the page. */
  readonly contents: Html;
  readonly body: Html;
}

const PAGES = [
  ['/', 'Dashboard'],
  ['/docs', 'REST reference'],
  ['/docs/events', 'Events'],
  ['/openapi.json', 'openapi.json'],
  ['/asyncapi.json', 'asyncapi.json'],
] as const;

/** A whole page: nothing inline, no script, everything from our own origin. */
export function pageOf({ title, subtitle, path, contents, body }: Page): string {
  const links = PAGES.map(([target, name]) =>
    target === path ? html`<a href="${target}" aria-current="page">${name}</a>` : html`<a href="${target}">${name}</a>`,
  );
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${title}</title>
        <link rel="icon" href="/assets/favicon.svg" type="image/svg+xml" />
        <link rel="stylesheet" href="/assets/styles.css" />
        <link rel="stylesheet" href="/assets/docs.css" />
      </head>
      <body>
        <a class="skip" href="#content">Skip to the content</a>
        <header class="masthead docs-masthead">
          <div>
            <h1>${title}</h1>
            <p class="subtitle">${subtitle}</p>
          </div>
          <nav class="docs-pages" aria-label="Pages">${links}</nav>
        </header>
        <div class="docs">
          <nav class="docs-contents" aria-label="On this page">${contents}</nav>
          <main id="content" tabindex="-1">${body}</main>
        </div>
      </body>
    </html>`.markup;
}
