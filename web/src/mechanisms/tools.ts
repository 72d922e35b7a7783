/** The line above the columns: that numbers were changed, and undo, redo and reset. */
import { html, nothing, type TemplateResult } from 'lit';
import type { Say } from '../text/mechanisms/index.ts';
import { changedText } from './sections.ts';
import type { MechanismsStore } from './store.ts';

/** Numbers that a reader changed stay in force: it is said where their results stand. */
export function changedNumbers(store: MechanismsStore, say: Say): TemplateResult | typeof nothing {
  const changed = changedText(store, say);
  return changed
    ? html`<p class="changed"><b>${changed}</b> <button type="button" class="button" data-action="restore-numbers"
        @click=${() => store.restoreNumbers()}>${say('edit.restore')}</button></p>`
    : nothing;
}

export function historyTools(store: MechanismsStore, say: Say): TemplateResult {
  const { past, future } = store.state.history;
  const button = (name: 'undo' | 'redo' | 'reset', able: boolean, about = '') =>
    html`<button type="button" class="button" data-action=${name} title=${about} ?disabled=${!able} @click=${() => store[name]()}>${say(`frame.${name}`)}</button>`;
  return html`<div class="tools" role="group" aria-label=${say('frame.history')}>
    ${button('undo', past.length > 0)}${button('redo', future.length > 0)}${button('reset', store.canReset, say('frame.reset-about'))}</div>`;
}
