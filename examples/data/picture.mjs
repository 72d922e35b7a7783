// A stored attention document as a picture and a table.
import { readFile, writeFile } from 'node:fs/promises';
import { matrixSvg, parseText, toCsv } from 'attention-playground/data';

const data = parseText(await readFile('kite.json', 'utf8'));
await writeFile('kite.svg', matrixSvg(data, { layer: 0, head: 3, theme: 'print' }));
await writeFile('kite.csv', toCsv(data, { layers: [0], heads: [3] }));
