/**
 * What the panels share: a source to ask, the reader's language, and requests of which the newest wins. A
 * panel out of sight asks nothing; it catches up when it is scrolled to. What it showed last stays when a
 * request fails, with the reason and a way to try again above it.
 */
import { type CSSResultGroup, html, nothing, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import { describe, type Failure, isAbort } from '../../elements/failures.ts';
import { safe } from '../../elements/format.ts';
import { Latest } from '../../elements/latest.ts';
import { directionOf, type Language, languageAround, pickLanguage } from '../../text/language.ts';
import { english, type Say, sayIn } from '../../text/panels/index.ts';
import { speak } from '../../text/text.ts';
import { View } from '../../views/view.ts';
import type { Source } from '../source.ts';
import { panelStyle } from './panel-style.ts';

type Job = (source: Source, signal: AbortSignal) => Promise<void>;

export abstract class Panel extends View {
  @property({ attribute: false }) source: Source | null = null;
  /** A BCP 47 tag; where it is empty the closest `lang` attribute around the element holds. */
  @property({ reflect: true }) override lang = '';

  @state() protected failure: Failure | null = null;
  @state() protected busy = false;
  @state() private around: Language = 'en';
  /** The panel's words. */
  @state() protected say: Say = english;

  static override styles: CSSResultGroup = [View.styles, panelStyle];

  #asked: Language = 'en';
  #seen = false;
  #waiting: Job | null = null;
  #last: Job | null = null;
  #sight: IntersectionObserver | null = null;
  #language: MutationObserver | null = null;
  readonly #latest = new Latest<Job>((job, signal) => this.#do(job, signal));

  override connectedCallback(): void {
    super.connectedCallback();
    this.around = pickLanguage(languageAround(this));
    // The page's own attribute is where a reader's choice of language lands.
    this.#language = new MutationObserver(() => {
      this.around = pickLanguage(languageAround(this));
    });
    this.#language.observe(document.documentElement, { attributes: true, attributeFilter: ['lang'] });
    this.#sight = new IntersectionObserver((entries) => this.#look(entries), { rootMargin: '300px' });
    this.#sight.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#sight?.disconnect();
    this.#language?.disconnect();
    this.#seen = false;
    // Asked again if the panel comes back.
    if (this.busy) this.#waiting = this.#last;
    this.#latest.cancel();
  }

  protected get language(): Language {
    return this.lang ? pickLanguage(this.lang) : this.around;
  }

  /** Changes its language once the texts have come. */
  async #speak(language: Language): Promise<void> {
    this.#asked = language;
    const [say] = await Promise.all([sayIn(language), speak(language)]).catch(() => [english]);
    if (this.#asked === language) this.say = say;
  }

  /** Asks the engine when the panel is in sight; a newer request takes the place of one that waits. */
  protected ask(job: Job): void {
    this.#last = job;
    this.busy = true;
    if (!this.#seen) {
      this.#waiting = job;
      return;
    }
    this.#latest.request(job);
  }

  /** Ends what runs; its answer, if it comes, is dropped. */
  protected stop(): void {
    this.#waiting = null;
    this.busy = false;
    this.#latest.cancel();
  }

  /** The panel without its frame. */
  protected abstract body(source: Source): TemplateResult;

  override render(): TemplateResult {
    if (this.language !== this.#asked) void this.#speak(this.language);
    return html`<div class="panel" lang=${this.language} dir=${directionOf(this.language)} aria-busy=${this.busy ? 'true' : 'false'}>
      ${this.#trouble()}${this.source ? this.body(this.source) : html`<p class="quiet">${this.say('panel.no-source')}</p>`}
    </div>`;
  }

  #trouble(): TemplateResult {
    const { failure } = this;
    return html`<div role="alert">${
      failure
        ? html`<div class="trouble"><p>${this.say('panel.failed')} ${safe(failure.message)}</p>
          <button class="button" type="button" @click=${() => this.#last && this.ask(this.#last)}>${this.say('panel.again')}</button></div>`
        : nothing
    }</div>`;
  }

  #look(entries: readonly IntersectionObserverEntry[]): void {
    this.#seen = entries[entries.length - 1]?.isIntersecting ?? false;
    const job = this.#waiting;
    if (!this.#seen || !job) return;
    this.#waiting = null;
    this.ask(job);
  }

  async #do(job: Job, signal: AbortSignal): Promise<void> {
    try {
      this.busy = true;
      if (!this.source) return;
      await job(this.source, signal);
      this.failure = null;
    } catch (error) {
      if (!isAbort(error) && !signal.aborted) this.failure = describe(error, 'run', true, true);
    } finally {
      this.busy = false;
    }
  }
}
