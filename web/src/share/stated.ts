/**
 * The attribute `state` of the elements: what stands behind the ? of a link (hash.ts), for what other attributes do not
 * say. What they, or the properties of their names, do say holds.
 */
import { readHash } from './hash.ts';
import type { ShareState } from './types.ts';

export type Stated = HTMLElement & { restore(state: Partial<ShareState>): void };

const attributes: readonly (readonly [name: string, member: keyof ShareState])[] = [
  ['model', 'model'],
  ['text', 'text'],
  ['layer', 'layer'],
  ['head', 'head'],
  ['mechanism', 'mechanisms'],
  ['compare', 'mechanisms'],
  ['theme', 'theme'],
  ['lang', 'language'],
];

/** What an element was given when its state was read first: from then on its properties hold what was restored, too. */
const given = new WeakMap<Element, ReadonlySet<string>>();

function givenTo(element: Element): ReadonlySet<string> {
  const known = given.get(element);
  if (known) return known;
  const names = attributes.map(([name]) => name);
  const isSaid = (name: string) => ![undefined, null, ''].includes(Reflect.get(element, name));
  const said = new Set(names.filter((name) => element.hasAttribute(name) || isSaid(name)));
  given.set(element, said);
  return said;
}

/** A whole address, or what stands behind its #, does as well. No good value has a # or ? in it: both are encoded. */
const queryOf = (text: string): string => text.trim().replace(/^[^=&]*[#?]/, '');

/** Restores what the attribute says. What of it is bad is said by console.warn, and is as if it were not there. */
export function restoreState(element: Stated, text: string): void {
  // An attribute may be as long as its page likes.
  const { state, problems } = readHash(`?${queryOf(text)}`, Number.POSITIVE_INFINITY);
  for (const { key, value, why } of problems) {
    const what = why === 'newer' ? 'a version that this one cannot read' : 'no good value; the rest holds';
    console.warn(`${element.localName}: state has ${key}=${value}, ${what}`);
  }
  const said = givenTo(element);
  const held = new Set<string>(attributes.flatMap(([name, member]) => (said.has(name) ? [member] : [])));
  const rest = Object.entries(state).filter(([member]) => !held.has(member));
  const { theme, language, ...choices }: Partial<ShareState> = Object.fromEntries(rest);
  if (theme) element.setAttribute('theme', theme);
  if (language) element.setAttribute('lang', language);
  element.restore(choices);
}
