/** Elements of live views by what they show; the script of each is fetched when the first of its kind is made. */
import type { LiveSetup, PanelName } from './entries.ts';

const panels: Readonly<Record<PanelName, () => Promise<unknown>>> = {
  'flash-steps': () => import('../mechanisms/panels/flash-steps.ts'),
  'growth-chart': () => import('../mechanisms/panels/growth-chart.ts'),
  'heads-glance': () => import('../mechanisms/panels/heads-glance.ts'),
  'kv-sharing': () => import('../mechanisms/panels/kv-sharing.ts'),
  'scale-probe': () => import('../mechanisms/panels/scale-probe.ts'),
  'expert-routing': () => import('../mechanisms/panels/expert-routing.ts'),
  'span-learning': () => import('../mechanisms/panels/span-learning.ts'),
};

const views = {
  compare: () => import('./views/learn-compare.ts'),
  edit: () => import('./views/learn-edit.ts'),
  swap: () => import('./views/learn-swap.ts'),
  tokens: () => import('./views/learn-tokens.ts'),
  pair: () => import('./views/learn-pair.ts'),
  mask: () => import('./views/learn-mask.ts'),
  softmax: () => import('./views/learn-softmax.ts'),
  mix: () => import('./views/learn-mix.ts'),
  mute: () => import('./views/learn-mute.ts'),
  stream: () => import('./views/learn-stream.ts'),
  network: () => import('./views/learn-network.ts'),
  order: () => import('./views/learn-order.ts'),
  cache: () => import('./views/learn-cache.ts'),
  cross: () => import('./views/learn-cross.ts'),
  next: () => import('./views/learn-next.ts'),
} as const satisfies Record<Exclude<LiveSetup['kind'], 'panel'>, () => Promise<unknown>>;

export async function makeView(setup: LiveSetup): Promise<HTMLElement> {
  if (setup.kind === 'panel') {
    await panels[setup.panel]();
    return document.createElement(setup.panel);
  }
  await views[setup.kind]();
  return Object.assign(document.createElement(`learn-${setup.kind}`), { setup });
}
