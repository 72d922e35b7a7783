/** All heads of one layer on the sentence: what each looks at, how far and how wide; and the next words without some. */
import { css, html, type PropertyValues, type TemplateResult } from 'lit';
import { state } from 'lit/decorators.js';
import type { Run } from '../../engine/types.ts';
import { choice } from '../../mechanisms/panels/controls.ts';
import type { Source } from '../../mechanisms/source.ts';
import { element } from '../../views/element.ts';
import { significant } from '../../views/number.ts';
import { paintCanvas } from '../../views/pattern.ts';
import { Live } from './live.ts';
import { nextBars, nextStyle } from './next-bars.ts';

interface Shown {
  readonly source: Source;
  readonly layer: number;
  readonly run: Run;
  readonly muted: Run | null;
}

/** Side of a small matrix, in CSS px. */
const kSide = 104;

@element('learn-mute')
export class LearnMute extends Live {
  @state() private layer = -1;
  @state() private silent: ReadonlySet<number> = new Set();
  @state() private shown: Shown | null = null;

  static override styles = [
    Live.styles,
    nextStyle,
    css`
      .heads { display: grid; grid-template-columns: repeat(auto-fill, minmax(100px, 1fr)); gap: 10px 12px; }
      .head { padding: 4px; border: 1px solid var(--ap-line); border-radius: var(--ap-radius); text-align: start; min-width: 0; }
      .head:hover { border-color: var(--ap-line-strong); }
      .head[aria-pressed='true'] { border: 1px dashed var(--ap-line-strong); }
      .head[aria-pressed='true'] canvas { opacity: 0.25; }
      .head canvas { display: block; width: 100%; aspect-ratio: 1; image-rendering: pixelated; forced-color-adjust: none; }
      .head span { display: block; font-size: var(--ap-small); line-height: 15px; color: var(--ap-ink-2); }
      .head .name { color: var(--ap-ink); font-weight: 600; font-size: 12px; line-height: 18px; }
    `,
  ];

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    if (this.anyOf(changed, 'layer', 'silent') && this.source && !changed.has('source')) this.request();
  }

  protected override request(): void {
    this.ask(async (source, signal) => {
      const layer = this.layer < 0 ? source.layer : this.layer;
      const capture = [`blocks.${layer}.attn.hook_pattern`];
      const run = await source.model.run(source.text, { capture, stats: false, signal });
      const interventions = [...this.silent].map((head) => ({ kind: 'zero' as const, layer, head }));
      const muted = interventions.length
        ? await source.model.run(source.text, { interventions, stats: false, signal })
        : null;
      this.shown = { source, layer, run, muted };
    });
  }

  protected override body({ info }: Source): TemplateResult {
    const { shown } = this;
    if (!shown) return this.waiting();
    const { run, muted } = shown;
    return html`<div class="controls">${choice({
      name: 'layer',
      label: this.tell('mute.layer'),
      options: Array.from({ length: info.layers }, (_, n) => ({ value: String(n), text: String(n) })),
      value: String(shown.layer),
      onChange: (value) => {
        this.layer = Number(value);
        this.silent = new Set();
      },
    })}<p class="quiet">${this.tell('mute.hint')}</p></div>
      <div class="two"><div class="stack"><div class="heads">${Array.from({ length: info.heads }, (_, head) => this.#head(shown, head))}</div>${this.legend()}</div>
      <div>${nextBars({ next: muted?.next ?? run.next, before: muted ? run.next : null, tell: this.tell })}</div></div>`;
  }

  #head({ source, layer }: Shown, head: number): TemplateResult {
    const stats = source.stats.find((one) => one.layer === layer && one.head === head);
    return html`<button type="button" class="head" aria-pressed=${this.silent.has(head) ? 'true' : 'false'}
      @click=${() => {
        const silent = new Set(this.silent);
        if (!silent.delete(head)) silent.add(head);
        this.silent = silent;
      }}><canvas data-head=${head} aria-hidden="true"></canvas>
      <span class="name">${this.tell('mute.head', { n: head })}${this.silent.has(head) ? ` · ${this.tell('mute.muted')}` : ''}</span>
      <span>${this.tell('mute.distance')} ${significant(stats?.distance ?? Number.NaN, 2)}</span>
      <span>${this.tell('mute.entropy')} ${significant(stats?.entropy ?? Number.NaN, 2)}</span></button>`;
  }

  protected override updated(): void {
    this.paintSoon();
  }

  protected override paint(): void {
    const { shown } = this;
    const pattern = shown?.run.tensors.get(`blocks.${shown.layer}.attn.hook_pattern`);
    const t = pattern?.shape.at(-1) ?? 0;
    for (const canvas of this.renderRoot.querySelectorAll('canvas')) {
      const head = Number(canvas.dataset['head']);
      const one = pattern?.data.subarray(head * t * t, (head + 1) * t * t) ?? null;
      paintCanvas(canvas, one, t, kSide * devicePixelRatio, { pixels: this.scale.pixels, by: 'sqrt', causal: true });
    }
  }
}
