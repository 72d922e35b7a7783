/** The compared columns: each a mechanism's name, its matrix and what it costs, number beside number. */
import { html, nothing, type TemplateResult } from 'lit';
import { bytes, integer, safe, short } from '../elements/format.ts';
import type { Attended } from '../engine/types.ts';
import type { ScaleBy } from '../style/scale.ts';
import type { Say } from '../text/mechanisms/index.ts';
import { significant } from '../views/number.ts';
import { styled } from '../views/styled.ts';
import './mechanism-grid.ts';
import type { Painter } from './painter.ts';
import type { Column, Result } from './state.ts';
import { kMostColumns, type MechanismsStore } from './store.ts';

export interface ColumnName {
  readonly text: string;
  /** Where it is from, where it is known. */
  readonly year: string;
  /** The same in the reader's own words, for a second line; or ''. */
  readonly second: string;
}

export interface ColumnsOf {
  readonly store: MechanismsStore;
  readonly painter: Painter;
  readonly say: Say;
  readonly name: (column: Column, index: number) => ColumnName;
  readonly scaleBy: ScaleBy;
  readonly locked: boolean;
}

export function columnsView(of: ColumnsOf): TemplateResult {
  const { store, say, locked } = of;
  const { columns } = store.doc;
  return html`<div class=${`columns${columns.length === kMostColumns ? ' many' : ''}${store.state.failure ? ' stale' : ''}`} style=${styled({ '--count': columns.length })}>
    ${columns.map((column, index) => columnView(of, column, index))}
  </div>
  ${
    locked || columns.length >= kMostColumns
      ? nothing
      : html`<button type="button" class="button add" data-action="add-column" @click=${() => store.addColumn()}>+ ${say('columns.add')}</button>`
  }`;
}

function columnView(of: ColumnsOf, column: Column, index: number): TemplateResult {
  const { store, painter, say } = of;
  const { state } = store;
  const result = state.results.get(column.key);
  const attended = result?.attended ?? null;
  const fits = attended?.queries === store.queryTokens.length && attended?.keys === store.tokens.length;
  const shown = fits ? attended : null;
  const own = state.results.get(store.doc.columns[0]?.key ?? -1)?.attended ?? null;
  const changed = index > 0 && index === state.active && !of.locked;
  const { text } = of.name(column, index);
  const { hover, cell } = state;
  return html`<article class=${changed ? 'column active' : 'column'} data-column=${index} aria-label=${text}>
    ${headOf(of, column, index)}
    <mechanism-grid class=${result?.failure ? 'stale' : ''} .pattern=${shown?.pattern ?? null} .queryTokens=${store.queryTokens} .keyTokens=${store.tokens}
      .output=${outputOf(shown, index > 0 ? own : null)} .delta=${index > 0} .picture=${painter.pictureOf(column)} .hover=${hover} .cell=${cell}
      .scaleBy=${of.scaleBy} .name=${text} .say=${say}
      @grid-hover=${(event: CustomEvent) => store.patch({ hover: event.detail?.query ?? -1 })}
      @grid-select=${(event: CustomEvent) => store.selectCell({ query: event.detail.query, key: event.detail.key })}
      @grid-paint=${(event: CustomEvent) => painter.paint(event.detail.query, event.detail.key, event.detail.open)}
      @grid-painted=${() => store.seal()}></mechanism-grid>
    ${failureOf(of, column, result)}
    ${numbersOf(of, index, result, shown)}
  </article>`;
}

/** The same array for the same two outputs: a grid paints again only what changed. */
const deltas = new WeakMap<Float32Array, WeakMap<Float32Array, Float32Array>>();

function outputOf(shown: Attended | null, own: Attended | null): Float32Array | null {
  if (!shown || !own) return shown?.y ?? null;
  const { y } = shown;
  if (y.length !== own.y.length) return null;
  const known = deltas.get(y) ?? new WeakMap<Float32Array, Float32Array>();
  deltas.set(y, known);
  const delta = known.get(own.y) ?? y.map((x, n) => x - (own.y[n] as number));
  known.set(own.y, delta);
  return delta;
}

function headOf(of: ColumnsOf, column: Column, index: number): TemplateResult {
  const { store, painter, say, locked } = of;
  const { text, year, second } = of.name(column, index);
  const active = index > 0 && index === store.state.active;
  const title = html`<span class="name">${text}</span> <span class="year">${year}</span>${second ? html`<span class="second">${second}</span>` : nothing}`;
  const painting = painter.isPainting(column);
  const tools = html`<span class="tools">
    <button type="button" class="button" data-action="paint" aria-pressed=${painting ? 'true' : 'false'} title=${say('columns.paint-about')}
      @click=${() => (painting ? painter.stop() : void painter.start(index))}>${say('columns.paint')}</button>
    ${
      store.doc.columns.length > 2
        ? html`<button type="button" class="button" data-action="remove-column" aria-label=${say('columns.remove', { name: text })}
            @click=${() => store.removeColumn(index)}>×</button>`
        : nothing
    }</span>`;
  return html`<header>
    <h3>${
      index === 0 || locked
        ? title
        : html`<button type="button" class="choose" aria-pressed=${active ? 'true' : 'false'} title=${say('columns.change', { name: text })}
            @click=${() => store.activate(index)}>${title}</button>`
    }</h3>
    ${index === 0 || locked ? nothing : tools}
  </header>`;
}

