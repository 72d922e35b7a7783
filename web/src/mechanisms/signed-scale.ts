/**
 * The scale for numbers of either sign: blue below zero, orange above, the theme's paper at it. Blue and orange differ
 * in lightness steps alike and stay apart for every kind of colour-blindness; each side is even in lightness (OKLab).
 */
import { type Rgb, ramp, type Scale, scales } from '../style/scale.ts';

const paths = {
  light: [
    ['#fbfbf9', '#7fb2e0', '#0063b1', '#003463'],
    ['#fbfbf9', '#eda25f', '#b04a00', '#5e2700'],
  ],
  dark: [
    ['#12161c', '#1d5a92', '#6fb4f5', '#d5eaff'],
    ['#12161c', '#8a4a12', '#f0a35c', '#ffe9d3'],
  ],
} as const;

const pixel = ([r, g, b]: Rgb): number => ((255 << 24) | (b << 16) | (g << 8) | r) >>> 0;

function make([below, above]: (typeof paths)['light' | 'dark']): Uint32Array {
  const sides = [ramp(below).reverse(), ramp(above)];
  return Uint32Array.from(sides.flat(), pixel);
}

const made = new Map<Scale, Uint32Array>();

/** 512 pixels: 256 from the most negative to 0, 256 from 0 to the most positive; for the theme of `scale`. */
export function signedPixels(scale: Scale): Uint32Array {
  let pixels = made.get(scale);
  if (!pixels) {
    pixels = make(paths[scale === scales.dark ? 'dark' : 'light']);
    made.set(scale, pixels);
  }
  return pixels;
}

/** Index into the 512 pixels of `x` where `most` has the full colour. */
export function signedStep(x: number, most: number): number {
  const u = most > 0 ? Math.max(-1, Math.min(1, x / most)) : 0;
  return u < 0 ? 255 - Math.round(-u * 255) : 256 + Math.round((u || 0) * 255);
}
