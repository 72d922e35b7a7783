/** The panels that look closer at one thing; each is fetched when somebody opens it. */
import type { HeadStats } from '../engine/types.ts';
import type { Source } from './source.ts';

export interface PanelElement extends HTMLElement {
  source: Source | null;
}

interface Panel {
  /** Of its element. */
  readonly name: string;
  readonly load: () => Promise<unknown>;
}

export const panels = {
  flash: { name: 'flash-steps', load: () => import('./panels/flash-steps.ts') },
  growth: { name: 'growth-chart', load: () => import('./panels/growth-chart.ts') },
  scale: { name: 'scale-probe', load: () => import('./panels/scale-probe.ts') },
  heads: { name: 'heads-glance', load: () => import('./panels/heads-glance.ts') },
  sharing: { name: 'kv-sharing', load: () => import('./panels/kv-sharing.ts') },
  experts: { name: 'expert-routing', load: () => import('./panels/expert-routing.ts') },
  span: { name: 'span-learning', load: () => import('./panels/span-learning.ts') },
} as const satisfies Record<string, Panel>;

export type PanelId = keyof typeof panels;

/** Detail of `select-head`. */
export type ChosenHead = Pick<HeadStats, 'layer' | 'head'>;
