/** A state that some program or person wrote as an object: what is good of it, and what is not. The same rules as for a link's. */
import { emptyState, type Problem, readHash, writeHash } from './hash.ts';
import type { ShareState } from './types.ts';

export interface CheckedState {
  readonly state: Partial<ShareState>;
  readonly problems: readonly Problem[];
}

/** Another value than any state has: with it as the default, every member is written. */
const other = { ...emptyState, mechanisms: [{ softcap: -1 }], length: -1, sampling: {}, theme: '', tab: '', scale: '' };

/** Members that are missing stay missing; a text may be longer than one that fits a link. */
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
    const good = checkMember(member, given[member]);
    if (good) state = { ...state, ...good };
    else problems.push({ key: member, value: String(JSON.stringify(given[member]) ?? '').slice(0, 40), why: 'bad' });
  }
  return { state, problems };
}

/** By way of a hash: one reader judges both. */
function checkMember(member: keyof ShareState, value: unknown): Partial<ShareState> | null {
  if (member === 'text') return typeof value === 'string' ? { text: value } : null;
  if (member === 'view') return value === 'playground' || value === 'mechanisms' ? { view: value } : null;
  // What is as usual is not written, and is good.
  if (JSON.stringify(value) === JSON.stringify(emptyState[member])) return { [member]: value };
  try {
    const written = writeHash({ ...emptyState, [member]: value } as ShareState, other as unknown as ShareState);
    const { state, problems } = readHash(written.hash);
    const same = JSON.stringify(state[member]) === JSON.stringify(value);
    return problems.length === 0 && written.left.length === 0 && same ? { [member]: state[member] } : null;
  } catch {
    // An object of another shape than a state has.
    return null;
  }
}
