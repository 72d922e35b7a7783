/** Amounts as the panels write them: few digits, no zeros that say nothing. */
import type { Language } from '../../text/language.ts';
import { significant } from '../../views/number.ts';

/** As `significant`, without zeros behind the point: 71, not 71.0. */
export function brief(x: number, digits = 3): string {
  const text = significant(x, digits);
  return /^[^e]*\./.test(text) && !text.includes('e') ? text.replace(/\.?0+$/, '') : text;
}

/** `65 536`: grouped by narrow spaces, which no language reads as a decimal sign. */
export const count = (n: number): string => String(Math.round(n)).replace(/\B(?=(\d{3})+$)/g, '\u202f');

/** Amounts as a language writes them: its decimal sign, its way to group digits. */
export interface Amounts {
  readonly whole: (n: number) => string;
  /** Two digits that tell something at most. */
  readonly short: (x: number) => string;
  /** Two places behind the sign. */
  readonly fixed: (x: number) => string;
  /** `3.14 s`, `120 ms`, `45 µs`. */
  readonly milliseconds: (ms: number) => string;
  /** In powers of 1000: `1.9 MB`, `2.6 kB`, `10 B`. */
  readonly bytes: (n: number) => string;
}

export function amountsIn(language: Language): Amounts {
  const format = (options: Intl.NumberFormatOptions) => {
    const numbers = new Intl.NumberFormat(language, options);
    return (x: number) => numbers.format(x).replace('-', '−');
  };
  const whole = format({ maximumFractionDigits: 0 });
  const few = format({ maximumSignificantDigits: 3 });
  const one = format({ maximumFractionDigits: 1 });
  const units = ['B', 'kB', 'MB', 'GB'] as const;
  return {
    whole,
    short: format({ maximumSignificantDigits: 2 }),
    fixed: format({ minimumFractionDigits: 2, maximumFractionDigits: 2 }),
    milliseconds: (ms) => {
      if (ms >= 1000) return `${few(ms / 1000)} s`;
      return ms >= 1 ? `${few(ms)} ms` : `${few(ms * 1000)} µs`;
    },
    bytes: (n) => {
      const power = n >= 1e9 ? 3 : n >= 1e6 ? 2 : n >= 1e3 ? 1 : 0;
      return `${one(n / 1000 ** power)} ${units[power]}`;
    },
  };
}
