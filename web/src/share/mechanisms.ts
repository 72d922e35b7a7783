/**
 * The compared mechanisms in an address: `alibi,sliding_window` where all are named ones, else JSON in which a painted
 * mask's rows are bits (a picture of 64 x 64 is 690 characters then, not 4,600).
 */
import type { MechanismSpec } from '../engine/types.ts';

type Mechanisms = readonly (string | MechanismSpec)[];

/** Parts in one another: far more than anybody reads. */
const kDeepest = 16;
const kMostSide = 4096;
const name = /^[a-z0-9_-]{1,64}$/;

export function toWire(mechanisms: Mechanisms): string {
  if (mechanisms.every((entry) => typeof entry === 'string' && name.test(entry))) return mechanisms.join(',');
  return JSON.stringify(mechanisms, (key, value) => (key === 'rows' ? (pack(value) ?? value) : value));
}

/** Undefined for what is no list of mechanisms. Whether the engine has them is for the engine to say. */
export function fromWire(text: string): Mechanisms | undefined {
  if (text === '') return [];
  if (!text.startsWith('[')) {
    const names = text.split(',');
    return names.every((entry) => name.test(entry)) ? names : undefined;
  }
  try {
    const value: unknown = JSON.parse(text, (key, inner) => (key === 'rows' ? (unpack(inner) ?? inner) : inner));
    return Array.isArray(value) && value.every(isMechanism) ? value : undefined;
  } catch {
    return undefined;
  }
}

const isMechanism = (value: unknown): boolean =>
  typeof value === 'string'
    ? name.test(value)
    : typeof value === 'object' && value !== null && !Array.isArray(value) && isShallow(value, kDeepest);

function isShallow(value: unknown, left: number): boolean {
  if (typeof value !== 'object' || value === null) return true;
  return left > 0 && Object.values(value).every((inner) => isShallow(inner, left - 1));
}

/** Equally long rows of # and . as "rows x columns:bits", the bits as base64url, first bit highest. */
function pack(rows: unknown): string | undefined {
  const width = Array.isArray(rows) && typeof rows[0] === 'string' ? rows[0].length : 0;
  if (!Array.isArray(rows) || width === 0 || width > kMostSide || rows.length > kMostSide) return undefined;
  if (!rows.every((row) => typeof row === 'string' && row.length === width && /^[#.]*$/.test(row))) return undefined;
  const cells = rows.join('');
  const bytes = new Uint8Array(Math.ceil(cells.length / 8));
  for (let n = 0; n < cells.length; n++) if (cells[n] === '#') bytes[n >> 3]! |= 128 >> (n & 7);
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  const bits = btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
  return `${rows.length}x${width}:${bits}`;
}

function unpack(value: unknown): string[] | undefined {
  const [, height = '', width = '', bits = ''] =
    (typeof value === 'string' && /^(\d{1,4})x(\d{1,4}):([\w-]*)$/.exec(value)) || [];
  const [h, w] = [Number(height), Number(width)];
  // Few bits cannot ask for many cells.
  if (h === 0 || w === 0 || bits.length !== Math.ceil((Math.ceil((h * w) / 8) * 4) / 3)) return undefined;
  const binary = atob(bits.replaceAll('-', '+').replaceAll('_', '/'));
  const cell = (n: number) => ((binary.charCodeAt(n >> 3) & (128 >> (n & 7))) === 0 ? '.' : '#');
  return Array.from({ length: h }, (_, i) => Array.from({ length: w }, (_, j) => cell(i * w + j)).join(''));
}
