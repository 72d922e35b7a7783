/** What the dialog is about: a page or an element, as it is when the dialog asks. */
import type { AttentionData } from '../data/types.ts';
import type { AttentionPlayground } from '../elements/attention-playground.ts';
import type { Cell } from '../elements/state.ts';
import type { MechanismsStore } from '../mechanisms/store.ts';
import type { WrittenHash } from './hash.ts';
import type { ShareState } from './types.ts';

export interface ShareSource {
  /** With the theme and the language that are seen, whoever chose them. */
  state(): ShareState;
  /** Null where there is no page that a link could open. */
  link(): (WrittenHash & { readonly url: string }) | null;
  /** The model came from files: no address names it. */
  readonly fromFiles: boolean;
  /** The folder with element/ and models/ in it; ends with /. '' where code to paste is not this one's to give. */
  readonly base: string;
  /** What is on the screen; null while there is nothing. */
  data(): AttentionData | null;
  /** What the model at work is called: to people, and by itself. */
  names(): readonly string[];
  /** How the head is drawn, whoever chose it. */
  lit(): Lit;
  /** Of the compared mechanisms, where those are on the screen. */
  mechanisms(): MechanismsStore | null;
  /** The theme that is seen. */
  readonly theme: 'light' | 'dark';
  /**
   * Puts back what a file says, and resolves when it is on the screen: with what could not be shown, or ''. Null where
   * nothing may be changed.
   */
  readonly restore: ((state: Partial<ShareState>) => Promise<string>) | null;
}

export interface Lit {
  /** The chosen cell, or the one that follows the last token. */
  readonly cell: Cell | null;
  /** The least weight that is drawn as an arc; undefined where no arcs are on the screen. */
  readonly threshold: number | undefined;
}

/** How a playground draws its head. */
export function litIn({ renderRoot, store }: AttentionPlayground): Lit {
  const { threshold } = renderRoot.querySelector('attention-arcs') ?? {};
  return { cell: store.state.cell, threshold };
}

export const namesOf = ({ data, info }: AttentionPlayground): readonly string[] =>
  [data?.model, info?.name].filter((name) => name !== undefined);

/** Restores by `act`, and resolves when nothing is loading or computing any more: with what went wrong since, or ''. */
export async function arrived(playground: AttentionPlayground, act: () => void): Promise<string> {
  const { store } = playground;
  const { failure: before } = store.state;
  act();
  await new Promise<void>((resolve) => {
    const isDone = () => store.state.phase !== 'loading';
    if (isDone()) return resolve();
    const stop = store.subscribe(() => {
      if (!isDone()) return;
      stop();
      resolve();
    });
  });
  await playground.settled();
  const { failure } = store.state;
  return failure && failure !== before ? failure.message : '';
}
