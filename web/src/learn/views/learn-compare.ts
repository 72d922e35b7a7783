/**
 * A mechanism beside what it is compared with, on the same queries, keys and values: matrix beside matrix, what each
 * output differs by, and what was counted in the kernels.
 */
import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import { bytes } from '../../elements/format.ts';
import type { Attended, Difference, MechanismSpec, Run, Token } from '../../engine/types.ts';
import { count } from '../../mechanisms/panels/amounts.ts';
import { slider } from '../../mechanisms/panels/controls.ts';
import type { Source } from '../../mechanisms/source.ts';
import { fitPictures, presetOf, workingSpec } from '../../mechanisms/spec.ts';
import type { MechanismKey } from '../../text/mechanisms/index.ts';
import { element } from '../../views/element.ts';
import { significant, weight } from '../../views/number.ts';
import { styled } from '../../views/styled.ts';
import { label } from '../../views/token-text.ts';
import type { ColumnId, LiveSetup } from '../entries.ts';
import { type Knob, reading, turn } from '../knobs.ts';
import { cutInput, equalTokens } from '../sentence.ts';
import { Live } from './live.ts';
import { nextBars, nextStyle } from './next-bars.ts';

type Setup = Extract<LiveSetup, { kind: 'compare' }>;

interface Column {
  readonly id: ColumnId;
  readonly spec: MechanismSpec;
  readonly attended: Attended;
  readonly difference: Difference | null;
  readonly delta: Float32Array | null;
}

interface Shown {
  readonly source: Source;
  readonly tokens: readonly Token[];
  readonly columns: readonly Column[];
  /** Next tokens with the last column in the model, and as it is. */
  readonly next: { readonly now: Run['next']; readonly before: Run['next'] } | null;
}

/** What is not a named mechanism but stands beside one. */
const plain: Readonly<Partial<Record<ColumnId, MechanismSpec>>> = {
  own: { mask: 'causal' },
  everything: { mask: 'full' },
  window_in_full: { mask: { id: 'local', window: 8, sides: 1 } },
};

/** Operators that carry a state along, and keep nothing for each token. */
const kStates = new Set<unknown>(['linear_attention', 'selective_scan']);

function specOf(id: ColumnId): MechanismSpec {
  const preset = presetOf(id);
  return plain[id] ?? (preset && workingSpec(preset)) ?? {};
}

@element('learn-compare')
export class LearnCompare extends Live {
  static override styles = [Live.styles, nextStyle];

