/** What somebody pastes to have in their own page what is on the screen here. Pure text; every value is escaped for where it stands. */
import { emptyState, writeHash } from './hash.ts';
import type { ShareState } from './types.ts';

export type SnippetId = 'html' | 'iframe' | 'bundler' | 'react' | 'svelte' | 'markdown' | 'python';
export const snippetIds: readonly SnippetId[] = ['html', 'iframe', 'bundler', 'react', 'svelte', 'markdown', 'python'];

export interface SnippetOf {
  readonly state: ShareState;
  /** The folder of the page, which has element/ and models/ in it; ends with /. */
  readonly base: string;
  /** What else is in the page's words: the frame's title. */
  readonly title: string;
}

type Attributes = readonly (readonly [name: string, value: string | number])[];

/** For a double-quoted attribute. Markdown ends a block of HTML at an empty line, so line breaks are written as references. */
export const attribute = (text: string): string =>
  text.replace(/[&<>"\r\n\t`]/g, (char) => {
    const named: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
    return named[char] ?? `&#${char.charCodeAt(0)};`;
  });

/** A string or value for a script in a page: a text cannot end the script, nor begin a comment in it. */
export const literal = (value: unknown): string =>
  JSON.stringify(value).replace(
    /[<>\u2028\u2029]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );

const tagOf = ({ view }: ShareState): string =>
  view === 'mechanisms' ? 'attention-mechanisms' : 'attention-playground';

function attributesOf({ state, base }: SnippetOf): Attributes {
  const { model, text, layer, head, theme, language, view, mechanisms } = state;
  const named = view === 'mechanisms' && !isComposed(state) ? mechanisms : [];
  const all: (readonly [string, string | number])[] = [
    ['model', new URL(model || 'models/stories/', base).href],
    ['text', text],
    ['layer', layer ?? ''],
    ['head', head ?? ''],
    ['mechanism', String(named[0] ?? '')],
    ['compare', named.slice(1).join(',')],
    ['state', stateOf(state)],
    ['theme', theme === 'auto' ? '' : theme],
    ['lang', language],
  ];
  return all.filter(([name, value]) => value !== '' || name === 'text');
}

/** Composed mechanisms have no names. */
const isComposed = ({ mechanisms }: ShareState): boolean => mechanisms.some((entry) => typeof entry !== 'string');

/** The attribute `state`: what others do not say of what the view shows. '' where there is nothing of the kind. */
export function stateOf(state: ShareState): string {
  const { view, tab, scale, cell, mutes, mechanisms, queries, sampling, length } = state;
  const shown =
    view === 'playground'
      ? { tab, cell, mutes, sampling, length }
      : { queries, ...(isComposed(state) && { mechanisms }) };
  const { hash } = writeHash({ ...emptyState, scale, ...shown }, emptyState, Number.POSITIVE_INFINITY);
  return hash.split('?')[1] ?? '';
}

const tag = (name: string, attributes: Attributes): string => {
  const lines = attributes.map(([key, value]) => `\n  ${key}="${attribute(String(value))}"`).join('');
  return `<${name}${lines}></${name}>`;
};

function html(of: SnippetOf): string {
  const name = tagOf(of.state);
  const script = `<script type="module" src="${attribute(`${of.base}element/${name}.js`)}"></script>`;
  return `${script}\n${tag(name, attributesOf(of))}`;
}

/** The same state at the frame's own address; it cannot be too long for one, see `left` of writeHash. */
export function frameAddress({ state, base }: SnippetOf): string {
  const { hash } = writeHash(state, emptyState);
  const query = hash.includes('?') ? hash : `${hash}?v=1`;
  return `${base}embed.html#${query}`;
}

/** Attributes and no style: a page whose policy refuses inline styles may have it too. */
const iframe = (of: SnippetOf): string =>
  `<iframe data-attention title="${attribute(of.title)}" loading="lazy"
  width="100%" height="900" frameborder="0"
  src="${attribute(frameAddress(of))}"></iframe>
<script type="module" src="${attribute(`${of.base}element/frame.js`)}"></script>`;

function bundler(of: SnippetOf): string {
  const name = tagOf(of.state);
  const entry = of.state.view === 'mechanisms' ? 'attention-playground/mechanisms' : 'attention-playground/element';
  const set = attributesOf(of).map(([key, value]) => `view.setAttribute('${key}', ${literal(String(value))});`);
  return [
    `import '${entry}';`,
    '',
    `const view = document.createElement('${name}');`,
    ...set,
    'document.body.append(view);',
  ].join('\n');
}

/** `{"..."}` is a string in both: nothing in it is markup. What is a number is one: both set properties. */
const bracketed = (attributes: Attributes): string =>
  attributes.map(([key, value]) => `\n      ${key}={${literal(value)}}`).join('');

function react(of: SnippetOf): string {
  const name = tagOf(of.state);
  const entry = of.state.view === 'mechanisms' ? 'attention-playground/mechanisms' : 'attention-playground/element';
  return `import '${entry}';
import 'attention-playground/react'; // the tag's types

export function Attention() {
  return (
    <${name}${bracketed(attributesOf(of))}
    />
  );
}`;
}

function svelte(of: SnippetOf): string {
  const name = tagOf(of.state);
  const entry = of.state.view === 'mechanisms' ? 'attention-playground/mechanisms' : 'attention-playground/element';
  const attributes = bracketed(attributesOf(of)).replaceAll('\n      ', '\n  ');
  return `<script lang="ts">
  import '${entry}';
  import 'attention-playground/svelte'; // the tag's types
</script>

<${name}${attributes}
></${name}>`;
}

/** MkDocs, Sphinx (MyST), mdBook and most others take HTML in Markdown as it is. */
const markdown = (of: SnippetOf): string => `\n${html(of)}\n`;

const python = ({ state }: SnippetOf): string => {
  const set = [state.layer === null ? '' : `layer=${state.layer}`, state.head === null ? '' : `head=${state.head}`];
  const more = [...set, ...(state.theme === 'auto' ? [] : [`theme="${state.theme}"`])].filter(Boolean);
  return `from attention_playground import from_json

# The file that Export gives you as JSON.
from_json("attention.json"${more.map((part) => `, ${part}`).join('')})`;
};

const writers: Readonly<Record<SnippetId, (of: SnippetOf) => string>> = {
  html,
  iframe,
  bundler,
  react,
  svelte,
  markdown,
  python,
};

export const snippet = (id: SnippetId, of: SnippetOf): string => writers[id](of);
