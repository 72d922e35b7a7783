/**
 * Pictures as SVG text, as the page draws them: vector, real text, no style sheet and no script (a page with a strict policy
 * may inline them), nothing that needs a document object. Colours, scale and layout are the views' own modules.
 */
import { fonts, hatching, type PaletteName, palette } from '../style/palette.ts';
import { placeOnScale, type Scale, type ScaleBy, scales } from '../style/scale.ts';
import { shortWeight } from '../views/number.ts';
import { pieces } from '../views/token-text.ts';
import { checkLook } from './svg-options.ts';

/** As on the page, or for paper: black ink, no background. */
export type SvgTheme = 'light' | 'dark' | 'print';

/** The few words that a picture holds; a page gives them in its reader's language. */
export interface SvgWords {
  readonly keys: string;
  readonly queries: string;
  readonly weight: string;
  readonly masked: string;
  readonly muted: string;
  readonly token: string;
  readonly probability: string;
  readonly chance: string;
}

export const english: SvgWords = {
  keys: 'keys',
  queries: 'queries',
  weight: 'weight',
  masked: 'masked',
  muted: 'muted',
  token: 'token',
  probability: 'probability',
  chance: 'chance',
};

/** How a picture looks. */
export interface SvgOptions {
  /** Default 'light'. */
  readonly theme?: SvgTheme | undefined;
  /** How weights become colours; default 'linear'. */
  readonly scale?: ScaleBy | undefined;
  /** A line above the picture; '' for none. Default: the layer and the head. */
  readonly heading?: string | undefined;
  /** What the picture is, for those who do not see it. Default: said in English from the data. */
  readonly title?: string | undefined;
  readonly description?: string | undefined;
  readonly words?: Partial<SvgWords> | undefined;
}

const inks: Partial<Record<PaletteName, string>> = { ink: '#000000', 'ink-2': '#444444', line: '#cccccc' };

export class Pen {
  readonly theme: SvgTheme;
  readonly by: ScaleBy;
  readonly scale: Scale;
  readonly words: SvgWords;

  constructor(options: SvgOptions) {
    checkLook(options);
    const { theme = 'light', scale = 'linear', words } = options;
    this.theme = theme;
    this.by = scale;
    this.scale = scales[theme === 'dark' ? 'dark' : 'light'];
    this.words = { ...english, ...words };
  }

  colour(name: PaletteName): string {
    return (this.theme === 'print' && inks[name]) || palette[name][this.theme === 'dark' ? 1 : 0];
  }

  /** Reference to the hatching; a picture that uses it has {@link hatchDefinition}. */
  get hatch(): string {
    return `url(#ap-hatch-${this.theme})`;
  }

  hatchDefinition(): string {
    const [colour, opacity] = hatching[this.theme === 'dark' ? 1 : 0];
    const id = `ap-hatch-${this.theme}`;
    return (
      `<pattern id="${id}" width="4" height="4" patternUnits="userSpaceOnUse" patternTransform="rotate(-45)">` +
      `<path d="M0 .5H4" stroke="${colour}" stroke-opacity="${opacity}"/></pattern>`
    );
  }

  /** A frame as the page draws it: a line just outside the box. */
  frame(x: number, y: number, width: number, height: number, strong = false): string {
    const [off, w, colour] = strong ? [1, 2, 'ink' as const] : [0.5, 1, 'line' as const];
    const [wide, high] = [num(width + 2 * off), num(height + 2 * off)];
    return `<rect x="${num(x - off)}" y="${num(y - off)}" width="${wide}" height="${high}" fill="none" stroke="${this.colour(colour)}" stroke-width="${w}"/>`;
  }
}

/** At most two decimals. */
export const num = (x: number): string => String(Math.round(x * 100) / 100 + 0);

/** What XML cannot hold, escaped or not. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
const illegal = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Cs}/gu;

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

export const escapeXml = (text: string): string =>
  text.replaceAll(illegal, '\ufffd').replaceAll(/[&<>"']/g, (character) => entities[character] as string);

export interface TextLook {
  readonly fill?: string | undefined;
  readonly size?: number | undefined;
  readonly anchor?: 'start' | 'middle' | 'end' | undefined;
  readonly bold?: boolean | undefined;
  /** Degrees, around (x, y). */
  readonly turn?: number | undefined;
  readonly mono?: boolean | undefined;
}

/** `text` on its baseline. Without a fill the picture's own ink. */
export function drawText(x: number, y: number, text: string, look: TextLook = {}): string {
  return textElement(x, y, escapeXml(text), look);
}

function textElement(x: number, y: number, inner: string, look: TextLook): string {
  const { fill, size = 13, anchor = 'start', bold = false, turn = 0, mono = false } = look;
  const at = turn ? `transform="translate(${num(x)} ${num(y)}) rotate(${turn})"` : `x="${num(x)}" y="${num(y)}"`;
  const more = [
    size === 13 ? '' : ` font-size="${num(size)}"`,
    anchor === 'start' ? '' : ` text-anchor="${anchor}"`,
    bold ? ' font-weight="600"' : '',
    fill ? ` fill="${fill}"` : '',
    mono ? ` font-family="${escapeXml(fonts.mono)}"` : '',
  ];
  return `<text ${at}${more.join('')}>${inner}</text>`;
}

