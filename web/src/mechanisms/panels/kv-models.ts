/**
 * How named models share their key/value heads, as their published config.json files say. A fact is a row; its
 * source is the link beside it. Sizes of caches are not kept here: the engine computes them.
 */

export interface KvModel {
  readonly name: string;
  readonly layers: number;
  /** Query heads. */
  readonly heads: number;
  readonly kvHeads: number;
  readonly headWidth: number;
  /** The longest text that the config allows, in tokens. */
  readonly context: number;
  /** Tokens that a layer with a sliding window keeps; absent: no layer has one. */
  readonly window?: { readonly tokens: number; readonly layers: 'all' | 'half' };
  readonly source: string;
}

const config = (repository: string): string => `https://huggingface.co/${repository}/blob/main/config.json`;

/** Oldest first. */
export const kvModels: readonly KvModel[] = [
  {
    // n_layer 12, n_head 12, n_embd 768, n_positions 1024
    name: 'GPT-2',
    layers: 12,
    heads: 12,
    kvHeads: 12,
    headWidth: 64,
    context: 1024,
    source: config('openai-community/gpt2'),
  },
  {
    // num_hidden_layers 32, num_attention_heads 71, multi_query true, hidden_size 4544; the model card states 2048 tokens
    name: 'Falcon 7B',
    layers: 32,
    heads: 71,
    kvHeads: 1,
    headWidth: 64,
    context: 2048,
    source: config('tiiuae/falcon-7b'),
  },
  {
    name: 'Llama 2 7B',
    layers: 32,
    heads: 32,
    kvHeads: 32,
    headWidth: 128,
    context: 4096,
    source: config('meta-llama/Llama-2-7b-hf'),
  },
  {
    name: 'Llama 2 70B',
    layers: 80,
    heads: 64,
    kvHeads: 8,
    headWidth: 128,
    context: 4096,
    source: config('meta-llama/Llama-2-70b-hf'),
  },
  {
    name: 'Mistral 7B v0.1',
    layers: 32,
    heads: 32,
    kvHeads: 8,
    headWidth: 128,
    context: 32_768,
    window: { tokens: 4096, layers: 'all' },
    source: config('mistralai/Mistral-7B-v0.1'),
  },
  {
    name: 'Llama 3 8B',
    layers: 32,
    heads: 32,
    kvHeads: 8,
    headWidth: 128,
    context: 8192,
    source: config('meta-llama/Meta-Llama-3-8B'),
  },
  {
    name: 'Gemma 2 9B',
    layers: 42,
    heads: 16,
    kvHeads: 8,
    headWidth: 256,
    context: 8192,
    window: { tokens: 4096, layers: 'half' },
    source: config('google/gemma-2-9b'),
  },
  {
    name: 'Qwen2.5 0.5B',
    layers: 24,
    heads: 14,
    kvHeads: 2,
    headWidth: 64,
    context: 32_768,
    source: config('Qwen/Qwen2.5-0.5B'),
  },
  {
    name: 'SmolLM2 135M',
    layers: 30,
    heads: 9,
    kvHeads: 3,
    headWidth: 64,
    context: 8192,
    source: config('HuggingFaceTB/SmolLM2-135M'),
  },
];

export type Layout = 'mha' | 'gqa' | 'mqa';

export function layoutOf(heads: number, kvHeads: number): Layout {
  if (kvHeads === heads) return 'mha';
  return kvHeads === 1 ? 'mqa' : 'gqa';
}

/** Numbers of key/value heads that `heads` query heads can share evenly, most first. */
export function divisors(heads: number): number[] {
  return Array.from({ length: heads }, (_, n) => heads - n).filter((g) => heads % g === 0);
}

/** Left ends of `count` boxes spread over `room` px, `size` wide. */
export function boxes(count: number, room: number, size: number): number[] {
  const pitch = room / count;
  return Array.from({ length: count }, (_, n) => (n + 0.5) * pitch - size / 2);
}
