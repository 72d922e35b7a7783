/**
 * Specs as values: one canonical form in which equal mechanisms are equal strings, the named mechanisms, and small
 * changes to a mask's tree. What a spec means, and whether it is one, only the engine knows.
 */

import list from '../../../src/mechanisms/presets.json' with { type: 'json' };
import type { Item, ItemKind, ItemNode, MaskNode, MechanismSpec } from '../engine/types.ts';
import type { GroupId, PresetId } from '../text/explain/types.ts';

export interface Preset {
  readonly id: PresetId;
  readonly group: GroupId;
  readonly name: string;
  readonly year: number;
  readonly paper: string;
  readonly section: string;
  readonly url: string;
  readonly formula: string;
  readonly complexity: { readonly time: string; readonly memory: string };
  /** Null for what is no attention: `view` names the panel that shows it. */
  readonly spec: MechanismSpec | null;
  readonly view?: string;
  /** `cross`: keys and values come from another text. */
  readonly source?: string;
}

/** The named mechanisms, in the order of their family tree. */
export const presets = list as unknown as readonly Preset[];

export const presetOf = (id: string): Preset | undefined => presets.find((preset) => preset.id === id);

/**
 * A named mechanism as the view runs it. What is about a mask is computed by the executor whose work follows the mask:
 * the reference computes every score and then hides some.
 */
export const workingSpec = ({ spec, group }: Preset): MechanismSpec | null =>
  spec && group === 'masks' && spec.executor === undefined ? { ...spec, executor: 'sparse' } : spec;

/** Of a named mechanism by its id, or as it is; null for what is no attention. */
export function specOf(wanted: string | MechanismSpec): MechanismSpec | null {
  const preset = typeof wanted === 'string' ? presetOf(wanted) : undefined;
  return preset ? workingSpec(preset) : typeof wanted === 'string' ? null : wanted;
}

/** The model's own attention, and what stands for it where queries and keys come from two texts. */
export const ownSpec: MechanismSpec = { mask: 'causal' };
export const ownSpecAcross: MechanismSpec = { mask: 'full' };

type Joined = { readonly all: readonly MaskNode[] } | { readonly any: readonly MaskNode[] };
export type Join = 'all' | 'any';

/** What is pasted may be any JSON. What is no node has no id, and the engine says so. */
export const idOf = (node: ItemNode): string => {
  const id: unknown = typeof node === 'object' && node !== null ? node.id : node;
  return typeof id === 'string' ? id : '';
};
const listIn = (mask: MaskNode, how: Join): boolean =>
  typeof mask === 'object' && mask !== null && Array.isArray((mask as Readonly<Record<string, unknown>>)[how]);
export const isJoined = (mask: MaskNode): mask is Joined => listIn(mask, 'all') || listIn(mask, 'any');
export const joinOf = (mask: Joined): Join => (listIn(mask, 'all') ? 'all' : 'any');
export const partsOf = (mask: Joined): readonly MaskNode[] =>
  (mask as Readonly<Record<Join, readonly MaskNode[]>>)[joinOf(mask)];
export const join = (how: Join, parts: readonly MaskNode[]): MaskNode =>
  how === 'all' ? { all: parts } : { any: parts };

/** The parameter of a node, or undefined where it does not say. */
export const parameter = (node: ItemNode, name: string): unknown =>
  typeof node === 'object' && node !== null ? node[name] : undefined;

export function withParameter(node: ItemNode, name: string, value: unknown): ItemNode {
  const { [name]: _, ...rest }: Readonly<Record<string, unknown>> =
    typeof node === 'object' && node !== null ? node : { id: node };
  const changed = value === undefined ? rest : { ...rest, [name]: value };
  return Object.keys(changed).length === 1 ? idOf(node) : ({ ...changed, id: idOf(node) } as ItemNode);
}

export const biasesOf = ({ bias }: MechanismSpec): readonly ItemNode[] =>
  bias === undefined ? [] : Array.isArray(bias) ? (bias as readonly ItemNode[]) : [bias as ItemNode];

export const itemOf = (registry: readonly Item[], kind: ItemKind, id: string): Item | undefined =>
  registry.find((item) => item.kind === kind && item.id === id);

