/**
 * Token text on screen and in speech. A token is data: what cannot be seen is shown by a sign, what could
 * reorder or break the page (controls, bidirectional overrides, lone surrogates) by its code point.
 */
import { plural, t } from '../text/text.ts';

export interface Piece {
  readonly text: string;
  /** A sign that stands for something invisible, to be drawn more quietly than text. */
  readonly mark: boolean;
}

const signs: Readonly<Record<string, string>> = { ' ': '·', '\n': '↵', '\r': '␍', '\t': '⇥', '\u00a0': '⍽' };

/** Controls, format characters, line and paragraph separators, surrogates without a partner, unassigned and private use. */
const unseen = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}\p{Cn}]/u;
/** The joiner and the selectors build emoji and some scripts' letters; they are kept as they are. */
const kept = /\u200c|\u200d|[\ufe00-\ufe0f]/;
const otherSpace = /\p{Zs}/u;

function signOf(character: string): string | null {
  const sign = signs[character];
  if (sign !== undefined) return sign;
  if (kept.test(character)) return null;
  if (otherSpace.test(character)) return '␣';
  if (!unseen.test(character)) return null;
  const code = (character.codePointAt(0) as number).toString(16).toUpperCase().padStart(4, '0');
  return `U+${code}`;
}

/** `" kite\n"` as `·` (mark), `kite`, `↵` (mark). */
export function pieces(text: string): Piece[] {
  const out: { text: string; mark: boolean }[] = [];
  for (const character of text) {
    const sign = signOf(character);
    const mark = sign !== null;
    const last = out[out.length - 1];
    if (last && last.mark === mark) last.text += sign ?? character;
    else out.push({ text: sign ?? character, mark });
  }
  return out;
}

/** One line of visible text: for labels where a sign needs no style of its own. */
export function visible(text: string): string {
  return pieces(text)
    .map((piece) => piece.text)
    .join('');
}

/** As {@link visible}, without the leading space, which a label on an axis does not need, cut to `length` characters. */
export function label(text: string, length = 12): string {
  const shown = [...visible(text.length > 1 && text.startsWith(' ') ? text.slice(1) : text)];
  return shown.length <= length ? shown.join('') : `${shown.slice(0, length - 1).join('')}…`;
}

/** What a screen reader says: the text itself, and words for what would be silence. */
export function spoken(text: string): string {
  if (text === '') return t('token.empty');
  if (text === '\n') return t('token.newline');
  if (text === '\t') return t('token.tab');
  if (/^ +$/.test(text)) return text.length === 1 ? t('token.space') : plural('token.spaces', text.length);
  const trimmed = text.startsWith(' ') ? text.slice(1) : text;
  return [...trimmed]
    .map((c) => (signOf(c) && c !== ' ' ? ` ${signOf(c)} ` : c))
    .join('')
    .trim();
}

/** Whether the text is of a script that runs from right to left, by its first letter, as `dir="auto"` has it. */
export function runsLeft(tokens: readonly { readonly text: string; readonly special: boolean }[]): boolean {
  const first = tokens.find(({ special, text }) => !special && /\p{L}/u.test(text));
  return /^\P{L}*[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]/u.test(first?.text ?? '');
}
