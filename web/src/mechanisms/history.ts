/** Undo and redo over values that are replaced, never changed in place. */

const kMost = 200;

export interface History<T> {
  readonly past: readonly T[];
  readonly now: T;
  readonly future: readonly T[];
  /** What the last change was of; changes of the same thing in one go are one step. */
  readonly gesture: string;
}

export const begin = <T>(now: T): History<T> => ({ past: [], now, future: [], gesture: '' });

/** `gesture`: a drag of one knob, one stroke: all its changes are undone at once. '' is a step of its own. */
export function change<T>(history: History<T>, now: T, gesture = ''): History<T> {
  if (now === history.now) return history;
  const same = gesture !== '' && gesture === history.gesture;
  const past = same ? history.past : [...history.past, history.now].slice(-kMost);
  return { past, now, future: [], gesture };
}

/** In the place of what is now, without a step: what follows from the text and was not asked for. */
export const amend = <T>(history: History<T>, now: T): History<T> =>
  now === history.now ? history : { ...history, now };

/** Whatever comes next is a new step. */
export const seal = <T>(history: History<T>): History<T> =>
  history.gesture === '' ? history : { ...history, gesture: '' };

export function undo<T>(history: History<T>): History<T> {
  const now = history.past.at(-1);
  if (now === undefined) return history;
  return { past: history.past.slice(0, -1), now, future: [history.now, ...history.future], gesture: '' };
}

export function redo<T>(history: History<T>): History<T> {
  const [now, ...future] = history.future;
  if (now === undefined) return history;
  return { past: [...history.past, history.now], now, future, gesture: '' };
}
