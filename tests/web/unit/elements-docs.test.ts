import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { hideable as playgroundHides } from '../../../web/src/elements/frame-layout.ts';
import { hideable as mechanismsHides } from '../../../web/src/mechanisms/mechanisms-style.ts';
// @ts-expect-error plain JavaScript, as the package's build
import { declaredElements, entries as declaredEntries } from '../declared.mjs';

/** docs/elements.md against what the sources declare: what is missing there, and what is there and does not exist. */
const root = fileURLToPath(new URL('../../../', import.meta.url));
const read = (path: string) => readFileSync(root + path, 'utf8');

interface Described {
  readonly tag: string;
  readonly properties: readonly { name: string; attribute: string | null }[];
  readonly methods: readonly { name: string }[];
  readonly events: { readonly list: readonly { name: string }[] };
}
interface Entry {
  readonly name: string;
  readonly source: string;
  readonly entry: string;
}

const entries = declaredEntries as Entry[];

type Column = 'Attribute' | 'Property' | 'Method' | 'Event' | 'Slot' | 'Part' | 'Hide' | 'Custom property' | 'Element';

/** Names in the first column of the tables of one section, by what the column is headed. */
function tables(section: string): (column: Column) => string[] {
  const found = new Map<string, string[]>();
  let column = '';
  for (const line of section.split('\n')) {
    const [, first = ''] = /^\| ([^|]+?) \|/.exec(line) ?? [];
    const name = /^`<?(--)?([\w-]+)/.exec(first);
    if (!line.startsWith('|')) column = '';
    else if (column === '') column = first;
    else if (name) found.set(column, [...(found.get(column) ?? []), `${name[1] ?? ''}${name[2]}`]);
  }
  return (wanted) => found.get(wanted) ?? [];
}

const docs = read('docs/elements.md');
const sections = new Map(
  docs.split(/^## /m).map((text) => {
    const heading = text.slice(0, text.indexOf('\n'));
    return [heading.replace(/^`<|>`$/g, ''), tables(text)] as const;
  }),
);
const section = (name: string) => sections.get(name) ?? assert.fail(`docs/elements.md has no section ${name}`);
const [every, single] = [section('Every element'), section('Single views')];
const isSingle = (tag: string) =>
  !['attention-playground', 'attention-mechanisms', 'attention-generation'].includes(tag);
const sorted = (...lists: readonly (readonly string[])[]) => [...new Set(lists.flat())].sort();
const elements = declaredElements() as Described[];

test('every element has a section, a row in the list of elements, and its script and export there', () => {
  const [list] = docs.split(/^## /m);
  assert.deepEqual(sorted(tables(list ?? '')('Element')), sorted(entries.map(({ name }) => name)));
  for (const { name, entry } of entries) {
    assert.ok(list?.includes(`| \`${name}.js\` | \`attention-playground${entry.slice(1)}\` |`), `${name}: ${entry}`);
    section(name);
  }
});

for (const { tag, properties, methods, events } of elements) {
  const own = section(tag);
  const others = isSingle(tag) ? single : () => [];

  test(`${tag}: the attributes of docs/elements.md are those that its class declares`, () => {
    const attributes = properties.flatMap(({ attribute }) => attribute ?? []);
    assert.deepEqual(sorted(every('Attribute'), others('Attribute'), own('Attribute')), sorted(attributes));
  });

  test(`${tag}: so are its events`, () => {
    assert.deepEqual(sorted(every('Event'), own('Event')), sorted(events.list.map(({ name }) => name)));
  });

  test(`${tag}: so are its methods and properties`, () => {
    const isPublic = ({ name }: { name: string }) => !name.startsWith('#');
    assert.deepEqual(sorted(own('Method')), sorted(methods.filter(isPublic).map(({ name }) => name)));
    const named = properties.filter(isPublic).map(({ name }) => name);
    for (const name of [...own('Property'), ...others('Property')]) assert.ok(named.includes(name), name);
    // What a single view is fed with is for those who compose views, and told where it is declared.
    if (!/-(playground|mechanisms)$/.test(tag)) return;
    const plain = properties.filter((property) => isPublic(property) && property.attribute === null);
    assert.deepEqual(sorted(own('Property')), sorted(plain.map(({ name }) => name)));
  });
}

const partsIn = (...paths: string[]) =>
  paths.flatMap((path) =>
    [...read(`web/src/${path}.ts`).matchAll(/\bpart="([a-z]+)"/g)].map(([, name]) => name as string),
  );

test('the parts of docs/elements.md are those that are drawn', () => {
  const drawn: Readonly<Record<string, string[]>> = {
    'attention-playground': [
      'elements/attention-playground',
      'elements/frame-areas',
      'elements/frame-parts',
      'embed/begin',
    ],
    'attention-mechanisms': [
      ...['attention-mechanisms', 'closer', 'rail', 'sections', 'subject-area'].map((name) => `mechanisms/${name}`),
      'embed/begin',
    ],
    'attention-matrix': ['views/attention-matrix', 'embed/starting', 'embed/begin'],
    'attention-heads': ['views/attention-heads', 'embed/starting', 'embed/begin'],
    'attention-arcs': ['views/attention-arcs', 'embed/starting', 'embed/begin'],
    'attention-generation': ['embed/attention-generation', 'embed/starting', 'embed/begin'],
    'attention-explorer': ['embed/attention-explorer', 'embed/starting', 'embed/begin'],
  };
  for (const { name } of entries) {
    const others = isSingle(name) ? single('Part') : [];
    const said = sorted(every('Part'), others, section(name)('Part'));
    assert.deepEqual(said, sorted(partsIn(...(drawn[name] ?? []))), name);
  }
});

test('the names that hide takes are those of docs/elements.md', () => {
  const listed = (path: string) => {
    const [, list = ''] = /readonly hideable = \[([\s\S]*?)\];/.exec(read(`web/src/embed/${path}.ts`)) ?? [];
    return [...list.matchAll(/'([a-z]+)'/g)].map(([, name]) => name as string);
  };
  assert.deepEqual(sorted(section('attention-playground')('Hide')), sorted(playgroundHides));
  assert.deepEqual(sorted(section('attention-mechanisms')('Hide')), sorted(mechanismsHides));
  assert.deepEqual(sorted(single('Hide')), sorted(listed('stand-alone')));
  assert.deepEqual(sorted(section('attention-generation')('Hide')), sorted(listed('writing')));
});

test('slots and custom properties that are told exist', () => {
  const sheets = ['style/tokens', 'style/palette', 'embed/begin'].map((path) => read(`web/src/${path}.ts`)).join('\n');
  for (const name of every('Custom property')) {
    const short = name.replace('--ap-', '');
    assert.ok(sheets.includes(name) || new RegExp(`^  '?${short}'?: \\[`, 'm').test(sheets), name);
  }
  for (const name of every('Slot')) assert.ok(read('web/src/embed/begin.ts').includes(`<slot name="${name}">`), name);
  assert.equal(every('Slot').length, 2);
});
