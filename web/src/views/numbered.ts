/** `layer` and `head`: numbers, however they are given. Bad input is kept as NaN, so that it can be said. */

/** Frameworks set properties, and what they are given may be a string. */
export function numberIn(value: number | string | null): number | null {
  if (typeof value !== 'string') return value ?? null;
  return value.trim() === '' ? Number.NaN : Number(value);
}

export const numbered = { converter: numberIn };
