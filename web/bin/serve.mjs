import { existsSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { Usage } from './arguments.mjs';
import { builtPath } from './library.mjs';
import { readPort, serveOn, told } from './static-server.mjs';

export const about = 'serve the page on this machine';

export const help = `Usage: attention-playground serve [--port N] [--model DIR]

Serves the page on this machine, for this machine alone, until Ctrl-C.

  --port N     0 for any free port; otherwise the first free one from 8000 on
  --model DIR  a Hugging Face folder to open in the page: a second address opens it
`;

export const options = { port: { type: 'string' }, model: { type: 'string' } };

function modelFolder(given) {
  const folder = resolve(given);
  if (!existsSync(folder) || !statSync(folder).isDirectory())
    throw new Usage(`--model is ${given}, which is no folder`);
  if (!existsSync(join(folder, 'config.json'))) {
    throw new Error(`config.json is missing in ${given}; give the folder of a model as Hugging Face has them`);
  }
  return folder;
}

export async function run(values, texts) {
  if (texts.length > 0) throw new Usage(`serve takes no text, but ${JSON.stringify(texts[0])} is given`);
  let port;
  try {
    port = readPort(values.port);
  } catch (error) {
    throw new Usage(error.message);
  }
  const root = dirname(builtPath('index.html'));
  const folder = values.model === undefined ? null : modelFolder(values.model);
  // The page names a model after the last part of its address.
  const path = folder && `model/${encodeURIComponent(basename(folder) || 'model')}/`;
  const server = await serveOn(root, port, folder ? [[`/${path}`, folder]] : []);
  process.stdout.write(`${told(server)}\n`);
  if (path) {
    const hash = `playground?v=1&model=${encodeURIComponent(path).replaceAll('%2F', '/')}`;
    process.stdout.write(`With ${folder}: http://127.0.0.1:${server.address().port}/#${hash}\n`);
  }
}
