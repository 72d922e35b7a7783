/** Pictures as files: well-formed, the page's own colours in the right cells, labels that do not crowd, nothing unescaped. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type AttentionData,
  arcsSvg,
  DataError,
  headsSvg,
  matrixSvg,
  mechanismsSvg,
  nextSvg,
  parseDocument,
} from '../../../web/src/data/index.ts';
import { drawCells } from '../../../web/src/data/svg-cells.ts';
import { scales } from '../../../web/src/style/scale.ts';
import { arcOpacity } from '../../../web/src/views/arcs-layout.ts';
import { all, cellGroups, painted, texts, treesOf } from './data-svg-tree.ts';
import { holds } from './shared.ts';

/** Weights that differ from cell to cell; rows sum to about 1. */
const rows = (t: number, causal: boolean, salt = 0): number[][] =>
  Array.from({ length: t }, (_, i) => {
    const raw = Array.from({ length: t }, (_, j) => (causal && j > i ? 0 : 1 + ((i * 7 + j * 13 + salt) % 5) ** 2));
    const sum = raw.reduce((a, b) => a + b, 0);
    return raw.map((w) => w / sum);
  });

function sample(t: number, layers = 2, heads = 3, causal = true, tokens?: string[]): AttentionData {
  return parseDocument({
    tokens: tokens ?? Array.from({ length: t }, (_, n) => ` word${n}`),
    attention: Array.from({ length: layers }, (_, l) =>
      Array.from({ length: heads }, (_, h) => rows(t, causal, l * 10 + h)),
    ),
    model: 'a model',
    next: [
      { text: ' Tom', id: 4, probability: 0.75, chance: 1 },
      { text: '\n', id: 5, probability: 0.25, chance: 0 },
    ],
  });
}

const mechanism = (data: AttentionData) => ({
  name: 'Sliding window',
  note: '2023',
  formula: 'p - 4 <= j <= p',
  weights: data.layers[0]!.weights.data.subarray(0, data.keys.length ** 2),
  tokens: data.keys,
  lines: [['scores', '195 of 1,225']] as const,
});

type Theme = 'light' | 'dark' | 'print';

const everyPicture = (data: AttentionData, theme: Theme): string[] => [
  matrixSvg(data, { layer: 1, head: 2, theme }),
  arcsSvg(data, { layer: 1, head: 2, theme }),
  headsSvg(data, { theme }),
  mechanismsSvg([mechanism(data), mechanism(data)], { theme }),
  nextSvg(data.next, { theme }),
];

test('every picture of any size is XML, says what it is, and has no broken number', () => {
  for (const t of [0, 1, 2, 17]) {
    const data = sample(t);
    const svgs = (['light', 'dark', 'print'] as const).flatMap((theme) => everyPicture(data, theme));
    for (const [n, root] of treesOf(svgs).entries()) {
      assert.deepEqual(
        root.children.slice(0, 2).map(({ tag, text }) => [tag, text.length > 5]),
        [
          ['title', true],
          ['desc', true],
        ],
      );
      assert.equal(root.of['viewBox'], `0 0 ${root.of['width']} ${root.of['height']}`);
      holds(Number(root.of['width']) > 0 && Number(root.of['height']) > 0);
      assert.doesNotMatch(svgs[n]!, /NaN|undefined|Infinity|null|\d\.\d{7}/);
      assert.doesNotMatch(svgs[n]!, /<style|<script|\son\w+=/);
    }
  }
});

test('each cell has the colour that the page paints for its weight, each once; what is masked has none', () => {
  for (const theme of ['light', 'dark'] as const) {
    for (const t of [1, 2, 17]) {
      const [root] = treesOf([matrixSvg(sample(t), { layer: 0, head: 1, theme })]) as [never];
      const [group] = cellGroups(root);
      const seen = painted(group!, t, t);
      const css = (hex: string) =>
        `rgb(${[1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16)).join(' ')})`;
      rows(t, true, 1).forEach((row, i) => {
        row.forEach((w, j) => {
          const colour = seen[i * t + j]!;
          assert.equal(
            colour === '' ? '' : css(colour),
            j > i ? '' : scales[theme].css(Math.fround(w)),
            `${t}: ${i}, ${j}`,
          );
        });
      });
    }
  }
});

test('neighbours of one colour are one rectangle', () => {
  const t = 40;
  const data = parseDocument({ tokens: Array(t).fill('x'), attention: Array(t).fill(Array(t).fill(1 / t)) });
  const [root] = treesOf([matrixSvg(data, { layer: 0, head: 0 })]) as [never];
  assert.equal(cellGroups(root)[0]!.children[0]!.of['d'], 'M0 0h40v40h-40z');
});

