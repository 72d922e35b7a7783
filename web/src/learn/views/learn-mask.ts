/** Masks as squares that are open or shut, joined by and/or; and a value behind a shut square, which nobody hears of. */
import { html, type PropertyValues, type TemplateResult } from 'lit';
import { state } from 'lit/decorators.js';
import type { Attended, MaskNode } from '../../engine/types.ts';
import { edited, editPlace } from '../../mechanisms/inputs.ts';
import { count } from '../../mechanisms/panels/amounts.ts';
import { choice, picker, tick } from '../../mechanisms/panels/controls.ts';
import type { Source } from '../../mechanisms/source.ts';
import { element } from '../../views/element.ts';
import { quoted } from '../../views/token-parts.ts';
import { rowsThatDiffer } from '../sentence.ts';
import { Live } from './live.ts';

/** The words for them are in text/learn, under mask.* */
const masks = {
  full: 'full',
  causal: 'causal',
  local: { id: 'local', window: 6, sides: 2 },
  dilated: { id: 'dilated', window: 4, dilation: 3, sides: 2 },
  global: { id: 'global', count: 1 },
  block: { id: 'block', size: 6, reach: 0 },
  document: 'document',
} as const satisfies Record<string, MaskNode>;
type MaskId = keyof typeof masks;

/** Added to every number of the value that is made loud. */
const kLoud = 1000;

interface Shown {
  readonly source: Source;
  readonly now: Attended;
  /** By the executor that skips. */
  readonly skipped: number;
  readonly delta: Float32Array | null;
  readonly reached: number;
  readonly seeing: number;
}

@element('learn-mask')
export class LearnMask extends Live {
  @state() private first: MaskId = 'causal';
  @state() private second: MaskId = 'local';
  @state() private how: 'alone' | 'all' | 'any' = 'alone';
  @state() private loud = false;
  @state() private shown: Shown | null = null;

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    if (this.anyOf(changed, 'first', 'second', 'how', 'loud') && this.source && !changed.has('source')) this.request();
  }

  get #mask(): MaskNode {
    const [a, b] = [masks[this.first], masks[this.second]];
    if (this.how === 'alone') return a;
    return this.how === 'all' ? { all: [a, b] } : { any: [a, b] };
  }

  protected override request(): void {
    this.ask(async (source, signal) => {
      const { heads, head, layer, tokens, engine } = source;
      const mask = this.#mask;
      const ask = (input: typeof heads, executor: string) =>
        engine.mechanisms.attend({ ...input, head, mechanism: { mask, executor }, signal });
      const now = await ask(heads, 'reference');
      const { work } = await ask(heads, 'sparse');
      const key = tokens.length - 1;
      const width = heads.valueWidth ?? heads.width;
      const places = Array.from({ length: width }, (_, n) => [editPlace(layer, head, 'v', key, n), kLoud] as const);
      const loud = await ask(edited(heads, Object.fromEntries(places), layer, head), 'reference');
      const seeing = tokens.reduce((n, _, i) => n + ((now.pattern?.[i * tokens.length + key] ?? 0) !== 0 ? 1 : 0), 0);
      this.shown = {
        source,
        now: this.loud ? loud : now,
        skipped: work.scores,
        delta: this.loud ? loud.y.map((x, n) => x - (now.y[n] as number)) : null,
        reached: rowsThatDiffer(loud.y, now.y, tokens.length),
        seeing,
      };
    });
  }

  protected override body(): TemplateResult {
    const { shown } = this;
    if (!shown) return this.waiting();
    const { tokens } = shown.source;
    const options = (Object.keys(masks) as MaskId[]).map((id) => ({ value: id, text: this.tell(`mask.${id}`) }));
    const last = quoted(tokens.at(-1));
    return html`<div class="controls">
        ${picker({
          label: this.tell('mask.first'),
          options,
          value: this.first,
          onChange: (id) => {
            this.first = id as MaskId;
          },
        })}
        ${choice({
          name: 'how',
          label: this.tell('mask.join'),
          options: (['alone', 'all', 'any'] as const).map((value) => ({
            value,
            text: this.tell(`mask.join-${value}`),
          })),
          value: this.how,
          onChange: (value) => {
            this.how = value as 'alone';
          },
        })}
        ${
          this.how === 'alone'
            ? ''
            : picker({
                label: this.tell('mask.second'),
                options,
                value: this.second,
                onChange: (id) => {
                  this.second = id as MaskId;
                },
              })
        }</div>
      ${this.matrix({
        name: this.tell('edit.weights'),
        pattern: shown.now.pattern,
        queries: tokens,
        output: shown.delta ?? shown.now.y,
        delta: shown.delta !== null,
      })}
      ${this.legend()}
      <p class="told">${this.tell('mask.counted', {
        open: count(shown.now.work.pairs),
        all: count(tokens.length ** 2),
        skipped: count(shown.skipped),
      })}</p>
      ${tick(this.tell('mask.loud', { token: last, n: count(kLoud) }), this.loud, (on) => {
        this.loud = on;
      })}
      <p role="status">${this.loud ? this.tell('mask.reached', { token: last, reached: shown.reached, seeing: shown.seeing, all: tokens.length }) : ''}</p>`;
  }
}
