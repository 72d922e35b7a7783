/** SVG text as a tree, by a parser that is not ours (Python's expat), and what its cells show. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';

export interface Node {
  readonly tag: string;
  readonly of: Readonly<Record<string, string>>;
  readonly text: string;
  readonly children: readonly Node[];
}

const script = `
import json, sys, xml.etree.ElementTree as et
def node(e):
    return {"tag": e.tag.split("}")[1], "of": e.attrib, "text": "".join(e.itertext()), "children": [node(c) for c in e]}
json.dump([node(et.fromstring(s)) for s in json.load(sys.stdin)], sys.stdout)
`;

export function treesOf(svgs: readonly string[]): Node[] {
  const { stdout, stderr, status } = spawnSync('python3', ['-c', script], {
    input: JSON.stringify(svgs),
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  });
  assert.equal(status, 0, stderr.slice(-400));
  return JSON.parse(stdout);
}

export const all = (node: Node, tag: string): Node[] => [
  ...(node.tag === tag ? [node] : []),
  ...node.children.flatMap((child) => all(child, tag)),
];

export const texts = (node: Node): string[] => all(node, 'text').map(({ text }) => text);

/** The groups of cells in a picture. */
export const cellGroups = (node: Node): Node[] =>
  all(node, 'g').filter((g) => g.of['shape-rendering'] === 'crispEdges');

/** Colour of every cell of `width` x `height`, '' for none; a cell that is painted twice is an error. */
export function painted(group: Node, width: number, height: number): string[] {
  const out = new Array<string>(width * height).fill('');
  for (const path of group.children) {
    const boxes = [...path.of['d']!.matchAll(/M(\d+) (\d+)h(\d+)v(\d+)h-(\d+)z/g)];
    assert.equal(boxes.map(([whole]) => whole).join(''), path.of['d'], 'a path of rectangles only');
    for (const box of boxes) {
      const [x, y, w, h, back] = box.slice(1).map(Number) as [number, number, number, number, number];
      assert.equal(w, back);
      for (let row = y; row < y + h; row++) {
        for (let column = x; column < x + w; column++) {
          assert.equal(out[row * width + column], '', `cell ${row}, ${column} is painted twice`);
          out[row * width + column] = path.of['fill']!;
        }
      }
    }
  }
  return out;
}
