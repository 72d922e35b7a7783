/**
 * The scale that weights are drawn on, with its ends, and what hatching means. A button switches between
 * weights as they are and their square roots; ticks stay true to the weights in both.
 *
 * Event: `scale-change` {by}.
 */
import { css, html, nothing, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import { placeOnScale, type Scale, type ScaleBy } from '../style/scale.ts';
import { t } from '../text/text.ts';
import { element } from './element.ts';
import { shortWeight, significant } from './number.ts';
import { styled } from './styled.ts';
import { View } from './view.ts';

const ticks = { linear: [0, 0.25, 0.5, 0.75, 1], sqrt: [0, 0.05, 0.25, 0.5, 1] } as const;

@element('attention-legend')
export class AttentionLegend extends View {
  @property({ attribute: 'scale-by' }) scaleBy: ScaleBy = 'linear';
  @property({ type: Boolean }) causal = true;
  /** At full colour: 1, or what numbers that are no weights go up to. */
  @property({ type: Number }) most = 1;
  /** For numbers of either sign: 512 pixels (ABGR) from the most negative to the most positive, in a theme. */
  @property({ attribute: false }) signed: ((scale: Scale) => Uint32Array) | null = null;

  static override styles = [
    View.styles,
    css`
      :host { font-size: var(--ap-small); line-height: 14px; color: var(--ap-ink-2); }
      .legend { display: flex; align-items: center; flex-wrap: wrap; gap: 4px 12px; }
      .scale { position: relative; width: 132px; height: 22px; margin-inline: 4px; direction: ltr; }
      .bar {
        display: block; height: 8px; border-radius: 1px; forced-color-adjust: none;
        background: linear-gradient(to right, var(--stops)); box-shadow: 0 0 0 1px var(--ap-line);
      }
      .tick { position: absolute; top: 9px; transform: translateX(-50%); left: var(--at); font-size: 10px; }
      .tick::before {
        content: ''; position: absolute; left: 50%; top: -3px; height: 3px; border-left: 1px solid var(--ap-line-strong);
      }
      .swatch { display: inline-block; width: 18px; height: 10px; vertical-align: -1px; margin-inline-end: 4px; box-shadow: 0 0 0 1px var(--ap-line); }
      .button { min-height: 22px; min-width: 24px; padding: 0 6px; font-size: var(--ap-small); color: var(--ap-ink-2); }
      @media (pointer: coarse) { .button { min-height: 32px; } }
    `,
  ];

  override render(): TemplateResult {
    const stops = this.#stops().join(',');
    const root = this.scaleBy === 'sqrt';
    return html`<div class="legend">
      <span>${t('legend.weight')}</span>
      <span class="scale" role="img" aria-label=${root ? t('legend.scale-sqrt') : t('legend.scale')}>
        <span class="bar" style=${styled({ '--stops': stops })}></span>
        ${this.#ticks().map(([place, text]) => html`<span class="tick" style=${styled({ '--at': `${place * 100}%` })}>${text}</span>`)}
      </span>
      ${this.causal ? html`<span><span class="swatch hatch"></span>${t('legend.absent')}</span>` : nothing}
      <button class="button" type="button" aria-pressed=${root ? 'true' : 'false'} title=${t('legend.sqrt-about')}
        aria-label=${t('legend.sqrt')} @click=${this.#toggle}>√</button>
    </div>`;
  }

  #stops(): string[] {
    const signed = this.signed?.(this.scale);
    return Array.from({ length: 17 }, (_, n) => {
      if (!signed) return this.scale.css(n / 16);
      const pixel = signed[Math.round((n / 16) * 511)] as number;
      return `rgb(${pixel & 255} ${(pixel >> 8) & 255} ${(pixel >> 16) & 255})`;
    });
  }

  /** Place in [0, 1] and number. */
  #ticks(): (readonly [number, string])[] {
    const { most } = this;
    if (this.signed) return [-most, 0, most].map((x, n) => [n / 2, significant(x, 2)]);
    const text = (w: number) => (most === 1 ? shortWeight(w) : significant(w * most, 2));
    return ticks[this.scaleBy].map((w) => [placeOnScale(w, this.scaleBy), text(w)]);
  }

  #toggle(): void {
    this.scaleBy = this.scaleBy === 'sqrt' ? 'linear' : 'sqrt';
    this.emit('scale-change', { by: this.scaleBy });
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'attention-legend': AttentionLegend;
  }
}