test('whatever an image holds, its rectangles show it: each cell once, none that is empty', () => {
  for (const [width, height] of [
    [1, 1],
    [7, 5],
    [17, 31],
  ] as const) {
    // Few colours, so that runs of all lengths begin at the same place.
    const pixels = Uint32Array.from(
      { length: width * height },
      (_, n) => [0, 0xff0000ff, 0xff00ff00][(n * n + (n >> 2)) % 3]!,
    );
    const [group] = treesOf([
      `<svg xmlns="http://www.w3.org/2000/svg">${drawCells({ width, height, pixels }, 0, 0, 1)}</svg>`,
    ]);
    const colours = Array.from(pixels, (pixel) => (pixel === 0 ? '' : pixel === 0xff0000ff ? '#ff0000' : '#00ff00'));
    assert.deepEqual(painted(cellGroups(group!)[0]!, width, height), colours);
  }
});

test('labels are thinned so that none touches another, and numbers stand only in cells with room', () => {
  const count = (t: number) => {
    const [root] = treesOf([matrixSvg(sample(t, 1, 1), { layer: 0, head: 0 })]) as [never];
    const said = texts(root);
    return [
      said.filter((s) => s.startsWith('word')).length,
      said.filter((s) => /^\.\d\d$|^1$/.test(s)).length,
    ] as const;
  };
  assert.equal(count(6)[0], 12);
  holds(count(6)[1] >= 21, 'numbers in the cells of six tokens');
  const [labels, numbers] = count(200);
  // Both axes: 520 px at least 13.5 px apart.
  holds(labels > 40 && labels <= 2 * 39, `${labels}`);
  holds(numbers <= 4, 'only the numbers of the scale');
  const [root] = treesOf([matrixSvg(sample(200, 1, 1), { layer: 0, head: 0, cell: { query: 101, key: 33 } })]) as [
    never,
  ];
  holds(texts(root).filter((text) => text === 'word101' || text === 'word33').length === 2, 'the chosen are named');
});

test('a chosen cell is told with its weight, one that is not there is left out', () => {
  const data = sample(4);
  const [told, none] = treesOf([
    matrixSvg(data, { layer: 0, head: 0, cell: { query: 1, key: 0 } }),
    matrixSvg(data, { layer: 0, head: 0, cell: { query: 9, key: 0 } }),
  ]);
  holds(
    texts(told!).some((text) => /^\u2068word1\u20691 → \u2068word0\u20690.*0\.\d{3}$/.test(text)),
    texts(told!).join('|'),
  );
  assert.equal(texts(none!).filter((text) => text.includes('→')).length, 1);
});

test('token text of any kind stays text', () => {
  const tokens = [
    '<script>alert(1)</script>',
    '&amp;',
    '"><rect/>',
    "'",
    ']]>',
    '\u0000\u0007',
    '\ud800',
    '\u202e<b>',
    'שלום',
    '漢字',
    '\uffff',
  ];
  const data = { ...sample(tokens.length, 1, 1, false, tokens), model: '<m>&"\u0001\uffff\ud800' };
  const trees = treesOf([
    ...everyPicture({ ...data, layers: [{ ...data.layers[0]!, layer: 1, heads: [2] }] }, 'light'),
  ]);
  for (const root of trees) holds(all(root, 'script').length === 0 && all(root, 'b').length === 0);
  const said = texts(trees[1]!);
  for (const text of [
    '&amp;',
    '"><rect/>',
    "'",
    ']]>',
    'שלום',
    '漢字',
    'U+0000U+0007',
    'U+202E<b>',
    'U+FFFF',
    'U+D800',
  ]) {
    holds(said.includes(text), text);
  }
});

