/** The likeliest next tokens as bars, with a mark where each was before something was changed. */
import { css, html, nothing, type TemplateResult } from 'lit';
import type { NextToken } from '../../engine/types.ts';
import type { Tell } from '../../text/learn/index.ts';
import { change, percent } from '../../views/number.ts';
import { styled } from '../../views/styled.ts';
import { tokenText } from '../../views/token-parts.ts';

export const nextStyle = css`
  table.next { max-width: 460px; }
  table.next .track { width: 45%; padding-block: 3px; }
  .track div { position: relative; height: 12px; background: var(--ap-surface); }
  .track i { position: absolute; inset-block: 0; inset-inline-start: 0; width: var(--w); background: var(--ap-line-strong); }
  .track i.was { width: 2px; inset-inline-start: calc(var(--was) - 1px); inset-block: -2px; background: var(--ap-ink); }
  @media (forced-colors: active) { .track i { forced-color-adjust: none; background: CanvasText; } }
`;

export interface NextBars {
  readonly next: readonly NextToken[];
  readonly before: readonly NextToken[] | null;
  readonly tell: Tell;
  readonly rows?: number;
  readonly caption?: string;
}

export function nextBars({ next, before, tell, rows = 8, caption }: NextBars): TemplateResult {
  const shown = next.slice(0, rows);
  const most = Math.max(
    1e-9,
    ...shown.map(({ probability }) => probability),
    ...(before ?? []).slice(0, rows).map((b) => b.probability),
  );
  const share = (p: number) => `${Math.min(100, (100 * p) / most).toFixed(2)}%`;
  return html`<table class="next"><caption>${caption ?? tell(before ? 'next.caption-before' : 'next.caption')}</caption>
    <thead><tr><th scope="col" class="start">${tell('next.token')}</th><th scope="col"><span class="said">${tell('next.bar')}</span></th>
      <th scope="col">${tell('next.probability')}</th>${before ? html`<th scope="col">${tell('next.change')}</th>` : nothing}</tr></thead>
    <tbody>${shown.map((one) => {
      const was = before?.find(({ id }) => id === one.id);
      return html`<tr><th scope="row">${tokenText(one.text)}</th>
        <td class="track"><div style=${styled({ '--w': share(one.probability), '--was': was ? share(was.probability) : null })}><i></i>${
          was ? html`<i class="was"></i>` : nothing
        }</div></td><td class="number">${percent(one.probability)}</td>
        ${before ? html`<td class="number">${was ? change(100 * (one.probability - was.probability)) : '–'}</td>` : nothing}</tr>`;
    })}</tbody></table>`;
}
