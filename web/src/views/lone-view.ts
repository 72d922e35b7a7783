/**
 * A view that a page may also use by itself, with no parent that sets what it draws: given attention as data, or a text
 * for a model to read, it fetches the feeder that turns those into its properties (embed/stand-alone.ts). Inside a
 * playground it has none of them, and nothing of that is ever loaded.
 */
import { html, type PropertyValues, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import type { Tensor } from '../engine/types.ts';
import { numbered, numberIn } from './numbered.ts';
import { View } from './view.ts';

export interface Feeder {
  /** Some of the view's properties changed. Called before the view is drawn: what it sets is drawn at once. */
  follow(changed: PropertyValues): void;
  /** The view with what stands around it: poster, caption, or what went wrong. */
  frame(draw: () => TemplateResult): TemplateResult;
  /** The view came into the document, or left it. */
  moved(): void;
}

/** Styles select by these attributes; no view has one that nobody set. */
const seen = { reflect: true, useDefault: true } as const;

/** A script may give the data after the tag, and fetch them first; in milliseconds. */
const kPatience = 1000;

/** What a view draws as long as nobody gives it anything. */
export const noWeights = new Float32Array();
export const noPatterns: readonly (Tensor | null)[] = [];

export abstract class LoneView extends View {
  /** Attention as docs/attention-json.md has it, or as nested arrays or tensors (data/document.ts). */
  @property({ attribute: false }) data: unknown = null;
  /** Address of the same as JSON. A child `<script type="application/json">` does as well. */
  @property() src = '';
  /** Read live by a model; '' is a text too, null none. */
  @property() text: string | null = null;
  /** Address of a Hugging Face folder; '' for the shipped model. */
  @property() model = '';
  /** Numbers in the data or the model; null for the first, or for what tells most. */
  @property(numbered) get layer(): number | null {
    return this.#layer;
  }
  set layer(value: number | null) {
    this.#layer = numberIn(value);
  }
  @property(numbered) get head(): number | null {
    return this.#head;
  }
  set head(value: number | null) {
    this.#head = numberIn(value);
  }
  @property() loading: 'eager' | 'lazy' | 'click' = 'eager';
  @property({ type: Boolean }) readonly = false;
  /** Names of controls to leave out, with spaces between. */
  @property(seen) hide = '';
  @property(seen) theme = '';
  @property() override lang = '';

  #layer: number | null = null;
  #head: number | null = null;
  #alone = false;
  #feeder: Feeder | null = null;

  /** Nobody but its feeder sets what it draws. */
  get alone(): boolean {
    return this.#alone;
  }

  /** The loader's poster (embed/attention.ts) makes room for what is drawn. */
  protected override createRenderRoot(): HTMLElement | DocumentFragment {
    this.shadowRoot?.replaceChildren();
    return super.createRenderRoot();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#feeder?.moved();
    // The parser comes to the children of a tag that is defined already only after this.
    const parsed = () => {
      this.requestUpdate();
      setTimeout(() => this.#bare && this.isConnected && void this.#stand(), kPatience);
    };
    if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', parsed, { once: true });
    else parsed();
  }

  /** Neither a parent nor a source has given it anything: that is to be said. */
  get #bare(): boolean {
    const { pattern = noWeights, patterns = noPatterns } = this as { pattern?: unknown; patterns?: unknown };
    return !this.#alone && pattern === noWeights && patterns === noPatterns;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#feeder?.moved();
  }

  /** Whether there is anything to be fed from. */
  protected asks(): boolean {
    return Boolean(this.src || this.model || this.text !== null || this.data || this.querySelector('script'));
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (!this.#alone && this.asks()) void this.#stand();
    this.#feeder?.follow(changed);
  }

  async #stand(): Promise<void> {
    this.#alone = true;
    this.#feeder = await this.feeder();
    this.requestUpdate();
  }

  protected feeder(): Promise<Feeder> {
    return import('../embed/stand-alone.ts').then((module) => module.standAlone(this));
  }

  override render(): TemplateResult {
    if (!this.#alone) return this.draw();
    return this.#feeder?.frame(() => this.draw()) ?? html`<slot name="poster"></slot>`;
  }

  /** What the view is, without what stands around it when it is alone. */
  protected abstract draw(): TemplateResult;
}
