import {
  accessSync,
  chmodSync,
  constants,
  lstatSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { extname } from 'node:path';
import { between, choice, needModel, oneText, Usage, whole } from './arguments.mjs';
import { chosenHead } from './inspect.mjs';
import { loadData, version, withModel } from './library.mjs';

export const about = "write a text's attention as JSON, CSV or SVG";

export const help = `Usage: attention-playground export --model DIR [options] [TEXT]
       attention-playground export --from FILE.json [options]

Writes what the heads attend to: of TEXT, or of an attention document (docs/attention-json.md) without any model.

  --model DIR      a Hugging Face folder, or its URL
  --from FILE      an attention document, or {"tokens": [...], "attention": [...]} from anywhere
  --format F       json, csv or svg (by the ending of the output; without one json)
  --view V         of an SVG: matrix, arcs, heads or next (matrix where a head is chosen, else heads)
  --layer L        this layer only; a matrix and arcs need a layer and a head
  --head H         this head only
  --query I        arcs: light this query's, numbered from 0
  --threshold X    arcs: the least weight that is drawn, 0 to 1 (0.05)
  --theme T        of an SVG: light, dark or print (light)
  --scale S        of an SVG: linear or sqrt (linear)
  --base64         of JSON: weights as base64, a third of the size
  -o, --output F   write to this file; without it to standard output
`;

export const options = {
  model: { type: 'string' },
  from: { type: 'string' },
  format: { type: 'string' },
  view: { type: 'string' },
  layer: { type: 'string' },
  head: { type: 'string' },
  query: { type: 'string' },
  threshold: { type: 'string' },
  theme: { type: 'string' },
  scale: { type: 'string' },
  base64: { type: 'boolean' },
  output: { type: 'string', short: 'o' },
};

const formats = ['json', 'csv', 'svg'];
/** Which flags only some formats, and which views, have a use for. */
const onlyFor = { view: ['svg'], theme: ['svg'], scale: ['svg'], query: ['svg'], threshold: ['svg'], base64: ['json'] };

/** A name without an ending says nothing: JSON. Another ending asks for what is not made here. */
function formatOf(values) {
  const given = choice(values, 'format', formats);
  if (given) return given;
  const ending = extname(values.output ?? '')
    .slice(1)
    .toLowerCase();
  if (ending === '') return 'json';
  if (formats.includes(ending)) return ending;
  throw new Usage(`--output is ${JSON.stringify(values.output)}; end it in .json, .csv or .svg, or give --format`);
}

function settings(values) {
  const format = formatOf(values);
  for (const [name, uses] of Object.entries(onlyFor)) {
    if (values[name] !== undefined && !uses.includes(format)) {
      throw new Usage(`--${name} has no use in ${format}; give --format ${uses[0]} or drop it`);
    }
  }
  const view = choice(values, 'view', ['matrix', 'arcs', 'heads', 'next']);
  const arcs = ['query', 'threshold'].find((name) => values[name] !== undefined);
  if (arcs && view !== 'arcs') throw new Usage(`--${arcs} is for arcs; give --view arcs or drop it`);
  return {
    format,
    view,
    layer: whole(values, 'layer'),
    head: whole(values, 'head'),
    query: whole(values, 'query'),
    threshold: between(values, 'threshold', 0, 1),
    theme: choice(values, 'theme', ['light', 'dark', 'print']),
    scale: choice(values, 'scale', ['linear', 'sqrt']),
    base64: values.base64 ?? false,
  };
}

function fromFile(file, { parseText }) {
  let text;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new Error(`${file} cannot be read: ${error.message}`);
  }
  try {
    return parseText(text);
  } catch (error) {
    throw new Error(`${file}: ${error.message}`);
  }
}

function fromModel(values, text, { capturePatterns, dataOfRun }) {
  return withModel(needModel(values), async (model) => {
    const { layer } = chosenHead(values, model.info);
    const capture = [layer === undefined ? capturePatterns : `blocks.${layer}.attn.hook_pattern`];
    const run = await model.run(text, { capture, stats: false, top: 10 });
    // Only an address leads others to the model.
    const modelUrl = /^https?:/i.test(values.model) ? values.model : undefined;
    return dataOfRun(run, { text, model: model.info.name, modelUrl });
  });
}

/** The data with the chosen layer and head only; says what there is where they are not. */
function narrowed(data, { layer, head }, { parseDocument, toDocument }) {
  if (layer === undefined && head === undefined) return data;
  const only = toDocument(data, {
    layers: layer === undefined ? undefined : [layer],
    heads: head === undefined ? undefined : [head],
    base64: true,
  });
  return { ...parseDocument(only), causal: data.causal };
}

function one(data, what) {
  const [layer] = data.layers;
  if (layer && data.layers.length === 1 && layer.heads.length === 1)
    return { layer: layer.layer, head: layer.heads[0] };
  throw new Usage(`--view ${what} draws one head; give --layer and --head`);
}

function svg(data, how, library) {
  const { theme, scale, query, threshold } = how;
  const single = data.layers.length === 1 && data.layers[0].heads.length === 1;
  const view = how.view ?? (single ? 'matrix' : 'heads');
  if (view === 'heads') return library.headsSvg(data, { theme, scale });
  if (view === 'matrix') return library.matrixSvg(data, { ...one(data, view), theme, scale });
  if (view === 'next') {
    if (data.next.length === 0) throw new Usage('--view next: the file says nothing about next tokens');
    return library.nextSvg(data.next, { theme });
  }
  if (query !== undefined && query >= data.queries.length) {
    throw new Usage(`--query is ${query}; there are queries 0 to ${data.queries.length - 1}`);
  }
  return library.arcsSvg(data, { ...one(data, view), theme, scale, query, threshold });
}

function written(data, how, library) {
  if (how.format === 'csv') return library.toCsv(data);
  if (how.format === 'svg') return svg(data, how, library);
  const made = `attention-playground ${version()}`;
  return library.formatDocument(library.toDocument(data, { base64: how.base64, made }));
}

/** A device or a pipe takes what comes; a file is replaced where it lies, behind its links. */
function write(file, text) {
  const unlessNone = { throwIfNoEntry: false };
  try {
    const there = statSync(file, unlessNone);
    if (there?.isFile()) {
      accessSync(file, constants.W_OK);
      replace(realpathSync(file), text, there.mode);
    } else if (there || lstatSync(file, unlessNone)) writeFileSync(file, text);
    else replace(file, text);
  } catch (error) {
    throw new Error(`${file} cannot be written: ${error.message}`);
  }
}

/** The whole new file, or what was there. */
function replace(file, text, mode) {
  const half = `${file}.${process.pid}.part`;
  try {
    writeFileSync(half, text, { flag: 'wx' });
    if (mode !== undefined) chmodSync(half, mode & 0o777);
    renameSync(half, file);
  } catch (error) {
    rmSync(half, { force: true });
    throw error;
  }
}

export async function run(values, texts) {
  const how = settings(values);
  const text = oneText(texts);
  if (values.from !== undefined && values.model !== undefined)
    throw new Usage('--from needs no --model; drop one of them');
  if (values.from !== undefined && texts.length > 0) throw new Usage('--from has its own text; drop the text');
  if (values.from === undefined) needModel(values);
  const library = await loadData();
  const data = values.from === undefined ? await fromModel(values, text, library) : fromFile(values.from, library);
  const out = written(narrowed(data, how, library), how, library);
  if (values.output === undefined) process.stdout.write(out);
  else write(values.output, out);
}
