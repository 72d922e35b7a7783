/** The texts as one long page: parts, entries, facts, places for live views, and the history. Templates only. */
import { html, nothing, type TemplateResult } from 'lit';
import { presetOf } from '../mechanisms/spec.ts';
import {
  type ExplainId,
  type Explanations,
  groupIds,
  type HistoryEvent,
  history,
  type PresetId,
  presetIds,
} from '../text/explain/index.ts';
import type { Tell } from '../text/learn/index.ts';
import { around, type EndId, type EntryId, groupAnchor, livesOf, path } from './entries.ts';
import { formulaParts } from './formula.ts';

export interface Words {
  readonly tell: Tell;
  readonly texts: Explanations;
}

const isEnd = (id: EntryId): id is EndId => id === 'tokens' || id === 'next-word';

export function textOf({ tell, texts }: Words, id: EntryId): { title: string; line: string; body: string } {
  if (!isEnd(id)) return texts.texts[id as ExplainId];
  return { title: tell(`${id}.title`), line: tell(`${id}.line`), body: tell(`${id}.body`) };
}

/** The mechanisms of a group, in the order of presets.json. */
export const presetsIn = (group: string): PresetId[] => presetIds.filter((id) => presetOf(id)?.group === group);

export function article(words: Words): TemplateResult {
  const { tell, texts } = words;
  return html`
    ${part(words, groupAnchor('path'), tell('part.path'), tell('path.about'), path, true)}
    ${part(words, groupAnchor('around'), tell('part.around'), tell('around.about'), around)}
    ${groupIds.map((group) => part(words, groupAnchor(group), texts.groups[group], '', presetsIn(group)))}
    ${past(words)}`;
}

function part(
  words: Words,
  id: string,
  title: string,
  about: string,
  entries: readonly EntryId[],
  numbered = false,
): TemplateResult {
  return html`<section class="part" id=${id} aria-labelledby=${`${id}-title`}>
    <header class="part-head"><h2 id=${`${id}-title`}>${title}</h2>${about ? html`<p>${about}</p>` : nothing}</header>
    ${entries.map((entry, n) => entryOf(words, entry, numbered ? n + 1 : 0))}
  </section>`;
}

function entryOf(words: Words, id: EntryId, number: number): TemplateResult {
  const { tell } = words;
  const { title, line, body } = textOf(words, id);
  const lives = livesOf(id);
  const [beside, below] = [lives.filter((live) => !live.wide), lives.filter((live) => live.wide)];
  const offset = (live: (typeof lives)[number]) => lives.indexOf(live);
  return html`<article class=${beside.length > 0 ? 'entry' : 'entry alone'} id=${id} aria-labelledby=${`${id}-title`}>
    <div class="text">
      <h3 id=${`${id}-title`}>${number > 0 ? html`<span class="ordinal" aria-hidden="true">${number}</span>` : nothing}<a class="anchor" href=${`#${id}`}>${title}</a></h3>
      ${knownAs(id, title)}
      <p class="line">${line}</p>
      ${presetIds.includes(id as PresetId) ? formulaOf(tell, id as PresetId) : nothing}
      <p class="body">${body}</p>
      ${presetIds.includes(id as PresetId) ? facts(tell, id as PresetId) : nothing}
    </div>
    ${beside.length > 0 ? html`<div class="lives">${beside.map((live) => livePlace(tell, id, offset(live)))}</div>` : nothing}
    ${below.length > 0 ? html`<div class="lives below">${below.map((live) => livePlace(tell, id, offset(live)))}</div>` : nothing}
  </article>`;
}

/** What papers and code call a mechanism, and since when. English in every language, as names are. */
function knownAs(id: EntryId, title: string): TemplateResult | typeof nothing {
  const preset = presetOf(id);
  if (!preset) return nothing;
  const name = preset.name === title ? nothing : html`<span lang="en">${preset.name}</span>, `;
  return html`<p class="known">${name}${preset.year}</p>`;
}

/** Where a live view comes; what stands in it before is replaced by the stage, and nothing of it is drawn again. */
function livePlace(tell: Tell, id: EntryId, n: number): TemplateResult {
  const setup = livesOf(id)[n];
  const what = setup?.kind === 'panel' ? setup.panel : setup?.kind;
  const place = html`<div class="live" data-entry=${id} data-live=${n} data-kind=${what ?? ''} data-phase="asleep"></div>`;
  // What is folded is out of sight, and so it waits.
  return setup?.folded
    ? html`<details class="more"><summary>${tell('more.growth')}</summary>${place}</details>`
    : place;
}

export function setFormula(text: string): TemplateResult {
  return html`${formulaParts(text).map(({ kind, text: inside, role }) => {
    if (kind === 'sub') return html`<sub>${inside}</sub>`;
    if (kind === 'sup') return html`<sup>${inside}</sup>`;
    return kind === 'variable' ? html`<var class=${role ?? ''}>${inside}</var>` : inside;
  })}`;
}

function formulaOf(tell: Tell, id: PresetId): TemplateResult {
  return html`<p class="formula"><span class="said">${tell('fact.formula')}: </span>${setFormula(tell.phrase(presetOf(id)?.formula ?? ''))}</p>`;
}

/** "section 3.1" in the reader's language. */
function sectionOf(tell: Tell, section: string): string {
  const whole = tell.phrase(section);
  return whole === section ? section.replace(/^section/, tell.phrase('section')) : whole;
}

function facts(tell: Tell, id: PresetId): TemplateResult {
  const preset = presetOf(id);
  if (!preset) return html``;
  const { complexity, paper, section, url, spec } = preset;
  return html`<dl class="facts">
      <div><dt>${tell('fact.time')}</dt><dd>${setFormula(tell.phrase(complexity.time))}</dd></div>
      <div><dt>${tell('fact.memory')}</dt><dd>${setFormula(tell.phrase(complexity.memory))}</dd></div>
      <div><dt>${tell('fact.paper')}</dt><dd><a href=${url} rel="external">${paper}</a>, ${sectionOf(tell, section)}</dd></div>
    </dl>
    <p class="open"><a href=${spec ? `./?mechanism=${id}#mechanisms` : './#mechanisms'}>${tell('fact.open')}</a></p>`;
}

/** An event's own year, paper and address, or those of its mechanism. */
export function factsOf({ own, preset }: HistoryEvent): { year: number; paper: string; url: string } {
  const known = presetOf(preset);
  return own ?? { year: known?.year ?? 0, paper: known?.paper ?? '', url: known?.url ?? '' };
}

function past(words: Words): TemplateResult {
  const { tell, texts } = words;
  const id = groupAnchor('history');
  return html`<section class="part" id=${id} aria-labelledby=${`${id}-title`}>
    <header class="part-head"><h2 id=${`${id}-title`}>${tell('part.history')}</h2><p>${tell('history.about')}</p></header>
    <ol class="history">${history.map((event) => {
      const { year, paper, url } = factsOf(event);
      const { title } = textOf(words, event.preset);
      return html`<li data-event=${event.id}><span class="year">${year}</span><div><p>${texts.history[event.id]}</p>
        <p class="source"><a href=${url} rel="external">${paper}</a> <span aria-hidden="true">·</span> <a href=${`#${event.preset}`}>${tell('history.see', { title })}</a></p></div></li>`;
    })}</ol></section>`;
}
