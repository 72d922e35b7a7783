/** One query meets one key: product by product, the sum, and what a number added to the whole row does to its weights. */
import { html, type PropertyValues, type TemplateResult } from 'lit';
import { state } from 'lit/decorators.js';
import type { Attended, CellExplanation, RowProbe } from '../../engine/types.ts';
import type { Cell } from '../../mechanisms/mechanism-grid.ts';
import { slider } from '../../mechanisms/panels/controls.ts';
import { vectorBars } from '../../mechanisms/panels/vector-bars.ts';
import type { Source } from '../../mechanisms/source.ts';
import { ownSpec } from '../../mechanisms/spec.ts';
import { element } from '../../views/element.ts';
import { change as signed, significant, weight } from '../../views/number.ts';
import { tokenAt } from '../../views/token-parts.ts';
import { Live } from './live.ts';

interface Shown {
  readonly source: Source;
  readonly attended: Attended;
  readonly cell: Cell;
  readonly explanation: CellExplanation;
  /** The row's softmax, and that of all its scores with the same number added. */
  readonly row: RowProbe;
  readonly shifted: RowProbe;
}

@element('learn-pair')
export class LearnPair extends Live {
  @state() private cell: Cell = { query: -1, key: -1 };
  @state() private shift = 3;
  @state() private shown: Shown | null = null;

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    if (this.anyOf(changed, 'cell', 'shift') && this.source && !changed.has('source')) this.request();
  }

  protected override request(): void {
    this.ask(async (source, signal) => {
      const { model, engine, text, tokens, layer, head, heads } = source;
      const last = tokens.length - 1;
      const query = this.cell.query < 0 ? last : Math.min(this.cell.query, last);
      const cell = { query, key: this.cell.key < 0 ? Math.floor(query / 2) : Math.min(this.cell.key, query) };
      const ids = tokens.map(({ id }) => id);
      const attended = await engine.mechanisms.attend({ ...heads, head, mechanism: ownSpec, signal });
      const explanation = await model.explain(text, { layer, head, ...cell, ids, signal });
      const scores = explanation.rowScores.slice(0, query + 1);
      const row = await engine.mechanisms.rowProbe(scores);
      const shifted = await engine.mechanisms.rowProbe(scores.map((x) => x + this.shift));
      this.shown = { source, attended, cell, explanation, row, shifted };
    });
  }

  protected override body(): TemplateResult {
    const { shown } = this;
    if (!shown) return this.waiting();
    const { source, attended, cell, explanation: e } = shown;
    const { tokens } = source;
    const most = (values: Float32Array) => values.reduce((m, x) => Math.max(m, Math.abs(x)), 0);
    const line = (name: unknown, values: Float32Array, role: 'q' | 'k' | 'p') =>
      html`<div class="strip"><span class=${role}>${name}</span>${vectorBars(values, most(values), role as 'q')}
        <span class="number quiet">±${significant(most(values), 3)}</span></div>`;
    return html`<p class="quiet">${this.tell('pair.choose')}</p>
      <div class="pair">${this.matrix({
        name: this.tell('edit.weights'),
        pattern: attended.pattern,
        output: attended.y,
        queries: tokens,
        cell,
        select: (to) => {
          if (to.key <= to.query) this.cell = { query: to.query, key: to.key };
        },
      })}
      <div class="stack">
        ${line(html`<var>q</var> ${tokenAt(tokens[cell.query], cell.query)}`, e.q, 'q')}
        ${line(html`<var>k</var> ${tokenAt(tokens[cell.key], cell.key)}`, e.k, 'k')}
        ${line(html`<var>q</var> × <var>k</var>`, e.products, 'p')}
        <p class="told">${this.tell('pair.sum', { d: e.q.length })} <b class="number">${significant(e.dot)}</b><br>
          ${this.tell('pair.weight')} <b class="number">${weight(e.weight)}</b></p>
      </div></div>
      ${this.numbersOf([
        { name: html`<var>q</var>`, values: e.q },
        { name: html`<var>k</var>`, values: e.k },
        { name: html`<var>q</var> × <var>k</var>`, values: e.products },
      ])}
      ${this.legend()}${this.#shift(shown)}`;
  }

  #shift({ cell, row, shifted }: Shown): TemplateResult {
    const off = row.weights.reduce((m, w, n) => Math.max(m, Math.abs(w - (shifted.weights[n] as number))), 0);
    return html`<div class="controls">${slider({
      label: this.tell('pair.shift'),
      least: -20,
      most: 20,
      value: this.shift,
      text: signed(this.shift, 0),
      name: 'shift',
      onInput: (n) => {
        this.shift = n;
      },
    })}<p role="status">${this.tell('pair.shifted', {
      before: weight(row.weights[cell.key] ?? 0),
      after: weight(shifted.weights[cell.key] ?? 0),
      off: significant(off, 2),
    })}</p></div>`;
  }
}
