/** A state that some program or person wrote as an object: what is good of it, and what is not. The same rules as for a link's. */
import { emptyState, kMostMechanisms, type Problem, readHash, writeHash } from './hash.ts';
import { fromWire, toWire } from './mechanisms.ts';
import type { ShareState } from './types.ts';

export interface CheckedState {
  readonly state: Partial<ShareState>;
  readonly problems: readonly Problem[];
}

/** Another value than any state has: with it as the default, every member is written. */
const other = { ...emptyState, mechanisms: [{ softcap: -1 }], length: -1, sampling: {}, theme: '', tab: '', scale: '' };

/** Members that are missing stay missing; a text or a comparison may be longer than one that fits a link. Never throws. */
export function checkState(value: unknown): CheckedState {
  // A string has a length too.
  const given = (typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {}) as Record<
    string,
    unknown
  >;
  const problems: Problem[] = [];
  let state: Partial<ShareState> = {};
  for (const member of Object.keys(emptyState) as (keyof ShareState)[]) {
    if (!Object.hasOwn(given, member) || given[member] === undefined) continue;
    const good = goodMember(member, given[member]);
    if (good) state = { ...state, ...good };
    else problems.push({ key: member, value: shortly(given[member]), why: 'bad' });
  }
  return { state, problems };
}

/** Null for what is no good value: of another shape, or something that no JSON can hold (a cycle, a BigInt). */
function goodMember(member: keyof ShareState, value: unknown): Partial<ShareState> | null {
  try {
    return checkMember(member, value);
  } catch {
    return null;
  }
}

/** Its beginning, as JSON where it has one. */
function shortly(value: unknown): string {
  try {
    return String(JSON.stringify(value) ?? '').slice(0, 40);
  } catch {
    return typeof value;
  }
}

/** By way of a hash: one reader judges both. */
function checkMember(member: keyof ShareState, value: unknown): Partial<ShareState> | null {
  if (member === 'text' || member === 'queries') return typeof value === 'string' ? { [member]: value } : null;
  if (member === 'view') return value === 'playground' || value === 'mechanisms' ? { view: value } : null;
  const written = JSON.stringify(value);
  // What is as usual is not written, and is good.
  if (written === JSON.stringify(emptyState[member])) return { [member]: value };
  // A painted mask need not fit a link.
  if (member === 'mechanisms') {
    const mechanisms = Array.isArray(value) ? fromWire(toWire(value)) : undefined;
    const good = mechanisms && mechanisms.length <= kMostMechanisms && JSON.stringify(mechanisms) === written;
    return good ? { mechanisms } : null;
  }
  const { hash, left } = writeHash({ ...emptyState, [member]: value } as ShareState, other as unknown as ShareState);
  const { state, problems } = readHash(hash);
  const same = JSON.stringify(state[member]) === written;
  return problems.length === 0 && left.length === 0 && same ? { [member]: state[member] } : null;
}
