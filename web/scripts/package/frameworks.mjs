/** The elements' tags for React's JSX and Svelte's markup: every property that can be set, every event, typed. */

const kOwn = ['lang', 'hidden', 'title', 'dir'];
const settable = ({ properties }) =>
  properties
    .filter((one) => one.settable && !kOwn.includes(one.name))
    .map(({ name }) => `'${name}'`)
    .join(' | ');

const imports = (elements) =>
  elements
    .map(
      ({ className, module }) =>
        `import type { ${className}, ${className}EventMap } from './${module.replace(/\.ts$/, '.js')}';`,
    )
    .join('\n');

const events = (elements) =>
  `import type { ${[...new Set(elements.map((one) => one.events.map))].join(', ')} } from './elements/events.js';`;

const tags = (elements, indent) =>
  elements
    .map((one) => `${indent}'${one.tag}': Tag<${one.className}, ${settable(one)}, ${one.events.map}>;`)
    .join('\n');

const importsOfClasses = (elements) => imports(elements).replace(/, \w+EventMap/g, '');

export const reactTypes = (
  elements,
) => `/** Types of the elements' tags for React 19 and newer: \`import 'attention-playground/react'\` once, anywhere. */
import type { HTMLAttributes, RefAttributes } from 'react';
${importsOfClasses(elements)}
${events(elements)}

/** React sets properties, and listens to \`onready\` for the event \`ready\`. */
type Tag<Element extends HTMLElement, Settable extends keyof Element, Events> = Omit<HTMLAttributes<Element>, Settable> &
  RefAttributes<Element> &
  Partial<Pick<Element, Settable>> & { class?: string } & { [Name in keyof Events & string as \`on\${Name}\`]?: (event: Events[Name]) => void };

declare module 'react' {
  namespace JSX {
    interface IntrinsicElements {
${tags(elements, '      ')}
    }
  }
}
`;

export const svelteTypes = (
  elements,
) => `/** Types of the elements' tags for Svelte 5 and newer: \`import 'attention-playground/svelte'\` once, anywhere. */
import type { HTMLAttributes } from 'svelte/elements';
${importsOfClasses(elements)}
${events(elements)}

/** Svelte sets properties, and listens to \`onready\` for the event \`ready\`. */
type Tag<Element extends HTMLElement, Settable extends keyof Element, Events> = Omit<HTMLAttributes<Element>, Settable | \`on\${keyof Events & string}\`> &
  Partial<Pick<Element, Settable>> & { [Name in keyof Events & string as \`on\${Name}\`]?: (event: Events[Name]) => void };

declare module 'svelte/elements' {
  interface SvelteHTMLElements {
${tags(elements, '    ')}
  }
}
`;
