/** Flags and what they may be: every wrong one ends in a sentence that names it. */
import { parseArgs } from 'node:util';

/** The call was wrong; nothing was done. */
export class Usage extends Error {}

/** Values and texts of one command. */
export function readArguments(args, options) {
  const help = { help: { type: 'boolean', short: 'h' } };
  try {
    return parseArgs({ args, options: { ...options, ...help }, allowPositionals: true });
  } catch (error) {
    throw new Usage(error.message.split('\n')[0]);
  }
}

export function number(values, name) {
  const given = values[name];
  if (given === undefined) return undefined;
  const value = Number(given);
  if (given.trim() === '' || Number.isNaN(value)) {
    throw new Usage(`--${name} is ${JSON.stringify(given)}; it must be a number`);
  }
  return value;
}

export function whole(values, name) {
  const value = number(values, name);
  if (value !== undefined && !(Number.isSafeInteger(value) && value >= 0)) {
    throw new Usage(`--${name} is ${values[name]}; it must be a whole number from 0 to ${Number.MAX_SAFE_INTEGER}`);
  }
  return value;
}

export function between(values, name, least, most) {
  const value = number(values, name);
  if (value !== undefined && !(value >= least && value <= most)) {
    throw new Usage(`--${name} is ${values[name]}; it must be a number from ${least} to ${most}`);
  }
  return value;
}

export function choice(values, name, allowed) {
  const value = values[name];
  if (value !== undefined && !allowed.includes(value)) {
    throw new Usage(`--${name} is ${JSON.stringify(value)}; it must be one of ${allowed.join(', ')}`);
  }
  return value;
}

/** The one text, '' for none: quotes keep it together. */
export function oneText(texts) {
  if (texts.length > 1) throw new Usage(`${texts.length} texts are given; put one text in quotes`);
  return texts[0] ?? '';
}

export function needModel(values) {
  if (!values.model) throw new Usage('--model is missing: give the folder of a model');
  return values.model;
}
