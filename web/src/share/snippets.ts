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

type Attributes = readonly (readonly [name: string, value: string])[];

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
  const named = mechanisms.filter((entry) => typeof entry === 'string');
  const all: (readonly [string, string])[] = [
    ['model', new URL(model || 'models/stories/', base).href],
    ['text', text],
    ['layer', layer === null ? '' : String(layer)],
    ['head', head === null ? '' : String(head)],
    ['mechanism', view === 'mechanisms' ? (named[0] ?? '') : ''],
    ['compare', view === 'mechanisms' ? named.slice(1).join(',') : ''],
    ['theme', theme === 'auto' ? '' : theme],
    ['lang', language],
  ];
  return all.filter(([name, value]) => value !== '' || name === 'text');
}

/** What attributes cannot say: put back by a script. Null where there is nothing of the kind. */
export function restOf({ view, tab, scale, cell, mutes, mechanisms }: ShareState): Partial<ShareState> | null {
  const composed = mechanisms.some((entry) => typeof entry !== 'string');
  const shown = view === 'playground' ? { ...(tab !== 'matrix' && { tab }), ...(cell && { cell }) } : {};
  const rest: Partial<ShareState> = {
    ...shown,
    ...(scale !== 'linear' && { scale }),
    ...(mutes.length > 0 && view === 'playground' && { mutes }),
    ...(composed && view === 'mechanisms' && { mechanisms }),
  };
  return Object.keys(rest).length > 0 ? rest : null;
}

const tag = (name: string, attributes: Attributes): string => {
  const lines = attributes.map(([key, value]) => `\n  ${key}="${attribute(value)}"`).join('');
  return `<${name}${lines}></${name}>`;
};

function html(of: SnippetOf): string {
  const name = tagOf(of.state);
  const script = `<script type="module" src="${attribute(`${of.base}element/${name}.js`)}"></script>`;
  const rest = restOf(of.state);
  const more = rest
    ? `\n<script type="module">\n  await customElements.whenDefined('${name}');\n  document.querySelector('${name}').restore(${literal(rest)});\n</script>`
    : '';
  return `${script}\n${tag(name, attributesOf(of))}${more}`;
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
  const set = attributesOf(of).map(([key, value]) => `view.setAttribute('${key}', ${literal(value)});`);
  const rest = restOf(of.state);
  return [
    `import '${entry}';`,
    '',
    `const view = document.createElement('${name}');`,
    ...set,
    ...(rest ? [`view.restore(${literal(rest)});`] : []),
    'document.body.append(view);',
  ].join('\n');
}

/** `{"..."}` is a string in both: nothing in it is markup. */
const bracketed = (attributes: Attributes): string =>
  attributes.map(([key, value]) => `\n      ${key}={${literal(value)}}`).join('');

function react(of: SnippetOf): string {
  const name = tagOf(of.state);
  const entry = of.state.view === 'mechanisms' ? 'attention-playground/mechanisms' : 'attention-playground/element';
  const rest = restOf(of.state);
  const ref = rest ? `\n      ref={(view) => { view?.restore(${literal(rest)}); }}` : '';
  return `import '${entry}';

export function Attention() {
  return (
    <${name}${bracketed(attributesOf(of))}${ref}
    />
  );
}`;
}

function svelte(of: SnippetOf): string {
  const name = tagOf(of.state);
  const entry = of.state.view === 'mechanisms' ? 'attention-playground/mechanisms' : 'attention-playground/element';
  const rest = restOf(of.state);
  const script = rest
    ? `<script>\n  import '${entry}';\n  const restore = (view) => view.restore(${literal(rest)});\n</script>`
    : `<script>\n  import '${entry}';\n</script>`;
  return `${script}\n\n<${name}${bracketed(attributesOf(of)).replaceAll('\n      ', '\n  ')}${rest ? '\n  use:restore' : ''}\n></${name}>`;
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
