/**
 * What the model would say next: the most likely tokens as bars, with probability, logit, the chance left
 * by the sampling options, and how far each moved against `baseline`. Always the same number of rows.
 *
 * Event: `next-pick` {id}; none where it is `readonly`.
 */
import { css, html, nothing, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import type { NextToken } from '../engine/types.ts';
import { t } from '../text/text.ts';
import { element } from './element.ts';
import { change, percent, significant } from './number.ts';
import { styled } from './styled.ts';
import { tokenText } from './token-parts.ts';
import { spoken } from './token-text.ts';
import { View } from './view.ts';

interface Row {
  readonly rank: number;
  readonly next: NextToken;
}

@element('attention-next')
export class AttentionNext extends View {
  /** Most likely first. */
  @property({ attribute: false }) next: readonly NextToken[] = [];
  /** The distribution to compare with (as it was without the mutes), or null. */
  @property({ attribute: false }) baseline: readonly NextToken[] | null = null;
  /** Id of the token that was drawn; -1 for none. */
  @property({ type: Number }) chosen = -1;
  @property({ type: Number }) rows = 10;
  /** Tokens are shown, not to be chosen. */
  @property({ type: Boolean }) readonly = false;

  static override styles = [
    View.styles,
    css`
      :host { container-type: inline-size; }
      table { width: 100%; border-collapse: collapse; table-layout: fixed; }
      th {
        font-weight: normal; font-size: var(--ap-small); color: var(--ap-ink-2); text-align: end;
        padding: 0 0 3px; padding-inline-start: 8px; white-space: nowrap;
      }
      th.token, td.token { text-align: start; padding-inline-start: 0; }
      td { padding: 0; padding-inline-start: 8px; height: 26px; text-align: end; white-space: nowrap; }
      tbody tr { border-top: 1px solid var(--ap-line); }
      col.rank { width: 24px; } col.token { width: 112px; }
      col.probability { width: 60px; } col.logit { width: 60px; } col.chance { width: 60px; } col.change { width: 66px; }
      td.rank, th.rank { text-align: start; color: var(--ap-ink-2); font-size: var(--ap-small); padding-inline-start: 0; }
      .token > :is(button, span) {
        display: block; width: 100%; height: 22px; padding: 0 4px; overflow: hidden; text-overflow: ellipsis;
        white-space: pre; background: var(--ap-surface); border-radius: var(--ap-radius);
      }
      .token > span { line-height: 22px; }
      .token button:hover { border-color: var(--ap-line-strong); }
      .track { position: relative; height: 14px; }
      .bar { position: absolute; inset-block: 0; inset-inline-start: 0; width: var(--w); background: var(--ap-line-strong); min-width: 1px; border-start-end-radius: 2px; border-end-end-radius: 2px; }
      .chosen .bar { background: var(--ap-ink); }
      .was { position: absolute; top: -3px; bottom: -3px; inset-inline-start: var(--was); width: 2px; margin-inline-start: -1px; background: var(--ap-ink); box-shadow: 0 0 0 1px var(--ap-paper); }
      .chance-line { position: absolute; inset-inline-start: 0; bottom: -3px; height: 2px; width: var(--chance); background: var(--ap-output); }
      .legend { display: flex; flex-wrap: wrap; gap: 2px 14px; margin: 6px 0 0; font-size: var(--ap-small); color: var(--ap-ink-2); }
      .legend span::before { content: ''; display: inline-block; margin-inline-end: 5px; }
      .idle { visibility: hidden; }
      .of-probability::before { width: 14px; height: 8px; background: var(--ap-line-strong); }
      .of-chance::before { width: 14px; height: 2px; background: var(--ap-output); vertical-align: 3px; }
      .of-was::before { width: 2px; height: 11px; background: var(--ap-ink); vertical-align: -2px; }
      .none td { color: var(--ap-ink-2); }
      .none .token > :is(button, span) { text-decoration: line-through; color: var(--ap-ink-2); }
      .none .bar { background: none; border: 1px solid var(--ap-line-strong); border-inline-start: 0; }
      .chosen td.token button { border-color: var(--ap-ink); font-weight: 600; }
      .change { font-size: 12px; }
      .up::before { content: '▲ '; font-size: 8px; vertical-align: 1px; }
      .down::before { content: '▼ '; font-size: 8px; vertical-align: 1px; }
      @media (prefers-reduced-motion: no-preference) { .bar, .chance-line { transition: width 120ms ease-out; } }
      @media (pointer: coarse) { td { height: 38px; } .token button { height: 34px; } }
      @media (forced-colors: active) { .bar, .was, .chance-line { forced-color-adjust: none; background: CanvasText; } }

      @container (max-width: 520px) {
        col.logit, .logit { display: none; }
        col.token { width: 92px; } col.rank { width: 20px; }
        col.probability, col.chance { width: 54px; } col.change { width: 58px; }
        th, td { padding-inline-start: 6px; }
      }
    `,
  ];

  override render(): TemplateResult {
    const rows = this.#rows();
    const most = Math.max(
      1e-9,
      ...rows.map((row) => row.next.probability),
      ...(this.baseline ?? []).slice(0, 1).map((n) => n.probability),
    );
    return html`<table aria-label=${t('next.title')}>
      <colgroup><col class="rank"><col class="token"><col><col class="probability"><col class="chance"><col class="logit"><col class="change"></colgroup>
      <thead><tr>
        <th scope="col" class="rank"><span class="said">${t('next.rank')}</span>#</th>
        <th scope="col" class="token">${t('next.token')}</th>
        <th scope="col"><span class="said">${t('next.bar')}</span></th>
        <th scope="col" title=${t('next.probability-about')}>${t('next.probability')}</th>
        <th scope="col" title=${t('next.chance-about')}>${t('next.chance')}</th>
        <th scope="col" class="logit" title=${t('next.logit-about')}>${t('next.logit')}</th>
        <th scope="col" class=${this.baseline ? '' : 'idle'} title=${t('next.change-about')}>${t('next.change')}</th>
      </tr></thead>
      <tbody>${Array.from({ length: this.rows }, (_, n) => (rows[n] ? this.#row(rows[n], most) : this.#gap(n)))}</tbody>
    </table>
    <p class="legend" aria-hidden="true"><span class="of-probability">${t('next.legend-probability')}</span>
      <span class="of-chance">${t('next.legend-chance')}</span>
      <span class=${this.baseline ? 'of-was' : 'of-was idle'}>${t('next.legend-was')}</span></p>`;
  }

  /** The first rows; where the drawn token lies further down, the last row is its. */
  #rows(): Row[] {
    const rows = this.next.slice(0, this.rows).map((next, n) => ({ rank: n + 1, next }));
    const at = this.next.findIndex((next) => next.id === this.chosen);
    const drawn = this.next[at];
    if (drawn && at >= this.rows) rows[this.rows - 1] = { rank: at + 1, next: drawn };
    return rows;
  }

  #gap(n: number): TemplateResult {
    return html`<tr><td class="rank">${n + 1}</td><td></td><td></td><td></td><td></td><td class="logit"></td><td></td></tr>`;
  }

  #row({ rank, next }: Row, most: number): TemplateResult {
    const none = next.chance === 0;
    const names = [none ? 'none' : '', next.id === this.chosen ? 'chosen' : ''].join(' ');
    const was = this.baseline?.find((b) => b.id === next.id);
    const share = (p: number) => `${((100 * p) / most).toFixed(2)}%`;
    const style = {
      '--w': share(next.probability),
      '--chance': share(Math.min(most, next.chance)),
      '--was': was ? share(was.probability) : null,
    };
    return html`<tr class=${names}>
      <td class="rank">${rank}</td>
      <td class="token">${this.readonly ? html`<span>${tokenText(next.text)}</span>` : this.#button(next, none)}</td>
      <td><div class="track" style=${styled(style)}><i class="bar"></i>${none ? nothing : html`<i class="chance-line"></i>`}${
        was ? html`<i class="was"></i>` : nothing
      }</div></td>
      <td class="number">${percent(next.probability)}</td>
      <td class="number">${none ? t('next.dropped') : percent(next.chance)}</td>
      <td class="number logit">${significant(next.logit, 4)}</td>
      <td class="number change">${this.#change(next, was)}</td>
    </tr>`;
  }

  #button(next: NextToken, none: boolean): TemplateResult {
    return html`<button type="button" title=${t('next.about', { id: next.id })} aria-current=${next.id === this.chosen ? 'true' : nothing}
      aria-label=${t(none ? 'next.pick-none' : 'next.pick', { text: spoken(next.text) })}
      @click=${() => this.emit('next-pick', { id: next.id })}>${tokenText(next.text)}</button>`;
  }

  #change(next: NextToken, was: NextToken | undefined): TemplateResult | typeof nothing {
    if (!this.baseline) return nothing;
    if (!was)
      return html`<span class="up" title=${t('next.new-about', { n: this.baseline.length })}>${t('next.new')}</span>`;
    const points = 100 * (next.probability - was.probability);
    const way = Math.abs(points) < 0.05 ? '' : points > 0 ? 'up' : 'down';
    return html`<span class=${way} title=${t('next.was', { probability: percent(was.probability) })}>${change(points)}</span>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'attention-next': AttentionNext;
  }
}
