/** Numbers as people read them. */
import { language } from '../text/text.ts';

const whole = new Intl.NumberFormat('en');

/** Grouped: with commas in English; elsewhere by narrow spaces, which beside a decimal point nobody takes for one. */
export const integer = (n: number): string =>
  language() === 'en' ? whole.format(n) : whole.format(n).replaceAll(',', '\u202f');

/** 951808 as "0.95 M", 124439808 as "124 M", 260032 as "260 k". */
export function short(n: number): string {
  if (n >= 1e9) return `${(n / 1e9).toPrecision(3)} G`;
  if (n >= 0.95e6) return `${n >= 1e8 ? Math.round(n / 1e6) : (n / 1e6).toPrecision(n < 1e6 ? 2 : 3)} M`;
  if (n >= 1e3) return `${Math.round(n / 1e3)} k`;
  return String(n);
}

/** Bytes in powers of 1000: "1.9 MB", "2.6 kB". */
export function bytes(n: number): string {
  if (n >= 1e9) return `${(n / 1e9).toFixed(1)} GB`;
  if (n >= 1e6) return `${(n / 1e6).toFixed(1)} MB`;
  if (n >= 1e3) return `${(n / 1e3).toFixed(1)} kB`;
  return `${n} B`;
}

/** Names and messages may hold what a file said: what could hide or reorder text is shown by its code point. */
export function safe(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu, (character) => {
    const code = (character.codePointAt(0) as number).toString(16).toUpperCase().padStart(4, '0');
    return character === '\n' || character === '\t' ? ' ' : `U+${code}`;
  });
}
