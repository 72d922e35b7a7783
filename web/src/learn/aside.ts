/** What stays at the reader's side: the sentence of all views, and the table of contents. */
import { html, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import { presetOf } from '../mechanisms/spec.ts';
import { groupIds } from '../text/explain/index.ts';
import { presetsIn, textOf, type Words } from './article.ts';
import { around, type EntryId, groupAnchor, path } from './entries.ts';
import type { Lab } from './lab.ts';

export function aside(words: Words, lab: Lab, example: string): TemplateResult {
  return html`<div class="side">${sentence(words, lab, example)}${contents(words)}</div>`;
}

function sentence({ tell }: Words, lab: Lab, example: string): TemplateResult {
  const { tokens, failure, phase } = lab;
  return html`<div class="sentence">
    <div class="sentence-head"><label for="sentence">${tell('sentence.label')}</label>
      <span class="count">${tokens.length > 0 ? tell('sentence.count', { n: tokens.length }) : nothing}</span></div>
    <textarea id="sentence" rows="4" dir="auto" spellcheck="false" autocomplete="off" autocapitalize="sentences" .value=${live(lab.text)}
      @focus=${() => void lab.start()}
      @input=${(event: Event) => lab.setText((event.target as HTMLTextAreaElement).value)}></textarea>
    <div role="alert">${failure && phase === 'ready' ? html`<p class="trouble">${tell('sentence.failed', { message: failure.message })}</p>` : nothing}</div>
    <button type="button" class="plain" ?hidden=${lab.text === example} @click=${() => lab.setText(example)}>${tell('sentence.back')}</button>
  </div>`;
}

/** The name that a reader may be looking for, below the title that says what it does. */
function titleOf(words: Words, id: EntryId): TemplateResult {
  const { title } = textOf(words, id);
  const name = presetOf(id)?.name ?? title;
  return html`${title}${name === title ? nothing : html` <span class="known" lang="en">${name}</span>`}`;
}

function contents(words: Words): TemplateResult {
  const { tell, texts } = words;
  const list = (anchor: string, title: string, entries: readonly EntryId[]) => html`<li>
    <a class="of-part" href=${`#${anchor}`}>${title}</a>
    ${
      entries.length > 0
        ? html`<ol>${entries.map((id) => html`<li><a href=${`#${id}`} data-to=${id}>${titleOf(words, id)}</a></li>`)}</ol>`
        : nothing
    }</li>`;
  return html`<nav class="contents" aria-label=${tell('contents.title')}><details id="contents"><summary>${tell('contents.title')}</summary>
    <ol class="parts">
      ${list(groupAnchor('path'), tell('part.path'), path)}
      ${list(groupAnchor('around'), tell('part.around'), around)}
      ${groupIds.map((group) => list(groupAnchor(group), texts.groups[group], presetsIn(group)))}
      ${list(groupAnchor('history'), tell('part.history'), [])}
    </ol></details></nav>`;
}
