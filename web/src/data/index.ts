/** Attention as data, in browsers and in Node: read, written, and drawn as files, with no engine. */
export { toCsv } from './csv.ts';
export {
  DataError,
  type DataErrorCode,
  formatDocument,
  parseDocument,
  parseText,
  toDocument,
  type WriteOptions,
} from './document.ts';
export { dataOfRun, type RunNames } from './from-run.ts';
export type * from './types.ts';
