/** What people paste: every value escaped for where it stands, whatever was typed. And states as objects, judged like links. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { documentIn } from '../../../web/src/page/drops.ts';
import { checkState } from '../../../web/src/share/check.ts';
import { emptyState, readHash } from '../../../web/src/share/hash.ts';
import { attribute, frameAddress, literal, snippet, snippetIds, stateOf } from '../../../web/src/share/snippets.ts';
import type { ShareState } from '../../../web/src/share/types.ts';
import { holds } from './shared.ts';

const base = 'https://example.org/attention/';
const title = 'Attention Playground';
const hostile = `"><script>alert(1)</script> & 'x' {{ 7*7 }} {x} \`$(y)\`\n\n# not a heading\r\n</script><!--`;
const state: ShareState = { ...emptyState, text: hostile, layer: 2, head: 3, theme: 'dark', language: 'nb' };

/** An attribute's value as a browser reads it. */
const readBack = (text: string) =>
  text
    .replace(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)))
    .replace(/&quot;/g, '"')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&amp;/g, '&');

/** What the attribute `state` of a snippet says. */
const said = (html: string) =>
  readHash(`?${readBack(/state="([^"]*)"/.exec(html)?.[1] ?? '')}`, Number.POSITIVE_INFINITY).state;

test('an attribute comes back as it was, on one line, and nothing in it is markup', () => {
  const written = attribute(hostile);
  assert.equal(readBack(written), hostile);
  holds(!/[<>"\n\r`]/.test(written), written);
});

test('a literal in a script comes back as it was and cannot end the script', () => {
  for (const value of [hostile, { a: hostile, b: [null, 1.5] }, '\u2028\u2029', '']) {
    const written = literal(value);
    assert.deepEqual(JSON.parse(written), value);
    holds(!/[<>\u2028\u2029]/.test(written), written);
  }
});

test('every snippet has the text only in a form that cannot break out of it', () => {
  for (const id of snippetIds) {
    const text = snippet(id, { state, base, title });
    holds(!text.includes('<script>alert'), id);
    holds(!text.includes('</script><!--'), id);
    // What a snippet itself opens it closes.
    assert.equal(text.split('<script').length, text.split('</script>').length, id);
  }
});

test('HTML says model, text, layer, head, theme and language', () => {
  const html = snippet('html', { state, base, title });
  holds(html.includes('src="https://example.org/attention/element/attention-playground.js"'));
  for (const part of [
    'model="https://example.org/attention/models/stories/"',
    'layer="2"',
    'head="3"',
    'theme="dark"',
    'lang="nb"',
  ])
    holds(html.includes(part), part);
  assert.equal(readBack(/text="([^"]*)"/.exec(html)?.[1] ?? ''), hostile);
});

test('mechanisms are named by their attributes, composed ones by the state', () => {
  const named = { ...state, view: 'mechanisms', mechanisms: ['alibi', 'strided', 'local'] } as const;
  const html = snippet('html', { state: named, base, title });
  holds(
    /<attention-mechanisms\n/.test(html) &&
      html.includes('mechanism="alibi"') &&
      html.includes('compare="strided,local"'),
  );
  holds(!html.includes('state='));
  const composed = { ...named, mechanisms: ['alibi', { mask: { all: ['causal', 'full'] } }] } as const;
  const written = snippet('html', { state: composed, base, title });
  holds(!/mechanism=|compare=/.test(written), 'they would hold against the state');
  assert.deepEqual(said(written).mechanisms, composed.mechanisms);
});

test('what other attributes do not say is the attribute state; without anything of the kind there is none', () => {
  const rest: Partial<ShareState> = {
    tab: 'arcs',
    cell: { query: 3, key: 1 },
    scale: 'sqrt',
    mutes: ['1.2'],
    sampling: { temperature: 1.3, seed: 9, greedy: true },
    length: 7,
  };
  const more: ShareState = { ...state, ...rest };
  assert.deepEqual(said(snippet('html', { state: more, base, title })), { view: 'playground', ...rest });
  for (const id of ['html', 'bundler', 'react', 'svelte', 'markdown'] as const) {
    const written = snippet(id, { state: more, base, title });
    holds(written.includes(id === 'html' || id === 'markdown' ? attribute(stateOf(more)) : literal(stateOf(more))), id);
    holds(!/restore|querySelector/.test(written), id);
    holds(!/state=|'state'/.test(snippet(id, { state, base, title })), id);
  }
  for (const id of ['html', 'markdown'] as const)
    holds(
      !/<script(?![^>]* src=)/.test(snippet(id, { state: more, base, title })),
      'a strict policy refuses inline ones',
    );
});

test('a state has room for what a link has not: painted masks of many rows', () => {
  const rows = Array.from({ length: 300 }, (_, i) => '#.'.repeat(150).slice(0, 299) + (i % 2 ? '#' : '.'));
  const painted = {
    ...state,
    view: 'mechanisms',
    mechanisms: [{ mask: { id: 'painted', rows } }],
  } as unknown as ShareState;
  assert.deepEqual(said(snippet('html', { state: painted, base, title })).mechanisms, painted.mechanisms);
});

test('a number is a number where properties are set', () => {
  for (const id of ['react', 'svelte'] as const) {
    const written = snippet(id, { state, base, title });
    holds(written.includes('layer={2}') && written.includes('head={3}') && written.includes('theme={"dark"}'), written);
  }
});

test('the frame’s address carries the whole state', () => {
  const whole: ShareState = { ...state, mutes: ['0.1'], mechanisms: ['alibi'], sampling: { seed: 9 } };
  const address = new URL(frameAddress({ state: whole, base, title }));
  assert.equal(address.pathname, '/attention/embed.html');
  assert.deepEqual({ ...emptyState, ...readHash(address.hash).state }, whole);
  holds(frameAddress({ state: emptyState, base, title }).endsWith('embed.html#playground?v=1'));
  const html = snippet('iframe', { state: whole, base, title });
  assert.equal(readBack(/src="([^"]*embed[^"]*)"/.exec(html)?.[1] ?? ''), address.href);
});

test('the notebook’s snippet names the head and the theme', () => {
  const python = snippet('python', { state, base, title });
  holds(python.includes('from_json("attention.json", layer=2, head=3, theme="dark")'), python);
});

test('a state as an object: good members stay, bad ones are named, strange ones do no harm', () => {
  const { state: good, problems } = checkState({
    ...state,
    head: -1,
    cell: { query: '1', key: 2 },
    mutes: ['1.2', 3],
    tab: 'circles',
    sampling: { temperature: 0 },
    length: 1.5,
    nonsense: 1,
  });
  assert.deepEqual(
    problems.map(({ key }) => key),
    ['tab', 'head', 'cell', 'mutes', 'sampling', 'length'],
  );
  assert.deepEqual(good, {
    view: 'playground',
    model: '',
    text: hostile,
    scale: 'linear',
    layer: 2,
    mechanisms: [],
    queries: '',
    theme: 'dark',
    language: 'nb',
  });
  for (const strange of [null, undefined, 7, 'layer', [], ['text'], () => 1, new Proxy({}, {})])
    assert.deepEqual(checkState(strange), { state: {}, problems: [] });
});

test('a state as an object may have a longer text than a link', () => {
  const text = 'a'.repeat(100_000);
  assert.deepEqual(checkState({ text, theme: 'light' }), { state: { text, theme: 'light' }, problems: [] });
});

test('a JSON file dropped alone is attention, unless its name is one of a model’s folder', () => {
  const files = (...names: string[]) => names.map((name) => new File(['{}'], name));
  for (const name of ['attention.json', 'My Document.JSON', 'kite.attention.json'])
    assert.equal(documentIn(files(name))?.name, name);
  for (const name of [
    'config.json',
    'tokenizer.json',
    'tokenizer_config.json',
    'generation_config.json',
    'special_tokens_map.json',
    'model.safetensors.index.json',
    'model.safetensors',
    'x.gguf',
  ])
    assert.equal(documentIn(files(name)), null, name);
  assert.equal(documentIn(files('config.json', 'attention.json')), null, 'several files are a model');
  assert.equal(documentIn([]), null);
});
