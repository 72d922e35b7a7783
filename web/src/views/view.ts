/**
 * What all views share. A view is dumb: properties in, CustomEvents out, no knowledge of the engine but
 * its types. Inside a playground it inherits the colours; on its own it brings them.
 */
import { type CSSResultGroup, LitElement, type PropertyValues } from 'lit';
import { state } from 'lit/decorators.js';
import { type Scale, type ScaleBy, scales } from '../style/scale.ts';
import { shared } from '../style/shared.ts';
import { tokens } from '../style/tokens.ts';
import { onLanguage } from '../text/text.ts';

const probeStyle = `position:absolute;width:0;height:0;visibility:hidden;pointer-events:none;forced-color-adjust:none;
  color:light-dark(#fff,#000);transition:color 1ms`;

/** Between `beforeprint` and `afterprint`: what is painted is light then. */
let onPaper = false;

export abstract class View extends LitElement {
  static override styles: CSSResultGroup = shared;

  /** Grows when the theme changes, so that what is drawn with the scale is drawn again. */
  @state() protected hue = 0;

  /** A span whose colour tells which theme the browser resolved; its transition tells when that changes. */
  #probe: HTMLSpanElement | null = null;
  /** What the probe told last; null while that is not known. */
  #dark: boolean | null = null;
  #frame = 0;
  #observer: ResizeObserver | null = null;
  #unlisten: (() => void) | null = null;

  /** The poster that the loader put there makes room (embed/attention.ts). */
  protected override createRenderRoot(): HTMLElement | DocumentFragment {
    this.shadowRoot?.replaceChildren();
    return super.createRenderRoot();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    if (getComputedStyle(this).getPropertyValue('--ap-ink') === '') this.#bringColours();
    this.#dark = null;
    if (!this.#probe) this.#setProbe();
    this.#observer = new ResizeObserver(() => this.resized());
    this.#observer.observe(this);
    this.#unlisten ??= onLanguage(() => this.reworded());
    addEventListener('beforeprint', this.#print);
    addEventListener('afterprint', this.#print);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#observer?.disconnect();
    this.#observer = null;
    this.#unlisten?.();
    this.#unlisten = null;
    removeEventListener('beforeprint', this.#print);
    removeEventListener('afterprint', this.#print);
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
  }

  /** The weights' scale in the theme that holds here. */
  protected get scale(): Scale {
    // Asked for every chip and cell: reading it each time would make the browser resolve all styles as often.
    this.#dark ??= this.#probe !== null && getComputedStyle(this.#probe).color === 'rgb(0, 0, 0)';
    return scales[this.#dark && !onPaper ? 'dark' : 'light'];
  }

  /** Fires an event that bubbles to whoever composes the view and stays inside their shadow root. */
  protected emit<T>(name: string, detail: T): void {
    this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true }));
  }

  /** At once: the browser lays out its pages when this returns, and waits for no frame. */
  readonly #print = ({ type }: Event): void => {
    onPaper = type === 'beforeprint';
    this.printing(onPaper);
    this.hue++;
    this.performUpdate();
    this.paint();
  };

  /** Overridden by views that show a part of what they have. */
  protected printing(_on: boolean): void {}

  /** Canvases are painted once a frame, however many properties changed before it. */
  protected paintSoon(): void {
    if (!this.#frame) {
      this.#frame = requestAnimationFrame(() => {
        this.#frame = 0;
        this.paint();
      });
    }
  }

  /** Overridden by views that paint. */
  protected paint(): void {}

  /** The words changed; overridden by views that keep some. */
  protected reworded(): void {
    this.requestUpdate();
  }

  /** The view's box changed; overridden by views whose layout is computed. */
  protected resized(): void {
    this.paintSoon();
  }

  /** Whether any of `names` changed; for `updated` and `willUpdate`. */
  protected anyOf(changed: PropertyValues, ...names: string[]): boolean {
    return names.some((name) => changed.has(name));
  }

  #bringColours(): void {
    const sheet = tokens.styleSheet;
    if (sheet && this.renderRoot instanceof ShadowRoot && !this.renderRoot.adoptedStyleSheets.includes(sheet)) {
      this.renderRoot.adoptedStyleSheets.push(sheet);
    }
  }

  #setProbe(): void {
    const probe = document.createElement('span');
    probe.style.cssText = probeStyle;
    probe.ariaHidden = 'true';
    probe.addEventListener('transitionrun', () => {
      // The transition's first frame still has the old colour.
      setTimeout(() => {
        this.#dark = null;
        this.hue++;
        this.paintSoon();
      }, 20);
    });
    this.renderRoot.append(probe);
    this.#probe = probe;
  }
}

export type { ScaleBy };
