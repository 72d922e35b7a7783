/** The elements as a custom elements manifest (schema 1.0.0), which editors and documentation tools read. */

const type = (text) => ({ type: { text } });
const described = (description) => (description ? { description } : {});

export function manifestOf(elements, version) {
  return {
    schemaVersion: '1.0.0',
    readme: 'README.md',
    modules: elements.map((element) => ({
      kind: 'javascript-module',
      path: `dist/element/${element.tag}.js`,
      declarations: [declaration(element)],
      exports: [
        { kind: 'js', name: element.className, declaration: { name: element.className } },
        { kind: 'custom-element-definition', name: element.tag, declaration: { name: element.className } },
      ],
    })),
    version,
  };
}

function declaration({ tag, className, description, properties, methods, events, slots, parts, styles }) {
  return {
    kind: 'class',
    customElement: true,
    name: className,
    tagName: tag,
    ...described(description),
    attributes: properties
      .filter(({ attribute }) => attribute)
      .map(({ name, attribute, type: text, description: what }) => ({
        name: attribute,
        fieldName: name,
        ...type(text),
        ...described(what),
      })),
    members: [
      ...properties.map(({ name, type: text, description: what, settable, attribute, reflects }) => ({
        kind: 'field',
        name,
        ...type(text),
        ...described(what),
        ...(!settable && { readonly: true }),
        ...(attribute && { attribute }),
        ...(reflects && { reflects }),
      })),
      ...methods.map(({ name, type: text, description: what }) => ({
        kind: 'method',
        name,
        return: type(text.replace(/^.*=> /, '')),
        ...described(what),
      })),
    ],
    events: events.list.map(({ name, type: text, description: what }) => ({ name, ...type(text), ...described(what) })),
    slots,
    cssParts: parts,
    cssProperties: styles,
  };
}
