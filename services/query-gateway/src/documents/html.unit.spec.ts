import { html, inline, prose } from './html.js';

describe('html', () => {
  it('escapes text, in attributes too, and leaves markup', () => {
    const inner = html`<b>${'<&"\'>'}</b>`;
    expect(inner.markup).toBe('<b>&lt;&amp;&quot;&#39;&gt;</b>');
    expect(html`<i title="${'"x'}">${inner}${[inner, html`!`]}${null}${7}</i>`.markup).toBe(
      `<i title="&quot;x">${inner.markup}${inner.markup}!7</i>`,
    );
  });

  it('writes descriptions with code and paragraphs, and nothing else of theirs as markup', () => {
    expect(html`${inline('a `b<c` <d>')}`.markup).toBe('a <code>b&lt;c</code> &lt;d&gt;');
    expect(html`${prose('one\n\ntwo `x`')}`.markup).toBe('<p>one</p><p>two <code>x</code></p>');
    expect(html`${inline('a lone ` stays')}`.markup).toBe('a lone ` stays');
  });
});
