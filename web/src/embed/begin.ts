/**
 * When an element begins: at once, when it comes near, or when somebody asks for it; and the poster that stands in its
 * place until then. Nothing is fetched before: no engine, no worker, no model.
 *
 *     readonly #beginning = new Beginning(this, () => this.#load());
 *     connectedCallback()      { super.connectedCallback(); this.#beginning.arrive(); }
 *     disconnectedCallback()   { super.disconnectedCallback(); this.#beginning.leave(); }
 *     willUpdate(changed)      { if (changed.has('loading')) this.#beginning.arrive(); }
 *     render()                 { return this.#beginning.begun ? ... : this.#beginning.poster(); }
 *
 * with {@link beginStyle} among the styles, and `part="frame" tabindex="-1"` on what comes in the poster's place.
 */
import { css, html, type LitElement, type TemplateResult } from 'lit';
import { t } from '../text/text.ts';

export type Loading = 'eager' | 'lazy' | 'click';

/** Lazy elements begin when they are this near to what is in sight. */
const kNear = '200px';

type Host = LitElement & { readonly loading: string };

export class Beginning {
  readonly #host: Host;
  readonly #begin: () => void;
  #begun = false;
  #observer: IntersectionObserver | null = null;

  /** `begin` is called when it is time; again when an element that has begun comes back into a document. */
  constructor(host: Host, begin: () => void) {
    this.#host = host;
    this.#begin = begin;
  }

  get begun(): boolean {
    return this.#begun;
  }

  /** The element is in a document, or `loading` is another. A word that is none is eager. */
  arrive(): void {
    const { loading, isConnected } = this.#host;
    this.leave();
    if (!isConnected) return;
    if (this.#begun || (loading !== 'lazy' && loading !== 'click')) this.begin();
    else if (loading === 'lazy') {
      const near = (entries: IntersectionObserverEntry[]) =>
        entries.some((entry) => entry.isIntersecting) && this.begin();
      this.#observer = new IntersectionObserver(near, { rootMargin: kNear });
      this.#observer.observe(this.#host);
    }
  }

  leave(): void {
    this.#observer?.disconnect();
    this.#observer = null;
  }

  begin(): void {
    this.leave();
    if (!this.#begun) this.#host.requestUpdate();
    this.#begun = true;
    this.#begin();
  }

  /** Somebody asked for it. Who did so by keyboard goes on in what comes in the place of the button. */
  readonly #asked = async (): Promise<void> => {
    if (this.#begun) return;
    const root = this.#host.renderRoot as ShadowRoot;
    const had = root.activeElement !== null;
    this.begin();
    await this.#host.updateComplete;
    if (had) root.querySelector<HTMLElement>('[part~=frame]')?.focus({ preventScroll: true });
  };

  readonly #focused = (): void => {
    if (this.#host.loading === 'lazy') void this.#asked();
  };

  poster(): TemplateResult {
    return html`<div class="poster" part="poster" @click=${this.#asked} @focusin=${this.#focused}>
      <slot name="poster"></slot><button type="button" class="button">${t('poster.show')}</button></div>`;
  }
}

/** In the place of Lit's own: the loader's poster (embed/attention.ts) makes room for what the element draws. */
export function emptyRoot(element: LitElement): void {
  element.shadowRoot?.replaceChildren();
}

/** The line under an element. */
export const captionView = (): TemplateResult =>
  html`<div class="caption" part="caption"><slot name="caption"></slot></div>`;

export const beginStyle = css`
  /* As high as the element is to be at least, where its page says so: what comes then does not push the text away. */
  div:has(> .poster) { display: grid; grid-template-rows: 1fr auto; min-height: inherit; }
  .poster {
    display: grid; place-items: center; overflow: clip; cursor: pointer;
    border: 1px solid var(--ap-line); border-radius: var(--ap-radius); background: var(--ap-surface);
  }
  .poster::before { content: ''; min-height: var(--ap-poster-height, 160px); }
  .poster::before, .poster > * { grid-area: 1 / 1; }
  /* Of a tall poster the button is where the reader is. */
  .poster .button { position: sticky; inset-block: 16px; }
  .poster .button { min-height: 34px; padding: 0 14px; border-color: var(--ap-line-strong); background: var(--ap-raised); }
  ::slotted([slot='poster']) { grid-area: 1 / 1; display: block; max-width: 100%; }
  /* Words stand below the button, which would cover them; a picture is behind it. */
  ::slotted(p[slot='poster']) { grid-area: 2 / 1; padding: 0 16px 8px; }
  ::slotted([slot='caption']) { display: block; margin-top: 6px; color: var(--ap-ink-2); font-size: var(--ap-small); line-height: 1.4; }
  [part~='frame']:focus-visible { outline-offset: 3px; }
  @media print { .poster .button { display: none; } }
`;
