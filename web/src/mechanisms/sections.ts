/** What stands below the columns: what the active mechanism is, it in the model's own place, and numbers to change. */
import { html, nothing, type TemplateResult } from 'lit';
import type { Attended } from '../engine/types.ts';
import type { Explanations } from '../text/explain/index.ts';
import type { PresetId } from '../text/explain/types.ts';
import type { Say } from '../text/mechanisms/index.ts';
import '../views/attention-next.ts';
import type { TabId } from './closer.ts';
import type { Side } from './inputs.ts';
import './mechanism-vectors.ts';
import type { Vector } from './mechanism-vectors.ts';
import type { Preset } from './spec.ts';
import type { Result, Use } from './state.ts';
import type { MechanismsStore } from './store.ts';
import { kWritten } from './swapping.ts';

/** What the text about a mechanism speaks of, to be opened from there. */
const spokenOf: Readonly<Partial<Record<PresetId, readonly (TabId | 'compose')[]>>> = {
  transformer: ['scale'],
  multi_head: ['heads'],
  grouped_query: ['sharing'],
  multi_query: ['sharing'],
  sliding_window: ['growth'],
  dilated: ['compose'],
  sparse_strided: ['growth'],
  sparse_fixed: ['compose'],
  painted: ['model'],
  softcap: ['compose'],
  flash: ['flash', 'growth'],
  block_sparse: ['growth'],
  linear_attention: ['growth'],
  selective_scan: ['growth'],
  adaptive_span: ['span'],
};

/** Of a named mechanism: what it does, who found it, its formula, what it costs. */
export function aboutView(
  preset: Preset | undefined,
  name: string,
  say: Say,
  texts: Explanations | null,
  show: ((id: TabId | 'compose') => void) | null,
): TemplateResult {
  if (!preset)
    return html`<section class="about" part="about"><h3>${name}</h3><p class="quiet">${say('about.composed')}</p></section>`;
  const { title, line, body } = texts?.texts[preset.id] ?? { title: preset.name, line: '', body: '' };
  const { formula, paper, section, url, complexity } = preset;
  return html`<section class="about" part="about">
    <h3>${name}${title === name ? nothing : html` <span class="quiet">${title}</span>`} <a href=${url} rel="noopener" target="_blank">${paper}</a> <span class="quiet">${say.phrase(section)}</span></h3>
    <p class="line">${line}</p>
    <p class="formula"><code>${say.phrase(formula)}</code> <span class="quiet">${say('about.time', { time: say.phrase(complexity.time) })}, ${say('about.memory', { memory: say.phrase(complexity.memory) })}</span></p>
    <p class="body">${body}</p>
    ${show && spokenOf[preset.id] ? html`<p class="show">${spokenOf[preset.id]?.map((id) => html`<button type="button" class="button" data-show=${id} @click=${() => show(id)}>${say('about.show', { name: say(id === 'compose' ? 'picker.compose' : `tabs.${id}`) })}</button>`)}</p>` : nothing}
  </section>`;
}

/** The active mechanism in the model's place: what it would say next, and what it writes, before and after. */
export function modelTab(store: MechanismsStore, say: Say, name: string): TemplateResult {
  const { use, subject, swapFailure, queryReading, reading } = store.state;
  const uses: readonly [Use, string][] = [
    ['off', say('model.off')],
    ['layer', say('model.layer', { n: subject?.layer ?? 0 })],
    ['all', say('model.all')],
  ];
  return html`<div class="model">
    <div>
      <p>${say('model.about', { name })}</p>
      <fieldset class="choice"><legend>${say('model.where')}</legend>
        ${uses.map(
          ([
            value,
            text,
          ]) => html`<label><input type="radio" name="use" value=${value} .checked=${use === value} ?disabled=${!subject}
            @change=${() => store.swapping.set(value)}><span>${text}</span></label>`,
        )}</fieldset>
      ${queryReading !== reading ? html`<p class="quiet">${say('model.across')}</p>` : nothing}
      <div role="alert">${swapFailure ? html`<p class="refused"><b>${say('model.refused')}</b> ${swapFailure}</p>` : nothing}</div>
      ${use === 'off' ? html`<p class="quiet">${say('model.off-hint')}</p>` : writing(store, say, name)}
    </div>
    ${bars(store, say)}
  </div>`;
}

