/** All panels of the Mechanisms view; each can also be imported on its own. */
export { ExpertRouting } from './expert-routing.ts';
export { FlashSteps } from './flash-steps.ts';
export { GrowthChart } from './growth-chart.ts';
export { HeadsGlance } from './heads-glance.ts';
export { KvSharing } from './kv-sharing.ts';
export { ScaleProbePanel } from './scale-probe.ts';
export { SpanLearning } from './span-learning.ts';
