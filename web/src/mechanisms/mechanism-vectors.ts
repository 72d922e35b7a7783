/**
 * The query, the key and the value of one cell, a bar a component: drag a bar, or take the arrow keys, and the number
 * that goes into every mechanism is another one.
 *
 * Event: `vector-change` {side, component, value}, `vector-changed` when a drag ends.
 */
import { css, html, nothing, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import type { Token } from '../engine/types.ts';
import { english, type Say } from '../text/mechanisms/index.ts';
import { element } from '../views/element.ts';
import { significant } from '../views/number.ts';
import { styled } from '../views/styled.ts';
import { tokenAt } from '../views/token-parts.ts';
import { spoken } from '../views/token-text.ts';
import { View } from '../views/view.ts';
import type { Side } from './inputs.ts';

export interface Vector {
  readonly side: Side;
  readonly token: Token | undefined;
  readonly index: number;
  /** As the model made it, and as it goes in. */
  readonly given: Float32Array;
  readonly now: Float32Array;
}

/** A number can be drawn out to so many times the largest of its vector. */
const kRoom = 1.5;
/** Steps of a key press, of the strip's half height. */
const kStep = 0.05;
const kPage = 0.25;
const kHeight = 64;

@element('mechanism-vectors')
export class MechanismVectors extends View {
  @property({ attribute: false }) vectors: readonly Vector[] = [];
  @property({ attribute: false }) say: Say = english;

  /** The component under the keyboard, a side each. */
  @state() private at: Readonly<Record<Side, number>> = { q: 0, k: 0, v: 0 };
  #drag: { side: Side; component: number } | null = null;

  static override styles = [
    View.styles,
    css`
      .vector + .vector { margin-top: 10px; }
      .head { display: flex; flex-wrap: wrap; gap: 0 12px; align-items: baseline; min-height: 20px; }
      .head .end { margin-inline-start: auto; font-size: var(--ap-small); }
      .bars {
        position: relative; display: flex; direction: ltr; height: ${kHeight}px; cursor: ns-resize; touch-action: none;
        background: linear-gradient(var(--ap-line), var(--ap-line)) 0 50% / 100% 1px no-repeat var(--ap-surface);
      }
      .bars:focus-visible { outline-offset: 2px; }
      .component { position: relative; flex: 1 1 0; min-width: 0; }
      .component.at { background: color-mix(in srgb, var(--ap-ink) 12%, transparent); }
      .bar { position: absolute; left: 15%; right: 15%; top: var(--top); height: max(1px, var(--height)); background: var(--colour); }
      .was { position: absolute; left: 0; right: 0; top: var(--was); height: 2px; margin-top: -1px; background: var(--ap-ink); }
      .q { --colour: var(--ap-query); } .k { --colour: var(--ap-key); } .v { --colour: var(--ap-value); }
      @media (forced-colors: active) { .bar, .was { forced-color-adjust: none; background: CanvasText; } }
    `,
  ];

  override render(): TemplateResult {
    return html`${this.vectors.map((vector) => this.#vector(vector))}`;
  }

  /** The number at full height: what stays while a bar is dragged is what was given. */
  #most({ given }: Vector): number {
    return kRoom * given.reduce((most, x) => Math.max(most, Math.abs(x)), 0) || 1;
  }

  #vector(vector: Vector): TemplateResult {
    const { side, token, index, given, now } = vector;
    const most = this.#most(vector);
    const at = Math.min(this.at[side], now.length - 1);
    const value = significant(now[at] ?? 0);
    const words = this.say('edit.component', { n: at, value });
    const was = now[at] !== given[at] ? `, ${this.say('edit.was', { value: significant(given[at] ?? 0) })}` : '';
    const name = this.say(`edit.${side}`, { token: spoken(token?.text ?? '') });
    return html`<div class="vector">
      <div class="head"><span class=${side}>${this.say(`edit.${side}`, { token: '' })}${tokenAt(token, index)}</span>
        <span class="number">${words}${was}</span>
        <span class="quiet end number">${this.say('edit.scale', { most: significant(most, 3) })}</span></div>
      <div class="bars ${side}" role="slider" tabindex="0" data-side=${side} aria-label=${name} aria-orientation="vertical"
        aria-valuemin=${-most} aria-valuemax=${most} aria-valuenow=${now[at] ?? 0} aria-valuetext=${words + was}
        @keydown=${(event: KeyboardEvent) => this.#press(event, vector)}
        @pointerdown=${(event: PointerEvent) => this.#down(event, vector)} @pointermove=${(event: PointerEvent) => this.#move(event, vector)}
        @pointerup=${this.#up} @pointercancel=${this.#up}>
        ${Array.from(now, (x, n) => this.#component(x, given[n] ?? 0, most, n === at))}
      </div></div>`;
  }

  #component(x: number, was: number, most: number, at: boolean): TemplateResult {
    const place = (value: number) => 50 - 50 * Math.max(-1, Math.min(1, value / most));
    const [zero, end] = [50, place(x)];
    const style = {
      '--top': `${Math.min(zero, end)}%`,
      '--height': `${Math.abs(zero - end)}%`,
      '--was': `${place(was)}%`,
    };
    return html`<span class=${at ? 'component at' : 'component'} style=${styled(style)}><i class="bar"></i>${x !== was ? html`<i class="was"></i>` : nothing}</span>`;
  }

  #change(side: Side, component: number, value: number): void {
    this.at = { ...this.at, [side]: component };
    this.emit('vector-change', { side, component, value: Math.fround(value) });
  }

  #press(event: KeyboardEvent, vector: Vector): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const { side, now, given } = vector;
    const at = Math.min(this.at[side], now.length - 1);
    const most = this.#most(vector);
    const by = (steps: number) =>
      this.#change(side, at, Math.max(-most, Math.min(most, (now[at] ?? 0) + steps * most)));
    const go = (to: number) => {
      this.at = { ...this.at, [side]: Math.max(0, Math.min(now.length - 1, to)) };
    };
    const acts: Readonly<Record<string, () => void>> = {
      ArrowLeft: () => go(at - 1),
      ArrowRight: () => go(at + 1),
      Home: () => go(0),
      End: () => go(now.length - 1),
      ArrowUp: () => by(kStep),
      ArrowDown: () => by(-kStep),
      PageUp: () => by(kPage),
      PageDown: () => by(-kPage),
      Backspace: () => this.#change(side, at, given[at] ?? 0),
      Delete: () => this.#change(side, at, given[at] ?? 0),
    };
    const act = acts[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  }

  #down(event: PointerEvent, { side, now }: Vector): void {
    if (event.button !== 0) return;
    const strip = event.currentTarget as HTMLElement;
    const box = strip.getBoundingClientRect();
    const component = Math.max(
      0,
      Math.min(now.length - 1, Math.floor(((event.clientX - box.left) / box.width) * now.length)),
    );
    strip.setPointerCapture(event.pointerId);
    this.#drag = { side, component };
    this.at = { ...this.at, [side]: component };
  }

  #move(event: PointerEvent, vector: Vector): void {
    if (this.#drag?.side !== vector.side) return;
    const box = (event.currentTarget as HTMLElement).getBoundingClientRect();
    const u = 1 - (2 * (event.clientY - box.top)) / box.height;
    this.#change(vector.side, this.#drag.component, Math.max(-1, Math.min(1, u)) * this.#most(vector));
  }

  #up(): void {
    if (!this.#drag) return;
    this.#drag = null;
    this.emit('vector-changed', null);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'mechanism-vectors': MechanismVectors;
  }
}
