/**
 * Adaptive span (Sukhbaatar et al. 2019, section 2.2): a head learns how far back it needs to look. The span z is
 * learned on the source's own pattern and values: what the output loses by a shorter span against the span's
 * price. The soft mask it ends with is drawn over the matrix.
 *
 * Events: none.
 */
import { css, html, type PropertyValues, svg, type TemplateResult } from 'lit';
import { state } from 'lit/decorators.js';
import type { Attended, SpanLearned } from '../../engine/types.ts';
import { placeOnScale } from '../../style/scale.ts';
import { element } from '../../views/element.ts';
import { significant } from '../../views/number.ts';
import type { Source } from '../source.ts';
import { slider } from './controls.ts';
import { type FrameSize, frameSize, matrixFrame, paintCells } from './matrix-frame.ts';
import { Panel } from './panel.ts';
import { diagonal, learningPlot } from './span-plot.ts';

const steps = 100;
const largestPlot = 380;
/** Prices by place of the slider. */
const prices: readonly number[] = [0, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1];

interface Shown {
  readonly source: Source;
  readonly learned: SpanLearned;
  /** With the learned span, and how far its output lies from that of the whole past. */
  readonly after: Attended;
}

@element('span-learning')
export class SpanLearning extends Panel {
  @state() private ramp = 4;
  @state() private price = 0.1;
  @state() private shown: Shown | null = null;
  @state() private room = 0;

  static override styles = [
    Panel.styles,
    css`
      .curve { fill: none; stroke: var(--ap-ink); stroke-width: 1.8; }
      .curve.loss { stroke: var(--ap-ink-2); }
      .span-line { stroke: var(--ap-ink); stroke-width: 2; fill: none; }
      .span-under { stroke: var(--ap-paper); stroke-width: 4; fill: none; }
      .ramp-line { stroke: var(--ap-ink); stroke-width: 1.5; stroke-dasharray: 4 3; fill: none; }
      .learned { font-size: 15px; }
      table { max-width: 420px; }
    `,
  ];

  override willUpdate(changed: PropertyValues): void {
    if (this.anyOf(changed, 'source', 'ramp', 'price') && this.source && !this.source.queryTokens) this.#request();
  }

  #request(): void {
    this.ask(async (source, signal) => {
      const { heads, head, engine } = source;
      const { ramp, price } = this;
      const learned = await engine.mechanisms.learnSpan({ ...heads, head, ramp, price, steps, signal });
      const bias = { id: 'adaptive_span', span: learned.span, ramp: learned.ramp };
      const mechanism = { mask: 'causal', bias };
      const against = { mask: 'causal' };
      const after = await engine.mechanisms.attend({ ...heads, head, mechanism, against, signal });
      this.shown = { source, learned, after };
    });
  }

  protected override body(source: Source): TemplateResult {
    if (source.queryTokens) return html`<p class="note">${this.say('span.self')}</p>`;
    const { shown } = this;
    return html`<p class="note">${this.say('span.about')}</p>${this.#controls()}
      ${
        shown
          ? html`<div class="two"><div class="stack">${this.#picture(shown)}${this.#legend()}</div>
            <div class="stack">${this.#told(shown)}${this.#curves(shown)}</div></div>`
          : html`<p class="quiet">${this.say('panel.asking')}</p>`
      }`;
  }

  #controls(): TemplateResult {
    return html`<div class="controls">${slider({
      label: this.say('span.price'),
      least: 0,
      most: prices.length - 1,
      value: prices.indexOf(this.price),
      text: String(this.price),
      name: 'price',
      onInput: (n) => {
        this.price = prices[n] as number;
      },
    })}${slider({
      label: this.say('span.ramp'),
      least: 1,
      most: 32,
      value: this.ramp,
      text: this.say('span.tokens', { n: this.ramp }),
      name: 'ramp',
      onInput: (n) => {
        this.ramp = n;
      },
    })}</div>`;
  }

  #told({ source, learned, after }: Shown): TemplateResult {
    const words = {
      layer: source.layer,
      head: source.head,
      span: significant(learned.span, 3),
      ramp: significant(learned.ramp, 3),
    };
    return html`<p class="learned" role="status">${this.say('span.learned', words)}</p>
      <p class="note">${this.say('span.off', {
        max: significant(after.difference?.maxAbs ?? Number.NaN, 3),
        cosine: (after.difference?.cosine ?? Number.NaN).toFixed(3),
      })}</p>`;
  }

  #curves({ learned }: Shown): TemplateResult {
    const room = Math.max(220, this.room >= 720 ? (this.room - 28) / 2 : this.room);
    const [first, last] = [learned.spans[0] ?? Number.NaN, learned.spans.at(-1) ?? Number.NaN];
    const from = { first: significant(first, 3), last: significant(last, 3) };
    const losses = {
      first: significant(learned.losses[0] ?? Number.NaN, 3),
      last: significant(learned.losses.at(-1) ?? Number.NaN, 3),
    };
    const times = this.say('span.steps', { n: learned.spans.length - 1 });
    return html`${learningPlot({ name: this.say('span.curve'), values: learned.spans, kind: 'span' }, room, this.say('span.curve-about', from), times)}
      ${learningPlot({ name: this.say('span.loss'), values: learned.losses, kind: 'loss' }, room, this.say('span.loss-about', losses), times)}`;
  }

  #legend(): TemplateResult {
    return html`<p class="keys"><span><i class="line-key"></i>${this.say('span.inside')}</span>
      <span><i class="line-key broken"></i>${this.say('span.outside')}</span></p>`;
  }

  #picture({ source, learned, after }: Shown): TemplateResult {
    const size = this.#size(after);
    const { queries, keys } = after;
    // Cells are centred on whole distances: a key at distance x is whole up to the span and gone from span + ramp on.
    const within = diagonal(learned.span, queries, keys, size.cell);
    const gone = diagonal(learned.span + learned.ramp, queries, keys, size.cell);
    const over = svg`<path class="span-under" d=${within}></path><path class="span-line" d=${within}></path>
      <path class="span-under" d=${gone}></path><path class="ramp-line" d=${gone}></path>`;
    const about = this.say('span.picture', { span: significant(learned.span, 3), ramp: significant(learned.ramp, 3) });
    return matrixFrame({ size, queries: source.tokens, keys: source.tokens, about, over });
  }

  #size({ queries, keys }: Attended): FrameSize {
    return frameSize(queries, keys, this.room >= 720 ? (this.room - 28) / 2 : this.room, largestPlot);
  }

  protected override resized(): void {
    this.room = this.clientWidth;
    this.paintSoon();
  }

  protected override updated(): void {
    this.paintSoon();
  }

  protected override paint(): void {
    const after = this.shown?.after;
    if (!after?.pattern) return;
    const { pattern, queries, keys } = after;
    const { pixels } = this.scale;
    paintCells(this.renderRoot.querySelector('canvas'), queries, keys, (i, j) =>
      j > i ? 0 : (pixels[Math.round(255 * placeOnScale(pattern[i * keys + j] as number, 'sqrt'))] as number),
    );
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'span-learning': SpanLearning;
  }
}
