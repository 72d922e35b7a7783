/** What the page puts around a live view: what holds its place before it is there, and a choice of the head it is about. */
import { html, nothing, render, type TemplateResult } from 'lit';
import type { Source } from '../mechanisms/source.ts';
import type { Tell } from '../text/learn/index.ts';
import type { Lab } from './lab.ts';

export function poster(node: HTMLElement, tell: Tell, lab: Lab, wake: () => void): void {
  render(inside(tell, lab, wake), node);
}

function inside(tell: Tell, { phase, failure, progress, version }: Lab, wake: () => void): TemplateResult {
  const button = (text: string) => html`<button type="button" @click=${wake}>${text}</button>`;
  if (phase === 'failed') {
    return html`<p class="poster">${tell('poster.failed')} ${failure?.message ?? ''}</p>${button(tell('poster.again'))}`;
  }
  if (phase === 'ready' && version > 0) return html`<p class="poster">${tell('poster.asleep')}</p>`;
  if (phase === 'starting' || phase === 'ready') {
    const part = progress && progress.total > 0 ? ` ${Math.round((100 * progress.loaded) / progress.total)}%` : nothing;
    return html`<p class="poster">${tell('poster.starting')}${part}</p>`;
  }
  return html`<p class="poster">${tell('poster.asleep')}</p>${button(tell('poster.start'))}`;
}

export function pickBar(
  node: HTMLElement,
  tell: Tell,
  { info, layer, head }: Source,
  choose: (layer: number, head: number) => void,
): void {
  node.className = 'pick';
  const list = (label: string, count: number, at: number, chosen: (n: number) => void) => html`<label>${label}
    <select @change=${(event: Event) => chosen(Number((event.target as HTMLSelectElement).value))}>
      ${Array.from({ length: count }, (_, n) => html`<option value=${n} .selected=${n === at}>${n}</option>`)}
    </select></label>`;
  render(
    html`${list(tell('mute.layer'), info.layers, layer, (n) => choose(n, head))}
      ${list(tell('pick.head'), info.heads, head, (n) => choose(layer, n))}`,
    node,
  );
}
