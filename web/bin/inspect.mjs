import { needModel, oneText, Usage, whole } from './arguments.mjs';
import { withModel } from './library.mjs';

export const about = 'what a model is, and what its heads do with a text';

export const help = `Usage: attention-playground inspect --model DIR [--layer L [--head H]] [--json] [TEXT]

Facts of a model, the tokens of TEXT, statistics of every head, and the likeliest next tokens. With --layer and --head also the
three strongest keys of every query.

  --model DIR  a Hugging Face folder, or its URL
  --layer L    this layer's heads only
  --head H     this head only
  --json       the same as JSON
`;

export const options = {
  model: { type: 'string' },
  layer: { type: 'string' },
  head: { type: 'string' },
  json: { type: 'boolean' },
};

const keysShown = 3;

/** Layer and head as asked for, checked against the model. */
export function chosenHead(values, info) {
  const [layer, head] = [whole(values, 'layer'), whole(values, 'head')];
  if (head !== undefined && layer === undefined) throw new Usage('--head is given without --layer; give both');
  const inside = (name, n, count) => {
    if (n === undefined || n < count) return;
    throw new Usage(`--${name} is ${n}; ${info.name} has ${name}s 0 to ${count - 1}`);
  };
  inside('layer', layer, info.layers);
  inside('head', head, info.heads);
  return { layer, head };
}

/** The strongest keys of every query of one head, largest weight first. */
function strongest({ data, shape }, head) {
  const [, queries, keys] = shape;
  return Array.from({ length: queries }, (_, query) => {
    const from = (head * queries + query) * keys;
    const row = Array.from(data.subarray(from, from + keys), (weight, key) => ({ key, weight }));
    const ranked = row.filter(({ weight }) => weight > 0).sort((a, b) => b.weight - a.weight || a.key - b.key);
    return { query, keys: ranked.slice(0, keysShown) };
  });
}

export async function run(values, texts) {
  const where = needModel(values);
  const text = oneText(texts);
  const found = await withModel(where, async (model) => {
    const { layer, head } = chosenHead(values, model.info);
    const name = head === undefined ? undefined : `blocks.${layer}.attn.hook_pattern`;
    const done = await model.run(text, { capture: name ? [name] : [], stats: true, top: 10 });
    const heads = done.stats.filter(
      (one) => (layer === undefined || one.layer === layer) && (head === undefined || one.head === head),
    );
    const rows = name ? strongest(done.tensors.get(name), head) : undefined;
    return {
      model: model.info,
      text,
      tokens: done.tokens,
      heads,
      next: done.next,
      ...(rows ? { strongest: rows } : {}),
    };
  });
  process.stdout.write(values.json ? `${JSON.stringify(found, null, 2)}\n` : written(found));
}

/** What cannot be seen is shown by a sign, and no token can break a line or steer a terminal. */
function visible(text) {
  const signs = { ' ': '·', '\n': '↵', '\t': '⇥', '\r': '␍' };
  return [...text]
    .map(
      (c) =>
        signs[c] ?? (/[\p{C}\p{Z}]/u.test(c) ? `U+${c.codePointAt(0).toString(16).toUpperCase().padStart(4, '0')}` : c),
    )
    .join('');
}

function table(head, rows) {
  const width = head.map((_, n) => Math.max(...[head, ...rows].map((row) => [...row[n]].length)));
  const line = (row) =>
    row
      .map((cell, n) => cell.padEnd(width[n] + cell.length - [...cell].length))
      .join('  ')
      .trimEnd();
  return [head, ...rows].map((row) => `${line(row)}\n`).join('');
}

const fixed = (x, places = 3) => (Number.isNaN(x) ? '–' : x.toFixed(places));

function written({ model, tokens, heads, next, strongest: rows }) {
  const { name, architecture, parameters, layers, heads: h, kvHeads, width, headWidth, vocab, maxPositions } = model;
  const facts = [
    `${name}: ${architecture}, ${(parameters / 1e6).toFixed(2)} M parameters`,
    `${layers} layers of ${h} heads (${kvHeads} key/value heads), head width ${headWidth}, width ${width}`,
    `vocabulary of ${vocab}, context of ${maxPositions} tokens`,
  ];
  const label = (n) => `${n} ${visible(tokens[n]?.text ?? '')}`;
  const parts = [
    `${facts.join('\n')}\n`,
    `${tokens.length} tokens\n${tokens.map(({ text }) => visible(text)).join(' ')}\n`,
    table(
      ['layer', 'head', 'entropy', 'distance', 'previous', 'first', 'current', 'induction', 'duplicate', 'label'],
      heads.map((one) => [
        String(one.layer),
        String(one.head),
        ...[
          one.entropy,
          one.distance,
          one.previousToken,
          one.firstToken,
          one.currentToken,
          one.induction,
          one.duplicateToken,
        ].map((x) => fixed(x)),
        one.label,
      ]),
    ),
  ];
  if (rows) {
    const keys = (row) => row.keys.map(({ key, weight }) => `${label(key)} ${fixed(weight)}`).join(', ');
    parts.push(
      table(
        ['query', 'strongest keys'],
        rows.map((row) => [label(row.query), keys(row)]),
      ),
    );
  }
  parts.push(
    table(
      ['next', 'probability'],
      next.map((one) => [visible(one.text), fixed(one.probability, 4)]),
    ),
  );
  return parts.join('\n');
}
