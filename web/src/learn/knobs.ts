/** Turning one number of a mechanism, wherever in its spec the item stands that has it. */
import type { MechanismSpec } from '../engine/types.ts';

/** `item` is the id of a score, bias, mask, ...; '' for the spec's own numbers (softcap, kv_heads). */
export interface Knob {
  readonly item: string;
  readonly name: string;
  readonly least: number;
  /** 0: the number of tokens. */
  readonly most: number;
  readonly step?: number;
}

function turned(node: unknown, item: string, name: string, value: number): unknown {
  if (node === item) return { id: item, [name]: value };
  if (Array.isArray(node)) return node.map((part) => turned(part, item, name, value));
  if (typeof node !== 'object' || node === null) return node;
  if ('id' in node) return node.id === item ? { ...node, [name]: value } : node;
  return Object.fromEntries(Object.entries(node).map(([key, part]) => [key, turned(part, item, name, value)]));
}

export function turn(spec: MechanismSpec, { item, name }: Knob, value: number): MechanismSpec {
  if (item === '') return { ...spec, [name]: value };
  return turned(spec, item, name, value) as MechanismSpec;
}

/** What the spec says of a knob; undefined where it leaves it to the engine. */
export function reading(node: unknown, { item, name }: Knob): number | undefined {
  if (typeof node !== 'object' || node === null) return undefined;
  const own = (node as Record<string, unknown>)[name];
  if ((item === '' || (node as { id?: unknown }).id === item) && typeof own === 'number') return own;
  if (item === '') return undefined;
  for (const part of Object.values(node)) {
    const found = reading(part, { item, name, least: 0, most: 0 });
    if (found !== undefined) return found;
  }
  return undefined;
}
