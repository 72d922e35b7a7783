/**
 * The one scale that weights are drawn on: cividis (Nuñez, Anderton, Renslow, "Optimizing colormaps with
 * consideration for color vision deficiency", PLoS ONE 13(7), 2018), which reads the same with and without
 * colour-vision deficiency.
 *
 * It is read from the end that lies nearest to the theme's paper, and led on to it, so that no attention
 * looks like nothing in both themes: on dark paper weights glow, on light paper they are ink. The colours
 * are placed by their lightness (OKLab, Ottosson 2020): equal steps of weight are equal steps of lightness.
 */

/** Ten evenly spaced colours of cividis as its authors published it, from dark to light. */
const cividis = [
  '#00204d',
  '#00336f',
  '#39486b',
  '#575c6d',
  '#707173',
  '#8a8779',
  '#a69d75',
  '#c4b56c',
  '#e4cf5b',
  '#ffea46',
] as const;

export type Rgb = readonly [number, number, number];
type Lab = readonly [number, number, number];

/** How a weight in [0, 1] becomes a place on the scale: as it is, or its square root, which lifts small ones. */
export type ScaleBy = 'linear' | 'sqrt';

export interface Scale {
  /** 256 opaque pixels as `ImageData` stores them on a little-endian machine (which all browsers' are). */
  readonly pixels: Uint32Array;
  /** CSS colour at u in [0, 1]. */
  readonly css: (u: number) => string;
  /** The text colour, black or white, that reads best on u. */
  readonly ink: (u: number) => string;
}

export function parseHex(hex: string): Rgb {
  const n = Number.parseInt(hex.slice(1), 16);
  return [(n >> 16) & 255, (n >> 8) & 255, n & 255];
}

const toLinear = (byte: number): number => {
  const c = byte / 255;
  return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
};

const toByte = (linear: number): number => {
  const c = Math.min(1, Math.max(0, linear));
  return Math.round(255 * (c <= 0.0031308 ? 12.92 * c : 1.055 * c ** (1 / 2.4) - 0.055));
};

export function rgbToOklab(rgb: Rgb): Lab {
  const [r, g, b] = rgb.map(toLinear) as [number, number, number];
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

function oklabToRgb([L, a, b]: Lab): Rgb {
  const l = (L + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (L - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (L - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    toByte(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
    toByte(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
    toByte(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s),
  ];
}

/** Relative luminance and contrast ratio, WCAG 2.2. */
export function luminance(rgb: Rgb): number {
  const [r, g, b] = rgb.map(toLinear) as [number, number, number];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

export function contrast(a: Rgb, b: Rgb): number {
  const [dark, light] = [luminance(a), luminance(b)].sort((x, y) => x - y) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

/** 256 colours along `path`, whose lightness runs one way, in equal steps of lightness. */
export function ramp(path: readonly string[]): Rgb[] {
  const labs = path.map((hex) => rgbToOklab(parseHex(hex)));
  const first = labs[0] as Lab;
  const last = labs[labs.length - 1] as Lab;
  let at = 0;
  return Array.from({ length: 256 }, (_, n) => {
    const L = first[0] + ((last[0] - first[0]) * n) / 255;
    const passed = (lab: Lab) => (last[0] > first[0] ? lab[0] <= L : lab[0] >= L);
    while (at < labs.length - 2 && passed(labs[at + 1] as Lab)) at++;
    const [from, to] = [labs[at] as Lab, labs[at + 1] as Lab];
    const f = (L - from[0]) / (to[0] - from[0]);
    return oklabToRgb([L, from[1] + f * (to[1] - from[1]), from[2] + f * (to[2] - from[2])]);
  });
}

function makeScale(path: readonly string[]): Scale {
  const colours = ramp(path);
  const step = (u: number) => Math.min(255, Math.max(0, Math.round(u * 255)));
  const inks = colours.map((rgb) => (contrast(rgb, [0, 0, 0]) >= contrast(rgb, [255, 255, 255]) ? '#000' : '#fff'));
  return {
    pixels: Uint32Array.from(colours, ([r, g, b]) => ((255 << 24) | (b << 16) | (g << 8) | r) >>> 0),
    css: (u) => `rgb(${(colours[step(u)] as Rgb).join(' ')})`,
    ink: (u) => inks[step(u)] as string,
  };
}

/** What zero looks like: the theme's paper, a shade off it so that a zero still differs from an absent cell. */
const paper = { light: '#fbfbf9', dark: '#12161c' } as const;

export const scales: Readonly<Record<'light' | 'dark', Scale>> = {
  // Its two yellows would shout on white where the weights are least: the way to paper starts below them.
  light: makeScale([paper.light, ...cividis.slice(0, 8).reverse()]),
  dark: makeScale([paper.dark, ...cividis]),
};

export function placeOnScale(weight: number, by: ScaleBy): number {
  const w = Math.min(1, Math.max(0, weight));
  return by === 'sqrt' ? Math.sqrt(w) : w;
}