  @property({ attribute: false }) setup: Setup | null = null;
  @state() private shown: Shown | null = null;
  @state() private turned: ReadonlyMap<Knob, number> = new Map();
  @state() private cut = 0;
  @state() private picture: readonly string[] | null = null;

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    if (this.anyOf(changed, 'turned', 'cut', 'picture') && this.source && !changed.has('source')) this.request();
  }

  #spec(id: ColumnId, tokens: number): MechanismSpec {
    const { columns = [], knobs = [], paint } = this.setup ?? {};
    let spec = specOf(id);
    if (id !== columns.at(-1)) return spec;
    for (const knob of knobs) {
      const value = this.turned.get(knob);
      if (value !== undefined) spec = turn(spec, knob, value);
    }
    if (paint && this.picture) spec = { ...spec, mask: { id: 'painted', rows: this.picture } };
    return fitPictures(spec, tokens, tokens);
  }

  protected override request(): void {
    this.ask(async (source, signal) => {
      const count = this.cut > 0 ? Math.min(this.cut, source.tokens.length) : source.tokens.length;
      const columns: Column[] = [];
      for (const id of this.setup?.columns ?? []) {
        const spec = this.#spec(id, count);
        const whole = spec.position === undefined ? source.heads : (source.bare ?? source.heads);
        const input = cutInput(whole, count);
        const attended = await source.engine.mechanisms.attend({
          ...input,
          mechanism: spec,
          head: source.head,
          signal,
        });
        const first = columns[0]?.attended.y;
        const width = attended.y.length / attended.queries;
        const difference = first ? await source.engine.mechanisms.difference(attended.y, first, width) : null;
        const delta = first ? attended.y.map((x, n) => x - (first[n] as number)) : null;
        columns.push({ id, spec, attended, difference, delta });
      }
      const last = columns.at(-1);
      const next = this.setup?.into && last ? await this.#into(source, last.spec, signal) : null;
      this.shown = { source, tokens: source.tokens.slice(0, count), columns, next };
    });
  }

  async #into({ model, text, layer }: Source, mechanism: MechanismSpec, signal: AbortSignal): Promise<Shown['next']> {
    const before = await model.run(text, { stats: false, signal });
    const now = await model.run(text, { attention: [{ layers: [layer], mechanism }], stats: false, signal });
    return { now: now.next, before: before.next };
  }

  #name(id: ColumnId): { text: string; year: string } {
    const preset = presetOf(id);
    if (preset) return { text: this.tell.title(preset.id), year: String(preset.year) };
    return { text: this.tell(`column.${id as 'own'}`), year: '' };
  }

  protected override body(): TemplateResult {
    const { shown, setup } = this;
    if (!shown || !setup) return this.waiting();
    const { columns, tokens } = shown;
    const last = columns.length - 1;
    return html`${this.#controls(shown, setup)}
      <div class="pair" style=${styled({ '--count': columns.length })}>${columns.map((column, n) => {
        const { text, year } = this.#name(column.id);
        const painted = setup.paint && n === last;
        return html`<div><h4>${text} <span class="year">${year}</span></h4>${this.matrix({
          name: text,
          pattern: column.attended.pattern,
          queries: tokens,
          output: column.delta ?? column.attended.y,
          delta: column.delta !== null,
          picture: painted ? this.#rows(column.spec) : null,
          paint: ({ query, key, open }) => this.#paint(column.spec, query, key, open),
        })}</div>`;
      })}</div>
      ${
        shown.next
          ? nextBars({
              next: shown.next.now,
              before: shown.next.before,
              tell: this.tell,
              rows: 5,
              caption: this.tell('compare.into', { layer: shown.source.layer }),
            })
          : nothing
      }
      ${this.legend()}${setup.equals ? this.#equals(shown) : nothing}${this.#numbers(shown)}`;
  }

  #rows(spec: MechanismSpec): readonly string[] | null {
    const { mask } = spec;
    return typeof mask === 'object' && 'rows' in mask ? (mask.rows as readonly string[]) : null;
  }

  #paint(spec: MechanismSpec, query: number, key: number, open: boolean): void {
    const rows = this.#rows(this.picture ? { mask: { id: 'painted', rows: this.picture } } : spec);
    if (!rows) return;
    this.picture = rows.map((row, i) =>
      i === query ? row.slice(0, key) + (open ? '#' : '.') + row.slice(key + 1) : row,
    );
  }

  #controls({ source, columns }: Shown, { knobs = [], cut, paint }: Setup): TemplateResult | typeof nothing {
    if (knobs.length === 0 && !cut && !paint) return nothing;
    const spec = columns.at(-1)?.spec ?? {};
    const length = source.tokens.length;
    return html`<div class="controls">${knobs.map((knob) => {
      const value = this.turned.get(knob) ?? reading(spec, knob) ?? this.#usual(source, knob);
      const most = knob.most || length;
      return slider({
        label: this.tell(`knob.${knob.name as 'window'}`),
        least: knob.least,
        most,
        step: knob.step ?? 1,
        value: Math.min(value, most),
        text: knob.name === 'stride' && value === 0 ? '√n' : String(value),
        name: knob.name,
        onInput: (n) => {
          this.turned = new Map(this.turned).set(knob, n);
        },
      });
    })}${
      cut
        ? slider({
            label: this.tell('knob.cut'),
            least: 1,
            most: length,
            value: this.cut > 0 ? Math.min(this.cut, length) : length,
            text: `${this.cut > 0 ? Math.min(this.cut, length) : length} / ${length}`,
            name: 'cut',
            onInput: (n) => {
              this.cut = n === length ? 0 : n;
            },
          })
        : nothing
    }${paint ? html`<p class="quiet">${this.tell('compare.paint')}</p>` : nothing}</div>`;
  }

  /** What the engine takes where the spec says nothing. */
  #usual({ engine }: Source, { item, name }: Knob): number {
    return engine.registry.find(({ id }) => id === item)?.knobs.find((knob) => knob.name === name)?.usual ?? 0;
  }

  #equals({ tokens, columns }: Shown): TemplateResult {
    const places = equalTokens(tokens);
    if (places.length < 2) return html`<p class="told">${this.tell('equals.none')}</p>`;
    const t = tokens.length;
    const row = t - 1;
    const word = label(tokens[places[0] as number]?.text ?? '');
    return html`<table class="numbers"><caption>${this.tell('equals.about', { word, query: label(tokens[row]?.text ?? '') })}</caption>
      <thead><tr><th class="start" scope="col"></th>${places.map((n) => html`<th scope="col">${word}<sub class="place">${n}</sub></th>`)}</tr></thead>
      <tbody>${columns.map(
        ({ id, attended }) =>
          html`<tr><th scope="row">${this.#name(id).text}</th>${places.map(
            (n) => html`<td class="number">${weight(attended.pattern?.[row * t + n] ?? Number.NaN)}</td>`,
          )}</tr>`,
      )}</tbody></table>`;
  }

  #numbers({ columns }: Shown): TemplateResult {
    const say = this.gridSay;
    const row = (key: MechanismKey, about: MechanismKey, value: (column: Column) => string) =>
      html`<tr><th scope="row" title=${say(about as 'numbers.max-about')}>${say(key as 'numbers.max')}</th>${columns.map((c) => html`<td class="number">${value(c)}</td>`)}</tr>`;
    return html`<div class="sheet" tabindex="0" role="group" aria-label=${this.tell('compare.numbers')}><table class="numbers"><thead><tr>
        <th class="start" scope="col"><span class="said">${this.tell('compare.numbers')}</span></th>
        ${columns.map(({ id }) => html`<th scope="col">${this.#name(id).text}</th>`)}</tr></thead>
      <tbody>
        ${row('numbers.max', 'numbers.max-about', ({ difference }) => (difference ? significant(difference.maxAbs, 3) : '–'))}
        ${row('numbers.cosine', 'numbers.cosine-about', ({ difference }) => (difference ? significant(difference.cosine, 4) : '–'))}
        ${row('numbers.pairs', 'numbers.pairs-about', ({ attended }) => count(attended.work.pairs))}
        ${row('numbers.scores', 'numbers.scores-about', ({ attended: { work, queries, keys } }) =>
          say('numbers.of', { n: count(work.scores), all: count(queries * keys) }),
        )}
        ${row('numbers.adds', 'numbers.adds-about', ({ attended }) => count(attended.work.multiplyAdds))}
        ${row('numbers.bytes', 'numbers.bytes-about', ({ attended }) => bytes(attended.work.bytesMoved))}
        ${row('numbers.cache', 'numbers.cache-about', ({ spec, attended }) =>
          kStates.has(spec.operator) ? '–' : bytes(attended.cacheBytesPerToken),
        )}
      </tbody></table></div>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'learn-compare': LearnCompare;
  }
}
