/**
 * Which query heads read which key/value heads, and what the cache of keys and values costs: multi-head
 * (Vaswani et al. 2017), multi-query (Shazeer 2019), grouped-query (Ainslie et al. 2023). Drawn for the source's
 * layer with any divisor; sizes for this model and for named ones. Pooling heads that were trained apart
 * changes their output: by how much is measured on the source.
 *
 * Events: none.
 */
import { css, html, nothing, type PropertyValues, svg, type TemplateResult } from 'lit';
import { state } from 'lit/decorators.js';
import { bytes } from '../../elements/format.ts';
import type { Difference } from '../../engine/types.ts';
import { element } from '../../views/element.ts';
import { significant } from '../../views/number.ts';
import { styled } from '../../views/styled.ts';
import type { Source } from '../source.ts';
import { brief, count } from './amounts.ts';
import { choice, slider } from './controls.ts';
import { boxes, divisors, type KvModel, kvModels, layoutOf } from './kv-models.ts';
import { round } from './log-chart.ts';
import { Panel } from './panel.ts';

/** 2^n tokens. */
const contexts = { least: 10, most: 17 } as const;
/** Which of a model's layers have a window; the notes below the table say so. */
const signs = { all: '†', half: '‡' } as const;

interface Sized {
  /** Bytes a token: of this model with the chosen number of key/value heads, and of each named one. */
  readonly own: number;
  readonly ownWhole: number;
  readonly named: readonly number[];
  readonly namedWhole: readonly number[];
}

@element('kv-sharing')
export class KvSharing extends Panel {
  /** Key/value heads; 0: as many as the model has. */
  @state() private shared = 0;
  /** Bytes of a number. */
  @state() private precision = 2;
  @state() private context = 8192;
  @state() private sized: Sized | null = null;
  @state() private off: Difference | null = null;
  @state() private room = 0;

  static override styles = [
    Panel.styles,
    css`
      .drawing { display: block; max-width: 640px; overflow: visible; }
      .drawing .link { stroke: var(--ap-line-strong); stroke-width: 1.2; fill: none; }
      .drawing .q-box { fill: var(--ap-query); } .drawing .kv-box { fill: var(--ap-key); } .drawing .v-box { fill: var(--ap-value); }
      .drawing .ghost { fill: none; stroke: var(--ap-line-strong); stroke-dasharray: 2 2; }
      .drawing .mine { stroke: var(--ap-ink); stroke-width: 2.4; }
      .drawing .mine-box { stroke: var(--ap-ink); stroke-width: 2; }
      svg text.in { fill: var(--ap-paper); font-size: 10px; }
      dl { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 260px), 1fr)); gap: 0 20px; margin: 0; }
      dl div { display: flex; justify-content: space-between; gap: 12px; border-top: 1px solid var(--ap-line); padding: 3px 0; }
      dt { color: var(--ap-ink-2); } dd { margin: 0; text-align: end; }
      .models thead th { white-space: normal; hyphens: auto; max-width: 14ch; }
      .bar-cell { width: 16%; min-width: 60px; padding-inline-start: 12px; }
      .bar { display: block; height: 9px; width: var(--w); min-width: 1px; background: var(--ap-line-strong); border-radius: 0 2px 2px 0; }
      tr.own .bar { background: var(--ap-ink); }
      tr.own > * { font-weight: 600; }
      .flag { color: var(--ap-ink-2); }
      @media (forced-colors: active) { .bar { forced-color-adjust: none; background: CanvasText; } }
    `,
  ];

  override willUpdate(changed: PropertyValues): void {
    if (this.anyOf(changed, 'source', 'shared', 'precision') && this.source) this.#request();
  }

