#!/usr/bin/env node
/** The package's command: one subcommand so far. Text goes to standard output, everything else to standard error. */
import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';

const help = `Usage: attention-playground generate --model DIR [options] [TEXT]

Continues TEXT with a model and writes it as it comes. Without TEXT the model begins by itself.

  --model DIR             a Hugging Face folder: config.json, tokenizer.json, model.safetensors; or its URL
  -n, --tokens N          tokens to add at most (100)
  --greedy                always the likeliest token
  --temperature X         above 0 (1); lower is more careful
  --top-k K               keep the K likeliest tokens; 0 keeps all (0)
  --top-p P               keep the fewest tokens that together have probability P, above 0 to 1 (1)
  --min-p P               drop tokens with less than P times the largest probability, 0 to 1 (0)
  --repetition-penalty X  above 0 (1); larger repeats less
  --seed N                a whole number from 0 (0); the same seed writes the same text everywhere
  --ignore-eos            go on past the end of the text
  -h, --help              this
`;

const options = {
  model: { type: 'string' },
  tokens: { type: 'string', short: 'n' },
  greedy: { type: 'boolean' },
  temperature: { type: 'string' },
  'top-k': { type: 'string' },
  'top-p': { type: 'string' },
  'min-p': { type: 'string' },
  'repetition-penalty': { type: 'string' },
  seed: { type: 'string' },
  'ignore-eos': { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
};

class Usage extends Error {}

function number(values, name) {
  const given = values[name];
  if (given === undefined) return undefined;
  const value = Number(given);
  if (given.trim() === '' || Number.isNaN(value))
    throw new Usage(`--${name} is ${JSON.stringify(given)}; it must be a number`);
  return value;
}

function whole(values, name) {
  const value = number(values, name);
  if (value !== undefined && !(Number.isSafeInteger(value) && value >= 0)) {
    throw new Usage(`--${name} is ${values[name]}; it must be a whole number from 0 to ${Number.MAX_SAFE_INTEGER}`);
  }
  return value;
}

function read(argv) {
  try {
    return parseArgs({ args: argv, options, allowPositionals: true });
  } catch (error) {
    throw new Usage(error.message.split('\n')[0]);
  }
}

async function generate(values, texts) {
  if (!values.model) throw new Usage('--model is missing: give the folder of a model');
  if (texts.length > 1) throw new Usage(`${texts.length} texts are given; put one text in quotes`);
  const sampling = {
    greedy: values.greedy ?? false,
    temperature: number(values, 'temperature'),
    topK: whole(values, 'top-k'),
    topP: number(values, 'top-p'),
    minP: number(values, 'min-p'),
    repetitionPenalty: number(values, 'repetition-penalty'),
    seed: whole(values, 'seed'),
  };
  const maxTokens = whole(values, 'tokens');
  const chance = ['temperature', 'top-k', 'top-p', 'min-p', 'seed'].find((name) => values[name] !== undefined);
  if (values.greedy && chance) throw new Usage(`--greedy leaves nothing to chance; drop it or --${chance}`);
  const { loadEngine } = await library();
  const stop = new AbortController();
  process.once('SIGINT', () => stop.abort());
  const engine = await loadEngine();
  const model = await engine.loadModel(values.model);
  const text = texts[0] ?? '';
  let written = 0;
  const steps = model.generate(text, {
    ...sampling,
    maxTokens,
    top: 1,
    ignoreEos: values['ignore-eos'],
    signal: stop.signal,
  });
  for await (const step of steps) {
    process.stdout.write(step.text.slice(written));
    written = step.text.length;
  }
  process.stdout.write(`${written === 0 ? text : ''}\n`);
  await model.dispose();
  engine.dispose();
}

async function library() {
  const built = new URL('../dist/lib/node.js', import.meta.url);
  if (!existsSync(built)) throw new Error('dist/lib/node.js is missing; run npm run build first');
  return import(built.href);
}

async function main(argv) {
  const { values, positionals } = read(argv);
  if (values.help || argv.length === 0) {
    process.stdout.write(help);
    return;
  }
  const [command, ...texts] = positionals;
  if (command !== 'generate') throw new Usage(`unknown command: ${command ?? '(none)'} (have generate)`);
  await generate(values, texts);
}

// Whoever reads may stop reading: `... | head`.
process.stdout.on('error', (error) => process.exit(error.code === 'EPIPE' ? 0 : 1));
try {
  await main(process.argv.slice(2));
} catch (error) {
  const stopped = error.code === 'aborted';
  if (stopped) process.stdout.write('\n');
  else
    process.stderr.write(
      `attention-playground: ${error.message}${error instanceof Usage ? ' (--help tells more)' : ''}\n`,
    );
  process.exitCode = stopped ? 130 : 1;
}
