import { needModel, number, oneText, Usage, whole } from './arguments.mjs';
import { withModel } from './library.mjs';

export const about = 'continue a text with a model';

export const help = `Usage: attention-playground generate --model DIR [options] [TEXT]

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
`;

export const options = {
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
};

function settings(values) {
  const chance = ['temperature', 'top-k', 'top-p', 'min-p', 'seed'].find((name) => values[name] !== undefined);
  if (values.greedy && chance) throw new Usage(`--greedy leaves nothing to chance; drop it or --${chance}`);
  return {
    greedy: values.greedy ?? false,
    temperature: number(values, 'temperature'),
    topK: whole(values, 'top-k'),
    topP: number(values, 'top-p'),
    minP: number(values, 'min-p'),
    repetitionPenalty: number(values, 'repetition-penalty'),
    seed: whole(values, 'seed'),
    maxTokens: whole(values, 'tokens'),
    ignoreEos: values['ignore-eos'],
    top: 1,
  };
}

export async function run(values, texts) {
  const where = needModel(values);
  const text = oneText(texts);
  const stop = new AbortController();
  const how = { ...settings(values), signal: stop.signal };
  process.once('SIGINT', () => stop.abort());
  await withModel(where, async (model) => {
    let written = 0;
    for await (const step of model.generate(text, how)) {
      process.stdout.write(step.text.slice(written));
      written = step.text.length;
    }
    process.stdout.write(`${written === 0 ? text : ''}\n`);
  });
}