test('there is an arc for every weight from the threshold on, and a lit query has numbers', () => {
  const t = 8;
  const weights = rows(t, true);
  const reach = weights.flat().filter((w) => w >= 0.1).length;
  const data = parseDocument({ tokens: sample(t).queries, attention: weights });
  const [plain, lit] = treesOf([
    arcsSvg(data, { layer: 0, head: 0, threshold: 0.1 }),
    arcsSvg(data, { layer: 0, head: 0, threshold: 0.1, query: 7 }),
  ]);
  const arcs = (root: typeof plain) =>
    all(root!, 'path').filter((path) => path.of['stroke-width'] && path.of['d']!.includes('C'));
  assert.equal(arcs(plain).length, reach);
  assert.equal(
    arcs(lit).filter((path) => path.of['stroke']!.startsWith('url(#ap-back')).length,
    weights[7]!.slice(0, 7).filter((w) => w >= 0.1).length,
  );
  assert.equal(texts(lit!).filter((text) => /^\.\d\d$/.test(text)).length, weights[7]!.filter((w) => w >= 0.1).length);
  assert.equal(texts(plain!).filter((text) => /^\.\d\d$/.test(text)).length, 0);
});

test('an arc spans its two tokens; a long text has no wider figure than a page', () => {
  const [short, long] = treesOf([5, 200].map((t) => arcsSvg(sample(t, 1, 1), { layer: 0, head: 0 })));
  holds(Number(long!.of['width']) < 1100 && Number(short!.of['width']) < 700);
  holds(texts(long!).length < 90 && texts(short!).length === 6);
});

test('cross-attention is drawn between two columns, each in its colour', () => {
  const data = parseDocument({
    tokens: ['Das', ' Haus'],
    keys: ['The', ' house', '.'],
    attention: [
      [1, 0, 0],
      [0, 0.75, 0.25],
    ],
  });
  const [arcs, matrix] = treesOf([arcsSvg(data, { layer: 0, head: 0 }), matrixSvg(data, { layer: 0, head: 0 })]);
  assert.deepEqual(texts(arcs!).slice(1), ['Das', '·Haus', 'The', '·house', '.']);
  assert.equal(all(arcs!, 'path').filter((path) => path.of['d']!.includes('C')).length, 3);
  const seen = painted(cellGroups(matrix!)[0]!, 3, 2);
  assert.equal(seen.filter((colour) => colour === '').length, 0);
  assert.equal(new Set([seen[1], seen[2], seen[3]]).size, 1);
});

test('a lit link is as strong in the picture as on the page, and where arcs are many each is fainter', () => {
  const data = parseDocument({
    tokens: ['a', 'b'],
    keys: ['x', 'y'],
    attention: [
      [0.9, 0.1],
      [0.9, 0.1],
    ],
  });
  const [lit] = treesOf([arcsSvg(data, { layer: 0, head: 0, query: 0 })]) as [never];
  const drawn = all(lit, 'path').flatMap(({ of }) => (of['d']!.includes('C') ? [Number(of['stroke-opacity'])] : []));
  // The dimmed ones first, weakest first.
  const expected = [
    ...[0.1, 0.9].map((w) => arcOpacity(w, 4, false) * 0.14),
    ...[0.1, 0.9].map((w) => arcOpacity(w, 4, true)),
  ];
  assert.deepEqual(
    drawn.map((o) => o.toFixed(2)),
    expected.map((o) => o.toFixed(2)),
  );
  assert.equal(arcOpacity(0.1, 4, true), 0.5);
  holds(arcOpacity(0.5, 1500, false) < arcOpacity(0.5, 150, false) && arcOpacity(0.5, 1500, true) > 0.5);
});

test('all heads: one small matrix each, named by layer and head; a muted one is crossed out', () => {
  const data = sample(9);
  const [root] = treesOf([
    headsSvg(data, { muted: new Set(['1.2']), label: ({ head }) => (head === 0 ? 'prev' : '') }),
  ]) as [never];
  const named = all(root, 'g').flatMap((g) => g.children.filter(({ tag }) => tag === 'title').map(({ text }) => text));
  assert.deepEqual(
    named,
    [0, 1].flatMap((l) => [0, 1, 2].map((h) => `Layer ${l}, head ${h}`)),
  );
  assert.equal(cellGroups(root).length, 6);
  const said = texts(root);
  assert.deepEqual([said.filter((s) => s === 'prev').length, said.filter((s) => s === 'muted').length], [2, 1]);
  for (const name of ['L0', 'L1', 'H0', 'H1', 'H2']) holds(said.includes(name), name);
});

test('pictures of long texts stay small files', () => {
  const data = sample(200, 4, 8);
  holds(headsSvg(data).length < 1_500_000, 'all heads');
  holds(matrixSvg(data, { layer: 0, head: 0 }).length < 500_000, 'a matrix');
  holds(arcsSvg(data, { layer: 0, head: 0, threshold: 0.01 }).length < 300_000, 'arcs');
});

