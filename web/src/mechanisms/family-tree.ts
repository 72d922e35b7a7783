/**
 * The named mechanisms by family, each with its year: one stop for Tab, arrow keys move, Enter chooses.
 *
 * Event: `mechanism-choose` {id}.
 */
import { css, html, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import type { Explanations } from '../text/explain/index.ts';
import { english, type Say } from '../text/mechanisms/index.ts';
import { element } from '../views/element.ts';
import { moveInList } from '../views/roving.ts';
import { View } from '../views/view.ts';
import { type Preset, presets } from './spec.ts';

/**
 * What papers call a mechanism is its name in every language. Under it stands what it is in the reader's own; in
 * English the names say as much.
 */
export const secondName = (preset: Preset, { language }: Say, texts: Explanations | null): string =>
  language === 'en' || !texts ? '' : texts.texts[preset.id].title;

@element('mechanism-family')
export class MechanismFamily extends View {
  /** The chosen one's id, or ''. */
  @property() chosen = '';
  @property({ attribute: false }) texts: Explanations | null = null;
  @property({ attribute: false }) say: Say = english;

  /** Where the keyboard is. */
  @state() private at = 0;

  static override styles = [
    View.styles,
    css`
      ul { list-style: none; margin: 0; padding: 0; }
      .group + .group { margin-top: 8px; }
      h4 { margin: 0 0 1px; padding: 0 6px; font-size: var(--ap-small); font-weight: normal; color: var(--ap-ink-2); }
      .option {
        display: flex; align-items: baseline; gap: 6px; padding: 1px 6px; min-height: 22px; cursor: pointer; border-radius: var(--ap-radius);
        border-inline-start: 2px solid transparent;
      }
      .option:hover { background: var(--ap-surface); }
      .option[aria-selected='true'] { border-inline-start-color: var(--ap-ink); background: var(--ap-surface); font-weight: 600; }
      .option .name { flex: 1; min-width: 0; }
      .option .second { display: block; font-weight: normal; font-size: var(--ap-small); line-height: 1.25; color: var(--ap-ink-2); padding-bottom: 2px; }
      .option .year { color: var(--ap-ink-2); font-size: var(--ap-small); font-weight: normal; }
      @media (pointer: coarse) { .option { min-height: 34px; align-items: center; } }
    `,
  ];

  override willUpdate(changed: Map<string, unknown>): void {
    const chosen = presets.findIndex((preset) => preset.id === this.chosen);
    if (changed.has('chosen') && chosen >= 0) this.at = chosen;
  }

  override render(): TemplateResult {
    const groups = [...new Set(presets.map((preset) => preset.group))];
    return html`<div role="listbox" aria-label=${this.say('picker.family')} @keydown=${this.#press}>
      ${groups.map(
        (group) => html`<div class="group" role="group" aria-labelledby=${`group-${group}`}>
          <h4 id=${`group-${group}`} role="presentation">${this.texts?.groups[group] ?? group}</h4>
          ${presets.map((preset, n) => (preset.group === group ? this.#option(preset, n) : ''))}
        </div>`,
      )}</div>`;
  }

  #option(preset: Preset, n: number): TemplateResult {
    const { title, line } = this.texts?.texts[preset.id] ?? { title: '', line: '' };
    const second = secondName(preset, this.say, this.texts);
    return html`<div class="option" role="option" data-preset=${preset.id} tabindex=${n === this.at ? 0 : -1}
      aria-selected=${preset.id === this.chosen ? 'true' : 'false'} title=${title && `${title}. ${line}`}
      @click=${() => this.#choose(n)}><span class="name"><span lang="en">${preset.name}</span>${second ? html`<span class="second">${second}</span>` : ''}</span>
      <span class="year">${preset.year}</span></div>`;
  }

  #choose(n: number): void {
    this.at = n;
    this.emit('mechanism-choose', { id: presets[n]?.id });
  }

  #press(event: KeyboardEvent): void {
    const plain = !event.ctrlKey && !event.metaKey && !event.altKey;
    if (plain && (event.key === 'Enter' || event.key === ' ')) this.#choose(this.at);
    else {
      const to = moveInList(event, this.at, presets.length);
      if (to === null) return;
      this.at = to;
      void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLElement>('[tabindex="0"]')?.focus());
    }
    event.preventDefault();
    event.stopPropagation();
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'mechanism-family': MechanismFamily;
  }
}
