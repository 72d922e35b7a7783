/**
 * A {@link ShareState} as the part of an address after its #, and back:
 *
 *     mechanisms?v=1&text=Anna+had+a+red+kite.&layer=2&head=3&mute=0.1,2.3&m=alibi,sliding_window&theme=dark
 *
 * Only what differs from the defaults is written. Whatever is read was typed by somebody, or cut by a mail program: a
 * bad value is reported and has its default, unknown keys are passed over, and nothing throws.
 */
import { ranges, readField, type SamplingField } from '../elements/sampling.ts';
import type { MechanismSpec } from '../engine/types.ts';
import { fromWire, toWire } from './mechanisms.ts';
import { isModelAddress } from './model-address.ts';
import { readValue, writeValue } from './percent.ts';
import type { ShareState } from './types.ts';

export { isModelAddress };

export const kVersion = 1;
/** Characters after the #, at most. Longer addresses are cut or refused by some that pass them on. */
export const kLongest = 8000;
/** Tokens that one Play adds, at most; as the page's own box allows. */
const kMostTokens = 4096;
/** More than any model has, of layers, heads, positions and muted heads. */
const kMostNumber = 99_999;
const kMostMutes = 1024;
export const kMostMechanisms = 16;

export const emptyState: ShareState = {
  view: 'playground',
  model: '',
  text: '',
  tab: 'matrix',
  scale: 'linear',
  layer: null,
  head: null,
  cell: null,
  mutes: [],
  mechanisms: [],
  queries: '',
  sampling: {},
  length: 60,
  theme: 'auto',
  language: '',
};

export interface Problem {
  /** The key in the hash; '' where it is the hash itself. */
  readonly key: string;
  /** What stood there, or its beginning. */
  readonly value: string;
  /** `missing`: well written, but there is none of that number or name. */
  readonly why: 'bad' | 'newer' | 'too-long' | 'missing';
}

export interface ReadHash {
  /** What the hash says; what it does not say, or says badly, is not there. */
  readonly state: Partial<ShareState>;
  /** It has a state at all: `#mechanisms` alone only names a view. */
  readonly whole: boolean;
  readonly problems: readonly Problem[];
}

export interface WrittenHash {
  /** Without the #. */
  readonly hash: string;
  /** Members that did not fit. */
  readonly left: readonly (keyof ShareState)[];
}

interface Field {
  readonly key: string;
  readonly member: keyof ShareState;
  /** Null: as the default. */
  readonly write: (state: ShareState, defaults: ShareState) => string | null;
  /** Undefined: no good value. */
  readonly read: (text: string, state: Partial<ShareState>) => Partial<ShareState> | undefined;
}

const whole = (text: string): number | undefined => {
  const n = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  return n <= kMostNumber ? n : undefined;
};

/** Two whole numbers; undefined where it is anything else. */
function pair(text: string, by: string): readonly [number, number] | undefined {
  const [a, b, ...rest] = text.split(by).map(whole);
  return a === undefined || b === undefined || rest.length > 0 ? undefined : [a, b];
}

function choice<K extends 'tab' | 'scale' | 'theme'>(member: K, values: readonly ShareState[K][]): Field {
  return {
    key: member,
    member,
    write: (state, defaults) => (state[member] === defaults[member] ? null : state[member]),
    read: (text) => {
      const value = values.find((known) => known === text);
      return value === undefined ? undefined : { [member]: value };
    },
  };
}

const number = (member: 'layer' | 'head'): Field => ({
  key: member,
  member,
  write: (state, defaults) => (state[member] === defaults[member] ? null : String(state[member] ?? '')),
  // Empty: the one that the page would choose.
  read: (text) => {
    const n = text === '' ? null : whole(text);
    return n === undefined ? undefined : { [member]: n };
  },
});

const sampled = (field: SamplingField | 'greedy'): Field => ({
  key: field,
  member: 'sampling',
  write: ({ sampling }, defaults) => {
    const value = sampling[field];
    if (value === undefined || value === defaults.sampling[field]) return null;
    return typeof value === 'boolean' ? String(Number(value)) : String(value);
  },
  read: (text, { sampling }) => {
    const flag = text === '1' ? true : text === '0' ? false : undefined;
    const value = field === 'greedy' ? flag : (readField(field, text) ?? undefined);
    return value === undefined ? undefined : { sampling: { ...sampling, [field]: value } };
  },
});

const string = (
  key: string,
  member: 'text' | 'queries' | 'model' | 'language',
  good: (text: string) => boolean,
): Field => ({
  key,
  member,
  write: (state, defaults) => (state[member] === defaults[member] ? null : state[member]),
  read: (text) => (good(text) ? { [member]: text } : undefined),
});

/** As BCP 47 has them; whether there are words for it is not decided here. */
const isTag = (text: string): boolean => /^([a-z]{2,3}(-[a-z0-9]{2,8})*)?$/i.test(text);