test('mechanisms stand side by side with formula and numbers; signed ones on their own scale', () => {
  const data = sample(6);
  const one = mechanism(data);
  const signed = { ...one, name: 'Linear', note: undefined, weights: one.weights.map((w, n) => (n % 2 ? -w : w)) };
  const [root] = treesOf([mechanismsSvg([one, signed])]) as [never];
  const said = texts(root);
  for (const text of ['Sliding window2023', 'Linear', 'p - 4 <= j <= p', 'scores', '195 of 1,225'])
    holds(said.includes(text), text);
  const [first, second] = cellGroups(root).map((group) => painted(group, 6, 6));
  assert.deepEqual(
    first!.map((c) => c === ''),
    second!.map((c) => c === ''),
  );
  const blue = (hex: string) => Number.parseInt(hex.slice(5), 16) > Number.parseInt(hex.slice(1, 3), 16);
  // Row 1: cell 7 (odd) is negative and blue, cell 6 positive and orange.
  assert.deepEqual([blue(second![7]!), blue(second![6]!)], [true, false]);
});

test('next tokens: a bar each, as long as its probability, and what sampling drops is told apart', () => {
  const [root] = treesOf([nextSvg(sample(2).next, { chosen: 4 })]) as [never];
  const said = texts(root);
  for (const text of ['·Tom', '↵', '75.0%', '25.0%', '100.0%', '0%']) holds(said.includes(text), text);
  const bars = all(root, 'rect')
    .filter((rect) => rect.of['height'] === '14')
    .map((rect) => Number(rect.of['width']));
  assert.equal(bars[0], 176);
  assert.deepEqual(
    bars.map((w) => Math.round((w / bars[0]!) * 100)),
    [100, 33],
  );
});

test('words of another language take the place of the English ones', () => {
  const words = { keys: 'nøkler', queries: 'spørringer', weight: 'vekt', masked: 'maskert' };
  const [root] = treesOf([matrixSvg(sample(3), { layer: 0, head: 0, words, heading: 'Lag 0, hode 0' })]) as [never];
  for (const word of ['nøkler →', 'spørringer ↓', 'vekt', 'maskert', 'Lag 0, hode 0'])
    holds(texts(root).includes(word), word);
});

test('a layer or head that is not there is refused with those that are', () => {
  assert.throws(() => matrixSvg(sample(2), { layer: 7, head: 0 }), /there is no layer 7 \(have 0, 1\)/);
  assert.throws(() => arcsSvg(sample(2), { layer: 0, head: 3 }), /no head 3 \(have 0 to 2\)/);
});

test('an option that is no such option is refused with what it may be, and none of it is in a picture', () => {
  const data = sample(3);
  const evil = '"><script>' as never;
  const refused = (draw: () => string, says: RegExp) =>
    assert.throws(draw, (thrown: unknown) => {
      holds(thrown instanceof DataError && says.test(thrown.message), String(thrown));
      return true;
    });
  const pictures: ((options: object) => string)[] = [
    (options) => matrixSvg(data, { layer: 0, head: 0, ...options }),
    (options) => arcsSvg(data, { layer: 0, head: 0, ...options }),
    (options) => headsSvg(data, options),
    (options) => mechanismsSvg([mechanism(data)], options),
    (options) => nextSvg(data.next, options),
  ];
  for (const draw of pictures) {
    refused(() => draw({ theme: evil }), /theme is "\\"><script>"; it must be one of light, dark, print/);
    refused(() => draw({ theme: 'constructor' }), /theme is "constructor"/);
    refused(() => draw({ scale: 'foo' }), /scale is "foo"; it must be one of linear, sqrt/);
    refused(() => draw({ heading: 5 }), /heading is 5; it must be a string/);
    refused(() => draw({ words: { keys: 5 } }), /words\.keys is 5; it must be a string/);
  }
  for (const draw of [matrixSvg, arcsSvg]) {
    refused(() => draw(data, { layer: '0' as never, head: 0 }), /there is no layer "0" \(have 0, 1\)/);
    refused(() => draw(data, { layer: 0, head: undefined as never }), /no head undefined \(have 0 to 2\)/);
    refused(() => draw(data, { layer: Symbol('x') as never, head: 0 }), /no layer Symbol\(x\)/);
  }
  refused(
    () => arcsSvg(data, { layer: 0, head: 0, threshold: evil }),
    /threshold is .*; it must be a number from 0 to 1/,
  );
  refused(() => nextSvg(data.next, { rows: Number.NaN }), /rows is NaN; it must be a whole number from 0/);
});
