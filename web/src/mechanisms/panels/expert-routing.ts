/**
 * One layer's feed-forward cut into experts of which each token keeps a few (Shazeer et al. 2017, section 2.1;
 * cut from a trained layer: Zhang et al. 2022). Which expert each token goes to, how evenly they are loaded, and
 * what leaving the others out costs the output.
 *
 * Events: none.
 */
import { css, html, type PropertyValues, type TemplateResult } from 'lit';
import { state } from 'lit/decorators.js';
import type { Experts, Token } from '../../engine/types.ts';
import { placeOnScale } from '../../style/scale.ts';
import { element } from '../../views/element.ts';
import { percent, significant, weight } from '../../views/number.ts';
import { styled } from '../../views/styled.ts';
import { tokenAt } from '../../views/token-parts.ts';
import type { Source } from '../source.ts';
import { count } from './amounts.ts';
import { slider } from './controls.ts';
import { Panel } from './panel.ts';

const mostExperts = 16;

interface Shown {
  readonly tokens: readonly Token[];
  readonly layer: number;
  readonly experts: Experts;
}

@element('expert-routing')
export class ExpertRouting extends Panel {
  @state() private experts = 8;
  @state() private keep = 2;
  @state() private shown: Shown | null = null;

  static override styles = [
    Panel.styles,
    css`
      dl { display: grid; grid-template-columns: repeat(auto-fit, minmax(230px, 1fr)); gap: 0 20px; margin: 0; }
      dl div { display: flex; justify-content: space-between; gap: 12px; border-top: 1px solid var(--ap-line); padding: 3px 0; }
      dt { color: var(--ap-ink-2); } dd { margin: 0; text-align: end; }
      .gates { max-height: 460px; }
      .gates table { width: auto; border-collapse: separate; border-spacing: 1px; }
      .gates th, .gates td { border: 0; padding: 0 4px; }
      .gates thead th { position: sticky; top: 0; background: var(--ap-paper); z-index: 1; vertical-align: bottom; }
      .gates th:first-child { position: sticky; inset-inline-start: 0; background: var(--ap-paper); z-index: 1; padding-inline-end: 8px; max-width: 110px; overflow: hidden; text-overflow: ellipsis; }
      .gates thead th:first-child { z-index: 2; }
      td.gate { position: relative; min-width: 30px; height: 20px; text-align: center; background: var(--fill); font-size: 11px; forced-color-adjust: none; }
      td.gate.chosen { color: var(--on-fill); font-weight: 600; box-shadow: inset 0 0 0 1.5px var(--ap-ink); }
      td.cosine { padding-inline-start: 12px; }
      .load { display: grid; align-items: end; justify-items: center; height: 62px; gap: 2px; grid-template-rows: 1fr auto; color: var(--ap-ink); }
      .load i { display: block; width: 16px; height: var(--h); background: var(--ap-line-strong); min-height: 1px; }
      .e { color: var(--ap-ink-2); }
      @media (forced-colors: active) { .load i { forced-color-adjust: none; background: CanvasText; } }
    `,
  ];

  override willUpdate(changed: PropertyValues): void {
    if (this.anyOf(changed, 'source', 'experts', 'keep') && this.source) this.#request();
  }

  #request(): void {
    this.ask(async ({ model, text, tokens, layer }, signal) => {
      const { experts, keep } = this;
      const ids = tokens.map((token) => token.id);
      this.shown = { tokens, layer, experts: await model.experts(text, { layer, experts, keep, ids, signal }) };
    });
  }

  protected override body(_source: Source): TemplateResult {
    const { shown } = this;
    return html`<p class="note">${this.say('experts.about')}</p>
      <div class="controls">${slider({
        label: this.say('experts.count'),
        least: 2,
        most: mostExperts,
        value: this.experts,
        text: String(this.experts),
        name: 'experts',
        onInput: (n) => {
          this.experts = n;
          this.keep = Math.min(this.keep, n);
        },
      })}${slider({
        label: this.say('experts.keep'),
        least: 1,
        most: this.experts,
        value: this.keep,
        text: this.say('experts.keep-of', { keep: this.keep, of: this.experts }),
        name: 'keep',
        onInput: (n) => {
          this.keep = n;
        },
      })}</div>
      ${shown ? html`${this.#measures(shown)}${this.#gates(shown)}` : html`<p class="quiet">${this.say('panel.asking')}</p>`}`;
  }

  #measures({ experts: e, layer }: Shown): TemplateResult {
    const row = (name: string, value: string) => html`<div><dt>${name}</dt><dd class="number">${value}</dd></div>`;
    return html`<h3>${this.say('experts.layer', { layer })}</h3><dl>
      ${row(this.say('experts.error'), percent(e.difference))}
      ${row(this.say('experts.work'), `${count(e.multiplyAdds)} / ${count(e.multiplyAddsWhole)}`)}
      ${row(this.say('experts.cosine-all'), e.cosine.toFixed(3))}</dl>`;
  }

  #gates({ experts: e, tokens }: Shown): TemplateResult {
    const columns = Array.from({ length: e.experts }, (_, n) => n);
    const most = Math.max(1, ...e.load);
    return html`<p class="caption">${this.say('experts.table')}</p><div class="sheet gates" tabindex="0" role="group" aria-label=${this.say('experts.caption')}><table>
      
      <thead><tr><th class="start" scope="col">${this.say('experts.token')}</th>${columns.map(
        (
          n,
        ) => html`<th scope="col"><span class="load" style=${styled({ '--h': `${(100 * (e.load[n] as number)) / most}%` })} title=${this.say('experts.load', { n, load: e.load[n] as number })}>
          <i></i><span aria-hidden="true">${e.load[n]}</span></span><span class="e">E${n}</span><span class="said">, ${this.say('experts.load-short', { load: e.load[n] as number })}</span></th>`,
      )}<th scope="col">${this.say('experts.cosine')}</th></tr></thead>
      <tbody>${tokens.slice(0, e.tokens).map((token, i) => this.#token(e, token, i))}</tbody></table></div>`;
  }

  #token(e: Experts, token: Token, i: number): TemplateResult {
    const scores = e.scores.subarray(i * e.experts, (i + 1) * e.experts);
    const chosen = [...e.chosen.subarray(i * e.keep, (i + 1) * e.keep)];
    const most = Math.max(...scores);
    return html`<tr><th scope="row">${tokenAt(token, i)}</th>${Array.from(scores, (score, n) =>
      this.#cell(score, most, chosen.indexOf(n) + 1),
    )}<td class="cosine number">${weight(e.cosines[i] as number)}</td></tr>`;
  }

  /** Colour: the score against the token's highest. Number: the expert's rank; none where it is left out. */
  #cell(score: number, most: number, rank: number): TemplateResult {
    const u = placeOnScale(most > 0 ? score / most : 0, 'linear');
    const fill = { '--fill': this.scale.css(u), '--on-fill': this.scale.ink(u) };
    const title = this.say('experts.score', { score: significant(score, 3) });
    return rank > 0
      ? html`<td class="gate chosen" title=${title} style=${styled(fill)}>${rank}</td>`
      : html`<td class="gate" title=${title} style=${styled(fill)}><span class="said">${this.say('experts.not-chosen')}</span></td>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'expert-routing': ExpertRouting;
  }
}
