import { css } from 'lit';

export const flashStyle = css`
  .player { display: flex; flex-wrap: wrap; gap: 6px 8px; align-items: center; }
  .player .group { display: flex; direction: ltr; }
  .player .group .button { border-radius: 0; margin-inline-start: -1px; min-width: 34px; }
  .player .group .button:first-child { border-radius: var(--ap-radius) 0 0 var(--ap-radius); }
  .player .group .button:last-child { border-radius: 0 var(--ap-radius) var(--ap-radius) 0; }
  .player .play { min-width: 74px; }
  .player .scrub { flex: 1 1 180px; display: flex; gap: 8px; align-items: center; min-width: 0; }
  .player .scrub input { flex: 1; width: auto; min-width: 0; }
  .player output { white-space: nowrap; }
  .where { min-height: 38px; }

  .tiles { stroke: var(--ap-line); fill: none; }
  .skipped { stroke: none; fill: url(#skip); }
  .hatching { stroke: var(--ap-line-strong); stroke-width: 1; }
  .done { stroke: var(--ap-line-strong); fill: none; }
  .now { stroke: var(--ap-ink); stroke-width: 2.5; fill: none; }
  .now-under { stroke: var(--ap-paper); stroke-width: 5; fill: none; }
  .rows { fill: var(--ap-query); }
  .columns { fill: var(--ap-key); }

  .state { max-height: 420px; }
  .state th, .state td { vertical-align: middle; }
  .state td.bars-cell { width: 45%; padding-block: 1px; }
  .state thead th { position: sticky; top: 0; background: var(--ap-paper); z-index: 1; }
  .state th bdi { color: var(--ap-query); }
  .state .up::before { content: '▲ '; font-size: 8px; vertical-align: 1px; color: var(--ap-key); }
  .bars { display: block; width: 100%; height: 20px; background: var(--ap-surface); }
  .bars rect { fill: var(--ap-output); }
  .bars line { stroke: var(--ap-line-strong); stroke-width: 1px; vector-effect: non-scaling-stroke; opacity: 0.7; }
  .partial rect { opacity: 0.6; }
  .end { border-inline-start: 2px solid var(--ap-line); padding: 2px 0; padding-inline-start: 10px; min-height: 42px; }
  .end.reached { border-color: var(--ap-output); }
  .costs { max-width: 560px; }
  .costs tbody th { white-space: normal; }
`;
