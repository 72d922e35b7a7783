/** Templates of token text that several views use. Lit escapes what is put in; nothing here is markup. */
import { html, svg, type TemplateResult } from 'lit';
import type { Token } from '../engine/types.ts';
import { t } from '../text/text.ts';
import { pieces, spoken } from './token-text.ts';

/** Visible text, its signs for unseen characters drawn quietly, its own direction kept to itself. */
export function tokenText(text: string): TemplateResult {
  return html`<bdi>${pieces(text).map((p) => (p.mark ? html`<span class="mark">${p.text}</span>` : p.text))}</bdi>`;
}

/** The token and, small and quiet, its place in the text: words repeat, places do not. */
export function tokenAt(token: Token | undefined, index: number): TemplateResult {
  return html`${tokenText(token?.text ?? '')}<sub class="place">${index}</sub>`;
}

export function tokenTextSvg(text: string): TemplateResult {
  return svg`${pieces(text).map((p) => (p.mark ? svg`<tspan class="mark">${p.text}</tspan>` : svg`<tspan>${p.text}</tspan>`))}`;
}

/** `“kite”`, for sentences on the screen, where a special token's own brackets tell enough. */
export function named(token: Token | undefined): string {
  if (!token) return '';
  return token.special ? token.text : t('token.quoted', { text: spoken(token.text) });
}

/** `“kite”`, for sentences that are spoken. */
export function quoted(token: Token | undefined): string {
  if (!token) return '';
  return token.special ? t('token.special', { text: token.text }) : t('token.quoted', { text: spoken(token.text) });
}
