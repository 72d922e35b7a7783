/** A row of scores becomes a row of weights; one score can be raised, and the others give way. */
import { html, type PropertyValues, svg, type TemplateResult } from 'lit';
import { state } from 'lit/decorators.js';
import type { RowProbe } from '../../engine/types.ts';
import { slider } from '../../mechanisms/panels/controls.ts';
import type { Source } from '../../mechanisms/source.ts';
import { element } from '../../views/element.ts';
import { change as signed, significant, weight } from '../../views/number.ts';
import { strongest } from '../../views/pattern.ts';
import { tokenAt } from '../../views/token-parts.ts';
import { Live } from './live.ts';

interface Shown {
  readonly source: Source;
  readonly query: number;
  readonly key: number;
  readonly scores: Float32Array;
  readonly changed: Float32Array;
  readonly before: RowProbe;
  readonly after: RowProbe;
}

/** Keys that are listed. */
const kListed = 8;

@element('learn-softmax')
export class LearnSoftmax extends Live {
  @state() private query = -1;
  @state() private key = -1;
  @state() private raise = 1;
  @state() private shown: Shown | null = null;

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    if (this.anyOf(changed, 'query', 'key', 'raise') && this.source && !changed.has('source')) this.request();
  }

  protected override request(): void {
    this.ask(async (source, signal) => {
      const { model, engine, text, tokens, layer, head } = source;
      const last = tokens.length - 1;
      const query = this.query < 0 ? last : Math.min(this.query, last);
      const key = this.key < 0 ? Math.floor(query / 2) : Math.min(this.key, query);
      const ids = tokens.map(({ id }) => id);
      const { rowScores } = await model.explain(text, { layer, head, query, key, ids, signal });
      const scores = rowScores.slice(0, query + 1);
      const changed = scores.map((x, n) => (n === key ? x + this.raise : x));
      const before = await engine.mechanisms.rowProbe(scores);
      const after = await engine.mechanisms.rowProbe(changed);
      this.shown = { source, query, key, scores, changed, before, after };
    });
  }

  protected override body(): TemplateResult {
    const { shown } = this;
    if (!shown) return this.waiting();
    const { source, query, key, before, after } = shown;
    const { tokens } = source;
    const other = strongest(before.weights, 2).find(({ index }) => index !== key)?.index ?? 0;
    const odds = (probe: RowProbe) => (probe.weights[key] as number) / (probe.weights[other] as number);
    return html`<div class="controls">
        ${this.tokenPicker(this.tell('softmax.query'), tokens, query, (n) => {
          this.query = n;
        })}
        ${this.tokenPicker(this.tell('softmax.key'), tokens.slice(0, query + 1), key, (n) => {
          this.key = n;
        })}
        ${slider({
          label: this.tell('softmax.raise'),
          least: -6,
          most: 6,
          step: 0.5,
          value: this.raise,
          text: signed(this.raise),
          name: 'raise',
          onInput: (n) => {
            this.raise = n;
          },
        })}</div>
      ${this.#columns(shown)}
      <p class="told" role="status">${this.tell('softmax.told', {
        before: significant(odds(before), 3),
        after: significant(odds(after), 3),
        factor: significant(odds(after) / odds(before), 4),
      })}</p>
      ${this.#table(shown)}
      <p>${this.tell('softmax.entropy')} <b class="number">${significant(before.entropyBits, 3)} → ${significant(after.entropyBits, 3)}</b></p>`;
  }

  #columns({ before, after, key }: Shown): TemplateResult {
    const count = after.weights.length;
    const most = Math.max(before.largest, after.largest, 1e-9);
    const bars = Array.from(after.weights, (w, n) => {
      const [now, was] = [w / most, (before.weights[n] as number) / most];
      return svg`<rect class=${n === key ? 'marked' : ''} x=${n + 0.12} width="0.76" y=${1 - now} height=${Math.max(0.008, now)}></rect>
        <line class="was" x1=${n + 0.02} x2=${n + 0.98} y1=${1 - was} y2=${1 - was}></line>`;
    });
    return html`<svg class="bars tall" viewBox=${`0 0 ${count} 1`} preserveAspectRatio="none" role="img"
      aria-label=${this.tell('softmax.picture', { n: count })}>${bars}</svg>`;
  }

  #table({ source: { tokens }, scores, changed, before, after, key }: Shown): TemplateResult {
    const listed = strongest(before.weights, kListed).map(({ index }) => index);
    const rows = listed.includes(key) ? listed : [...listed.slice(0, kListed - 1), key];
    return html`<div class="sheet"><table class="numbers"><thead><tr><th class="start" scope="col">${this.tell('softmax.keys')}</th>
      <th scope="col">${this.tell('softmax.score')}</th><th scope="col">${this.tell('softmax.now')}</th>
      <th scope="col">${this.tell('softmax.weight')}</th><th scope="col">${this.tell('softmax.now')}</th></tr></thead>
      <tbody>${rows.map(
        (n) => html`<tr class=${n === key ? 'lit' : ''}><th scope="row" class="k">${tokenAt(tokens[n], n)}</th>
          <td class="number">${significant(scores[n] as number, 3)}</td><td class="number">${significant(changed[n] as number, 3)}</td>
          <td class="number">${weight(before.weights[n] as number)}</td><td class="number">${weight(after.weights[n] as number)}</td></tr>`,
      )}</tbody></table></div>`;
  }
}
