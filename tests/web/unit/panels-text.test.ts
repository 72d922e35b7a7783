/** The panels' words: three languages that say the same, and facts of named models. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { boxes, divisors, kvModels, layoutOf } from '../../../web/src/mechanisms/panels/kv-models.ts';
import { en } from '../../../web/src/text/panels/en.ts';
import { english, type PanelKey, sayIn } from '../../../web/src/text/panels/index.ts';
import { nb } from '../../../web/src/text/panels/nb.ts';
import { nl } from '../../../web/src/text/panels/nl.ts';

const holes = (text: string) => [...new Set(text.match(/\{\w+\}/g) ?? [])].sort();

for (const [name, table] of Object.entries({ nb, nl })) {
  test(`${name} has English’s keys and no others, with the same placeholders`, () => {
    assert.deepEqual(Object.keys(table).sort(), Object.keys(en).sort());
    for (const key of Object.keys(en) as PanelKey[]) {
      assert.ok(table[key].trim().length > 0, key);
      assert.deepEqual(holes(table[key]), holes(en[key]), key);
    }
  });

  test(`${name} is not English`, () => {
    const same = (Object.keys(en) as PanelKey[]).filter(
      (key) => (en[key].replace(/\{\w+\}/g, '').match(/\p{L}+/gu) ?? []).length > 3 && table[key] === en[key],
    );
    assert.deepEqual(same, []);
  });
}

test('a text is filled with its values, which are never markup of the text', async () => {
  assert.equal(english('flash.of', { n: 1, of: '{n}' }), 'Step 1 of {n}');
  assert.equal((await sayIn('nb'))('flash.of', { n: 1, of: 9 }), 'Steg 1 av 9');
  assert.equal((await sayIn('nl'))('flash.play'), nl['flash.play']);
});

test('heads are shared evenly by their divisors, most first', () => {
  assert.deepEqual(divisors(8), [8, 4, 2, 1]);
  assert.deepEqual(divisors(9), [9, 3, 1]);
  assert.deepEqual(divisors(71), [71, 1]);
});

test('sharing has three names', () => {
  assert.deepEqual([layoutOf(8, 8), layoutOf(8, 2), layoutOf(8, 1), layoutOf(1, 1)], ['mha', 'gqa', 'mqa', 'mha']);
});

test('every named model shares its heads evenly and names a public config', () => {
  assert.equal(new Set(kvModels.map((m) => m.name)).size, kvModels.length);
  for (const m of kvModels) {
    assert.equal(m.heads % m.kvHeads, 0, m.name);
    assert.match(m.source, /^https:\/\/huggingface\.co\/[\w.-]+\/[\w.-]+\/blob\/main\/config\.json$/);
  }
});

test('boxes are spread evenly, the middle of the first half a pitch from the edge', () => {
  assert.deepEqual(boxes(2, 100, 10), [20, 70]);
  assert.deepEqual(boxes(1, 100, 10), [45]);
});
