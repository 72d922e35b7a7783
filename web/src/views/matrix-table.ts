/** The matrix's twin in words: for every query its strongest keys, largest first. */
import { html, nothing, type TemplateResult } from 'lit';
import type { Token } from '../engine/types.ts';
import { t } from '../text/text.ts';
import { weight } from './number.ts';
import { rowOf, strongest } from './pattern.ts';
import { quoted, tokenAt, tokenText } from './token-parts.ts';

export interface TableOf {
  readonly pattern: Float32Array;
  readonly size: number;
  readonly tokens: readonly Token[];
  readonly columns: number;
  readonly keys: readonly Token[];
  readonly query: number;
  readonly key: number;
  readonly hover: number;
  readonly choose: (query: number, key: number) => void;
}

/** Keys a row shows; a row of weights that sums to 1 has said most of what it says by then. */
export const keysShown = 5;

export function matrixTable(of: TableOf): TemplateResult {
  return html`<div class="table" tabindex="0" role="region" aria-label=${t('matrix.table-about', { n: keysShown })}>
    <table>
      <caption>${t('matrix.table-about', { n: keysShown })}</caption>
      <thead><tr>
        <th scope="col">#</th><th scope="col">${t('matrix.query')}</th>
        ${Array.from({ length: keysShown }, (_, n) => html`<th scope="col">${t('matrix.nth-key', { n: n + 1 })}</th>`)}
      </tr></thead>
      <tbody>${of.tokens.slice(0, of.size).map((token, query) => row(of, token, query))}</tbody>
    </table>
  </div>`;
}

function row(of: TableOf, token: Token, query: number): TemplateResult {
  const best = strongest(rowOf(of.pattern, of.columns, query), keysShown);
  return html`<tr class=${query === of.hover || query === of.query ? 'lit' : ''}>
    <td class="quiet number">${query}</td><th scope="row" class="q">${tokenText(token.text)}</th>
    ${Array.from({ length: keysShown }, (_, n) => {
      const key = best[n];
      if (!key) return html`<td></td>`;
      const current = query === of.query && key.index === of.key;
      const about = t('matrix.pair', {
        query: quoted(token),
        key: quoted(of.keys[key.index]),
        weight: weight(key.weight),
      });
      return html`<td><button type="button" title=${about} aria-current=${current ? 'true' : nothing}
        @click=${() => of.choose(query, key.index)}
        ><span class="k">${tokenAt(of.keys[key.index], key.index)}</span><span class="number">${weight(key.weight)}</span></button></td>`;
    })}
  </tr>`;
}
