/**
 * Attention as CSV (RFC 4180, lines end in CR LF, UTF-8 without a mark). One head is a table as it is drawn; several are a row
 * a weight. A weight that is absent, a later key under a causal mask, is an empty field or no row: it is not a zero.
 *
 * Token text is always in quotes. A spreadsheet takes the quotes off and computes what then begins like a formula; such text,
 * and text that begins with an apostrophe, gets an apostrophe in front: taking one away gives every text back.
 */
import type { Token } from '../engine/types.js';
import { isAbsent } from '../views/pattern.ts';
import { charactersOf, needRoom } from './room.ts';
import type { AttentionData, LayerData } from './types.ts';
import { chooseLayers, shortest, type WriteOptions } from './write.ts';

/** What spreadsheets compute (full-width signs too), also behind spaces; tabs and line ends can hide one. */
const computed = /^(?:['\t\r\n]|\s*[=+\-@＝＋－＠])/;

/** Text as a field. */
export const csvText = (text: string): string => `"${computed.test(text) ? "'" : ''}${text.replaceAll('"', '""')}"`;

const end = '\r\n';

const names = (tokens: readonly Token[]): string[] => tokens.map(({ text }) => csvText(text));

/** One head where `layers` and `heads` choose one, or the data has no more; else a row a weight. */
export function toCsv(data: AttentionData, options: WriteOptions = {}): string {
  const layers = chooseLayers(data, options);
  const [first] = layers;
  return first && layers.length === 1 && first.heads.length === 1 ? table(data, first) : long(data, layers);
}

function table(data: AttentionData, { weights }: LayerData): string {
  const keys = data.keys.length;
  const queries = names(data.queries);
  const texts = [...queries, ...names(data.keys)].reduce((sum, { length }) => sum + length + 10, 0);
  needRoom(texts + charactersOf(weights.data), 'the table', 'give fewer tokens, or write JSON with base64');
  const lines = queries.map((name, query) => {
    const row = Array.from(weights.data.subarray(query * keys, (query + 1) * keys), (w, key) =>
      isAbsent(query, key, w, data.causal) ? '' : String(shortest(w)),
    );
    return [query, name, ...row].join(',');
  });
  return [['query', 'token', ...names(data.keys)].join(','), ...lines, ''].join(end);
}

/** Characters at most of {@link long}: its rows, with what each repeats. */
function longSize(
  { causal }: AttentionData,
  layers: readonly LayerData[],
  queries: readonly string[],
  keys: readonly string[],
): number {
  // Commas, line end, and the numbers of layer and head; those of query and key have at most five digits each.
  const fixed = 8 + 2 * 10 + 2 * 5;
  const ofQueries = queries.reduce((sum, { length }, n) => sum + (length + fixed) * (causal ? n + 1 : keys.length), 0);
  const ofKeys = keys.reduce((sum, { length }, n) => sum + length * (queries.length - (causal ? n : 0)), 0);
  return layers.reduce(
    (sum, { heads, weights }) => sum + heads.length * (ofQueries + ofKeys) + charactersOf(weights.data),
    0,
  );
}

function long(data: AttentionData, layers: readonly LayerData[]): string {
  const [queries, keys] = [names(data.queries), names(data.keys)];
  needRoom(longSize(data, layers, queries, keys), 'the table', 'choose a layer or head');
  const parts = ['layer,head,query,key,query_token,key_token,weight', end];
  for (const { layer, heads, weights } of layers) {
    let at = 0;
    for (const head of heads) {
      const place = `${layer},${head},`;
      for (let query = 0; query < queries.length; query++) {
        let lines = '';
        for (let key = 0; key < keys.length; key++, at++) {
          const w = weights.data[at] as number;
          if (isAbsent(query, key, w, data.causal)) continue;
          lines += `${place}${query},${key},${queries[query]},${keys[key]},${shortest(w)}${end}`;
        }
        parts.push(lines);
      }
    }
  }
  return parts.join('');
}
