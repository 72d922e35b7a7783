/** The playground's panels, each a function of the state: what belongs together on the screen stands together here. */
import { html, nothing, type TemplateResult } from 'lit';
import type { NextToken, Token } from '../engine/types.ts';
import { direction, plural, t } from '../text/text.ts';
import { labelMeaning, labelWithScore } from '../views/head-labels.ts';
import { percent, weight } from '../views/number.ts';
import { quoted } from '../views/token-parts.ts';
import type { Written } from './generation.ts';
import type { Playground } from './playground.ts';
import { muteKey, parseMute, type State } from './state.ts';

const icon = (sign: string) => html`<span class="icon" aria-hidden="true">${sign}</span>`;

/** The distribution that the rail shows: the open step's, or what may come next. */
export function distribution(state: State): {
  next: readonly NextToken[];
  before: readonly NextToken[] | null;
  chosen: number;
} {
  const step = state.written[state.open];
  if (step) return { next: step.next, before: null, chosen: step.token.id };
  const last = state.generating ? state.written.at(-1) : undefined;
  return { next: state.shown?.next ?? [], before: state.shown?.before ?? null, chosen: last?.token.id ?? -1 };
}

export function playPanel(playground: Playground): TemplateResult {
  const { generating, phase, length, shown, ended } = playground.state;
  const able = shown !== null && (phase === 'ready' || phase === 'loading');
  // One button: who started by keyboard has the focus on what stops.
  const play = html`<button type="button" class="button" data-action=${generating ? 'stop' : 'play'}
    title=${generating ? nothing : t('generate.play-title', { n: length })} ?disabled=${!(able || generating)}
    @click=${() => (generating ? playground.generating.stop() : void playground.generating.advance(length))}
    >${icon(generating ? '■' : '▶')}${t(generating ? 'generate.stop' : 'generate.play')}</button>`;
  return html`<section class="area-play" part="play" aria-labelledby="play-title">
    <div class="title"><h2 id="play-title">${t('generate.title')}</h2></div>
    <div class="play">
      <button type="button" class="button" data-action="step" title=${t('generate.step-title')} ?disabled=${!able || generating}
        @click=${() => void playground.generating.advance(1)}>${icon('+1')}${t('generate.step')}</button>
      ${play}
    </div>
    <playground-sampling .sampling=${playground.state.sampling} .length=${length}
      @sampling-change=${(event: CustomEvent) => playground.setSampling(event.detail.sampling)}
      @length-change=${(event: CustomEvent) => playground.patch({ length: event.detail.length })}></playground-sampling>
    ${ended ? html`<p class="ended">${t(`generate.ended.${ended}`)}</p>` : nothing}
  </section>`;
}

export function nextPanel(playground: Playground, readonly: boolean): TemplateResult {
  const { state } = playground;
  const { next, before, chosen } = distribution(state);
  const step = state.written[state.open];
  const entropy = state.shown?.entropy ?? Number.NaN;
  return html`<section class="area-next" part="next" aria-labelledby="next-title">
    <div class="title">
      <h2 id="next-title">${step ? html`${quoted(step.token)}: ${t('next-panel.step')}` : t('next-panel.title')}</h2>
      ${
        step
          ? html`<button type="button" class="button end" @click=${() => playground.openStep(-1)}>${t('next-panel.close')}</button>`
          : Number.isNaN(entropy)
            ? nothing
            : html`<span class="quiet number end" title=${t('next-panel.entropy-title')}>${t('next-panel.entropy', { bits: entropy.toFixed(2) })}</span>`
      }
    </div>
    <div class="bars"><attention-next ?readonly=${readonly} .next=${next} .baseline=${before} .chosen=${chosen}
      @next-pick=${(event: CustomEvent) => playground.pick(event.detail.id)}></attention-next></div>
    ${readonly ? nothing : html`<p class="hint">${step ? t('next-panel.branch') : t('next-panel.hint')}</p>`}
  </section>`;
}

export function mutePanel(playground: Playground, readonly: boolean): TemplateResult {
  const { mutes, muteHistory } = playground.state;
  return html`<section class="area-mutes" part="mutes" aria-labelledby="mutes-title">
    <div class="title"><h2 id="mutes-title">${t('mutes.title')}</h2>
      ${
        muteHistory.length > 0 && !readonly
          ? html`<button type="button" class="button end" data-action="undo-mute" @click=${() => playground.undoMute()}>${t('mutes.undo')}</button>`
          : nothing
      }
    </div>
    <div class="mutes">
      ${mutes.length === 0 ? t('mutes.none') : mutes.map((key) => muted(playground, key, readonly))}
      ${mutes.length > 1 && !readonly ? html`<button type="button" class="button" @click=${() => playground.unmuteAll()}>${t('mutes.all')}</button>` : nothing}
    </div>
  </section>`;
}

