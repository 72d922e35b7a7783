/**
 * The playground's areas in the order of reading: the text, all heads, the selected one, its cell. They know what a
 * reader chose about how it looks, and turn what is done in them into commands.
 */
import { html, nothing, type ReactiveControllerHost, type TemplateResult } from 'lit';
import type { ScaleBy } from '../style/scale.ts';
import { t } from '../text/text.ts';
import { columnOf, rowOf } from '../views/pattern.ts';
import { moveInList } from '../views/roving.ts';
import type { StyleValues } from '../views/styled.ts';
import { examples, expectedShape } from './examples.ts';
import type { Remedy } from './failures.ts';
import { type Area, type Hideable, layoutOf } from './frame-layout.ts';
import { headMeasures, headTitle, mutePanel, nextPanel, openedPanel, playPanel, writtenNote } from './frame-parts.ts';
import { generatedTokens, patternSize, stepAt, stepRow } from './generation.ts';
import { modelName } from './model-picker.ts';
import type { Playground } from './playground.ts';
import { isStale, type State } from './state.ts';

export interface Look {
  readonly tab: 'matrix' | 'arcs';
  readonly scaleBy: ScaleBy;
  readonly showIds: boolean;
  /** A text of the reader's own that an example or a cut replaced. */
  readonly parked: string;
}

type Host = ReactiveControllerHost & {
  readonly renderRoot: HTMLElement | DocumentFragment;
  layer: number | null;
  head: number | null;
  readonly: boolean;
};

type Drawn = TemplateResult | typeof nothing;

/** Remedies that change what may only be looked at. */
const kChanging: readonly Remedy[] = ['default-model', 'trim'];

export class FrameAreas {
  /** What its page leaves out. */
  hidden: ReadonlySet<Hideable> = new Set();
  look: Look = { tab: 'matrix', scaleBy: 'linear', showIds: false, parked: '' };
  /** When the reader typed last, in milliseconds of performance.now(); 0 once it is on the screen. */
  typedAt = 0;
  #arcs = false;
  readonly #host: Host;
  readonly #of: () => Playground;

  constructor(host: Host, playground: () => Playground) {
    this.#host = host;
    this.#of = playground;
  }

