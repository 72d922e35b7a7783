/**
 * One number of one query, key or value is changed, and everything that follows from it is seen: the weights, how
 * far each of them moved, and the outputs.
 */
import { html, type PropertyValues, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import type { Attended } from '../../engine/types.ts';
import { edited, editPlace, type Side, vectorOf } from '../../mechanisms/inputs.ts';
import { slider } from '../../mechanisms/panels/controls.ts';
import { vectorBars } from '../../mechanisms/panels/vector-bars.ts';
import type { Source } from '../../mechanisms/source.ts';
import { ownSpec } from '../../mechanisms/spec.ts';
import { element } from '../../views/element.ts';
import { change as signed, significant } from '../../views/number.ts';
import { tokenAt } from '../../views/token-parts.ts';
import type { LiveSetup } from '../entries.ts';
import { rowsThatDiffer } from '../sentence.ts';
import { Live } from './live.ts';

interface Shown {
  readonly source: Source;
  readonly token: number;
  readonly vector: Float32Array;
  readonly now: Attended;
  /** now - before: of the weights, and of the outputs. */
  readonly weights: Float32Array;
  readonly outputs: Float32Array;
  readonly rows: number;
  readonly outputRows: number;
}

const minus = (a: Float32Array, b: Float32Array) => a.map((x, n) => x - (b[n] as number));

@element('learn-edit')
export class LearnEdit extends Live {
  @property({ attribute: false }) setup: Extract<LiveSetup, { kind: 'edit' }> | null = null;
  @state() private token = -1;
  @state() private component = 0;
  @state() private change = 2;
  @state() private shown: Shown | null = null;

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    if (this.anyOf(changed, 'token', 'component', 'change') && this.source && !changed.has('source')) this.request();
  }

  get #side(): Side {
    return this.setup?.side ?? 'q';
  }

  protected override request(): void {
    this.ask(async (source, signal) => {
      const { heads, head, layer, tokens } = source;
      const token = this.#token(source);
      const place = editPlace(layer, head, this.#side, token, this.component);
      const input = edited(heads, { [place]: this.change }, layer, head);
      const ask = (from: typeof heads) =>
        source.engine.mechanisms.attend({ ...from, head, mechanism: ownSpec, signal });
      const before = await ask(heads);
      const now = await ask(input);
      const [a, b] = [now.pattern ?? new Float32Array(), before.pattern ?? new Float32Array()];
      this.shown = {
        source,
        token,
        vector: vectorOf(input, this.#side, head, token).slice(),
        now,
        weights: minus(a, b),
        outputs: minus(now.y, before.y),
        rows: rowsThatDiffer(a, b, tokens.length),
        outputRows: rowsThatDiffer(now.y, before.y, tokens.length),
      };
    });
  }

  #token({ tokens }: Source): number {
    return this.token >= 0 && this.token < tokens.length ? this.token : Math.floor(tokens.length / 3);
  }

  protected override body(source: Source): TemplateResult {
    const { shown } = this;
    if (!shown) return this.waiting();
    const { tokens } = shown.source;
    const side = this.#side;
    const most = shown.vector.reduce((m, x) => Math.max(m, Math.abs(x)), 0);
    const symbol = { q: 'q', k: 'k', v: 'v' }[side];
    return html`<div class="controls">
        ${this.tokenPicker(this.tell('edit.token'), source.tokens, this.#token(source), (n) => {
          this.token = n;
        })}
        ${slider({
          label: this.tell('edit.component'),
          least: 0,
          most: shown.vector.length - 1,
          value: this.component,
          text: String(this.component),
          name: 'component',
          onInput: (n) => {
            this.component = n;
          },
        })}
        ${slider({
          label: this.tell('edit.change'),
          least: -6,
          most: 6,
          step: 0.5,
          value: this.change,
          text: signed(this.change),
          name: 'change',
          onInput: (n) => {
            this.change = n;
          },
        })}</div>
      <div class="strip"><span class=${side}><var>${symbol}</var> ${tokenAt(tokens[shown.token], shown.token)}</span>
        ${vectorBars(shown.vector, most, side)}<span class="number">${significant(shown.vector[this.component] ?? 0, 3)}</span></div>
      ${this.numbersOf([{ name: html`<var>${symbol}</var>`, values: shown.vector }])}
      <p class="told" role="status">${this.tell('edit.told', { rows: shown.rows, outputs: shown.outputRows, all: tokens.length })}</p>
      <div class="pair"><div><h4>${this.tell('edit.weights')}</h4>${this.matrix({
        name: this.tell('edit.weights'),
        pattern: shown.now.pattern,
        queries: tokens,
        output: shown.outputs,
        delta: true,
      })}</div>
      <div><h4>${this.tell('edit.moved')}</h4>${this.matrix({ name: this.tell('edit.moved'), moved: true, pattern: shown.weights, queries: tokens, output: shown.outputs, delta: true })}</div></div>
      ${this.legend()}`;
  }
}
