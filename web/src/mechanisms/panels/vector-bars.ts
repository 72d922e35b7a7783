/** A vector as bars around zero, one a component, in the colour of its role. */
import { html, svg, type TemplateResult } from 'lit';

/** `range`: the magnitude that fills half the height. */
export function vectorBars(values: Float32Array, range: number, role: 'q' | 'k' | 'v' | 'z'): TemplateResult {
  const bars = Array.from(values, (x, n) => {
    const size = range > 0 ? Math.min(1, Math.abs(x) / range) : 0;
    return svg`<rect x=${n + 0.1} width="0.8" y=${x > 0 ? 1 - size : 1} height=${Math.max(0.02, size)}></rect>`;
  });
  return html`<svg class=${`bars ${role}`} viewBox=${`0 0 ${Math.max(1, values.length)} 2`} preserveAspectRatio="none" aria-hidden="true">
    <line x1="0" x2=${values.length} y1="1" y2="1"></line>${bars}</svg>`;
}
