/**
 * Why scores are divided by the square root of d (Vaswani et al. 2017, section 3.2.1 and footnote 4): random
 * queries and keys of width d, the softmax of their scores and its gradient, with the division and without; and
 * the same of a real row of the source's head.
 *
 * Events: none.
 */
import { css, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import type { ScaleProbe as Probe, RowProbe } from '../../engine/types.ts';
import { element } from '../../views/element.ts';
import { significant, weight } from '../../views/number.ts';
import { visible } from '../../views/token-text.ts';
import type { Source } from '../source.ts';
import { choice, picker, slider } from './controls.ts';
import { paintCells } from './matrix-frame.ts';
import { Panel } from './panel.ts';
import { sweepPlot, weightColumns } from './scale-plot.ts';

const widths: readonly number[] = Array.from({ length: 11 }, (_, n) => 2 ** n);
/** The largest entry that the Jacobian of a softmax can have: a (1 - a) at a = 1/2. */
const largestSlope = 0.25;
const seed = 1;

type Both<T> = Readonly<Record<'scaled' | 'raw', T>>;

interface Row extends Both<RowProbe> {
  readonly query: number;
  readonly keys: number;
}

@element('scale-probe')
export class ScaleProbePanel extends Panel {
  /** Token whose real row is shown; -1: the last. */
  @property({ type: Number }) query = -1;
  @state() private scaled = true;
  @state() private width = 64;
  @state() private keys = 16;
  /** By place in `widths`. */
  @state() private probes: Both<readonly Probe[]> | null = null;
  @state() private row: Row | null = null;
  @state() private room = 0;

  static override styles = [
    Panel.styles,
    css`
      .columns { display: block; width: 100%; height: 96px; background: var(--ap-surface); border-bottom: 1px solid var(--ap-line-strong); }
      .columns rect { fill: var(--ap-ink-2); }
      .pictures { display: grid; gap: 16px; grid-template-columns: minmax(0, 1fr) 132px; align-items: start; }
      .jacobian { display: block; width: 132px; height: 132px; image-rendering: pixelated; box-shadow: 0 0 0 1px var(--ap-line); forced-color-adjust: none; }
      .with, .without { fill: none; stroke: var(--ap-line-strong); stroke-width: 1.6; }
      .without { stroke-dasharray: 5 3; }
      .on { stroke: var(--ap-ink); stroke-width: 2; }
      .dot { color: var(--ap-line-strong); }
      .dot.on { color: var(--ap-ink); stroke: none; }
      .marker { fill: currentcolor; stroke: currentcolor; }
      .at { stroke: var(--ap-line-strong); stroke-dasharray: 1 3; }
      .chosen { background: var(--ap-surface); font-weight: 600; }
      table { max-width: 520px; }
      tbody th { white-space: normal; }
      @container panel (max-width: 420px) { .pictures { grid-template-columns: minmax(0, 1fr) 100px; gap: 12px; } .jacobian { width: 100px; height: 100px; } }
    `,
  ];

  override willUpdate(changed: PropertyValues): void {
    if (this.anyOf(changed, 'source', 'keys', 'query') && this.source) this.#request();
  }

  #request(): void {
    this.ask(async (source, signal) => {
      const { mechanisms } = source.engine;
      const { keys } = this;
      if (this.probes?.scaled[0]?.weights.length !== keys) {
        const probe = (width: number, scaled: boolean) => mechanisms.scaleProbe({ width, keys, scaled, seed, signal });
        const found = { scaled: [] as Probe[], raw: [] as Probe[] };
        for (const width of widths) {
          found.scaled.push(await probe(width, true));
          found.raw.push(await probe(width, false));
        }
        this.probes = found;
      }
      this.row = source.queryTokens ? null : await this.#realRow(source);
    });
  }

  /** The scores that the model's own softmax took, and the same before their division by sqrt(d). */
  async #realRow({ engine, model, text, tokens, layer, head }: Source): Promise<Row | null> {
    if (tokens.length === 0) return null;
    const query = Math.min(tokens.length - 1, this.query < 0 ? tokens.length - 1 : this.query);
    const ids = tokens.map((token) => token.id);
    const { rowScores, scale } = await model.explain(text, { layer, head, query, key: query, ids });
    const seen = rowScores.filter((score) => score !== Number.NEGATIVE_INFINITY);
    const scaled = await engine.mechanisms.rowProbe(seen);
    const raw = await engine.mechanisms.rowProbe(seen.map((score) => score / scale));
    return { query, keys: seen.length, scaled, raw };
  }

  get #side(): keyof Both<unknown> {
    return this.scaled ? 'scaled' : 'raw';
  }

  protected override body(source: Source): TemplateResult {
    const { probes } = this;
    return html`<p class="note">${this.say('scale.about')}</p>${this.#controls()}
      ${
        probes
          ? html`<div class="two random"><div class="stack">${this.#pictures(probes)}</div>
            <div class="stack">${this.#table(probes)}</div></div>
          <div class="two">${this.#sweeps(probes)}</div>
          <p class="keys" aria-hidden="true"><span><i class="line-key"></i>${this.say('scale.with')}</span>
            <span><i class="line-key broken"></i>${this.say('scale.without')}</span></p>`
          : html`<p class="quiet">${this.say('panel.asking')}</p>`
      }
      ${this.#real(source)}`;
  }

  #controls(): TemplateResult {
    return html`<div class="controls">${choice({
      name: 'scaled',
      label: this.say('scale.divide'),
      options: [
        { value: 'scaled', text: this.say('scale.on') },
        { value: 'raw', text: this.say('scale.off') },
      ],
      value: this.#side,
      onChange: (value) => {
        this.scaled = value === 'scaled';
      },
    })}${slider({
      label: this.say('scale.width'),
      least: 0,
      most: widths.length - 1,
      value: widths.indexOf(this.width),
      text: `d = ${this.width}`,
      name: 'width',
      onInput: (n) => {
        this.width = widths[n] as number;
      },
    })}${slider({
      label: this.say('scale.keys'),
      least: 2,
      most: 64,
      value: this.keys,
      text: String(this.keys),
      name: 'keys',
      onInput: (n) => {
        this.keys = n;
      },
    })}</div>`;
  }

  #now(probes: Both<readonly Probe[]>): Both<Probe> {
    const n = widths.indexOf(this.width);
    return { scaled: probes.scaled[n] as Probe, raw: probes.raw[n] as Probe };
  }

  #pictures(probes: Both<readonly Probe[]>): TemplateResult {
    return this.#drawn(this.#now(probes)[this.#side], 'random');
  }

  #drawn(probe: RowProbe, which: 'random' | 'real'): TemplateResult {
    const values = { entropy: significant(probe.entropyBits, 3), largest: weight(probe.largest) };
    return html`<div class="pictures"><figure><figcaption>${this.say('scale.weights', { n: probe.weights.length })}</figcaption>
        <div role="img" aria-label=${this.say('scale.weights-about', values)}>${weightColumns(probe.weights)}</div></figure>
      <figure><figcaption>${this.say('scale.jacobian')}</figcaption><canvas class="jacobian" data-of=${which} role="img"
        aria-label=${this.say('scale.jacobian-about', { norm: significant(probe.gradientNorm, 3) })}></canvas></figure></div>`;
  }

  #table(probes: Both<readonly Probe[]>): TemplateResult {
    const now = this.#now(probes);
    return this.#measures(this.say('scale.random', { d: this.width, n: this.keys }), [
      [this.say('scale.variance'), significant(now.scaled.scoreVariance, 3), significant(now.raw.scoreVariance, 3)],
      [this.say('scale.entropy'), significant(now.scaled.meanEntropyBits, 3), significant(now.raw.meanEntropyBits, 3)],
      [this.say('scale.largest'), weight(now.scaled.meanLargest), weight(now.raw.meanLargest)],
      [
        this.say('scale.gradient'),
        significant(now.scaled.meanGradientNorm, 3),
        significant(now.raw.meanGradientNorm, 3),
      ],
    ]);
  }

  #measures(caption: string, rows: readonly (readonly [name: string, scaled: string, raw: string])[]): TemplateResult {
    const mark = (on: boolean) => (on ? 'number chosen' : 'number');
    return html`<table><caption>${caption}</caption><thead><tr><td></td>
        <th scope="col">${this.say('scale.with')}</th><th scope="col">${this.say('scale.without')}</th></tr></thead>
      <tbody>${rows.map(
        ([name, scaled, raw]) => html`<tr><th scope="row">${name}</th><td class=${mark(this.scaled)}>${scaled}</td>
          <td class=${mark(!this.scaled)}>${raw}</td></tr>`,
      )}</tbody></table>`;
  }

  #sweeps(probes: Both<readonly Probe[]>): TemplateResult {
    const room = Math.max(220, this.room >= 720 ? (this.room - 28) / 2 : this.room);
    const common = {
      room,
      widths,
      at: this.width,
      on: this.scaled,
      names: [this.say('scale.with'), this.say('scale.without')] as const,
    };
    const of = (value: (p: Probe) => number) => ({ scaled: probes.scaled.map(value), raw: probes.raw.map(value) });
    const entropy = of((p) => p.meanEntropyBits);
    const gradient = of((p) => p.meanGradientNorm);
    return html`${sweepPlot({
      ...common,
      ...entropy,
      title: this.say('scale.entropy-sweep'),
      about: this.say('scale.entropy-sweep-about'),
      most: Math.max(...entropy.scaled, ...entropy.raw),
    })}${sweepPlot({
      ...common,
      ...gradient,
      title: this.say('scale.gradient-sweep'),
      about: this.say('scale.gradient-sweep-about'),
      most: Math.max(...gradient.scaled, ...gradient.raw),
    })}`;
  }

  #real({ queryTokens, tokens, layer, head }: Source): TemplateResult {
    const title = html`<h3>${this.say('scale.real', { layer, head })}</h3>`;
    if (queryTokens) return html`${title}<p class="note">${this.say('scale.real-self')}</p>`;
    const { row } = this;
    const chooser = picker({
      label: this.say('scale.query'),
      options: tokens.map((token, n) => ({ value: String(n), text: `${n} ${visible(token.text)}` })),
      value: String(row?.query ?? tokens.length - 1),
      onChange: (value) => {
        this.query = Number(value);
      },
    });
    if (!row) return html`${title}${chooser}`;
    return html`${title}<div class="controls">${chooser}</div>
      <div class="two real"><div class="stack">${this.#drawn(row[this.#side], 'real')}</div><div class="stack">${this.#measures(
        this.say('scale.real-keys', { n: row.keys }),
        [
          [this.say('scale.entropy'), significant(row.scaled.entropyBits, 3), significant(row.raw.entropyBits, 3)],
          [this.say('scale.largest'), weight(row.scaled.largest), weight(row.raw.largest)],
          [this.say('scale.gradient'), significant(row.scaled.gradientNorm, 3), significant(row.raw.gradientNorm, 3)],
        ],
      )}</div></div>
      <p class="note">${this.scaled ? nothing : this.say('scale.real-note')}</p>`;
  }

  protected override resized(): void {
    this.room = this.clientWidth;
    this.paintSoon();
  }

  protected override updated(): void {
    this.paintSoon();
  }

  /** Magnitudes: the diagonal a(1 - a) is positive, all else -a_i a_j negative, so that the sign needs no colour. */
  protected override paint(): void {
    const { pixels } = this.scale;
    const draw = (which: string, probe: RowProbe | undefined) => {
      const canvas = this.renderRoot.querySelector<HTMLCanvasElement>(`canvas[data-of=${which}]`);
      const n = probe?.weights.length ?? 0;
      if (!canvas || !probe) return;
      paintCells(canvas, n, n, (i, j) => {
        const slope = Math.min(1, Math.abs(probe.jacobian[i * n + j] as number) / largestSlope);
        return pixels[Math.round(255 * Math.sqrt(slope))] as number;
      });
    };
    draw('random', this.probes ? this.#now(this.probes)[this.#side] : undefined);
    draw('real', this.row?.[this.#side]);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'scale-probe': ScaleProbePanel;
  }
}
