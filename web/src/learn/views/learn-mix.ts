/** The output of one token as the mixture of values that it is: with the head's own weights, all on one key, or even. */
import { css, html, type PropertyValues, svg, type TemplateResult } from 'lit';
import { state } from 'lit/decorators.js';
import type { Attended } from '../../engine/types.ts';
import { vectorOf } from '../../mechanisms/inputs.ts';
import { choice } from '../../mechanisms/panels/controls.ts';
import { vectorBars } from '../../mechanisms/panels/vector-bars.ts';
import type { Source } from '../../mechanisms/source.ts';
import { ownSpec } from '../../mechanisms/spec.ts';
import { element } from '../../views/element.ts';
import { significant, weight } from '../../views/number.ts';
import { rowOf, strongest } from '../../views/pattern.ts';
import { tokenAt } from '../../views/token-parts.ts';
import { Live } from './live.ts';

type How = 'own' | 'one' | 'even';

interface Shown {
  readonly source: Source;
  readonly query: number;
  readonly attended: Attended;
}

const kListed = 7;

@element('learn-mix')
export class LearnMix extends Live {
  @state() private query = -1;
  @state() private how: How = 'own';
  @state() private shown: Shown | null = null;

  static override styles = [
    Live.styles,
    css`.rest { color: var(--ap-ink-2); } .z-row { border-top: 1px solid var(--ap-line-strong); padding-top: 6px; }
    .range-line { stroke: var(--ap-ink); stroke-width: 1px; vector-effect: non-scaling-stroke; fill: none; }
    .over { position: relative; } .over svg + svg { position: absolute; inset: 0; background: none; }`,
  ];

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    if (this.anyOf(changed, 'query', 'how') && this.source && !changed.has('source')) this.request();
  }

  protected override request(): void {
    this.ask(async (source, signal) => {
      const { heads, head, tokens, engine } = source;
      const query = this.query < 0 ? tokens.length - 1 : Math.min(this.query, tokens.length - 1);
      const { mechanisms } = engine;
      const own = await mechanisms.attend({ ...heads, head, mechanism: ownSpec, signal });
      this.shown = { source, query, attended: own };
      if (this.how === 'even') {
        // Of queries that are all 0 every score is 0, and the mask alone decides.
        const q = new Float32Array(heads.q.length);
        this.shown = {
          source,
          query,
          attended: await mechanisms.attend({ ...heads, q, head, mechanism: ownSpec, signal }),
        };
      } else if (this.how === 'one') {
        const best = strongest(rowOf(own.pattern ?? new Float32Array(), tokens.length, query), 1)[0]?.index ?? 0;
        const rows = tokens.map((_, i) =>
          tokens.map((_, j) => ((i === query ? j === best : j <= i) ? '#' : '.')).join(''),
        );
        const mask = { id: 'painted', rows };
        this.shown = {
          source,
          query,
          attended: await mechanisms.attend({ ...heads, head, mechanism: { mask }, signal }),
        };
      }
    });
  }

  protected override body(): TemplateResult {
    const { shown } = this;
    if (!shown) return this.waiting();
    const { source, query, attended } = shown;
    const { tokens, heads, head } = source;
    const row = rowOf(attended.pattern ?? new Float32Array(tokens.length ** 2), tokens.length, query);
    const value = (n: number) => vectorOf(heads, 'v', head, n);
    const width = attended.y.length / attended.queries;
    const z = attended.y.subarray(query * width, (query + 1) * width);
    const listed = strongest(row, kListed);
    const most = [z, ...listed.map(({ index }) => value(index))].reduce(
      (m, v) => v.reduce((a, x) => Math.max(a, Math.abs(x)), m),
      0,
    );
    const seen = Array.from(row.keys()).filter((n) => row[n] !== 0);
    return html`<div class="controls">
        ${this.tokenPicker(this.tell('softmax.query'), tokens, query, (n) => {
          this.query = n;
        })}
        ${choice({
          name: 'how',
          label: this.tell('mix.how'),
          options: (['own', 'one', 'even'] as const).map((how) => ({ value: how, text: this.tell(`mix.${how}`) })),
          value: this.how,
          onChange: (how) => {
            this.how = how as How;
          },
        })}</div>
      ${listed.map(
        ({
          index,
          weight: w,
        }) => html`<div class="strip"><span><span class="number">${weight(w)}</span> × <span class="v">${tokenAt(tokens[index], index)}</span></span>
          ${vectorBars(value(index), most, 'v')}<span class="number quiet">±${significant(most, 3)}</span></div>`,
      )}
      ${seen.length > listed.length ? html`<p class="rest">${this.tell('mix.rest', { n: seen.length - listed.length })}</p>` : ''}
      <div class="strip z-row"><span class="z"><var>z</var> ${tokenAt(tokens[query], query)}</span>
        <div class="over">${vectorBars(z, most, 'z')}${this.#ranges(seen.map(value), most, width)}</div><span class="number quiet">±${significant(most, 3)}</span></div>
      ${this.numbersOf([
        ...listed.map(({ index }) => ({ name: tokenAt(tokens[index], index), values: value(index) })),
        { name: html`<var>z</var>`, values: z },
      ])}
      <p class="told">${this.tell('mix.range', { n: seen.length })}</p>`;
  }

  /** For each component the least and the greatest value there is. */
  #ranges(values: readonly Float32Array[], most: number, width: number): TemplateResult {
    const y = (x: number) => 1 - Math.max(-1, Math.min(1, most > 0 ? x / most : 0));
    const path = Array.from({ length: width }, (_, n) => {
      const all = values.map((v) => v[n] as number);
      const [low, high] = [y(Math.min(...all)), y(Math.max(...all))];
      return `M${n + 0.1} ${low}h0.8M${n + 0.1} ${high}h0.8M${n + 0.5} ${low}V${high}`;
    }).join('');
    return html`<svg class="bars" viewBox=${`0 0 ${width} 2`} preserveAspectRatio="none" aria-hidden="true">${svg`<path class="range-line" d=${path}></path>`}</svg>`;
  }
}