/** The part of a mask's tree at `path`: index by index from the root. */
export function maskAt(mask: MaskNode, path: readonly number[]): MaskNode | undefined {
  return path.reduce<MaskNode | undefined>((at, n) => (at && isJoined(at) ? partsOf(at)[n] : undefined), mask);
}

/** With `change` in the place of what is at `path`; null takes it out, and what is left alone needs no join. */
export function changeMask(mask: MaskNode, path: readonly number[], change: MaskNode | null): MaskNode | null {
  const [n, ...rest] = path;
  if (n === undefined) return change === null ? null : flat(change);
  if (!isJoined(mask)) return mask;
  const parts = partsOf(mask).flatMap((part, at) => {
    const changed = at === n ? changeMask(part, rest, change) : part;
    return changed === null ? [] : [changed];
  });
  return parts.length === 0 ? null : flat(join(joinOf(mask), parts));
}

/** Joins what is at `path` with another mask. */
export function joinMask(mask: MaskNode, path: readonly number[], how: Join, other: MaskNode): MaskNode {
  const at = maskAt(mask, path);
  return at === undefined ? mask : (changeMask(mask, path, join(how, [at, other])) ?? mask);
}

/** Joins of the same kind inside one another are one; a join of one mask is that mask. */
function flat(mask: MaskNode): MaskNode {
  if (!isJoined(mask)) return mask;
  const how = joinOf(mask);
  const parts = partsOf(mask).flatMap((part) => {
    const inner = flat(part);
    return isJoined(inner) && joinOf(inner) === how ? partsOf(inner) : [inner];
  });
  return parts.length === 1 ? (parts[0] as MaskNode) : join(how, parts);
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, sorted(inner)]),
  );
}

/** Knobs that are what they usually are need not be said. */
function canonicalNode(node: ItemNode, kind: ItemKind, registry: readonly Item[]): unknown {
  if (typeof node !== 'object' || node === null) return { id: node };
  const knobs = itemOf(registry, kind, idOf(node))?.knobs ?? [];
  return Object.fromEntries(
    Object.entries(node).filter(([name, value]) => knobs.find((knob) => knob.name === name)?.usual !== value),
  );
}

function canonicalMask(mask: MaskNode, registry: readonly Item[]): unknown {
  const whole = flat(mask);
  if (!isJoined(whole)) return canonicalNode(whole, 'mask', registry);
  // The order of what is joined means nothing, nor does saying it twice.
  const parts = partsOf(whole).map((part) => JSON.stringify(sorted(canonicalMask(part, registry))));
  return { [joinOf(whole)]: [...new Set(parts)].sort() };
}

/** The same string for specs that mean the same. */
export function canonical(spec: MechanismSpec, registry: readonly Item[]): string {
  const { operator = 'softmax', score = 'scaled_dot', softcap = 0, mask = 'full', position, kv_heads, executor } = spec;
  const node = (value: ItemNode, kind: ItemKind) => canonicalNode(value, kind, registry);
  return JSON.stringify(
    sorted({
      operator: node(operator, 'operator'),
      score: node(score, 'score'),
      bias: biasesOf(spec)
        .map((bias) => JSON.stringify(sorted(node(bias, 'bias'))))
        .sort(),
      softcap,
      mask: canonicalMask(mask, registry),
      position: position === undefined ? null : node(position, 'position'),
      kv_heads: kv_heads ?? null,
      executor: node(executor ?? 'reference', 'executor'),
    }),
  );
}

const painted = ({ mask }: MechanismSpec): boolean => mask !== undefined && !isJoined(mask) && idOf(mask) === 'painted';

/** `across`: queries come from another text. Where they come from is all that tells these names apart. */
const fitsSource = ({ group, source }: Preset, across: boolean): boolean =>
  group !== 'sources' || (source === 'cross') === across;

