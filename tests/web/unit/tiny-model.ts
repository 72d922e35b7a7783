/**
 * A model made up here: a Llama of two layers with seeded numbers and a byte-level tokenizer of 256 pieces,
 * <s> and </s>. It says nothing sensible, but everything about it is known.
 */

export const sizes = { layers: 2, heads: 4, kvHeads: 2, d: 4, c: 16, m: 20, vocab: 260, positions: 64 };
export const bos = 256;
export const eos = 257;

export type Tensors = Map<string, { shape: number[]; data: Float32Array }>;

/** Numbers in (-1, 1), the same every time: a linear congruential generator (Numerical Recipes' constants). */
function numbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 31 - 1;
  };
}

export function tensors(): Tensors {
  const { layers, heads, kvHeads, d, c, m, vocab } = sizes;
  const next = numbers(7);
  const all: Tensors = new Map();
  const add = (name: string, ...shape: number[]) => {
    const data = Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => next() * 0.5);
    all.set(name, { shape, data });
  };
  add('model.embed_tokens.weight', vocab, c);
  for (let layer = 0; layer < layers; ++layer) {
    const at = `model.layers.${layer}`;
    add(`${at}.input_layernorm.weight`, c);
    add(`${at}.self_attn.q_proj.weight`, heads * d, c);
    add(`${at}.self_attn.k_proj.weight`, kvHeads * d, c);
    add(`${at}.self_attn.v_proj.weight`, kvHeads * d, c);
    add(`${at}.self_attn.o_proj.weight`, c, heads * d);
    add(`${at}.post_attention_layernorm.weight`, c);
    add(`${at}.mlp.gate_proj.weight`, m, c);
    add(`${at}.mlp.up_proj.weight`, m, c);
    add(`${at}.mlp.down_proj.weight`, c, m);
  }
  add('model.norm.weight', c);
  return all;
}

/** The safetensors format: eight bytes of header length, JSON, data. */
export function safetensors(all: Tensors): Uint8Array {
  const header: Record<string, unknown> = {};
  let end = 0;
  for (const [name, { shape, data }] of all) {
    header[name] = { dtype: 'F32', shape, data_offsets: [end, end + data.byteLength] };
    end += data.byteLength;
  }
  const text = new TextEncoder().encode(JSON.stringify(header));
  const file = new Uint8Array(8 + text.length + end);
  new DataView(file.buffer).setBigUint64(0, BigInt(text.length), true);
  file.set(text, 8);
  let at = 8 + text.length;
  for (const { data } of all.values()) {
    file.set(new Uint8Array(data.buffer), at);
    at += data.byteLength;
  }
  return file;
}

export const config = {
  architectures: ['LlamaForCausalLM'],
  model_type: 'llama',
  hidden_act: 'silu',
  hidden_size: sizes.c,
  intermediate_size: sizes.m,
  num_hidden_layers: sizes.layers,
  num_attention_heads: sizes.heads,
  num_key_value_heads: sizes.kvHeads,
  head_dim: sizes.d,
  max_position_embeddings: sizes.positions,
  rms_norm_eps: 1e-5,
  rope_theta: 10000,
  tie_word_embeddings: true,
  vocab_size: sizes.vocab,
  bos_token_id: bos,
  eos_token_id: eos,
};

/** The characters that stand for bytes 0 to 255 in byte-level tokenizers, written out from GPT-2's rule. */
function byteCharacters(): string[] {
  let next = 256;
  return Array.from({ length: 256 }, (_, byte) => {
    const shown = (byte > 32 && byte < 127) || (byte > 160 && byte !== 173);
    return String.fromCharCode(shown ? byte : next++);
  });
}

const special = (id: number, content: string) => ({
  id,
  content,
  single_word: false,
  lstrip: false,
  rstrip: false,
  normalized: false,
  special: true,
});

export const tokenizer = {
  version: '1.0',
  truncation: null,
  padding: null,
  added_tokens: [special(bos, '<s>'), special(eos, '</s>')],
  normalizer: null,
  pre_tokenizer: { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true, use_regex: true },
  post_processor: {
    type: 'TemplateProcessing',
    single: [{ SpecialToken: { id: '<s>', type_id: 0 } }, { Sequence: { id: 'A', type_id: 0 } }],
    pair: [{ Sequence: { id: 'A', type_id: 0 } }, { Sequence: { id: 'B', type_id: 0 } }],
    special_tokens: { '<s>': { id: '<s>', ids: [bos], tokens: ['<s>'] } },
  },
  decoder: { type: 'ByteLevel', add_prefix_space: true, trim_offsets: true, use_regex: true },
  model: {
    type: 'BPE',
    vocab: {
      ...Object.fromEntries(byteCharacters().map((character, byte) => [character, byte])),
      '<s>': bos,
      '</s>': eos,
      Ġt: 258,
      he: 259,
    } as Record<string, number>,
    merges: [
      ['Ġ', 't'],
      ['h', 'e'],
    ],
  },
};

const encode = (json: unknown) => new TextEncoder().encode(JSON.stringify(json));

/** The files by name, with changes: undefined takes one away. */
export function tinyModel(changes: Record<string, Uint8Array | object | undefined> = {}): Map<string, Uint8Array> {
  const files: Record<string, Uint8Array | object | undefined> = {
    'config.json': config,
    'tokenizer.json': tokenizer,
    'model.safetensors': safetensors(tensors()),
    ...changes,
  };
  return new Map(
    Object.entries(files)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => [name, value instanceof Uint8Array ? value : encode(value)]),
  );
}
