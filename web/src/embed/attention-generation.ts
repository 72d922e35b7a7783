/**
 * `<attention-generation>`: a prompt, and the model's words one by one, each openable to the distribution that it was
 * drawn from. Step, play, stop; the same seed writes the same text.
 *
 * Attributes: those of every single view (`data` and `src` are not read), and `tokens` (how many Play adds at most),
 * `temperature`, `top-k`, `seed`, `greedy`. Events: `ready` {info}, `progress`, `token` (a GenerationStep), `error`,
 * `token-hover` {index}.
 */
import { css, html, nothing, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import '../elements/alert-box.ts';
import type { Remedy } from '../elements/failures.ts';
import { nextPanel, openedPanel, playPanel, writtenNote } from '../elements/frame-parts.ts';
import { frameStyle } from '../elements/frame-style.ts';
import { generatedTokens, stepAt, stepRow } from '../elements/generation.ts';
import type { Playground } from '../elements/playground.ts';
import '../elements/prompt-box.ts';
import '../elements/sampling-options.ts';
import type { State } from '../elements/state.ts';
import type { SamplingOptions } from '../engine/types.ts';
import '../views/attention-next.ts';
import '../views/attention-tokens.ts';
import { element } from '../views/element.ts';
import { type Feeder, LoneView } from '../views/lone-view.ts';
import { writing } from './writing.ts';

/** Null where the attribute is not there; NaN where it is no number. */
const optional = {
  converter: (value: string | null) => (value === null ? null : value.trim() === '' ? Number.NaN : Number(value)),
};

@element('attention-generation')
export class AttentionGeneration extends LoneView {
  @property(optional) temperature: number | null = null;
  @property({ ...optional, attribute: 'top-k' }) topK: number | null = null;
  @property(optional) seed: number | null = null;
  /** Tokens that one Play adds at most. */
  @property(optional) tokens: number | null = null;
  /** The likeliest token each time, and no chance. */
  @property({ type: Boolean }) greedy = false;

  /** What its feeder runs. */
  @state() store: Playground | null = null;

  static override styles = [
    LoneView.styles,
    frameStyle,
    css`
      .writing { display: grid; gap: 14px 28px; grid-template-columns: minmax(0, 1fr); }
      @container playground (min-width: 720px) {
        .writing { grid-template-columns: minmax(0, 1fr) minmax(320px, 44%); }
        .wide { grid-column: 1 / -1; }
      }
      .tokens { margin-top: 0; }
      :host([hide~='prompt']) playground-prompt,
      :host([hide~='tokens']) .tokens, :host([hide~='play']) .area-play, :host([hide~='options']) playground-sampling,
      :host([hide~='next']) .area-next { display: none; }
      .area-play, .area-next { grid-area: auto; }
      .area-play { margin-top: 14px; }
    `,
  ];

  /** The text as it stands, with what was written. */
  get written(): string {
    return this.store?.state.text ?? this.text ?? '';
  }

  /** Draws one token and adds it. Resolves when it is there. */
  async step(): Promise<void> {
    await this.store?.generating.advance(1);
  }

  /** Draws up to `tokens`. Resolves when they are there, or it was stopped. */
  async play(): Promise<void> {
    await this.store?.generating.advance(this.store.state.length);
  }

  /** Stops drawing; what is there stays. */
  stop(): void {
    this.store?.generating.stop();
  }

  protected override asks(): boolean {
    return true;
  }

  protected override async feeder(): Promise<Feeder> {
    return writing(this);
  }

  /** What the attributes say about drawing; what they do not say stays as it is. */
  get asked(): SamplingOptions {
    const { temperature, topK, seed, greedy } = this;
    return {
      ...(temperature !== null && { temperature }),
      ...(topK !== null && { topK }),
      ...(seed !== null && { seed }),
      ...(greedy && { greedy }),
    };
  }

  protected override draw(): TemplateResult {
    const { store } = this;
    return store ? this.#draw(store) : html``;
  }

  #draw(store: Playground): TemplateResult {
    const now = store.state;
    const step = now.written[now.open];
    const current = now.shown?.text === now.text;
    const tokens = now.shown?.tokens ?? [];
    const limit = now.info?.maxPositions ?? 0;
    return html`<div class="writing">
      <div class="wide">
        <playground-alert class=${now.failure || now.notice ? 'filled' : ''} .failure=${now.failure} .notice=${now.notice} .limit=${limit}
          @remedy=${(event: CustomEvent<{ remedy: Remedy }>) => this.#remedy(store, event.detail.remedy)}></playground-alert>
        ${
          this.readonly
            ? nothing
            : html`<playground-prompt part="prompt" .text=${now.text} .count=${current ? tokens.length : -1} .limit=${limit}
              @prompt-input=${(event: CustomEvent<{ text: string }>) => store.setText(event.detail.text)}></playground-prompt>`
        }
      </div>
      <div class="tokens" part="tokens">
        ${this.#tokens(store, now)}
        ${step ? openedPanel(store, step) : nothing}
        ${playPanel(store)}
      </div>
      ${nextPanel(store, this.readonly)}
    </div>`;
  }

  #tokens(store: Playground, now: State): TemplateResult {
    const tokens = now.shown?.tokens ?? [];
    const marked = generatedTokens(tokens, now.written);
    const step = now.written[now.open];
    const selected = step ? tokens.findIndex((token) => token.start >= step.start && token.start < step.end) : -1;
    return html`<div class="chips"><attention-tokens .tokens=${tokens} .generated=${marked} .selected=${selected} .hover=${now.hover}
        .weightsTo=${step ? stepRow(step, now.layer, now.head) : null}
        @token-hover=${(event: CustomEvent<{ index: number }>) => store.hover(event.detail.index)}
        @token-select=${(event: CustomEvent<{ index: number }>) => this.#open(store, event.detail.index)}></attention-tokens></div>
      <div class="under"><span>${writtenNote(tokens, marked)}</span></div>`;
  }

  #open(store: Playground, index: number): void {
    const { shown, written } = store.state;
    const token = shown?.tokens[index];
    store.openStep(!token || token.special ? -1 : stepAt(written, token.start));
  }

  #remedy(store: Playground, remedy: Remedy): void {
    if (remedy === 'retry') store.retry();
    else if (remedy === 'trim') void store.trim();
    else if (remedy === 'default-model') void store.load();
    else store.dismiss();
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'attention-generation': AttentionGeneration;
  }
}
