/** The colour language: legible in both themes, and a scale whose lightness tells the weight. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { contrast, parseHex, placeOnScale, type Rgb, rgbToOklab, scales } from '../../../web/src/style/scale.ts';
import { type PaletteName, palette } from '../../../web/src/style/tokens.ts';

const themes = [
  ['light', 0],
  ['dark', 1],
] as const;

const rgbOf = (css: string): Rgb => css.match(/\d+/g)!.map(Number) as unknown as Rgb;
const colour = (name: PaletteName, theme: 0 | 1): Rgb => parseHex(palette[name][theme]);

for (const [name, theme] of themes) {
  test(`text and the letters' colours reach 4.5:1 on every ground (${name})`, () => {
    for (const text of ['ink', 'ink-2', 'query', 'key', 'value', 'output', 'error'] as const) {
      for (const ground of ['paper', 'surface', 'raised'] as const) {
        const ratio = contrast(colour(text, theme), colour(ground, theme));
        assert.ok(ratio >= 4.5, `${text} on ${ground}: ${ratio.toFixed(2)}`);
      }
    }
  });

  test(`lines that mean something and the focus ring reach 3:1 (${name})`, () => {
    for (const line of ['line-strong', 'focus'] as const) {
      for (const ground of ['paper', 'surface', 'raised'] as const) {
        const ratio = contrast(colour(line, theme), colour(ground, theme));
        assert.ok(ratio >= 3, `${line} on ${ground}: ${ratio.toFixed(2)}`);
      }
    }
  });

  test(`a larger weight is always further from the paper in lightness, in even steps (${name})`, () => {
    const lightness = Array.from({ length: 256 }, (_, n) => rgbToOklab(rgbOf(scales[name].css(n / 255)))[0]);
    const way = theme === 0 ? -1 : 1;
    const steps = lightness.slice(1).map((L, n) => way * (L - (lightness[n] as number)));
    const mean = steps.reduce((a, b) => a + b, 0) / steps.length;
    // Rounding to 8 bits a channel moves a colour by less than 0.004 in OKLab lightness at the dark end.
    for (const [n, step] of steps.entries())
      assert.ok(Math.abs(step - mean) < 0.004, `step ${n}: ${step} against ${mean}`);
    for (let n = 8; n < 256; n++)
      assert.ok(way * ((lightness[n] as number) - (lightness[n - 8] as number)) > 0, `from ${n - 8} to ${n}`);
  });

  test(`no attention looks nearly like the paper, full attention unlike it (${name})`, () => {
    const paper = colour('paper', theme);
    assert.ok(contrast(rgbOf(scales[name].css(0)), paper) < 1.1);
    assert.ok(contrast(rgbOf(scales[name].css(1)), paper) > 12);
  });

  test(`a number is legible on every colour of the scale (${name})`, () => {
    for (let n = 0; n < 256; n++) {
      const ink: Rgb = scales[name].ink(n / 255) === '#000' ? [0, 0, 0] : [255, 255, 255];
      const ratio = contrast(rgbOf(scales[name].css(n / 255)), ink);
      assert.ok(ratio >= 4.5, `${n}: ${ratio.toFixed(2)}`);
    }
  });

  test(`pixels hold the same colours as CSS, opaque (${name})`, () => {
    for (const n of [0, 1, 127, 254, 255]) {
      const bytes = new Uint8Array(scales[name].pixels.slice(n, n + 1).buffer);
      assert.deepEqual([...bytes], [...rgbOf(scales[name].css(n / 255)), 255]);
    }
  });
}

/** Viénot, Brettel, Mollon 1999: dichromats' confusion in linear RGB, deuteranopia and protanopia. */
function seenWithout(cone: 'green' | 'red', rgb: Rgb): [number, number, number] {
  const [r, g, b] = rgb.map((c) => (c / 255) ** 2.2) as [number, number, number];
  const mixed = cone === 'green' ? 0.29275 * r + 0.70725 * g : 0.11238 * r + 0.88762 * g;
  const blue = cone === 'green' ? -0.02234 * r + 0.02234 * g + b : 0.00401 * r - 0.00401 * g + b;
  return [mixed, mixed, Math.max(0, blue)].map((c) => Math.round(255 * c ** (1 / 2.2))) as [number, number, number];
}

test('queries, keys and values stay apart for eyes without green or red cones', () => {
  for (const [name, theme] of themes) {
    for (const cone of ['green', 'red'] as const) {
      const labs = (['query', 'key', 'value'] as const).map((role) =>
        rgbToOklab(seenWithout(cone, colour(role, theme))),
      );
      for (const [a, b] of [
        [0, 1],
        [0, 2],
        [1, 2],
      ] as const) {
        const distance = Math.hypot(...labs[a]!.map((x, n) => x - labs[b]![n]!));
        assert.ok(distance > 0.06, `${name}, no ${cone}: ${a} and ${b} are ${distance.toFixed(3)} apart`);
      }
    }
  }
});

test('the square root lifts small weights and keeps the ends', () => {
  assert.equal(placeOnScale(0, 'sqrt'), 0);
  assert.equal(placeOnScale(1, 'sqrt'), 1);
  assert.equal(placeOnScale(0.25, 'sqrt'), 0.5);
  assert.equal(placeOnScale(0.25, 'linear'), 0.25);
  assert.equal(placeOnScale(-1, 'sqrt'), 0);
  assert.equal(placeOnScale(2, 'linear'), 1);
});