function muted(playground: Playground, key: string, readonly: boolean): TemplateResult {
  const { layer, head } = parseMute(key);
  if (readonly) return html`<span class="number">L${layer} H${head}</span>`;
  return html`<button type="button" class="button" data-muted=${key} title=${t('mutes.unmute', { layer, head })}
    @click=${() => playground.toggleMute(layer, head)}><span class="said">${t('mutes.unmute-word')}</span> L${layer} H${head}
    <span aria-hidden="true">×</span></button>`;
}

/** Title of the selected head: where it is, what it does, mute. */
export function headTitle(playground: Playground, readonly: boolean): TemplateResult {
  const { layer, head, shown, info, mutes } = playground.state;
  const stats = info && shown?.stats.length ? shown.stats[layer * info.heads + head] : undefined;
  const isMuted = mutes.includes(muteKey(layer, head));
  return html`<h2 id="head-title">${t('frame.head', { layer, head })}</h2>
    <span class="label" title=${stats?.label ? labelMeaning(stats.label) : ''}>${stats?.label ? labelWithScore(stats) : nothing}</span>
    ${
      readonly
        ? nothing
        : html`<button type="button" class="button" data-action="mute" title=${t('frame.mute-title')} aria-pressed=${isMuted ? 'true' : 'false'}
      ?disabled=${!shown} @click=${() => playground.toggleMute(layer, head)}>${t('frame.mute')}<span class="said"> ${t('frame.mute-this')}</span></button>`
    }`;
}

/** What the selected head was found to do over this text, in numbers. */
export function headMeasures({ shown, info, layer, head }: State): TemplateResult | typeof nothing {
  const stats = info ? shown?.stats[layer * info.heads + head] : undefined;
  const rows: [string, string][] = stats
    ? [
        [t('measures.previous'), weight(stats.previousToken)],
        [t('measures.first'), weight(stats.firstToken)],
        [t('measures.current'), weight(stats.currentToken)],
        [t('measures.duplicate'), Number.isNaN(stats.duplicateToken) ? '–' : weight(stats.duplicateToken)],
        [t('measures.induction'), Number.isNaN(stats.induction) ? '–' : weight(stats.induction)],
        [t('measures.distance'), t('measures.tokens', { n: stats.distance.toFixed(1) })],
        [t('measures.entropy'), t('next-panel.entropy', { bits: stats.entropy.toFixed(2) })],
      ]
    : [];
  return html`<dl class="measures" aria-label=${t('measures.title', { layer, head })}>
    ${rows.map(([name, value]) => html`<div><dt>${name}</dt><dd class="number">${value}</dd></div>`)}</dl>`;
}

/** How one generated token came about. */
export function openedPanel(playground: Playground, step: Written): TemplateResult {
  const isRtl = direction() === 'rtl';
  const { layer, head, open, written } = playground.state;
  const rank = step.next.findIndex((entry) => entry.id === step.token.id);
  const entry = step.next[rank];
  const about = entry
    ? t('opened.about', {
        chance: percent(entry.chance),
        probability: percent(entry.probability),
        rank: 1 + step.next.filter((other) => other.probability > entry.probability).length,
        layer,
        head,
      })
    : t('opened.unlisted', { layer, head });
  return html`<div class="opened" role="region" aria-labelledby="opened-title">
    <h2 id="opened-title">${t('opened.title', { token: quoted(step.token) })}</h2>
    <p>${about}</p>
    <div class="row">
      <button type="button" class="button" ?disabled=${open === 0} @click=${() => playground.openStep(open - 1)}>${isRtl ? '→' : '←'} ${t('opened.previous')}</button>
      <button type="button" class="button" ?disabled=${open === written.length - 1} @click=${() => playground.openStep(open + 1)}>${t('opened.following')} ${isRtl ? '←' : '→'}</button>
      <button type="button" class="button" data-action="close-step" @click=${() => playground.openStep(-1)}>${t('opened.close')}</button>
    </div>
  </div>`;
}

/** Under the chips: how many were written. */
export function writtenNote(tokens: readonly Token[], marked: ReadonlySet<number>): string {
  return tokens.length > 0 && marked.size > 0 ? plural('generate.written', marked.size) : '';
}