/** A token's text with the signs for what cannot be seen drawn quietly. */
export function drawToken(x: number, y: number, text: string, quiet: string, look: TextLook = {}): string {
  const parts = pieces(text).map((piece) =>
    piece.mark ? `<tspan fill="${quiet}">${escapeXml(piece.text)}</tspan>` : escapeXml(piece.text),
  );
  return textElement(x, y, parts.join(''), look);
}

/** From the baseline to the middle of small letters, so that text stands level with what it names. */
export const middle = (size: number): number => size * 0.35;

const narrow = /[iljftrI.,:;'|!()[\]·’]/;
const wide = /[mwMW@%—…<>=+#~_]/;
const capital = /[A-Z0-9&?]/;
const full =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}/u;

/** Width of `text` in px, near enough to lay it out and never much too small: nobody measures fonts here. */
export function textWidth(text: string, size = 13): number {
  let em = 0;
  for (const c of text)
    em += full.test(c) ? 1.05 : narrow.test(c) ? 0.38 : wide.test(c) ? 0.95 : capital.test(c) ? 0.7 : 0.6;
  return em * size;
}

/** `text` cut to `most` px, with a sign that it was. */
export function cutText(text: string, most: number, size = 13): string {
  if (textWidth(text, size) <= most) return text;
  let cut = '';
  for (const c of text) {
    if (textWidth(`${cut}${c}…`, size) > most) break;
    cut += c;
  }
  return `${cut}…`;
}

export interface SvgPage {
  readonly width: number;
  readonly height: number;
  readonly title: string;
  readonly description: string;
  readonly body: string;
  /** Definitions beside the hatching. */
  readonly definitions?: string;
}

/** The whole file. */
export function svgPage(pen: Pen, { width, height, title, description, body, definitions = '' }: SvgPage): string {
  const [w, h] = [Math.ceil(width), Math.ceil(height)];
  const paper = pen.theme === 'print' ? '' : `<rect width="${w}" height="${h}" fill="${pen.colour('paper')}"/>`;
  return `${[
    `<svg xmlns="http://www.w3.org/2000/svg" width="${w}" height="${h}" viewBox="0 0 ${w} ${h}" role="img" font-family="${escapeXml(fonts.sans)}" font-size="13" fill="${pen.colour('ink')}">`,
    `<title>${escapeXml(title)}</title>`,
    `<desc>${escapeXml(description)}</desc>`,
    `<defs>${pen.hatchDefinition()}${definitions}</defs>`,
    paper,
    body,
    '</svg>',
  ]
    .filter((line) => line !== '')
    .join('\n')}\n`;
}

const ticks = { linear: [0, 0.25, 0.5, 0.75, 1], sqrt: [0, 0.05, 0.25, 0.5, 1] } as const;

export const legendHeight = 24;

/** The scale with its ends, and what hatching means, as <attention-legend> draws them; its top left is (x, y). */
export function drawLegend(pen: Pen, x: number, y: number, hatched: boolean): string {
  const { words } = pen;
  const quiet = { fill: pen.colour('ink-2'), size: 11 };
  const [left, wide] = [x + textWidth(words.weight, 11) + 14, 132];
  const id = `ap-scale-${pen.theme}`;
  const stops = Array.from(
    { length: 17 },
    (_, n) => `<stop offset="${num(n / 16)}" stop-color="${hex(pen.scale, n / 16)}"/>`,
  );
  const marks = ticks[pen.by].map((w) => {
    const at = left + placeOnScale(w, pen.by) * wide;
    const line = `<path d="M${num(at)} ${num(y + 8)}v3" stroke="${pen.colour('line-strong')}"/>`;
    return line + drawText(at, y + 20, shortWeight(w), { ...quiet, size: 10, anchor: 'middle' });
  });
  const swatch = left + wide + 22;
  return [
    `<linearGradient id="${id}">${stops.join('')}</linearGradient>`,
    drawText(x, y + 9, words.weight, quiet),
    `<rect x="${num(left)}" y="${num(y)}" width="${wide}" height="8" fill="url(#${id})"/>`,
    pen.frame(left, y, wide, 8),
    ...marks,
    hatched
      ? `<rect x="${num(swatch)}" y="${num(y - 1)}" width="18" height="10" fill="${pen.hatch}"/>${pen.frame(swatch, y - 1, 18, 10)}${drawText(swatch + 24, y + 9, words.masked, quiet)}`
      : '',
  ].join('');
}

/** Width that {@link drawLegend} takes. */
export function legendWidth(pen: Pen, hatched: boolean): number {
  const scale = textWidth(pen.words.weight, 11) + 14 + 132 + 8;
  return hatched ? scale + 14 + 24 + textWidth(pen.words.masked, 11) : scale;
}

/** Colour at u in [0, 1] as every reader of SVG knows it. */
export function hex(scale: Scale, u: number): string {
  return hexOf(scale.pixels[Math.min(255, Math.max(0, Math.round(u * 255)))] as number);
}

/** Of a pixel as `ImageData` stores it. */
export function hexOf(pixel: number): string {
  const channel = (shift: number) => ((pixel >>> shift) & 255).toString(16).padStart(2, '0');
  return `#${channel(0)}${channel(8)}${channel(16)}`;
}