const fields: readonly Field[] = [
  string('text', 'text', () => true),
  string('model', 'model', isModelAddress),
  choice('tab', ['matrix', 'arcs']),
  choice('scale', ['linear', 'sqrt']),
  number('layer'),
  number('head'),
  {
    key: 'cell',
    member: 'cell',
    write: ({ cell }) => cell && `${cell.query},${cell.key}`,
    read: (text) => {
      const numbers = pair(text, ',');
      return numbers && { cell: { query: numbers[0], key: numbers[1] } };
    },
  },
  {
    key: 'mute',
    member: 'mutes',
    write: ({ mutes }) => (mutes.length > 0 ? mutes.join(',') : null),
    read: (text) => {
      if (text === '') return { mutes: [] };
      const mutes = [...new Set(text.split(',').map((key) => pair(key, '.')?.join('.')))];
      const good = mutes.filter((key) => key !== undefined);
      return good.length === mutes.length && good.length <= kMostMutes ? { mutes: good } : undefined;
    },
  },
  {
    key: 'm',
    member: 'mechanisms',
    write: ({ mechanisms }, defaults) => {
      const wire = toWire(mechanisms);
      return wire === toWire(defaults.mechanisms) ? null : wire;
    },
    read: (text) => {
      const mechanisms: readonly (string | MechanismSpec)[] | undefined = fromWire(text);
      return mechanisms && mechanisms.length <= kMostMechanisms ? { mechanisms } : undefined;
    },
  },
  string('queries', 'queries', () => true),
  ...(['greedy', ...(Object.keys(ranges) as SamplingField[])] as const).map(sampled),
  {
    key: 'length',
    member: 'length',
    write: ({ length }, defaults) => (length === defaults.length ? null : String(length)),
    read: (text) => {
      const length = whole(text) ?? 0;
      return length >= 1 && length <= kMostTokens ? { length } : undefined;
    },
  },
  choice('theme', ['auto', 'light', 'dark']),
  string('lang', 'language', isTag),
];

/** `defaults`: what a page without a hash shows. `longest`: characters, at most. */
export function writeHash(state: ShareState, defaults: ShareState = emptyState, longest = kLongest): WrittenHash {
  const said = fields.flatMap(({ key, member, write }) => {
    const value = write(state, defaults);
    // A text that is far too long need not be written out to know it.
    if (value === null) return [];
    return [{ member, part: value.length > longest ? null : `&${key}=${writeValue(value)}` }];
  });
  const start = `${state.view}?v=${kVersion}`;
  const left: (keyof ShareState)[] = [];
  const size = () => said.reduce((sum, { part }) => sum + (part?.length ?? Number.POSITIVE_INFINITY), start.length);
  while (size() > longest) {
    const length = ({ part }: (typeof said)[number]) => part?.length ?? Number.POSITIVE_INFINITY;
    const longest = said.reduce((a, b) => (length(b) > length(a) ? b : a));
    left.push(longest.member);
    said.splice(said.indexOf(longest), 1);
  }
  // A mail program takes a full stop at the end for the sentence's.
  const hash = (start + said.map(({ part }) => part).join('')).replace(/\.$/, '%2E');
  return { hash: said.length > 0 || left.length > 0 ? hash : state.view, left };
}

/** `hash` as location.hash gives it, with its # or without; `longest` as {@link writeHash} has it. */
export function readHash(hash: string, longest = kLongest): ReadHash {
  const text = hash.replace(/^#/, '');
  const at = text.indexOf('?');
  const view = (at < 0 ? text : text.slice(0, at)) === 'mechanisms' ? 'mechanisms' : 'playground';
  if (at < 0) return { state: { view }, whole: false, problems: [] };
  const problem = (key: string, value: string, why: Problem['why']): Problem => ({
    key,
    value: value.slice(0, 40),
    why,
  });
  if (text.length > longest) return { state: { view }, whole: true, problems: [problem('', text, 'too-long')] };
  const given = new Map<string, string>();
  for (const part of text.slice(at + 1).split('&')) {
    const [, key = '', value = ''] = /^([^=]*)=?(.*)$/s.exec(part) ?? [];
    // The first one counts, as in every query.
    if (!given.has(key)) given.set(key, value);
  }
  const version = whole(given.get('v') ?? String(kVersion));
  if (version !== kVersion) {
    const why = version !== undefined && version > kVersion ? 'newer' : 'bad';
    return { state: { view }, whole: true, problems: [problem('v', given.get('v') ?? '', why)] };
  }
  const problems: Problem[] = [];
  let state: Partial<ShareState> = { view };
  for (const { key, read } of fields) {
    const raw = given.get(key);
    if (raw === undefined) continue;
    const value = readValue(raw);
    const good = value === undefined ? undefined : read(value, state);
    if (good) state = { ...state, ...good };
    else problems.push(problem(key, value ?? raw, 'bad'));
  }
  return { state, whole: true, problems };
}
