/**
 * What the page's own live views share. They are panels: a source to ask about, requests of which the newest wins,
 * nothing asked while out of sight. They say what they show in the reader's language.
 */
import { type CSSResultGroup, css, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { state } from 'lit/decorators.js';
import { Panel } from '../../mechanisms/panels/panel.ts';
import '../../mechanisms/mechanism-grid.ts';
import type { Token } from '../../engine/types.ts';
import type { Cell } from '../../mechanisms/mechanism-grid.ts';
import { picker } from '../../mechanisms/panels/controls.ts';
import type { Language } from '../../text/explain/index.ts';
import { type Tell, tellIn } from '../../text/learn/index.ts';
import { english, type Say as GridSay, sayIn } from '../../text/mechanisms/index.ts';
import { shortWeight, significant } from '../../views/number.ts';
import { styled } from '../../views/styled.ts';
import { visible } from '../../views/token-text.ts';

export const liveStyle = css`
  .panel { gap: 10px; }
  .pair { display: grid; gap: 14px 20px; grid-template-columns: minmax(0, 1fr); align-items: start; }
  @container panel (min-width: 440px) { .pair { grid-template-columns: repeat(var(--count, 2), minmax(0, 1fr)); } }
  .pair > * { min-width: 0; }
  h4 { margin: 0 0 4px; font-size: 13px; font-weight: 600; line-height: 1.3; }
  h4 .year { font-weight: normal; color: var(--ap-ink-2); margin-inline-start: 4px; }
  .bars { display: block; width: 100%; height: 30px; background: var(--ap-surface); }
  .bars rect { fill: var(--ap-ink-2); }
  .bars.tall { height: 84px; } .bars .marked { fill: var(--ap-key); } .bars line.was { stroke: var(--ap-ink); stroke-width: 1.5px; opacity: 1; }
  .bars.q rect { fill: var(--ap-query); } .bars.k rect { fill: var(--ap-key); }
  .bars.v rect { fill: var(--ap-value); } .bars.z rect { fill: var(--ap-output); }
  .bars line { stroke: var(--ap-line-strong); stroke-width: 1px; vector-effect: non-scaling-stroke; opacity: 0.7; }
  .bars rect.band { fill: var(--ap-ink); opacity: 0.16; }
  .strip { display: grid; grid-template-columns: minmax(64px, 26%) minmax(0, 1fr) 62px; gap: 8px; align-items: center; }
  @container panel (max-width: 420px) { .strip { grid-template-columns: minmax(64px, 34%) minmax(0, 1fr) 46px; gap: 6px; } }
  .strip > span { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
  .strip .number { text-align: end; font-size: var(--ap-small); }
  .told { border-inline-start: 2px solid var(--ap-line-strong); padding: 1px 0; padding-inline-start: 10px; min-height: 20px; }
  .legend { direction: ltr; display: flex; gap: 4px 14px; flex-wrap: wrap; font-size: var(--ap-small); color: var(--ap-ink-2); align-items: center; }
  .legend i { display: inline-block; width: 90px; height: 8px; vertical-align: 0; margin-inline: 5px; box-shadow: 0 0 0 1px var(--ap-line); forced-color-adjust: none; }
  .legend i.ramp { background: linear-gradient(to right, var(--stops)); }
  .legend i.hatch { width: 18px; }
  .listed { max-height: 300px; }
  table.numbers { max-width: 560px; }
  table.numbers thead th { white-space: normal; }
  table.numbers td, table.numbers th + th { padding-inline-start: 10px; }
  var { font-family: 'STIX Two Math', 'Cambria Math', Cambria, Georgia, 'Times New Roman', serif; }
`;

export abstract class Live extends Panel {
  /** Whether the numbers behind the bars are listed. */
  @state() private listed = false;
  /** The query that is lit in every matrix of the view, or -1. */
  @state() protected lit = -1;
  @state() protected gridSay: GridSay = english;

  static override styles: CSSResultGroup = [Panel.styles, liveStyle];

  protected get tell(): Tell {
    return tellIn(this.language);
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (this.gridSay.language !== this.language) void this.#speak(this.language);
    if (changed.has('source') && this.source) this.request();
  }

  /** Asks the engine for what the view shows of its source. */
  protected abstract request(): void;

  async #speak(language: Language): Promise<void> {
    const say = await sayIn(language);
    if (language === this.language) this.gridSay = say;
  }

  protected matrix(of: {
    readonly name: string;
    readonly pattern: Float32Array | null;
    readonly queries: readonly Token[];
    readonly keys?: readonly Token[];
    readonly output?: Float32Array | null;
    readonly delta?: boolean;
    /** Numbers are how far something moved, of either sign. */
    readonly moved?: boolean;
    readonly cell?: Cell;
    readonly picture?: readonly string[] | null;
    readonly select?: (cell: Cell) => void;
    readonly paint?: (cell: Cell & { open: boolean }) => void;
  }): TemplateResult {
    const { pattern, queries, keys = queries } = of;
    const fits = pattern?.length === queries.length * keys.length;
    return html`<mechanism-grid .pattern=${fits ? pattern : null} .queryTokens=${queries} .keyTokens=${keys}
      .output=${of.output ?? null} .delta=${of.delta ?? false} .hover=${this.lit} .cell=${of.cell ?? { query: -1, key: -1 }}
      .picture=${of.picture ?? null} .scaleBy=${'sqrt'} .name=${of.name} .say=${of.moved ? this.#movedSay : this.gridSay}
      @grid-hover=${(event: CustomEvent<Cell | null>) => {
        this.lit = event.detail?.query ?? -1;
      }}
      @grid-select=${(event: CustomEvent<Cell>) => of.select?.(event.detail)}
      @grid-paint=${(event: CustomEvent<Cell & { open: boolean }>) => of.paint?.(event.detail)}></mechanism-grid>`;
  }

  /** As the matrices say it, but for what numbers of either sign are. */
  get #movedSay(): GridSay {
    const say = (key: Parameters<GridSay>[0], ...values: never[]) =>
      key === 'grid.signed'
        ? this.tell('edit.signed', values[0] as unknown as { most: string })
        : (this.gridSay as (key: string, ...values: never[]) => string)(key, ...values);
    return Object.assign(say, { language: this.language }) as GridSay;
  }

  /** What the colours of the matrices mean. */
  protected legend(): TemplateResult {
    const stops = Array.from({ length: 17 }, (_, n) => this.scale.css(n / 16)).join(',');
    const middle = shortWeight(0.25);
    return html`<p class="legend"><span>${this.tell('legend.weight')} 0<i class="ramp" role="img"
      aria-label=${this.tell('legend.about', { middle })} style=${styled({ '--stops': stops })}></i>1</span>
      <span><i class="hatch"></i>${this.tell('legend.masked')}</span></p>`;
  }

  protected tokenPicker(
    label: string,
    tokens: readonly Token[],
    at: number,
    choose: (n: number) => void,
  ): TemplateResult {
    return picker({
      label,
      options: tokens.map((token, n) => ({ value: String(n), text: `${n} ${visible(token.text)}` })),
      value: String(at),
      onChange: (value) => choose(Number(value)),
    });
  }

  /** Every number behind the bars, for who cannot see them or wants to know; made when it is opened. */
  protected numbersOf(
    vectors: readonly { readonly name: unknown; readonly values: ArrayLike<number> }[],
  ): TemplateResult {
    const most = Math.max(0, ...vectors.map(({ values }) => values.length));
    return html`<details @toggle=${(event: Event) => {
      this.listed = (event.target as HTMLDetailsElement).open;
    }}><summary>${this.tell('numbers.title')}</summary>${
      this.listed
        ? html`<div class="sheet listed" tabindex="0" role="group" aria-label=${this.tell('numbers.title')}><table class="numbers">
          <thead><tr><th class="start" scope="col">${this.tell('edit.component')}</th>${vectors.map(({ name }) => html`<th scope="col">${name}</th>`)}</tr></thead>
          <tbody>${Array.from(
            { length: most },
            (_, n) =>
              html`<tr><th scope="row">${n}</th>${vectors.map(
                ({ values }) =>
                  html`<td class="number">${n < values.length ? significant(values[n] as number, 3) : ''}</td>`,
              )}</tr>`,
          )}</tbody></table></div>`
        : nothing
    }</details>`;
  }

  protected waiting(): TemplateResult {
    return html`<p class="quiet">${this.tell('poster.asking')}</p>`;
  }
}
