/** What embed.html can show, by the name in its address, and how each is fetched. */
import type { ShareState } from '../share/types.ts';

export const elements = {
  playground: () => import('../elements/attention-playground.ts'),
  mechanisms: () => import('../mechanisms/attention-mechanisms.ts'),
  matrix: () => import('../embed/matrix.ts'),
  heads: () => import('../embed/heads.ts'),
  arcs: () => import('../embed/arcs.ts'),
  explorer: () => import('../embed/explorer.ts'),
  generation: () => import('../embed/generation.ts'),
} as const;

export type ElementName = keyof typeof elements;
export const isElementName = (name: string): name is ElementName => Object.hasOwn(elements, name);

/** The larger ones put a whole state back; single views have attributes. */
export interface ShownElement extends HTMLElement {
  snapshot?(): Partial<ShareState>;
  restore?(state: Partial<ShareState>): void;
  /** The playground's. */
  readonly store?: { readonly state: { readonly info?: unknown; readonly layer?: number; readonly head?: number } };
}
