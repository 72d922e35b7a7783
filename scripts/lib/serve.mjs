// Serves a folder on loopback: node serve.mjs FOLDER [--port N]. The package's own server, from the command line of scripts.
// Prints the URL once it listens. --port 0 takes any free port; without --port the next free one from 8000 on.
import { pathToFileURL } from 'node:url';
import { readPort, serveOn, told } from '../../web/bin/static-server.mjs';

export { fileOf, serve } from '../../web/bin/static-server.mjs';

async function main(args) {
  const at = args.indexOf('--port');
  const [root] = args;
  if (!root || root === '--port' || (at >= 0 && args[at + 1] === undefined)) throw new Error('usage: serve FOLDER [--port N]');
  console.log(told(await serveOn(root, readPort(at < 0 ? undefined : args[at + 1]))));
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  main(process.argv.slice(2)).catch((error) => {
    console.error(error.message);
    process.exitCode = 1;
  });
}
