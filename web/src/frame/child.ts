/** The page inside an iframe (embed.html): one element, as the address says, and what it and the page around it say. */
import { examples } from '../elements/examples.ts';
import { checkState } from '../share/check.ts';
import { emptyState, isModelAddress, type Problem, readHash, writeHash } from '../share/hash.ts';
import type { ShareState } from '../share/types.ts';
import { directionOf, findLanguage, pickLanguage } from '../text/language.ts';
import { pageTexts } from '../text/page/index.ts';
import { elements, isElementName, type ShownElement } from './elements.ts';
import { kTallest, message, type PublicState, read, type SaidFrame } from './protocol.ts';

const root = document.documentElement;
const frame = document.querySelector<HTMLElement>('#embed') as HTMLElement;
const main = frame.querySelector('main') as HTMLElement;
const out = frame.querySelector<HTMLAnchorElement>('#out') as HTMLAnchorElement;

interface Addressed {
  readonly query: URLSearchParams;
  readonly state: Partial<ShareState>;
  readonly name: string;
  /** What of it cannot be used, as a sentence; or ''. */
  readonly wrong: string;
}

/** `#playground?v=1&...`, `#element=heads&...`, or the same after a ?, which the host's log sees. The hash counts first. */
function addressed(): Addressed {
  const hash = location.hash.slice(1);
  const [view, inHash] = hash.includes('?') ? [hash.split('?')[0], hash.slice(hash.indexOf('?') + 1)] : ['', hash];
  const both = [inHash, location.search.slice(1)].filter(Boolean).join('&');
  const query = new URLSearchParams(both);
  const { state, problems } = readHash(`${view}?${both}`);
  const { language } = state;
  const unspoken: Problem[] =
    language && !findLanguage(language) ? [{ key: 'lang', value: language, why: 'missing' }] : [];
  const name = query.get('element') ?? state.view ?? 'playground';
  return { query, state, name, wrong: sentence([...problems, ...unspoken]) };
}

function sentence(problems: readonly Problem[]): string {
  const [first] = problems;
  if (first?.why === 'newer') return 'the address was made by a newer version and was not read';
  if (first?.why === 'too-long') return 'the address is too long and was not read';
  const all = problems.map(({ key, value }) => `${key}: ${value}`).join(', ');
  return all && `these of the address are as usual: ${all}`;
}

let asked = addressed();
let element: ShownElement | null = null;
let state: Partial<ShareState> = asked.state;

/** Everything that is shown: what the element knows, and of the rest what was asked for. */
function snapshot(): Partial<ShareState> {
  const { info, layer, head } = element?.store?.state ?? {};
  // Its numbers, even where the element would come to the same head by itself.
  return { ...state, ...element?.snapshot?.(), ...(info ? { layer, head } : {}) };
}

function post(said: SaidFrame, target = '*'): void {
  if (parent !== window) parent.postMessage(message(said), target);
}

function setTheme(theme: ShareState['theme']): void {
  if (theme === 'auto') delete root.dataset['theme'];
  else root.dataset['theme'] = theme;
  if (theme === 'auto') element?.removeAttribute('theme');
  else element?.setAttribute('theme', theme);
}

async function speak(tag: string): Promise<void> {
  // One that there are no texts for leaves the reader's own.
  const language = pickLanguage([tag, ...navigator.languages]);
  const texts = await pageTexts(language);
  root.lang = language;
  root.dir = directionOf(language);
  element?.setAttribute('lang', language);
  out.textContent = texts['embed.open'];
}

function show(change: Partial<ShareState>): void {
  state = { ...state, ...change };
  const { theme, language, text, layer, head, model } = change;
  if (theme) setTheme(theme);
  if (language !== undefined) void speak(language).catch((error) => console.warn(error));
  if (!element) return;
  if (element.restore) element.restore(change);
  else for (const [key, value] of Object.entries({ text, layer, head, model })) put(element, key, value);
}

/** Null, and no address, is as if nobody had said anything. */
function put(shown: ShownElement, key: string, value: string | number | null | undefined): void {
  if (value === undefined) return;
  if (value === null || (key === 'model' && value === '')) shown.removeAttribute(key);
  else shown.setAttribute(key, String(value));
}

/** A sentence for whoever embeds; without addresses, which the reader may have typed. */
const withoutAddresses = (text: string): string => text.replace(/\b(https?|blob|file):\S+/g, '…');

function listen(shown: ShownElement): void {
  shown.addEventListener('ready', () => post({ type: 'ready', element: asked.name }));
  shown.addEventListener('error', (event) => {
    const { code = 'internal', message: text = '' } = Object((event as unknown as CustomEvent).detail);
    post({ type: 'error', code: String(code), message: withoutAddresses(String(text)) });
  });
  shown.addEventListener('change', (event) => {
    if (event instanceof CustomEvent) post({ type: 'change', state: publicly(snapshot()) });
  });
}