/** The named mechanism that a spec is: `remembered` where it still is that one, else the first; '' for none. */
export function presetNamed(
  spec: MechanismSpec,
  remembered: string,
  registry: readonly Item[],
  across = false,
): string {
  // Whatever is painted, it is the painted mechanism.
  const unpaint = (s: MechanismSpec) => (painted(s) ? { ...s, mask: 'painted' } : s);
  const name = canonical(unpaint(spec), registry);
  // How it is computed makes no other mechanism of it, where the name does not say how.
  const { executor: _, ...rest } = unpaint(spec);
  const free = canonical(rest, registry);
  const here = presets.filter((preset) => fitsSource(preset, across));
  const exact = here.filter((preset) => preset.spec && canonical(unpaint(preset.spec), registry) === name);
  const loose = here.filter(
    ({ spec: own }) => own && own.executor === undefined && canonical(unpaint(own), registry) === free,
  );
  const same = [...exact, ...loose];
  return (same.find((preset) => preset.id === remembered) ?? same[0])?.id ?? '';
}

export const stringify = (spec: MechanismSpec): string => {
  // A matrix, a list of masks or a node fits a line; only what is too long is broken.
  const write = (value: unknown, indent: string): string => {
    const line = JSON.stringify(value, null, 1).replace(/\n\s*/g, ' ');
    if (line.length + indent.length <= 30 || typeof value !== 'object' || value === null) return line;
    const inner = `${indent}  `;
    const rows = Array.isArray(value)
      ? value.map((entry) => inner + write(entry, inner))
      : Object.entries(value).map(([key, entry]) => `${inner}${JSON.stringify(key)}: ${write(entry, inner)}`);
    const [open, close] = Array.isArray(value) ? '[]' : '{}';
    return `${open}\n${rows.join(',\n')}\n${indent}${close}`;
  };
  return write(spec, '');
};

/** Parts in one another, and masks and biases, that a spec may have: far more than anybody reads. */
export const kDeepest = 16;
export const kMostNodes = 64;

/** A spec that is too large to draw; which limit it is beyond. */
export class TooLarge extends Error {
  readonly limit: 'deep' | 'many';

  constructor(limit: 'deep' | 'many') {
    super(`a mechanism that is too ${limit === 'deep' ? 'deeply nested' : 'large'}`);
    this.limit = limit;
  }
}

function checkDepth(value: unknown, left: number): void {
  if (typeof value !== 'object' || value === null) return;
  if (left === 0) throw new TooLarge('deep');
  for (const inner of Object.values(value)) checkDepth(inner, left - 1);
}

const countMasks = (mask: MaskNode): number =>
  isJoined(mask) ? partsOf(mask).reduce((n, part) => n + countMasks(part), 1) : 1;

/** What was typed or pasted. Throws an Error that says what is no JSON, or TooLarge; the rest is for the engine to judge. */
export function parseSpec(text: string): MechanismSpec {
  const value: unknown = JSON.parse(text);
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new Error(`not an object: ${text.slice(0, 40)}`);
  const spec = value as MechanismSpec;
  checkDepth(spec, kDeepest);
  if (countMasks(spec.mask ?? 'full') + biasesOf(spec).length > kMostNodes) throw new TooLarge('many');
  return spec;
}

export const isRows = (rows: unknown): rows is readonly string[] =>
  Array.isArray(rows) && rows.every((row) => typeof row === 'string');

/** Painted pictures grown to so many queries and keys: what is new sees what came before it, as in the model. */
export function fitPictures(spec: MechanismSpec, queries: number, keys: number): MechanismSpec {
  const { mask } = spec;
  const fitted = mask === undefined ? mask : fitMask(mask, queries, keys);
  return fitted === mask ? spec : { ...spec, mask: fitted };
}

function fitMask(mask: MaskNode, queries: number, keys: number): MaskNode {
  if (isJoined(mask)) {
    const parts = partsOf(mask);
    const fitted = parts.map((part) => fitMask(part, queries, keys));
    return fitted.every((part, n) => part === parts[n]) ? mask : join(joinOf(mask), fitted);
  }
  const rows = idOf(mask) === 'painted' ? parameter(mask, 'rows') : undefined;
  if (!isRows(rows)) return mask;
  const width = Math.max(keys, ...rows.map((row) => row.length));
  if (rows.length >= queries && rows.every((row) => row.length === width)) return mask;
  const height = Math.max(queries, rows.length);
  const grown = Array.from({ length: height }, (_, i) =>
    Array.from({ length: width }, (_, j) => rows[i]?.[j] ?? (j <= i ? '#' : '.')).join(''),
  );
  return withParameter(mask, 'rows', grown) as ItemNode;
}