function failureOf({ store, say }: ColumnsOf, { key }: Column, result: Result | undefined): TemplateResult {
  // What cannot apply will not apply the second time; an engine that stopped may.
  const again = html`<button type="button" class="button" data-action="again" @click=${() => store.again(key)}>${say('frame.retry')}</button>`;
  const words =
    result?.failure === 'no-bare'
      ? say('columns.no-bare')
      : html`${say('columns.refused')} ${safe(result?.failure ?? '')}`;
  return html`<div class="refused" role="alert">${result?.failure ? html`<p>${words} ${result.failure === 'no-bare' ? nothing : again}</p>` : nothing}</div>`;
}

/** Milliseconds as people read them. */
export function duration(ms: number): string {
  if (ms < 0.1) return `${significant(ms * 1000, 2)} µs`;
  return ms < 1000 ? `${significant(ms, 2)} ms` : `${significant(ms / 1000, 3)} s`;
}

interface Row {
  readonly key: 'max' | 'cosine' | 'pairs' | 'scores' | 'adds' | 'bytes' | 'peak' | 'cache' | 'time';
  readonly text: (attended: Attended, result: Result) => string;
  /** How long its bar is against the other columns'; undefined for none. */
  readonly bar?: (attended: Attended, result: Result) => number | null;
}

const rows = (say: Say): readonly Row[] => [
  {
    key: 'max',
    text: (_, { difference }) => (difference ? significant(difference.maxAbs, 3) : '–'),
    bar: (_, { difference }) => difference?.maxAbs ?? null,
  },
  { key: 'cosine', text: (_, { difference }) => (difference ? cosineText(difference.cosine) : '–') },
  { key: 'pairs', text: ({ work }) => count(work.pairs), bar: ({ work }) => work.pairs },
  {
    key: 'scores',
    text: ({ work, queries, keys }) => say('numbers.of', { n: count(work.scores), all: count(queries * keys) }),
    bar: ({ work }) => work.scores,
  },
  { key: 'adds', text: ({ work }) => count(work.multiplyAdds), bar: ({ work }) => work.multiplyAdds },
  { key: 'bytes', text: ({ work }) => bytes(work.bytesMoved), bar: ({ work }) => work.bytesMoved },
  { key: 'peak', text: ({ work }) => bytes(work.peakBytes), bar: ({ work }) => work.peakBytes },
  {
    key: 'cache',
    text: (attended) => bytes(attended.cacheBytesPerToken),
    bar: (attended) => attended.cacheBytesPerToken,
  },
  {
    key: 'time',
    text: (_, { milliseconds }) => (milliseconds === null ? '…' : duration(milliseconds)),
    bar: (_, { milliseconds }) => milliseconds,
  },
];

/** Exact while it is short. */
const count = (n: number): string => (n < 1e5 ? integer(n) : short(n));

/** Near 1 the digits that count are those after the nines. */
function cosineText(cosine: number): string {
  const left = 1 - cosine;
  if (left <= 0) return '1';
  return left < 5e-4 ? `1 − ${significant(left, 1)}` : significant(cosine, 3);
}

function numbersOf(of: ColumnsOf, index: number, result: Result | undefined, shown: Attended | null): TemplateResult {
  const { store, say } = of;
  const all = store.doc.columns.map((column) => store.state.results.get(column.key));
  const at = result?.difference;
  return html`<dl class="numbers">${rows(say).map(({ key, text, bar }) => {
    const most = bar ? Math.max(...all.map((other) => (other?.attended && bar(other.attended, other)) || 0)) : 0;
    const known = shown && result && !result.failure;
    const value = known ? text(shown, result) : '';
    const part = known && bar ? (bar(shown, result) ?? 0) / (most || 1) : 0;
    const measure = index === 0 && (key === 'max' || key === 'cosine');
    const more = key === 'max' && at ? ` ${say('numbers.at', { n: at.query })}` : '';
    return html`<div data-number=${key}><dt title=${`${say(`numbers.${key}-about`)}.${more}`}>${say(`numbers.${key}`)}</dt>
      <dd><i class="bar" style=${styled({ '--w': measure ? 0 : part })}></i><span class="number">${
        measure ? html`<span class="quiet" title=${say('columns.measure')}>–</span>` : value
      }</span></dd></div>`;
  })}</dl>`;
}
