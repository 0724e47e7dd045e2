import { html } from './html.js';
import type { Html } from './html.js';

/** A table of rows under the names of their columns; where it is wider than the page, it is moved within its frame. */
export function tableFrame(columns: readonly string[], rows: readonly Html[]): Html {
  return html`<div class="table-frame" tabindex="0">
    <table>
      <thead>
        <tr>
          ${columns.map((name) => html`<th scope="col">${name}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows}
      </tbody>
    </table>
  </div>`;
}
