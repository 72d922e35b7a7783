/** Failures of reading and writing attention: a code for programs, a sentence with the value and the remedy for people. */

/** Codes a {@link DataError} can carry; stable, so that programs may branch on them. */
export type DataErrorCode =
  | 'not-a-document'
  | 'bad-version'
  | 'bad-token'
  | 'bad-shape'
  | 'bad-weight'
  | 'bad-base64'
  | 'too-large'
  | 'unknown-layer'
  | 'unknown-head'
  | 'bad-option';

/** What was given is no attention, or what was asked for is not in it. */
export class DataError extends Error {
  override readonly name = 'DataError';
  readonly code: DataErrorCode;

  constructor(code: DataErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}

const mostShown = 40;

/** A value as a sentence can hold it: whole numbers and short strings as they are, all else by its kind. */
export function shown(value: unknown): string {
  if (typeof value === 'string') {
    const cut = value.length > mostShown ? `${value.slice(0, mostShown)}…` : value;
    return JSON.stringify(cut);
  }
  if (value === null || typeof value !== 'object') return typeof value === 'function' ? 'a function' : String(value);
  if (Array.isArray(value)) return `an array of ${value.length}`;
  return ArrayBuffer.isView(value) ? `a ${value.constructor.name}` : 'an object';
}
