/**
 * How long a text may become. What a document holds at most (256 MB of weights) is longer, as text, than a string can be,
 * and long before that the memory ends, which nothing can catch: so it is counted first.
 */
import { DataError } from './errors.ts';

/** Half of what V8's strings hold; the parts and the whole are in memory at once. */
const mostCharacters = 2 ** 28;

/** At most so many characters are these weights, a comma after each: nine digits after up to six zeros and a point. */
export function charactersOf(weights: Float32Array): number {
  let characters = 0;
  for (const w of weights) characters += w === 0 || w === 1 ? 2 : w >= 0.01 ? 13 : 17;
  return characters;
}

/** Throws where `what` would be longer than can be written. */
export function needRoom(characters: number, what: string, remedy: string): void {
  if (characters > mostCharacters)
    throw tooLong(what, remedy, `up to ${Math.ceil(characters / 1e6)} million characters`);
}

export const tooLong = (what: string, remedy: string, size = 'more characters than a string holds'): DataError =>
  new DataError('too-large', `${what} would have ${size}; ${remedy}`);
