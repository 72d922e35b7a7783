/** Every component of every vector behind a cell, as a table. */
import { html, type TemplateResult } from 'lit';
import type { CellExplanation } from '../engine/types.ts';
import { t } from '../text/text.ts';
import { exact, significant } from './number.ts';

const cell = (x: number | undefined): TemplateResult =>
  html`<td title=${exact(x ?? Number.NaN)}>${significant(x ?? Number.NaN)}</td>`;

export function componentTable(e: CellExplanation, lit: number): TemplateResult {
  return html`<div class="table" role="region" tabindex="0" aria-label=${t('cell.table-about')}><table>
    <thead><tr><th scope="col">${t('cell.n')}</th><th scope="col" class="q">q</th><th scope="col" class="k">k</th><th scope="col">q × k</th>
      <th scope="col" class="v">v</th><th scope="col" class="v">w × v</th><th scope="col" class="z">z</th></tr></thead>
    <tbody>${Array.from(
      e.q,
      (_, n) => html`<tr class=${n === lit ? 'lit' : ''}><th scope="row">${n}</th>
      ${[e.q, e.k, e.products, e.v, e.weightedV, e.z].map((values) => cell(values[n]))}</tr>`,
    )}</tbody>
    <tfoot><tr><th scope="row">Σ</th><td></td><td></td>${cell(e.dot)}<td></td><td></td><td></td></tr></tfoot>
  </table></div>`;
}