  get #playground(): Playground {
    return this.#of();
  }

  set(change: Partial<Look>): void {
    if (change.tab === 'arcs') void this.#fetchArcs();
    this.look = { ...this.look, ...change };
    this.#host.requestUpdate();
  }

  #has(area: Area, { failure, notice, mutes }: State): boolean {
    const { hidden } = this;
    const { readonly } = this.#host;
    if (area === 'text') return !hidden.has('prompt') || !hidden.has('tokens') || failure !== null || notice !== '';
    // To generate is to change the text.
    const idle = readonly && (area === 'play' || (area === 'mutes' && mutes.length === 0));
    return !hidden.has(area) && !idle;
  }

  /** All of it, in the order of reading; the second is where each part stands. */
  draw(now: State): [areas: readonly Drawn[], layout: StyleValues] {
    const has = (area: Area) => this.#has(area, now);
    const playground = this.#playground;
    const { readonly } = this.#host;
    const rail: Drawn[] = [
      has('play') ? playPanel(playground) : nothing,
      has('next') ? nextPanel(playground, readonly) : nothing,
      has('mutes') ? mutePanel(playground, readonly) : nothing,
    ];
    const areas: Drawn[] = [
      has('model') ? this.#modelArea(now) : nothing,
      has('text') ? this.#textArea(now) : nothing,
      rail.some((part) => part !== nothing) ? html`<div class="rail">${rail}</div>` : nothing,
      has('heads') ? this.#headsArea(now) : nothing,
      has('head') ? this.#headArea(now) : nothing,
      has('cell') ? this.#cellArea(now) : nothing,
    ];
    return [areas, layoutOf(has)];
  }

  #modelArea(now: State): TemplateResult {
    const playground = this.#playground;
    return html`<playground-model class="area-model" part="model" .info=${now.info} .source=${now.source} .progress=${now.progress}
      ?loading=${now.phase === 'loading'} ?readonly=${this.#host.readonly}
      @model-choose=${(event: CustomEvent) => void playground.load(event.detail.source)}
      @model-default=${() => void playground.load()} @model-cancel=${() => playground.cancelLoad()}></playground-model>`;
  }

  #textArea(now: State): TemplateResult {
    const playground = this.#playground;
    const tokens = now.shown?.tokens ?? [];
    const marked = generatedTokens(tokens, now.written);
    const step = now.written[now.open];
    const { to, from } = this.#tint(now);
    const note = isStale(now) ? t('prompt.stale') : writtenNote(tokens, marked);
    const current = now.shown?.text === now.text;
    const { hidden } = this;
    const { readonly } = this.#host;
    const tried = readonly || hidden.has('examples') ? [] : examples;
    const remedies = now.failure?.remedies.filter((remedy) => !readonly || !kChanging.includes(remedy));
    return html`<section class="area-text" part="text" aria-label=${t('prompt.label')}>
      <playground-alert class=${now.failure || now.notice ? 'filled' : ''} .failure=${now.failure && { ...now.failure, remedies }} .notice=${now.notice}
        .working=${playground.hasModel && now.info ? modelName(now.source, now.info.name) : ''} .limit=${now.info?.maxPositions ?? 0}
        @remedy=${(event: CustomEvent) => this.#remedy(event.detail.remedy)}></playground-alert>
      ${
        hidden.has('prompt')
          ? nothing
          : html`<playground-prompt part="prompt" .text=${now.text} .count=${current ? tokens.length : -1} .limit=${now.info?.maxPositions ?? 0} .examples=${tried}
              ?readonly=${readonly} ?parked=${this.look.parked !== ''}
              @prompt-input=${this.#typed} @prompt-example=${this.#example} @prompt-back=${this.#back}></playground-prompt>`
      }
      ${
        hidden.has('tokens')
          ? nothing
          : html`<div class="tokens" part="tokens">
              <div class="chips"><attention-tokens .tokens=${tokens} .showIds=${this.look.showIds} .generated=${marked}
                .selected=${this.#selectedToken(now)} .hover=${now.hover} .weightsTo=${to} .weightsFrom=${from}
                @token-hover=${this.#hover} @token-select=${this.#selectToken}></attention-tokens></div>
              <div class="under">
                <label class="toggle"><input type="checkbox" .checked=${this.look.showIds} @change=${() => {
                  this.set({ showIds: !this.look.showIds });
                }}>${t('prompt.ids')}</label>
                <span>${note}</span>
              </div>
            </div>`
      }
      ${step ? openedPanel(playground, step) : nothing}
    </section>`;
  }

  /** What the hovered token, or else the open step, attends to and is attended by. */
  #tint(now: State): { to: Float32Array | null; from: Float32Array | null } {
    const tensor = now.shown?.patterns[now.layer];
    const size = tensor?.shape.at(-1) ?? 0;
    const pattern = tensor?.data.subarray(now.head * size * size, (now.head + 1) * size * size);
    if (pattern && now.hover >= 0 && now.hover < size) {
      return { to: rowOf(pattern, size, now.hover), from: columnOf(pattern, size, now.hover) };
    }
    const step = now.written[now.open];
    if (!step) return { to: null, from: null };
    // Of a step long ago the row may be forgotten: then it is the row that the token before has now.
    const before = this.#selectedToken(now) - 1;
    const rowNow = pattern && before >= 0 && before < size ? rowOf(pattern, size, before) : null;
    return { to: stepRow(step, now.layer, now.head) ?? rowNow, from: null };
  }

  #selectedToken(now: State): number {
    const step = now.written[now.open];
    if (step) return now.shown?.tokens.findIndex((token) => token.start >= step.start && token.start < step.end) ?? -1;
    return now.cellChosen ? (now.cell?.query ?? -1) : -1;
  }

  #headsArea(now: State): TemplateResult {
    const { layers, heads } = now.info ?? expectedShape;
    const patterns = now.shown?.patterns ?? Array.from({ length: layers }, () => null);
    return html`<section class="area-heads" part="heads" aria-labelledby="heads-title">
      <div class="title"><h2 id="heads-title">${t('frame.heads')}</h2></div>
      <div class="heads"><attention-heads .patterns=${patterns} .tokens=${now.shown?.tokens ?? []} .heads=${heads} .stats=${now.shown?.stats ?? []} .layer=${now.layer} .head=${now.head}
        .muted=${new Set(now.mutes)} ?readonly=${this.#host.readonly} .hover=${now.hover} .scaleBy=${this.look.scaleBy}
        @head-select=${(event: CustomEvent) => this.#selectHead(event.detail.layer, event.detail.head)}
        @head-mute=${(event: CustomEvent) => this.#playground.toggleMute(event.detail.layer, event.detail.head)}></attention-heads></div>
      ${headMeasures(now)}
    </section>`;
  }

  #headArea(now: State): TemplateResult {
    return html`<section class="area-head head" part="head" aria-labelledby="head-title">
      <div class="head-title">${headTitle(this.#playground, this.#host.readonly)}
        <div class="tabs" ?hidden=${this.hidden.has('tabs')} role="tablist" aria-label=${t('frame.view')} @keydown=${this.#tabKey}>
          ${(['matrix', 'arcs'] as const).map(
            (tab) => html`<button type="button" role="tab" id=${`tab-${tab}`} aria-controls="head-view"
            aria-selected=${this.look.tab === tab ? 'true' : 'false'} tabindex=${this.look.tab === tab ? 0 : -1}
            @click=${() => {
              this.set({ tab });
            }}>${t(`frame.${tab}`)}</button>`,
          )}
        </div>
      </div>
      <div class="square" id="head-view" role="tabpanel" aria-labelledby=${`tab-${this.look.tab}`}>${this.#view(now)}</div>
    </section>`;
  }

  /** Arcs are fetched when they are first looked at; until then their element is an empty one. */
  async #fetchArcs(): Promise<void> {
    if (this.#arcs) return;
    this.#arcs = true;
    try {
      await import('../views/attention-arcs.ts');
    } catch (error) {
      this.#arcs = false;
      this.#playground.patch({ notice: (error as Error).message });
    }
  }

  #view(now: State): TemplateResult {
    const size = patternSize([now.shown?.patterns[now.layer] ?? null]);
    const data = now.shown?.patterns[now.layer]?.data;
    const pattern = data ? data.subarray(now.head * size * size, (now.head + 1) * size * size) : new Float32Array(0);
    const tokens = (now.shown?.tokens ?? []).slice(0, size);
    const { query = -1, key = -1 } = now.cell ?? {};
    return this.look.tab === 'matrix'
      ? html`<attention-matrix explained .scaleBy=${this.look.scaleBy} .pattern=${pattern} .size=${size} .tokens=${tokens} .query=${query} .key=${key} .hover=${now.hover}
          @cell-select=${this.#selectCell} @token-hover=${this.#hover}></attention-matrix>`
      : html`<attention-arcs .pattern=${pattern} .size=${size} .tokens=${tokens} .query=${query} .key=${key} .hover=${now.hover}
          @cell-select=${this.#selectCell} @token-hover=${this.#hover} @token-select=${this.#selectToken}></attention-arcs>`;
  }

  #cellArea(now: State): TemplateResult {
    return html`<section class="area-cell" part="cell" aria-labelledby="cell-title">
      <div class="title"><h2 id="cell-title">${t('frame.cell')}</h2></div>
      <attention-cell .explanation=${now.explanation} .tokens=${now.shown?.tokens ?? []} .loading=${now.explaining}></attention-cell>
    </section>`;
  }

  readonly #typed = (event: CustomEvent<{ text: string }>): void => {
    this.typedAt = performance.now();
    this.#playground.setText(event.detail.text);
  };

  readonly #example = (event: CustomEvent<{ text: string }>): void => {
    const { text } = this.#playground.state;
    if (text !== '' && !examples.some((example) => example.text === text)) this.set({ parked: text });
    this.#playground.setText(event.detail.text);
  };

  readonly #back = (): void => {
    const text = this.look.parked;
    this.set({ parked: '' });
    this.#playground.setText(text);
  };

  readonly #hover = (event: CustomEvent<{ index: number }>): void => {
    this.#playground.hover(event.detail.index);
  };

  /** A generated token opens its step; any other selects its row. */
  readonly #selectToken = (event: CustomEvent<{ index: number }>): void => {
    const { index } = event.detail;
    const { shown, written } = this.#playground.state;
    const token = shown?.tokens[index];
    if (!token) return;
    const step = token.special ? -1 : stepAt(written, token.start);
    this.#playground.openStep(step);
    // The step's attention is the row of the token before it.
    this.#playground.selectRow(step >= 0 ? Math.max(0, index - 1) : index);
  };

  readonly #selectCell = (event: CustomEvent<{ query: number; key: number }>): void => {
    this.#playground.selectCell({ query: event.detail.query, key: event.detail.key });
  };

  #selectHead(layer: number, head: number): void {
    this.#playground.selectHead(layer, head);
    [this.#host.layer, this.#host.head] = [layer, head];
  }

  readonly #tabKey = (event: KeyboardEvent): void => {
    const next = moveInList(event, this.look.tab === 'matrix' ? 0 : 1, 2);
    if (next === null) return;
    event.preventDefault();
    this.set({ tab: next === 0 ? 'matrix' : 'arcs' });
    this.#host.renderRoot.querySelector<HTMLElement>(`#tab-${this.look.tab}`)?.focus();
  };

  #remedy(remedy: Remedy): void {
    const { text } = this.#playground.state;
    if (remedy === 'retry') this.#playground.retry();
    else if (remedy === 'default-model') void this.#playground.load();
    else if (remedy === 'dismiss') this.#playground.dismiss();
    else {
      this.set({ parked: text });
      void this.#playground.trim();
    }
  }
}
