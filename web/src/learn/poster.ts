/** What holds a live view's place before it is there. */
import { html, nothing, render, type TemplateResult } from 'lit';
import type { Tell } from '../text/learn/index.ts';
import type { Lab } from './lab.ts';

export function poster(node: HTMLElement, tell: Tell, lab: Lab, wake: () => void): void {
  render(inside(tell, lab, wake), node);
}

function inside(tell: Tell, { phase, failure, progress }: Lab, wake: () => void): TemplateResult {
  const button = (text: string) => html`<button type="button" @click=${wake}>${text}</button>`;
  if (phase === 'failed') {
    return html`<p class="poster">${tell('poster.failed')} ${failure?.message ?? ''}</p>${button(tell('poster.again'))}`;
  }
  if (phase === 'ready') return html`<p class="poster">${tell('poster.asleep')}</p>`;
  if (phase === 'starting') {
    const part = progress && progress.total > 0 ? ` ${Math.round((100 * progress.loaded) / progress.total)}%` : nothing;
    return html`<p class="poster">${tell('poster.starting')}${part}</p>`;
  }
  return html`<p class="poster">${tell('poster.asleep')}</p>${button(tell('poster.start'))}`;
}
