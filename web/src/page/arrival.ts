/** What a link asks for and its model or its text has none of: known when those are there. */
import type { AttentionPlayground } from '../elements/attention-playground.ts';
import { existingMutes } from '../elements/choices.ts';
import type { State } from '../elements/state.ts';
import type { ModelInfo } from '../engine/types.ts';
import type { Problem } from '../share/hash.ts';
import type { ShareState } from '../share/types.ts';

type Wanted = Pick<ShareState, 'layer' | 'head' | 'mutes'>;

const missing = (key: string, value: string): Problem => ({ key, value: value.slice(0, 40), why: 'missing' });

/** Of a head and mutes those that the model has, the usual ones in the place of others; and what there is none of. */
export function existing(
  { layer, head, mutes }: Wanted,
  usual: Wanted,
  info: ModelInfo,
): { readonly good: Wanted; readonly problems: readonly Problem[] } {
  const lacks = (number: number | null, count: number): number is number => number !== null && number >= count;
  const [noLayer, noHead] = [lacks(layer, info.layers), lacks(head, info.heads)];
  const kept = existingMutes(mutes, info);
  const lost = mutes.filter((key) => !kept.includes(key));
  return {
    good: { layer: noLayer ? usual.layer : layer, head: noHead ? usual.head : head, mutes: kept },
    problems: [
      ...(noLayer ? [missing('layer', String(layer))] : []),
      ...(noHead ? [missing('head', String(head))] : []),
      ...(lost.length > 0 ? [missing('mute', lost.join(','))] : []),
    ],
  };
}

/** Puts a link's state into the playground; tells `onMissing`, then or later, what of it there is none of. */
export class Arrival {
  readonly #playground: AttentionPlayground;
  readonly #onMissing: (problems: readonly Problem[]) => void;
  #stop: () => void = () => undefined;

  constructor(playground: AttentionPlayground, onMissing: (problems: readonly Problem[]) => void) {
    this.#playground = playground;
    this.#onMissing = onMissing;
  }

  restore(state: ShareState, usual: Wanted): void {
    this.#stop();
    // Whether another model has to be loaded first is seen from what happens.
    this.#playground.restore({ model: state.model });
    const { store } = this.#playground;
    const { phase, info } = store.state;
    const here = phase === 'ready' && info !== null;
    const now = here ? existing(state, usual, info) : { good: {}, problems: [] };
    this.#playground.restore({ ...state, ...now.good });
    this.#tell(now.problems);
    let checked = here;
    let over = false;
    const look = () => {
      if (over) return;
      const { phase, info } = store.state;
      if (!checked && phase === 'ready' && info) {
        // What is put right below comes back here.
        checked = true;
        this.#check(info, state, usual);
      }
      over = isOver(store.state, state) || (checked && this.#placed(store.state, state));
      if (over) this.#stop();
    };
    this.#stop = store.subscribe(look);
    if (here) look();
  }

  #tell(problems: readonly Problem[]): void {
    if (problems.length > 0) this.#onMissing(problems);
  }

  #check(info: ModelInfo, state: ShareState, usual: Wanted): void {
    const { good, problems } = existing(state, usual, info);
    // Before the playground takes what it was asked for, and says by itself that it cannot.
    if (problems.length > 0) this.#playground.restore(good);
    this.#tell(problems);
  }

  /** True once the text's tokens are there. */
  #placed({ shown, text }: State, { cell }: ShareState): boolean {
    if (!cell) return true;
    if (shown?.text !== text) return false;
    const size = shown.tokens.length;
    if (cell.query >= size || cell.key >= size) this.#tell([missing('cell', `${cell.query},${cell.key}`)]);
    return true;
  }
}

/** It could not be loaded, or somebody has typed since. */
const isOver = ({ phase, failure, text }: State, state: ShareState): boolean =>
  phase === 'failed' || (phase === 'ready' && failure?.during === 'load') || text !== state.text;
