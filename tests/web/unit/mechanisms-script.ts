/**
 * An engine that says what a test tells it to, for tests of the Mechanisms view's bookkeeping: a token a word, two
 * heads of width 2 over one key/value head, and `attend` that remembers what it was asked.
 */
import type {
  Attended,
  AttendOptions,
  Engine,
  GenerateOptions,
  GenerationStep,
  Item,
  Knob,
  Model,
  RunOptions,
  Tensor,
} from '../../../web/src/engine/types.ts';
import type { Subject } from '../../../web/src/mechanisms/state.ts';
import { info, Refusal, tokenize } from './scripted-engine.ts';

const knob = (name: string, usual: number): Knob => ({ name, least: 0, usual, most: 1024 });
const item = (kind: Item['kind'], id: string, knobs: readonly Knob[] = []): Item => ({
  kind,
  id,
  name: id,
  formula: '',
  source: '',
  knobs,
  tensors: id === 'painted' ? ['rows'] : [],
});

export const registry: readonly Item[] = [
  item('operator', 'softmax'),
  item('score', 'scaled_dot', [knob('scale', 0)]),
  item('mask', 'full'),
  item('mask', 'causal'),
  item('mask', 'local', [knob('window', 4), knob('sides', 1)]),
  item('mask', 'global', [knob('count', 1)]),
  item('mask', 'painted'),
  item('bias', 'alibi'),
  item('position', 'none'),
  item('executor', 'reference'),
  item('executor', 'sparse'),
];

/** [t, count, 2], every number its own place, so that a test can tell which it got. */
function tensor(name: string, t: number, count: number, from: number): Tensor {
  return { name, shape: [t, count, 2], data: Float32Array.from({ length: t * count * 2 }, (_, n) => n + from) };
}

export class MechanismScript {
  /** What attend was asked, and texts that were run, in order. */
  readonly asked: AttendOptions[] = [];
  readonly ran: string[] = [];
  readonly interventions: RunOptions['interventions'][] = [];
  readonly swaps: RunOptions['attention'][] = [];
  /** What was asked of generate, in order. */
  readonly wrote: GenerateOptions[] = [];
  /** Milliseconds a call takes. */
  pace = 0;
  rotary = true;
  /** Added to every number that has positions. */
  turned = 0;
  /** Refuses a mechanism whose JSON holds this. */
  refuses = '\0';

  subject(text: string, change: Partial<Subject> = {}): Subject {
    return { engine: this.engine, model: this.model, info, text, layer: 0, head: 0, ...change };
  }

  readonly engine = {
    registry,
    mechanisms: {
      attend: (options: AttendOptions) => this.#attend(options),
      difference: async (a: Float32Array, b: Float32Array) => ({ maxAbs: a.length - b.length, query: 0, cosine: 0.5 }),
    },
  } as unknown as Engine;

  readonly model = {
    info,
    run: async (text: string, options: RunOptions = {}) => {
      await this.#wait();
      options.signal?.throwIfAborted();
      if (options.interventions) this.interventions.push(options.interventions);
      if (options.attention) this.swaps.push(options.attention);
      else this.ran.push(text);
      const tokens = tokenize(text);
      const names = ['q', 'k', 'v', ...(this.rotary ? ['rot_q', 'rot_k'] : [])];
      const layer = options.capture?.[0]?.split('.')[1] ?? '0';
      const tensors = names.map((name) => {
        const count = name.endsWith('q') ? info.heads : info.kvHeads;
        const from = name.startsWith('rot') ? this.turned : 0;
        return tensor(`blocks.${layer}.attn.hook_${name}`, tokens.length, count, from);
      });
      const next = [{ id: options.attention ? 2 : 1, text: 'x', logit: 0, probability: 1, chance: 1 }];
      return {
        tokens,
        tensors: new Map(tensors.map((t) => [t.name, t])),
        stats: [],
        next,
        entropy: 0,
        milliseconds: 0,
      };
    },
    generate: (text: string, options: GenerateOptions = {}) => this.#write(text, options),
  } as unknown as Model;

  /** Three tokens: what a test looks at is when it ends. */
  async *#write(text: string, options: GenerateOptions): AsyncGenerator<GenerationStep> {
    this.wrote.push(options);
    let grown = text;
    for (let n = 0; n < 3; n++) {
      await this.#wait();
      options.signal?.throwIfAborted();
      grown += options.attention ? ' so' : ' as';
      yield { text: grown } as GenerationStep;
    }
  }

  /** Asked for pictures and differences, not for times. */
  get questions(): AttendOptions[] {
    return this.asked.filter(({ pattern }) => pattern !== false);
  }

  /** Asked for a head's output alone, to be put into the model. */
  get outputs(): AttendOptions[] {
    return this.asked.filter(({ pattern, measureMilliseconds }) => pattern === false && !measureMilliseconds);
  }

  async #attend(options: AttendOptions): Promise<Attended> {
    await this.#wait();
    options.signal?.throwIfAborted();
    this.asked.push(options);
    if (JSON.stringify(options.mechanism).includes(this.refuses)) throw new Refusal('unknown-id', 'unknown mask: lcal');
    const queries = options.q.length / options.heads / options.width;
    const keys = options.k.length / options.kvHeads / options.width;
    const difference = options.against ? { maxAbs: 0.5, cosine: 0.25, query: 0 } : null;
    // Causal, whatever was asked.
    const pattern = Float32Array.from({ length: queries * keys }, (_, n) => (n % keys <= Math.floor(n / keys) ? 1 : 0));
    const work = { pairs: 1, scores: 1, multiplyAdds: 1, bytesMoved: 1, peakBytes: 1 };
    const y = options.q.slice(0, queries * 2);
    return { queries, keys, y, pattern, work, cacheBytesPerToken: 8, difference, milliseconds: 1, steps: null };
  }

  async #wait(): Promise<void> {
    if (this.pace > 0) await new Promise((resolve) => setTimeout(resolve, this.pace));
  }
}
