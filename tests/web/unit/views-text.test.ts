/** Tokens and numbers as people read and hear them. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { en } from '../../../web/src/text/en.ts';
import { plural, t } from '../../../web/src/text/text.ts';
import { labelShort, labelText } from '../../../web/src/views/head-labels.ts';
import { change, exact, percent, shortWeight, significant, weight } from '../../../web/src/views/number.ts';
import { label, pieces, spoken, visible } from '../../../web/src/views/token-text.ts';

test('what cannot be seen is shown by a sign, what could harm by its code point', () => {
  assert.equal(visible(' kite'), '·kite');
  assert.equal(visible('a\n\tb'), 'a↵⇥b');
  assert.equal(visible('x\u202ey'), 'xU+202Ey');
  assert.equal(visible('\u0000'), 'U+0000');
  assert.equal(visible('\ud83d'), 'U+D83D');
  assert.equal(visible('👩‍🚀é'), '👩‍🚀é');
});

test('signs are told from text, so that they can be drawn quietly', () => {
  assert.deepEqual(pieces(' a b'), [
    { text: '·', mark: true },
    { text: 'a', mark: false },
    { text: '·', mark: true },
    { text: 'b', mark: false },
  ]);
  assert.deepEqual(pieces('·'), [{ text: '·', mark: false }]);
  assert.deepEqual(pieces(''), []);
});

test('a label drops the leading space and is cut with an ellipsis, by characters and not by code units', () => {
  assert.equal(label(' kite'), 'kite');
  assert.equal(label(' '), '·');
  assert.equal(label('abcdefgh', 5), 'abcd…');
  assert.equal(label('🙂🙂🙂', 3), '🙂🙂🙂');
});

test('silence is spoken as words', () => {
  assert.equal(spoken(' '), 'space');
  assert.equal(spoken('   '), '3 spaces');
  assert.equal(spoken('\n'), 'line break');
  assert.equal(spoken(''), 'empty');
  assert.equal(spoken(' kite'), 'kite');
});

test('a weight that is exactly none differs from one that rounds to it', () => {
  assert.deepEqual([0, 0.0001, 0.0005, 0.7312, 1].map(weight), ['0', '<0.001', '0.001', '0.731', '1.000']);
  assert.deepEqual([0, 0.004, 0.5, 0.996].map(shortWeight), ['0', '.00', '.50', '1']);
  assert.deepEqual([0, 0.0001, 0.1234, 1].map(percent), ['0%', '<0.1%', '12.3%', '100.0%']);
});

test('significant digits, a real minus, and infinities', () => {
  assert.deepEqual(
    [0, -1.23456, 0.025, 12345.6, -Infinity, Infinity, Number.NaN].map((x) => significant(x)),
    ['0', '−1.235', '0.02500', '12346', '−∞', '∞', 'NaN'],
  );
  assert.equal(significant(1.3e-7, 2), '1.3e−7');
  assert.equal(significant(-2.5e9, 2), '−2.5e9');
});

test('exact gives the number back to the last bit', () => {
  let seed = 99;
  for (let n = 0; n < 500; n++) {
    seed = (seed * 1103515245 + 12345) % 2 ** 31;
    const x = Math.fround((seed / 2 ** 31 - 0.5) * 10 ** ((n % 12) - 6));
    assert.equal(Math.fround(Number(exact(x).replace(/−/g, '-'))), x, `seed 99, n ${n}`);
  }
});

test('a change always shows its sign', () => {
  assert.deepEqual(
    [1.26, -0.44, 0.04, -0.04].map((x) => change(x)),
    ['+1.3', '−0.4', '±0.0', '±0.0'],
  );
});

test('placeholders are filled with values as they are', () => {
  assert.equal(t('matrix.pair', { query: '<b>', key: '{key}', weight: '1' }), '<b> attends to {key}: 1');
  assert.equal(plural('token.spaces', 1), '1 space');
  assert.equal(plural('token.spaces', 2), '2 spaces');
});

test('every plural has both forms, and no text is empty', () => {
  for (const [key, text] of Object.entries(en)) {
    assert.notEqual(text.trim(), '', key);
    if (key.endsWith('.one')) assert.ok(key.replace(/\.one$/, '.other') in en, key);
    if (key.endsWith('.other')) assert.ok(key.replace(/\.other$/, '.one') in en, key);
  }
});

test('a label has words, an unknown one is shown as it is', () => {
  assert.equal(labelText('previous-token'), 'previous token');
  assert.equal(labelShort('previous-token'), 'prev');
  assert.equal(labelText('name-mover'), 'name-mover');
  assert.equal(labelText(''), '');
});