function publicly({ text: _, model: __, ...rest }: Partial<ShareState>): PublicState {
  return rest;
}

/** What of the address cannot be used; whoever embeds wrote it. */
function tellWrong(): void {
  if (asked.wrong) post({ type: 'error', code: 'bad-argument', message: withoutAddresses(asked.wrong) });
}

let height = 0;
function tellHeight(again = false): void {
  const now = Math.min(kTallest, Math.ceil(frame.getBoundingClientRect().height));
  if (now > 0 && (again || now !== height)) post({ type: 'height', height: now });
  height = now;
}

addEventListener('message', (event) => {
  // Any window may send one; only the page around has a say.
  if (event.source !== parent || parent === window) return;
  const said = read(event.data);
  if (said?.type === 'hello') {
    tellHeight(true);
    tellWrong();
    if (element?.matches('[data-ready]')) post({ type: 'ready', element: asked.name });
  } else if (said?.type === 'theme') {
    const { state: good } = checkState({ theme: said['theme'] });
    show(good);
  } else if (said?.type === 'set') {
    const { state: good, problems } = checkState(said['state']);
    show(good);
    if (problems.length > 0) {
      const values = problems.map(({ key, value }) => `${key}: ${value}`).join(', ');
      post({ type: 'error', code: 'bad-argument', message: `these were not set: ${values}` });
    }
  } else if (said?.type === 'get' && typeof said['id'] === 'number') {
    // A page from a file, or in a sandbox, has no origin that could be named.
    post({ type: 'state', id: said['id'], state: snapshot() }, event.origin === 'null' ? '*' : event.origin);
  }
});

// As late as can be: the state is of the moment when somebody follows the link.
for (const moment of ['pointerdown', 'focus', 'click'])
  out.addEventListener(moment, () => {
    const shown = {
      ...emptyState,
      ...snapshot(),
      view: asked.name === 'mechanisms' ? 'mechanisms' : 'playground',
    } as const;
    out.href = `./#${writeHash(shown).hash}`;
  });

/** What the address says, and of the rest what an element shows that nobody told anything. */
function usual({ query, state: said, name }: Addressed): Partial<ShareState> {
  const head = name === 'playground' && !said.model ? { layer: 5, head: 6 } : {};
  return { ...(!query.has('src') && { text: examples[0]?.text ?? '' }), ...head };
}

function attributes(shown: ShownElement, { query }: Addressed): void {
  for (const key of ['hide', 'loading', 'readonly', 'src']) {
    const value = query.get(key);
    if (value === null || (key === 'src' && !isModelAddress(value))) shown.removeAttribute(key);
    else shown.setAttribute(key, value);
  }
}

async function start(): Promise<void> {
  const now = asked;
  const { name } = now;
  tellWrong();
  const speaking = speak(now.state.language ?? '');
  element = null;
  if (!isElementName(name)) {
    await speaking;
    const text = (await pageTexts(pickLanguage(root.lang)))['embed.unknown'];
    const all = Object.keys(elements).join(', ');
    if (now !== asked) return;
    main.textContent = text.replace('{name}', () => name.slice(0, 40)).replace('{all}', () => all);
    post({ type: 'error', code: 'unknown-id', message: `unknown element: ${name.slice(0, 40)} (have ${all})` });
    return;
  }
  await elements[name]();
  // Another address came meanwhile.
  if (now !== asked) return;
  const made = document.createElement(`attention-${name}`) as ShownElement;
  element = made;
  made.addEventListener('ready', () => made.setAttribute('data-ready', ''));
  listen(made);
  attributes(made, now);
  show({ ...usual(now), ...now.state });
  await speaking;
  if (now === asked) main.replaceChildren(made);
}

/** Another address in the same frame; what it does not say is as in one that was just opened. */
function follow(): void {
  const { name } = asked;
  asked = addressed();
  if (!element || asked.name !== name) {
    state = asked.state;
    setTheme(asked.state.theme ?? 'auto');
    begin();
    return;
  }
  tellWrong();
  attributes(element, asked);
  // An empty text would be a text; numbers that came from a file have their own.
  const { text: _, ...empty } = emptyState;
  if (asked.query.has('src')) put(element, 'text', null);
  show({ ...empty, ...usual(asked), ...asked.state });
}

function begin(): void {
  start().catch((error: unknown) => {
    main.textContent = error instanceof Error ? error.message : String(error);
  });
}

new ResizeObserver(() => tellHeight()).observe(frame);
addEventListener('hashchange', follow);
begin();
