/** Numbers as people read them: fixed places where they stand in columns, significant digits where they vary. */

const minus = '−';

const signed = (text: string): string => text.replace(/^-/, minus).replace('e-', `e${minus}`).replace('e+', 'e');

/** A weight or a score in [0, 1]: `0.731`; a zero that is exactly none is `0`, one that only rounds to it is `<0.001`. */
export function weight(w: number): string {
  if (w === 0) return '0';
  if (Number.isNaN(w)) return 'NaN';
  return w > 0 && w < 0.0005 ? '<0.001' : signed(w.toFixed(3));
}

/** For a cell of a matrix, where there is room for three characters: `.73`, `1`, `0`. */
export function shortWeight(w: number): string {
  if (w === 0) return '0';
  const text = w.toFixed(2);
  return text === '1.00' ? '1' : text.replace(/^0/, '');
}

/** `12.3%`; `<0.1%` below what that shows; `0%` for none. */
export function percent(p: number): string {
  if (p === 0) return '0%';
  return p > 0 && p < 0.0005 ? '<0.1%' : `${(p * 100).toFixed(1)}%`;
}

/** Four significant digits (or `digits`), a real minus, ∞ for infinity: `−1.234`, `0.02500`, `1.3e−7`. */
export function significant(x: number, digits = 4): string {
  if (x === 0) return '0';
  if (!Number.isFinite(x)) return Number.isNaN(x) ? 'NaN' : x > 0 ? '∞' : `${minus}∞`;
  const size = Math.abs(x);
  if (size < 1e-4 || size >= 1e6) return signed(x.toExponential(digits - 1));
  return signed(x.toPrecision(digits).includes('e') ? String(Math.round(x)) : x.toPrecision(digits));
}

/** Every digit that tells this 32-bit number from its neighbours, for titles. */
export function exact(x: number): string {
  for (let digits = 6; digits < 9; digits++) {
    if (Math.fround(Number(x.toPrecision(digits))) === Math.fround(x))
      return signed(String(Number(x.toPrecision(digits))));
  }
  return signed(String(Number(x.toPrecision(9))));
}

/** A change with its sign always shown: `+1.2`, `−0.4`, `±0.0`. */
export function change(x: number, places = 1): string {
  const text = Math.abs(x).toFixed(places);
  if (Number(text) === 0) return `±${text}`;
  return `${x > 0 ? '+' : minus}${text}`;
}
