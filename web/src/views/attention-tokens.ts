/**
 * The text as tokens. Each is a chip that a pointer or the keyboard can light; the chips lit with it show
 * what it attends to (filled, bar below in the keys' colour) and what attends to it (bar above in the
 * queries' colour).
 *
 * Events: `token-hover` {index} (-1 when left), `token-select` {index}.
 */
import { css, html, nothing, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import type { Token } from '../engine/types.ts';
import { placeOnScale } from '../style/scale.ts';
import { t } from '../text/text.ts';
import { element } from './element.ts';
import { weight } from './number.ts';
import { strongest } from './pattern.ts';
import { moveInList } from './roving.ts';
import { styled } from './styled.ts';
import { quoted, tokenText } from './token-parts.ts';
import { runsLeft, spoken } from './token-text.ts';
import { View } from './view.ts';

/** Weights below this leave a chip as it is: hundreds of specks would say nothing. */
const leastLit = 0.01;

@element('attention-tokens')
export class AttentionTokens extends View {
  @property({ attribute: false }) tokens: readonly Token[] = [];
  @property({ type: Boolean, attribute: 'show-ids' }) showIds = false;
  /** Index of the first generated token; -1 for none. */
  @property({ type: Number, attribute: 'generated-from' }) generatedFrom = -1;
  /** Indices of the generated tokens, where they are not simply the last ones. */
  @property({ attribute: false }) generated: ReadonlySet<number> = new Set();
  /** Index of the chosen token; -1 for none. */
  @property({ type: Number }) selected = -1;
  @property({ type: Number }) hover = -1;
  /** The lit token's row [t]: what it attends to. */
  @property({ attribute: false }) weightsTo: Float32Array | null = null;
  /** The lit token's column [t]: what attends to it. */
  @property({ attribute: false }) weightsFrom: Float32Array | null = null;

  @state() private active = 0;

  static override styles = [
    View.styles,
    css`
      .chips { display: flex; flex-wrap: wrap; gap: 3px 2px; padding: 3px; margin: -3px; }
      .break { flex-basis: 100%; height: 0; }
      .chip {
        position: relative; display: inline-flex; flex-direction: column; align-items: center;
        min-width: 12px; max-width: 100%; padding: 3px 4px;
        border-radius: var(--ap-radius); background: var(--ap-surface);
        font-size: 14px; line-height: 20px; white-space: pre; cursor: default; overflow-wrap: anywhere;
      }
      .chip bdi { overflow: hidden; text-overflow: ellipsis; max-width: 100%; }
      .chip::before, .chip::after {
        content: ''; position: absolute; inset-inline-start: 0; height: 2px; border-radius: 1px;
      }
      .chip::before { top: -1px; width: var(--from, 0%); background: var(--ap-query); }
      .chip::after { bottom: -1px; width: var(--to, 0%); background: var(--ap-key); }
      .chip.special { color: var(--ap-ink-2); font-size: 12px; }
      .chip.lit { background: var(--fill); color: var(--on-fill); }
      .chip.lit .mark, .chip.lit .id { color: inherit; }
      .chip.generated bdi { text-decoration: underline dotted 1.5px; text-underline-offset: 4px; }
      .chip.hover { box-shadow: inset 0 0 0 1px var(--ap-line-strong); }
      .chip.selected { box-shadow: inset 0 0 0 2px var(--ap-ink); }
      .id { font-size: 10px; line-height: 12px; color: var(--ap-ink-2); }
      .empty { color: var(--ap-ink-2); margin: 0; padding: 3px 0; line-height: 20px; }
      @media (pointer: coarse) { .chip { padding-block: 6px; } }
      @media (forced-colors: active) {
        .chip { border: 1px solid ButtonText; }
        .chip.lit { forced-color-adjust: none; }
        .chip.selected { outline: 2px solid Highlight; }
      }
    `,
  ];

  override willUpdate(): void {
    if (this.active >= this.tokens.length) this.active = Math.max(0, this.tokens.length - 1);
  }

  override render(): TemplateResult {
    if (this.tokens.length === 0) return html`<p class="empty">${t('tokens.none')}</p>`;
    return html`<div class="chips" dir=${runsLeft(this.tokens) ? 'rtl' : 'ltr'} role="listbox" aria-orientation="horizontal" aria-label=${t('tokens.title')}
        @pointerover=${this.#over} @pointerleave=${this.#leave} @click=${this.#click}
        @keydown=${this.#key} @focusin=${this.#focus} @focusout=${this.#leave}>
      ${this.tokens.map((token, index) => this.#chip(token, index))}
    </div>`;
  }

  #chip(token: Token, index: number): TemplateResult {
    const to = this.weightsTo?.[index] ?? 0;
    const from = this.weightsFrom?.[index] ?? 0;
    const lit = Math.max(to, from) >= leastLit;
    const place = placeOnScale(to >= leastLit ? to : from, 'linear');
    const generated = this.generated.has(index) || (this.generatedFrom >= 0 && index >= this.generatedFrom);
    const names = ['chip'];
    if (token.special) names.push('special');
    if (lit) names.push('lit');
    if (generated) names.push('generated');
    if (index === this.selected) names.push('selected');
    if (index === this.hover) names.push('hover');
    const style = {
      '--to': to >= leastLit ? `${(to * 100).toFixed(1)}%` : null,
      '--from': from >= leastLit ? `${(from * 100).toFixed(1)}%` : null,
      '--fill': lit ? this.scale.css(place) : null,
      '--on-fill': lit ? this.scale.ink(place) : null,
    };
    return html`<span class=${names.join(' ')} style=${styled(style)} role="option" data-index=${index}
        tabindex=${index === this.active ? 0 : -1} aria-selected=${index === this.selected ? 'true' : 'false'}
        aria-label=${this.#name(token, index, generated)} title=${this.#title(token, index, to, from)}
      >${tokenText(token.text)}${this.showIds ? html`<span class="id">${token.id}</span>` : nothing}</span>${token.text.includes('\n') ? html`<span class="break" role="presentation"></span>` : nothing}`;
  }

  /** Of the lit token its three strongest keys too. */
  #name(token: Token, index: number, generated: boolean): string {
    const text = token.special ? t('token.special', { text: token.text }) : spoken(token.text);
    const named = this.showIds ? t('tokens.with-id', { text, id: token.id }) : text;
    const name = generated ? t('tokens.generated', { text: named }) : named;
    if (index !== this.hover || !this.weightsTo) return name;
    const keys = strongest(this.weightsTo, 3).map((r) => `${quoted(this.tokens[r.index])} ${weight(r.weight)}`);
    return `${name}. ${t('matrix.strongest', { keys: keys.join(', ') })}`;
  }

  #title(token: Token, index: number, to: number, from: number): string {
    const lines = token.id < 0 ? [] : [t('tokens.about', { index, id: token.id })];
    if (this.hover >= 0 && to > 0)
      lines.push(t('tokens.to', { token: quoted(this.tokens[this.hover]), weight: weight(to) }));
    if (this.hover >= 0 && from > 0)
      lines.push(t('tokens.from', { token: quoted(this.tokens[this.hover]), weight: weight(from) }));
    return lines.join('\n');
  }

  #indexOf(event: Event): number {
    const chip = (event.target as Element).closest<HTMLElement>('[data-index]');
    return chip ? Number(chip.dataset['index']) : -1;
  }

  #light(index: number): void {
    if (index === this.hover) return;
    this.hover = index;
    this.emit('token-hover', { index });
  }

  #over(event: PointerEvent): void {
    const index = this.#indexOf(event);
    if (index >= 0) this.#light(index);
  }

  #leave(event: Event): void {
    // A finger leaves as soon as it lifts: what it tapped stays lit until the focus goes elsewhere.
    if (event instanceof PointerEvent && event.pointerType === 'touch') return;
    this.#light(-1);
  }

  #focus(event: FocusEvent): void {
    const index = this.#indexOf(event);
    if (index < 0) return;
    this.active = index;
    if ((event.target as Element).matches(':focus-visible')) this.#light(index);
  }

  #choose(index: number): void {
    this.active = index;
    this.emit('token-select', { index });
  }

  #click(event: MouseEvent): void {
    const index = this.#indexOf(event);
    if (index >= 0) this.#choose(index);
  }

  #key(event: KeyboardEvent): void {
    if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      this.#choose(this.active);
      return;
    }
    const next = moveInList(event, this.active, this.tokens.length);
    if (next === null) return;
    event.preventDefault();
    this.active = next;
    this.renderRoot.querySelector<HTMLElement>(`[data-index="${next}"]`)?.focus();
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'attention-tokens': AttentionTokens;
  }
}
