/** Options of pictures as programs in plain JavaScript give them: a wrong one is named, and never gets into a picture. */
import type { ScaleBy } from '../style/scale.ts';
import { DataError, shown } from './errors.ts';
import type { SvgOptions, SvgTheme } from './svg.ts';

const themes: readonly SvgTheme[] = ['light', 'dark', 'print'];
const scaleNames: readonly ScaleBy[] = ['linear', 'sqrt'];

const wrong = (name: string, value: unknown, remedy: string): DataError =>
  new DataError('bad-option', `${name} is ${shown(value)}; it must be ${remedy}`);

function oneOf(name: string, value: unknown, known: readonly string[]): void {
  if (typeof value === 'string' && known.includes(value)) return;
  throw wrong(name, value, `one of ${known.join(', ')}`);
}

function text(name: string, value: unknown): void {
  if (value !== undefined && typeof value !== 'string') throw wrong(name, value, 'a string');
}

export function checkLook({ theme = 'light', scale = 'linear', heading, title, description, words }: SvgOptions): void {
  oneOf('theme', theme, themes);
  oneOf('scale', scale, scaleNames);
  for (const [name, value] of Object.entries({ heading, title, description })) text(name, value);
  for (const [name, value] of Object.entries(words ?? {})) text(`words.${name}`, value);
}

export function checkShare(name: string, value: unknown): void {
  if (typeof value === 'number' && value >= 0 && value <= 1) return;
  throw wrong(name, value, 'a number from 0 to 1');
}

export function checkCount(name: string, value: unknown): void {
  if (Number.isSafeInteger(value) && (value as number) >= 0) return;
  throw wrong(name, value, 'a whole number from 0');
}