  #kv(source: Source): number {
    const { heads, kvHeads } = source.info;
    return this.shared > 0 && heads % this.shared === 0 ? this.shared : kvHeads;
  }

  #request(): void {
    this.ask(async (source, signal) => {
      const { mechanisms } = source.engine;
      const { info, heads, head } = source;
      const { precision: bytesPerNumber } = this;
      const size = (layers: number, kvHeads: number, headWidth: number) =>
        mechanisms.cacheBytes({ layers, kvHeads, headWidth, bytesPerNumber });
      const kv = this.#kv(source);
      this.sized = {
        own: await size(info.layers, kv, info.headWidth),
        ownWhole: await size(info.layers, info.heads, info.headWidth),
        named: await Promise.all(kvModels.map((m) => size(m.layers, m.kvHeads, m.headWidth))),
        namedWhole: await Promise.all(kvModels.map((m) => size(m.layers, m.heads, m.headWidth))),
      };
      this.off = null;
      if (kv >= heads.kvHeads || heads.kvHeads % kv !== 0) return;
      const mask = source.queryTokens ? 'full' : 'causal';
      const mechanism = { mask, kv_heads: kv };
      const pooled = await mechanisms.attend({ ...heads, head, mechanism, against: { mask }, pattern: false, signal });
      this.off = pooled.difference;
    });
  }

  protected override body(source: Source): TemplateResult {
    const kv = this.#kv(source);
    return html`<p class="note">${this.say('kv.about')}</p>
      <div class="controls">${this.#sharing(source, kv)}${this.#numbers()}</div>
      ${this.#drawing(source, kv)}${this.#own(source, kv)}${this.#table(source, kv)}
      <p class="note">${this.#notes()}</p>`;
  }

  #sharing({ info }: Source, kv: number): TemplateResult {
    return choice({
      name: 'shared',
      label: this.say('kv.shared'),
      options: divisors(info.heads).map((g) => ({
        value: String(g),
        text: g === info.kvHeads ? `${g} ●` : String(g),
        said: g === info.kvHeads ? this.say('kv.shared-own', { g }) : String(g),
      })),
      value: String(kv),
      onChange: (value) => {
        this.shared = Number(value);
      },
    });
  }

  #numbers(): TemplateResult {
    return html`${choice({
      name: 'precision',
      label: this.say('kv.precision'),
      options: [4, 2, 1].map((n) => ({ value: String(n), text: this.say('kv.bits', { n: n * 8 }) })),
      value: String(this.precision),
      onChange: (value) => {
        this.precision = Number(value);
      },
    })}${slider({
      label: this.say('kv.context'),
      least: contexts.least,
      most: contexts.most,
      value: Math.log2(this.context),
      text: this.say('kv.tokens', { n: count(this.context) }),
      name: 'context',
      onInput: (n) => {
        this.context = 2 ** n;
      },
    })}`;
  }

  #drawing({ info, head }: Source, kv: number): TemplateResult {
    const room = Math.min(640, Math.max(220, this.room));
    const left = 74;
    const size = Math.min(26, ((room - left) / info.heads) * 0.8);
    const queries = boxes(info.heads, room - left, size).map((x) => x + left);
    const pairs = boxes(kv, room - left, size).map((x) => x + left);
    const group = info.heads / kv;
    const named = size >= 15;
    const name = (x: number, y: number, n: number) =>
      named
        ? svg`<text class="in" x=${round(x + size / 2)} y=${y + size / 2} text-anchor="middle" dominant-baseline="central">${n}</text>`
        : nothing;
    const [top, low] = [4, 96];
    return html`<svg class="drawing" role="img" aria-label=${this.say('kv.drawing', { h: info.heads, g: kv, group })} width=${room} height=${low + 2 * size + 8}>
      <text class="query" x="0" y=${top + size / 2} dominant-baseline="central">${this.say('kv.queries')}</text>
      <text class="key" x="0" y=${low + size / 2} dominant-baseline="central">${this.say('kv.keys')}</text>
      <text class="value" x="0" y=${low + size * 1.5 + 2} dominant-baseline="central">${this.say('kv.values')}</text>
      ${queries.map((x, n) => {
        const to = pairs[Math.floor(n / group)] as number;
        const mid = (top + size + low) / 2;
        return svg`<path class=${n === head ? 'link mine' : 'link'} d=${`M${round(x + size / 2)} ${top + size}C${round(x + size / 2)} ${mid} ${round(to + size / 2)} ${mid} ${round(to + size / 2)} ${low}`}></path>`;
      })}
      ${queries.map((x, n) => svg`<rect class=${n === head ? 'q-box mine-box' : 'q-box'} x=${round(x)} y=${top} width=${size} height=${size} rx="2"></rect>${name(x, top, n)}`)}
      ${pairs.map(
        (x, n) => svg`<rect class="kv-box" x=${round(x)} y=${low} width=${size} height=${size} rx="2"></rect>
          <rect class="v-box" x=${round(x)} y=${low + size + 2} width=${size} height=${size} rx="2"></rect>${name(x, low, n)}${name(x, low + size + 2, n)}`,
      )}
    </svg>`;
  }

  #own({ info, heads, head }: Source, kv: number): TemplateResult {
    const { sized } = this;
    const row = (name: string, value: string) => html`<div><dt>${name}</dt><dd class="number">${value}</dd></div>`;
    const change = this.off
      ? this.say('kv.off', { max: significant(this.off.maxAbs, 3), cosine: this.off.cosine.toFixed(3) })
      : this.say(kv === heads.kvHeads ? 'kv.off-same' : 'kv.off-more');
    return html`<h3>${this.say('kv.own', { layout: this.say(`kv.${layoutOf(info.heads, kv)}`), h: info.heads, g: kv })}</h3>
      <dl class="own">${row(this.say('kv.per-token'), sized ? bytes(sized.own) : '…')}
      ${row(this.say('kv.per-context', { n: count(this.context) }), sized ? bytes(sized.own * this.context) : '…')}
      ${row(this.say('kv.engine'), bytes(info.cacheBytesPerToken))}</dl>
      <p class="note">${this.say('kv.head', { head })} ${change}</p>`;
  }

  #table({ info }: Source, kv: number): TemplateResult {
    const { sized } = this;
    const most = sized ? Math.max(sized.own, ...sized.named) : 1;
    const own: KvModel = { ...info, kvHeads: kv, context: info.maxPositions, source: '' };
    return html`<p class="caption" aria-hidden="true">${this.say('kv.table')}</p><div class="sheet" tabindex="0" role="group" aria-label=${this.say('kv.table')}><table class="models">
      <thead><tr><th class="start" scope="col">${this.say('kv.model')}</th><th scope="col">${this.say('kv.layers')}</th>
        <th scope="col">${this.say('kv.query-heads')}</th><th scope="col">${this.say('kv.kv-heads')}</th><th scope="col">${this.say('kv.layout')}</th>
        <th scope="col">d</th><th scope="col">${this.say('kv.per-token')}</th><th scope="col"><span class="said">${this.say('kv.bar')}</span></th>
        <th scope="col">${this.say('kv.per-context', { n: count(this.context) })}</th><th scope="col">${this.say('kv.saved')}</th></tr></thead>
      <tbody>${this.#row(own, sized?.own, sized?.ownWhole, most)}${kvModels.map((m, n) =>
        this.#row(m, sized?.named[n], sized?.namedWhole[n], most),
      )}</tbody></table></div>`;
  }

  #row(m: KvModel, size: number | undefined, whole: number | undefined, most: number): TemplateResult {
    const own = m.source === '';
    const marks = `${m.window ? signs[m.window.layers] : ''}${this.context > m.context ? '*' : ''}`;
    const about = this.context > m.context ? this.say('kv.too-long', { n: count(m.context) }) : nothing;
    return html`<tr class=${own ? 'own' : ''} data-model=${m.name}><th scope="row">${
      own
        ? this.say('kv.this', { name: m.name })
        : html`<a href=${m.source} rel="noreferrer" target="_blank" title=${this.say('kv.source')}>${m.name}</a>`
    }</th><td class="number">${m.layers}</td><td class="number">${m.heads}</td><td class="number">${m.kvHeads}</td>
      <td>${this.say(`kv.${layoutOf(m.heads, m.kvHeads)}`)}</td><td class="number">${m.headWidth}</td>
      <td class="number" data-bytes=${size ?? nothing}>${size === undefined ? '…' : bytes(size)}</td>
      <td class="bar-cell"><i class="bar" style=${styled({ '--w': `${size === undefined ? 0 : (100 * size) / most}%` })}></i></td>
      <td class="number" title=${about}>${size === undefined ? '…' : bytes(size * this.context)}<span class="flag">${marks}</span></td>
      <td class="number">${size && whole ? `${brief(whole / size)}×` : '…'}</td></tr>`;
  }

  /** What the signs behind the sizes mean. */
  #notes(): string {
    const window = (layers: 'all' | 'half') => {
      const tokens = kvModels.find((m) => m.window?.layers === layers)?.window?.tokens;
      return tokens === undefined ? '' : this.say(`kv.window-${layers}`, { n: count(tokens) });
    };
    return [window('all'), window('half'), this.say('kv.notes')].filter(Boolean).join(' ');
  }

  protected override resized(): void {
    this.room = this.clientWidth;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'kv-sharing': KvSharing;
  }
}
