/**
 * Attention as data, for programs: read it from any form, write it as JSON, CSV or SVG. No engine, no model, no document object.
 * The package exports it as `attention-playground/data`.
 */
export type { Token } from '../engine/types.js';
export { toCsv } from './csv.ts';
export { parseDocument, parseText } from './document.ts';
export { DataError, type DataErrorCode } from './errors.ts';
export { capturePatterns, dataOfRun, type RunNames } from './from-run.ts';
export type { SvgOptions, SvgTheme, SvgWords } from './svg.ts';
export { type ArcsSvgOptions, arcsSvg } from './svg-arcs.ts';
export { type HeadsSvgOptions, headsSvg } from './svg-heads.ts';
export { type HeadChoice, headOf, type MatrixSvgOptions, matrixSvg } from './svg-matrix.ts';
export { type MechanismPicture, mechanismsSvg } from './svg-mechanisms.ts';
export { type NextSvgOptions, nextSvg } from './svg-next.ts';
export type * from './types.ts';
export { formatDocument, listed, toDocument, type WriteOptions } from './write.ts';
