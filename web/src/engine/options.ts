/** What callers leave out or get wrong, settled before the module sees it. Ranges are the module's to judge. */
import { EngineError } from './errors.js';
import { swapArgument } from './mechanisms.js';
import type {
  ExpertsOptions,
  ExplainOptions,
  GenerateOptions,
  Intervention,
  RunOptions,
  SamplingOptions,
  Token,
} from './types.js';

function number(name: string, value: unknown, otherwise: number): number {
  if (value === undefined) return otherwise;
  if (typeof value === 'number' && !Number.isNaN(value)) return value;
  throw new EngineError('bad-argument', `${name} is ${String(value)}; it must be a number`);
}

function sampling(options: SamplingOptions) {
  return {
    greedy: options.greedy === true,
    temperature: number('temperature', options.temperature, 1),
    topK: number('topK', options.topK, 0),
    topP: number('topP', options.topP, 1),
    minP: number('minP', options.minP, 0),
    repetitionPenalty: number('repetitionPenalty', options.repetitionPenalty, 1),
    seed: number('seed', options.seed, 0),
  };
}

function interventions(list: readonly Intervention[] | undefined) {
  return (list ?? []).map((intervention) => ({
    kind: String(intervention.kind),
    target: intervention.target ?? 'output',
    layer: intervention.layer,
    head: intervention.head,
    factor: number('factor', intervention.factor, 1),
    values: intervention.values ?? new Float32Array(0),
  }));
}

function capture(globs: readonly string[] | undefined): string[] {
  if (globs !== undefined && (!Array.isArray(globs) || globs.some((glob) => typeof glob !== 'string'))) {
    throw new EngineError('bad-argument', "capture must be a list of names: ['blocks.*.attn.hook_pattern']");
  }
  return [...(globs ?? [])];
}

const ids = (tokens: readonly Token[]) => Int32Array.from(tokens, (token) => token.id);

export function runArguments(tokens: readonly Token[], options: RunOptions) {
  const globs = capture(options.capture);
  return {
    ids: ids(tokens),
    capture: globs,
    interventions: interventions(options.interventions),
    attention: swapArgument(options.attention),
    sampling: sampling(options.sampling ?? {}),
    top: number('top', options.top, 50),
    stats: options.stats ?? globs.some((glob) => glob.includes('hook_pattern')),
  };
}

export function explainArguments(tokens: readonly Token[], options: ExplainOptions) {
  const { layer, head, query, key } = options;
  return { ids: ids(tokens), layer, head, query, key, interventions: interventions(options.interventions) };
}

export function expertsArguments(tokens: readonly Token[], { layer, experts, keep }: ExpertsOptions) {
  return { ids: ids(tokens), layer, experts, keep };
}

export function generateArguments(tokens: readonly Token[], options: GenerateOptions) {
  const most = number('maxTokens', options.maxTokens, 100);
  if (!(most >= 0)) throw new EngineError('bad-argument', `maxTokens is ${most}; it must be 0 or more`);
  return {
    ids: ids(tokens),
    capture: capture(options.capture),
    interventions: interventions(options.interventions),
    attention: swapArgument(options.attention),
    sampling: sampling(options),
    top: number('top', options.top, 20),
  };
}
