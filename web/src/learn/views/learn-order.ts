/** The same queries and keys with one way or another of telling order, or none; and the weights that equal words get. */
import { html, type PropertyValues, type TemplateResult } from 'lit';
import { state } from 'lit/decorators.js';
import type { Attended, MechanismSpec } from '../../engine/types.ts';
import { choice } from '../../mechanisms/panels/controls.ts';
import type { Source } from '../../mechanisms/source.ts';
import { element } from '../../views/element.ts';
import { weight } from '../../views/number.ts';
import { label } from '../../views/token-text.ts';
import { equalTokens } from '../sentence.ts';
import { Live } from './live.ts';

/** All on queries and keys without positions; the words for them are in text/learn, under order.* */
const ways = {
  none: { position: 'none', mask: 'causal' },
  added: { position: 'sinusoidal', mask: 'causal' },
  turned: { position: 'rotary_half', mask: 'causal' },
  bias: { position: 'none', bias: 'alibi', mask: 'causal' },
} as const satisfies Record<string, MechanismSpec>;
type Way = keyof typeof ways;

@element('learn-order')
export class LearnOrder extends Live {
  @state() private way: Way = 'none';
  @state() private shown: { readonly source: Source; readonly all: Readonly<Record<Way, Attended>> } | null = null;

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
  }

  protected override request(): void {
    this.ask(async (source, signal) => {
      const input = source.bare ?? source.heads;
      const ask = (mechanism: MechanismSpec) =>
        source.engine.mechanisms.attend({ ...input, head: source.head, mechanism, signal });
      const all = {
        none: await ask(ways.none),
        added: await ask(ways.added),
        turned: await ask(ways.turned),
        bias: await ask(ways.bias),
      };
      this.shown = { source, all };
    });
  }

  protected override body(): TemplateResult {
    const { shown } = this;
    if (!shown) return this.waiting();
    const { tokens } = shown.source;
    const names = Object.keys(ways) as Way[];
    return html`<div class="controls">${choice({
      name: 'way',
      label: this.tell('order.way'),
      options: names.map((way) => ({ value: way, text: this.tell(`order.${way}`) })),
      value: this.way,
      onChange: (way) => {
        this.way = way as Way;
      },
    })}</div>
      ${this.matrix({ name: this.tell(`order.${this.way}`), pattern: shown.all[this.way].pattern, queries: tokens, output: shown.all[this.way].y })}
      ${this.legend()}${this.#equals(shown.source, shown.all, names)}`;
  }

  #equals({ tokens }: Source, all: Readonly<Record<Way, Attended>>, names: readonly Way[]): TemplateResult {
    const places = equalTokens(tokens);
    if (places.length < 2) return html`<p class="told">${this.tell('equals.none')}</p>`;
    const row = tokens.length - 1;
    const word = label(tokens[places[0] as number]?.text ?? '');
    return html`<table class="numbers"><caption>${this.tell('equals.about', { word, query: label(tokens[row]?.text ?? '') })}</caption>
      <thead><tr><th class="start" scope="col"><span class="said">${this.tell('order.way')}</span></th>${places.map((n) => html`<th scope="col">${word}<sub class="place">${n}</sub></th>`)}</tr></thead>
      <tbody>${names.map(
        (way) =>
          html`<tr class=${way === this.way ? 'lit' : ''}><th scope="row">${this.tell(`order.${way}`)}</th>${places.map(
            (n) => html`<td class="number">${weight(all[way].pattern?.[row * tokens.length + n] ?? Number.NaN)}</td>`,
          )}</tr>`,
      )}</tbody></table>`;
  }
}
