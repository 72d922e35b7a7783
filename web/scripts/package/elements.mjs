/** The public elements as their sources say them: what can be set, called and listened to, with the comments there. */
import ts from 'typescript';

/**
 * `wanted`: {tag, file} each; `eventsFile` holds ElementEvents.
 * Returns {tag, className, module, description, properties, methods, events, slots, parts, styles}.
 */
export function describeElements(program, wanted, eventsFile) {
  const checker = program.getTypeChecker();
  const events = eventsOf(checker, program.getSourceFile(eventsFile));
  return wanted.map(({ tag, file, path }) => {
    const declared = classOf(checker, program.getSourceFile(file), tag);
    const { name, parent } = declared;
    if (!events.has(tag)) throw new Error(`elements/events.ts: ElementEvents has no '${tag}'`);
    const members = membersOf(checker, declared);
    return {
      tag,
      entry: path,
      className: name.text,
      module: parent.fileName.replace(/^.*\/src\//, ''),
      description: headComment(parent) || docOf(checker, checker.getSymbolAtLocation(name)),
      properties: members.filter(({ kind }) => kind === 'property'),
      methods: members.filter(({ kind }) => kind === 'method'),
      events: events.get(tag),
      ...tagged(parent, declared),
    };
  });
}

/** The class that an entry exports and HTMLElementTagNameMap has under the tag. */
function classOf(checker, file, tag) {
  for (const symbol of checker.getExportsOfModule(checker.getSymbolAtLocation(file))) {
    const target = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
    const declared = target.declarations?.find(ts.isClassDeclaration);
    if (declared?.parent.text.includes(`'${tag}': ${declared.name.text};`)) return declared;
  }
  throw new Error(`${file.fileName}: exports no class that HTMLElementTagNameMap has as '${tag}'`);
}

const isOurs = (node) =>
  /\/src\//.test(node.getSourceFile().fileName) && !/node_modules/.test(node.getSourceFile().fileName);
const hidden = ts.ModifierFlags.Private | ts.ModifierFlags.Protected | ts.ModifierFlags.Static;

function membersOf(checker, declared) {
  const type = checker.getDeclaredTypeOfSymbol(checker.getSymbolAtLocation(declared.name));
  return checker.getPropertiesOfType(type).flatMap((symbol) => {
    const node = symbol.valueDeclaration;
    if (!node || !isOurs(node) || symbol.name.startsWith('__#')) return [];
    if (ts.getCombinedModifierFlags(node) & hidden) return [];
    if (ts.getJSDocTags(node).some(({ tagName }) => tagName.text === 'internal')) return [];
    const description = docOf(checker, symbol);
    const text = checker.typeToString(checker.getTypeOfSymbol(symbol), node, ts.TypeFormatFlags.NoTruncation);
    if (ts.isMethodDeclaration(node))
      return isLifecycle(symbol.name) ? [] : [{ kind: 'method', name: symbol.name, type: text, description }];
    const option = decorated(node);
    const settable = option !== null || symbol.declarations.some(ts.isSetAccessor);
    const attribute =
      option?.attribute === false ? null : option ? (option.attribute ?? symbol.name.toLowerCase()) : null;
    return [
      {
        kind: 'property',
        name: symbol.name,
        type: text,
        description,
        settable,
        attribute,
        reflects: option?.reflect ?? false,
      },
    ];
  });
}

const lifecycle = [
  'connectedCallback',
  'disconnectedCallback',
  'attributeChangedCallback',
  'render',
  'update',
  'updated',
  'firstUpdated',
  'willUpdate',
];
export const isLifecycle = (name) => lifecycle.includes(name);

/** The options of Lit's @property, or null where a member has none. */
function decorated(node) {
  for (const { expression } of ts.getDecorators?.(node) ?? []) {
    if (!ts.isCallExpression(expression) || expression.expression.getText() !== 'property') continue;
    const text = optionText(expression.arguments[0]);
    const attribute = /\battribute:\s*(?:'([^']+)'|(false))/.exec(text);
    return {
      ...(attribute && { attribute: attribute[2] ? false : attribute[1] }),
      reflect: /\breflect:\s*true/.test(text),
    };
  }
  return null;
}

/** Options may stand in a constant of the same file. */
function optionText(argument) {
  if (!argument) return '';
  if (!ts.isIdentifier(argument)) return argument.getText();
  const declared = new RegExp(`const ${argument.text} = ([^;]*);`).exec(argument.getSourceFile().text);
  return declared?.[1] ?? '';
}

function eventsOf(checker, file) {
  const table = file.statements.find((node) => ts.isInterfaceDeclaration(node) && node.name.text === 'ElementEvents');
  return new Map(
    table.members.map((member) => {
      const type = checker.getTypeAtLocation(member.type);
      const events = checker.getPropertiesOfType(type).map((symbol) => ({
        name: symbol.name,
        type: checker.typeToString(checker.getTypeOfSymbol(symbol), member, ts.TypeFormatFlags.NoTruncation),
        description: docOf(checker, symbol),
      }));
      return [member.name.text, { map: member.type.getText(), list: events }];
    }),
  );
}

const oneLine = (text) =>
  text
    .replace(/\s+/g, ' ')
    .replace(/\{@link (\w+)\}/g, '$1')
    .trim();
const docOf = (checker, symbol) => oneLine(ts.displayPartsToString(symbol.getDocumentationComment(checker)));

/** The first paragraph of the comment that a file begins with. */
function headComment(file) {
  const range = ts.getLeadingCommentRanges(file.text, 0)?.[0];
  if (!range) return '';
  const text = file.text
    .slice(range.pos, range.end)
    .replace(/^\/\*\*?|\*\/$/g, '')
    .replace(/^\s*\* ?/gm, '');
  return oneLine(text.split(/\n\s*\n/)[0]);
}

/** `@slot name text`, `@csspart name text` and `@cssprop --name text` in the comments of the file and the class. */
function tagged(file, declared) {
  const comments = file.text.slice(0, declared.end).match(/\/\*\*[\s\S]*?\*\//g) ?? [];
  const lines = comments.join('\n').replace(/^\s*\* ?/gm, '');
  const all = (tag) =>
    [...lines.matchAll(new RegExp(`@${tag} (\\S+)\\s+-?\\s*([^\\n*]*)`, 'g'))].map(([, name, description]) => ({
      name,
      description: oneLine(description),
    }));
  return { slots: all('slot'), parts: all('csspart'), styles: all('cssprop') };
}
