/** Amounts as the panels write them: few digits, no zeros that say nothing. */
import { significant } from '../../views/number.ts';

/** As `significant`, without zeros behind the point: 71, not 71.0. */
export function brief(x: number, digits = 3): string {
  const text = significant(x, digits);
  return /^[^e]*\./.test(text) && !text.includes('e') ? text.replace(/\.?0+$/, '') : text;
}

/** `3.14 s`, `120 ms`, `45 µs`. */
export function milliseconds(ms: number): string {
  if (ms >= 1000) return `${brief(ms / 1000)} s`;
  return ms >= 1 ? `${brief(ms)} ms` : `${brief(ms * 1000)} µs`;
}

/** `65 536`: grouped by narrow spaces, which no language reads as a decimal sign. */
export const count = (n: number): string => String(Math.round(n)).replace(/\B(?=(\d{3})+$)/g, '\u202f');
