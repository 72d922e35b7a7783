/**
 * `attention.js`: the one small script for pages with any of the elements. It finds their tags, those that come later
 * too, and fetches what defines one when it is wanted: at once, with `loading="lazy"` when it comes near or is focused,
 * with `loading="click"` when somebody asks for it. Until then a poster stands there, and nothing else is fetched.
 *
 * An element that begins has `loading="eager"` from then on. Tags inside the shadow roots of other elements are not
 * found: whoever writes those imports the element's own script.
 */
import { colours, scripts, words } from 'virtual:loader';

/** As embed/begin.ts has it, for elements whose script is there already. */
const kNear = '200px';

const sheet = new CSSStyleSheet();
sheet.replaceSync(`
  :host { display: block; color-scheme: light dark; font: 13px/1.45 system-ui, sans-serif; }
  :host([hidden]) { display: none; }
  :host([theme='light']) { color-scheme: light; }
  :host([theme='dark']) { color-scheme: dark; }
  div { display: grid; grid-template-rows: 1fr auto; min-height: inherit; }
  section {
    display: grid; place-items: center; overflow: clip; cursor: pointer; box-sizing: border-box;
    border: 1px solid ${colours.line}; border-radius: 3px; background: ${colours.surface};
  }
  section::before { content: ''; min-height: var(--ap-poster-height, 160px); }
  section::before, section > * { grid-area: 1 / 1; }
  button {
    position: sticky; inset-block: 16px;
    font: inherit; min-height: 34px; padding: 0 14px; border: 1px solid ${colours.strong}; border-radius: 3px;
    background: ${colours.raised}; color: ${colours.ink}; cursor: pointer;
  }
  button:focus-visible { outline: 2px solid ${colours.focus}; outline-offset: 1px; }
  p { align-self: end; margin: 8px; overflow-wrap: anywhere; }
  ::slotted([slot='poster']) { grid-area: 1 / 1; display: block; max-width: 100%; }
  ::slotted(p[slot='poster']) { grid-area: 2 / 1; padding: 0 16px 8px; }
  ::slotted([slot='caption']) { display: block; margin-top: 6px; }
  @media print { button { display: none; } }
`);

const begun = new WeakSet<Element>();
const known = new WeakSet<Element>();

const near = new IntersectionObserver(
  (entries) => {
    for (const { isIntersecting, target } of entries) if (isIntersecting) void begin(target);
  },
  { rootMargin: kNear },
);

function make<K extends keyof HTMLElementTagNameMap>(name: K, text = ''): HTMLElementTagNameMap[K] {
  const element = document.createElement(name);
  element.textContent = text;
  return element;
}

function wordFor(element: Element): string | undefined {
  const language = element.closest<HTMLElement>('[lang]:not([lang=""])')?.lang.toLowerCase() ?? '';
  return words[language] ?? words[language.split('-')[0] as string] ?? words['en'];
}

function showPoster(element: Element): void {
  const root = element.attachShadow({ mode: 'open' });
  root.adoptedStyleSheets = [sheet];
  const [box, poster, caption, button] = [
    make('section'),
    make('slot'),
    make('slot'),
    make('button', wordFor(element)),
  ];
  const whole = make('div');
  box.setAttribute('part', 'poster');
  [poster.name, caption.name, button.type] = ['poster', 'caption', 'button'];
  box.append(poster, button);
  whole.append(box, caption);
  root.append(whole);
  box.addEventListener('click', () => begin(element));
  if (element.getAttribute('loading') === 'lazy') box.addEventListener('focusin', () => begin(element));
}

async function begin(element: Element): Promise<void> {
  near.unobserve(element);
  if (begun.has(element)) return;
  begun.add(element);
  const root = element.shadowRoot;
  const had = root?.activeElement;
  element.setAttribute('loading', 'eager');
  try {
    await scripts[element.localName]?.();
    await (element as Element & { updateComplete?: Promise<unknown> }).updateComplete;
    // Who asked by keyboard goes on in what came in the place of the button.
    if (had)
      element.shadowRoot?.querySelector<HTMLElement>('[part~=frame], [tabindex="0"]')?.focus({ preventScroll: true });
  } catch (error) {
    begun.delete(element);
    const { message } = error as Error;
    const said = make('p', message);
    said.role = 'alert';
    root?.querySelector('p')?.remove();
    root?.querySelector('section')?.append(said);
    element.dispatchEvent(new CustomEvent('error', { detail: { code: 'network', message } }));
  }
}

function take(element: Element): void {
  // Whose script is there already knows itself what to do.
  if (known.has(element) || !scripts[element.localName] || customElements.get(element.localName)) return;
  known.add(element);
  const loading = element.getAttribute('loading');
  if (loading !== 'lazy' && loading !== 'click') void begin(element);
  else showPoster(element);
  if (loading === 'lazy') near.observe(element);
}

const tags = Object.keys(scripts).join();

function search(node: Node): void {
  if (!(node instanceof Element)) return;
  take(node);
  for (const inner of node.querySelectorAll(tags)) take(inner);
}

search(document.documentElement);
new MutationObserver((changes) => {
  for (const { target, addedNodes } of changes) {
    for (const node of addedNodes) search(node);
    // A script of the page's own may say when: slides do, when theirs is shown.
    if (known.has(target as Element) && (target as Element).getAttribute('loading') === 'eager')
      begin(target as Element);
  }
}).observe(document, { childList: true, subtree: true, attributeFilter: ['loading'] });
