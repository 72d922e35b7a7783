/** What the engine found, as data: every layer whose pattern was captured. */
import type { Run, Tensor } from '../engine/types.js';
import type { AttentionData, LayerData } from './types.ts';

const pattern = /^blocks\.(\d+)\.attn\.hook_pattern$/;

/** Name to capture for all layers' patterns; for one, put its number in place of the star. */
export const capturePatterns = 'blocks.*.attn.hook_pattern';

/** What a run does not know of itself. */
export interface RunNames {
  readonly text: string;
  /** The model's name. */
  readonly model: string;
  /** The address of its Hugging Face folder, where it is from one. */
  readonly modelUrl?: string | undefined;
  /** Decoders are (default); an encoder's keys may come later. */
  readonly causal?: boolean;
}

/** Attention as data, from a run that captured its patterns. */
export function dataOfRun(run: Pick<Run, 'tokens' | 'tensors' | 'next'>, names: RunNames): AttentionData {
  const layers = [...run.tensors.values()].flatMap((tensor) => layerOf(tensor) ?? []);
  return {
    queries: run.tokens,
    keys: run.tokens,
    layers: layers.sort((a, b) => a.layer - b.layer),
    causal: names.causal ?? true,
    text: names.text,
    model: names.model,
    ...(names.modelUrl ? { modelUrl: names.modelUrl } : {}),
    next: run.next,
    state: null,
  };
}

function layerOf(weights: Tensor): LayerData | null {
  const layer = pattern.exec(weights.name)?.[1];
  if (layer === undefined) return null;
  return { layer: Number(layer), heads: Array.from({ length: weights.shape[0] ?? 0 }, (_, n) => n), weights };
}
