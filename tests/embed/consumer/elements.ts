// What a typed page may write, and what it may not: every line that must fail says so.

import { configure } from 'attention-playground/configure';
import { type AttentionDocument, parseDocument, toCsv } from 'attention-playground/data';
import type { AttentionPlayground } from 'attention-playground/element';
import 'attention-playground/mechanisms';
import 'attention-playground/matrix';

configure({ workerUrl: '/static/worker.js', wasmUrl: new URL('https://cdn.example/attn.wasm'), modelBase: 'models/' });
// @ts-expect-error: there is no such place
configure({ workerURL: '/static/worker.js' });

const playground: AttentionPlayground = document.createElement('attention-playground');
playground.layer = 2;
// @ts-expect-error: a layer is a number
playground.layer = '2';
playground.addEventListener('ready', ({ detail }) => detail.info.layers.toFixed());
playground.addEventListener('token', (event) => event.detail.token.text.trim());
// @ts-expect-error: a token has no such member
playground.addEventListener('token', (event) => event.detail.word);
playground.addEventListener('click', (event: MouseEvent) => event.clientX);
const state = playground.snapshot();
playground.restore({ ...state, tab: 'arcs' });

const matrix = document.querySelector('attention-matrix')!;
matrix.addEventListener('cell-select', ({ detail: { query, key } }) => query + key);
matrix.data = {
  tokens: ['a', 'b'],
  attention: [
    [1, 0],
    [0.5, 0.5],
  ],
};
document.querySelector('attention-mechanisms')!.mechanism = 'sliding_window';

const stored: AttentionDocument = { format: 'attention-playground', version: 1, tokens: ['a'], attention: [] };
const csv: string = toCsv(parseDocument(stored));
csv.trim();
