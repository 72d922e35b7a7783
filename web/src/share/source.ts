/** What the dialog is about: a page or an element, as it is when the dialog asks. */
import type { AttentionData } from '../data/types.ts';
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
  /** Of the compared mechanisms, where those are on the screen. */
  mechanisms(): MechanismsStore | null;
  /** The theme that is seen. */
  readonly theme: 'light' | 'dark';
  /** Puts back what a file says; null where nothing may be changed. */
  readonly restore: ((state: Partial<ShareState>) => void) | null;
}
