#!/usr/bin/env node
/** The package's command. What was asked for goes to standard output, everything else, in one sentence, to standard error. */
import { readArguments, Usage } from './arguments.mjs';
import * as exporting from './export.mjs';
import * as generate from './generate.mjs';
import * as inspect from './inspect.mjs';
import { version } from './library.mjs';
import * as serve from './serve.mjs';

const commands = { serve, generate, inspect, export: exporting };
const names = Object.keys(commands).join(', ');

const help = `Usage: attention-playground COMMAND [options]

${Object.entries(commands)
  .map(([name, { about }]) => `  ${name.padEnd(10)}${about}`)
  .join('\n')}

attention-playground COMMAND --help tells a command's options; --version tells which release this is.
`;

async function main([name, ...rest]) {
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    process.stdout.write(help);
    return;
  }
  if (name === '--version') {
    process.stdout.write(`${version()}\n`);
    return;
  }
  if (!Object.hasOwn(commands, name)) throw new Usage(`unknown command: ${name} (have ${names})`);
  const command = commands[name];
  const { values, positionals } = readArguments(rest, command.options);
  if (values.help) process.stdout.write(command.help);
  else await command.run(values, positionals);
}

// Whoever reads may stop reading: `... | head`.
process.stdout.on('error', (error) => process.exit(error.code === 'EPIPE' ? 0 : 1));
try {
  await main(process.argv.slice(2));
} catch (error) {
  const stopped = error.code === 'aborted';
  const more = error instanceof Usage ? ' (--help tells more)' : '';
  if (stopped) process.stdout.write('\n');
  else process.stderr.write(`attention-playground: ${error.message.replaceAll(/\s+/g, ' ')}${more}\n`);
  process.exitCode = stopped ? 130 : 1;
}
