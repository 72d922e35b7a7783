/**
 * The compiler's declarations without what is nobody's business outside: Lit, which the scripts bring with them, what
 * a class keeps to itself, and every file that nothing public mentions.
 */
import { dirname, join, normalize } from 'node:path';
import ts from 'typescript';
import { isLifecycle } from './elements.mjs';

/** Folders and files whose types a public member may speak of. Anything else is inside. */
const open =
  /^(engine\/|data\/|share\/types|style\/scale|views\/(attention-|lone-view|view\.)|embed\/(attention|matrix|heads|arcs|generation|explorer)\b|frame\/|elements\/(attention-|events)|frame\/|mechanisms\/attention-|version)/;

/** `written`: text by path; `roots`: sources under src. Returns text by path, only of what the roots lead to. */
export function cleaned(written, roots, elements) {
  const kept = new Map();
  const queue = [...roots.map((path) => path.replace(/\.ts$/, '.d.ts')), 'elements/events.d.ts'];
  while (queue.length > 0) {
    const path = queue.pop();
    if (kept.has(path)) continue;
    const text = written.get(path);
    if (text === undefined) throw new Error(`there is no declaration of ${path}`);
    const element = elements.filter(({ module }) => module.replace(/\.ts$/, '.d.ts') === path);
    const file = parsed(path, text);
    const clean = withEvents(withoutUnused(withoutInside(file, written)), path, element);
    kept.set(path, clean);
    queue.push(
      ...importsOf(clean)
        .map((name) => pathOf(path, name))
        .filter((name) => written.has(name) && !kept.has(name)),
    );
  }
  for (const [path, text] of kept) {
    if (/["']lit(\/|["'])/.test(text)) throw new Error(`${path}: a public type speaks of Lit:\n${text}`);
  }
  return kept;
}

const importsOf = (text) => [...text.matchAll(/(?:from |import\()["'](\.[^"']+)["']/g)].map(([, name]) => name);
const pathOf = (from, name) => normalize(join(dirname(from), name)).replace(/\.(js|ts)$/, '.d.ts');

const isPlain = (type) =>
  ts.isUnionTypeNode(type)
    ? type.types.every(isPlain)
    : ts.isLiteralTypeNode(type) ||
      (type.kind >= ts.SyntaxKind.AnyKeyword && type.kind <= ts.SyntaxKind.UnknownKeyword);

/** Names from the inside that say all they mean: `export type Loading = 'eager' | 'lazy' | 'click'`. */
const plainTypes = (file) =>
  file.statements.filter((node) => ts.isTypeAliasDeclaration(node) && isPlain(node.type)).map((node) => node.name.text);

const parsed = (path, text) => ts.createSourceFile(path, text, ts.ScriptTarget.ESNext, true);

/** Names that a file imports from the inside, or from packages. */
function insideNames(file, written) {
  const names = new Set();
  for (const node of file.statements) {
    if (!ts.isImportDeclaration(node) || !node.importClause) continue;
    const path = pathOf(file.fileName, node.moduleSpecifier.text);
    if (written.has(path) && open.test(path)) continue;
    const plain = written.has(path) ? plainTypes(parsed(path, written.get(path))) : [];
    const { name, namedBindings } = node.importClause;
    if (name) names.add(name.text);
    if (namedBindings && ts.isNamedImports(namedBindings))
      for (const one of namedBindings.elements)
        if (!plain.includes((one.propertyName ?? one.name).text)) names.add(one.name.text);
  }
  return names;
}

function withoutInside(file, written) {
  if (!open.test(file.fileName)) {
    const plain = plainTypes(file);
    const kept = file.statements.filter((node) => plain.includes(node.name?.text));
    return kept.map((node) => node.getText()).join('\n');
  }
  const inside = insideNames(file, written);
  const speaksOfInside = (node) => {
    let found = false;
    const visit = (child) => {
      if (ts.isIdentifier(child) && inside.has(child.text)) found = true;
      else ts.forEachChild(child, visit);
    };
    visit(node);
    return found;
  };
  const keeps = (member) => {
    const flags = ts.getCombinedModifierFlags(member);
    if (flags & (ts.ModifierFlags.Private | ts.ModifierFlags.Protected | ts.ModifierFlags.Static)) return false;
    if (ts.isConstructorDeclaration(member)) return false;
    const name = member.name;
    if (!name) return true;
    return !ts.isPrivateIdentifier(name) && !isLifecycle(name.getText());
  };
  const edits = [];
  const remove = (node) => edits.push([node.getFullStart(), node.end, '']);
  const visitMember = (member) => {
    if (!keeps(member)) return remove(member);
    const type = member.type ?? member.parameters?.[0]?.type;
    // What may also be something of ours is, for others, only what they can know of.
    if (type && ts.isUnionTypeNode(type) && type.types.some(speaksOfInside)) {
      const rest = type.types.filter((one) => !speaksOfInside(one));
      if (rest.every((one) => /^(null|undefined)$/.test(one.getText()))) return remove(member);
      return edits.push([type.getStart(), type.end, rest.map((one) => one.getText()).join(' | ')]);
    }
    return speaksOfInside(member) ? remove(member) : undefined;
  };
  for (const node of file.statements) {
    if (ts.isImportDeclaration(node) && !node.importClause) remove(node);
    else if (ts.isClassDeclaration(node)) {
      const base = node.heritageClauses?.[0]?.types[0];
      if (base?.getText() === 'LitElement') edits.push([base.getStart(), base.end, 'HTMLElement']);
      node.members.forEach(visitMember);
    } else if (!ts.isImportDeclaration(node) && !ts.isExportDeclaration(node) && speaksOfInside(node)) remove(node);
  }
  const sorted = edits.sort(([a], [b]) => b - a);
  return sorted.reduce((text, [start, end, put]) => text.slice(0, start) + put + text.slice(end), file.text);
}

/** Imports of what is no longer spoken of go, and files are named as they run. */
function withoutUnused(text) {
  const file = parsed('x.d.ts', text);
  const used = new Map();
  const count = (node) => {
    if (ts.isIdentifier(node)) used.set(node.text, (used.get(node.text) ?? 0) + 1);
    ts.forEachChild(node, count);
  };
  count(file);
  let clean = text;
  for (const node of [...file.statements].reverse()) {
    if (!ts.isImportDeclaration(node) || !node.importClause?.namedBindings) continue;
    const { namedBindings } = node.importClause;
    if (!ts.isNamedImports(namedBindings)) continue;
    const names = namedBindings.elements
      .filter(({ name }) => used.get(name.text) > 1)
      .map((one) => one.getText().replace(/^type /, ''));
    const line = names.length > 0 ? `import type { ${names.join(', ')} } from ${node.moduleSpecifier.getText()};` : '';
    clean = clean.slice(0, node.getStart()) + line + clean.slice(node.end);
  }
  if (!/^export /m.test(clean)) clean += '\nexport {};\n';
  return clean.replace(/((?:from |import\()["']\.[^"']+)\.ts(["'])/g, '$1.js$2').replace(/\n{3,}/g, '\n\n');
}

/** Listeners know what they get. */
function withEvents(text, path, elements) {
  return elements.reduce((text, { tag, className, description, events }) => {
    const before = text.replace(
      new RegExp(`(\\*/\\n)?(export declare class ${className} )`),
      (_, comment, line) =>
        `${comment ?? `/** \`<${tag}>\`: ${description.replace(/^`<[^>]*>`[:,]?\s*/, '')} */\n`}${line}`,
    );
    const up = '../'.repeat(path.split('/').length - 1);
    const from = path.startsWith('elements/') ? './events.js' : `${up}elements/events.js`;
    return `${before}
import type { ${events.map} } from '${from}';
/** What listeners of the element get, by the event's name. */
export interface ${className}EventMap extends Omit<HTMLElementEventMap, keyof ${events.map}>, ${events.map} {}
export interface ${className} {
    /** Listens to an event of the element, or of any other. */
    addEventListener<K extends keyof ${className}EventMap>(type: K, listener: (this: ${className}, event: ${className}EventMap[K]) => unknown, options?: boolean | AddEventListenerOptions): void;
    /** Listens to an event of that name. */
    addEventListener(type: string, listener: EventListenerOrEventListenerObject, options?: boolean | AddEventListenerOptions): void;
    /** Stops listening. */
    removeEventListener<K extends keyof ${className}EventMap>(type: K, listener: (this: ${className}, event: ${className}EventMap[K]) => unknown, options?: boolean | EventListenerOptions): void;
    /** Stops listening. */
    removeEventListener(type: string, listener: EventListenerOrEventListenerObject, options?: boolean | EventListenerOptions): void;
}
`;
  }, text);
}