/** What the model would say next, and what it would have said without the mechanism and the changed numbers. */
function bars(store: MechanismsStore, say: Say): TemplateResult {
  const { use, swapped, reading } = store.state;
  const next = swapped?.next ?? (use === 'off' ? reading?.next : null) ?? [];
  return html`<div class=${store.state.failure ? 'bars stale' : 'bars'}><h3>${say(swapped ? 'model.next' : 'model.next-plain')}</h3>
    <attention-next readonly .next=${next} .baseline=${swapped?.before ?? null}></attention-next></div>`;
}

function writing(store: MechanismsStore, say: Say, name: string): TemplateResult {
  const { written, writing: busy, subject, swapFailure } = store.state;
  const button = busy
    ? html`<button type="button" class="button" data-action="stop-writing" @click=${() => store.swapping.stop()}>■ ${say('model.stop')}</button>`
    : html`<button type="button" class="button" data-action="write" ?disabled=${!subject || swapFailure !== ''}
        @click=${() => void store.swapping.write()}>▶ ${say('model.write', { n: kWritten })}</button>`;
  const plain = Object.keys(store.edits).length > 0 ? html`<p class="quiet">${say('model.write-plain')}</p>` : nothing;
  return html`${button}${plain}${written ? texts(written.before, written.after, busy, say, name) : nothing}`;
}

function texts(before: string, after: string, busy: boolean, say: Say, name: string): TemplateResult {
  let same = 0;
  while (same < before.length && before[same] === after[same]) same++;
  const parts = say(same === 1 ? 'model.parts.one' : 'model.parts.other', { n: same });
  const verdict = busy ? '' : before === after ? say('model.same') : parts;
  const text = (written: string) =>
    html`<bdi>${written.slice(0, same)}</bdi><mark><bdi>${written.slice(same)}</bdi></mark>`;
  return html`<dl class="written" aria-label=${say('model.written')}>
    <div><dt>${say('model.before')}</dt><dd data-written="before">${text(before)}</dd></div>
    <div><dt>${say('model.after', { name })}</dt><dd data-written="after">${text(after)}</dd></div></dl>
    <p class="quiet" role="status">${verdict}</p>`;
}

/** How many numbers that go into the columns are not the model's; '' for none. */
export function changedText(store: MechanismsStore, say: Say): string {
  const n = Object.keys(store.edits).length;
  return n === 0 ? '' : say(n === 1 ? 'edit.changed.one' : 'edit.changed.other', { n });
}

/** The query, key and value of the chosen cell, to be changed. */
export function numbersTab(store: MechanismsStore, say: Say): TemplateResult {
  const { cell, given } = store.state;
  const sides: readonly [Side, number, typeof store.tokens][] = [
    ['q', cell.query, store.queryTokens],
    ['k', cell.key, store.tokens],
    ['v', cell.key, store.tokens],
  ];
  const vectors = sides.flatMap(([side, index, tokens]): Vector[] => {
    const both = store.vectors(side, index);
    return both ? [{ side, index, token: tokens[index], ...both }] : [];
  });
  return html`<div class="model"><div class="vectors"><p>${say('edit.about')} <span class="quiet">${given?.bare && given.bare !== given.heads ? say('edit.bare') : nothing}</span></p>
    ${vectors.length === 0 ? html`<p class="quiet">${say('edit.choose')}</p>` : nothing}
    <mechanism-vectors .vectors=${vectors} .say=${say}
      @vector-change=${(event: CustomEvent) => {
        const { side, component, value } = event.detail as { side: Side; component: number; value: number };
        store.setNumber(side, side === 'q' ? cell.query : cell.key, component, value);
      }} @vector-changed=${() => store.seal()}></mechanism-vectors>
    <p class="quiet" role="status">${changedText(store, say)}</p></div>
    ${bars(store, say)}</div>`;
}

/** In words, what a column came to. */
export function outcome({ work, queries, keys }: Attended, { difference, failure }: Result, say: Say): string {
  if (failure) return say('columns.refused') + failure;
  const of = say('numbers.of', { n: work.scores, all: queries * keys });
  const max = difference ? `, ${say('numbers.max')} ${difference.maxAbs.toPrecision(3)}` : '';
  return `${of} ${say('numbers.scores')}${max}`;
}
