/** What the model would say next as SVG: a bar a token, as <attention-next> draws them. */
import type { NextToken } from '../engine/types.js';
import { percent } from '../views/number.ts';
import { visible } from '../views/token-text.ts';
import { cutText, drawText, drawToken, num, Pen, type SvgOptions, svgPage, textWidth } from './svg.ts';
import { checkCount } from './svg-options.ts';

/** How many tokens, and how they look. */
export interface NextSvgOptions extends SvgOptions {
  /** Default 10. */
  readonly rows?: number | undefined;
  /** Id of the token that was drawn. */
  readonly chosen?: number | null | undefined;
}

const margin = 12;
const rowHeight = 26;
const [tokenAt, barAt, probabilityAt, chanceAt] = [24, 156, 410, 480] as const;
const barWidth = 176;

/** A next-token distribution as bars, as an SVG file. */
export function nextSvg(next: readonly NextToken[], options: NextSvgOptions = {}): string {
  const pen = new Pen(options);
  const { rows: most = 10 } = options;
  checkCount('rows', most);
  const rows = next.slice(0, most);
  const heading = options.heading ?? 'Next token';
  const top = margin + (heading ? 24 : 0);
  const largest = Math.max(1e-9, ...rows.map(({ probability }) => probability));
  // As on the page: chances stand beside probabilities only where options of sampling made them differ.
  const chances = rows.some(({ chance, probability }) => Math.abs(chance - probability) > 1e-6);
  const width = chances ? chanceAt : probabilityAt;
  const quiet = { size: 11, fill: pen.colour('ink-2') } as const;
  const head = [
    drawText(margin, top + 11, '#', quiet),
    drawText(margin + tokenAt, top + 11, pen.words.token, quiet),
    drawText(margin + probabilityAt, top + 11, pen.words.probability, { ...quiet, anchor: 'end' }),
    chances ? drawText(margin + chanceAt, top + 11, pen.words.chance, { ...quiet, anchor: 'end' }) : '',
  ];
  const body = rows.map((one, n) =>
    row(pen, one, n, top + 18 + n * rowHeight, width, largest, chances, one.id === options.chosen),
  );
  const told = rows.map(({ text, probability }) => `“${visible(text)}” ${percent(probability)}`).join(', ');
  return svgPage(pen, {
    width: 2 * margin + Math.max(width, textWidth(heading) * 1.08),
    height: top + 18 + rows.length * rowHeight + margin,
    title: options.title ?? (heading || 'Next token'),
    description: options.description ?? `The most likely next tokens: ${told}.`,
    body: [heading ? drawText(margin, margin + 12, heading, { bold: true }) : '', ...head, ...body]
      .filter((part) => part !== '')
      .join('\n'),
  });
}

function row(
  pen: Pen,
  next: NextToken,
  n: number,
  y: number,
  width: number,
  most: number,
  chances: boolean,
  chosen: boolean,
): string {
  const never = chances && next.chance === 0;
  const bar = (p: number) => num(Math.max(1, (barWidth * Math.min(most, p)) / most));
  const x = margin + barAt;
  const strong = pen.colour('line-strong');
  const fill = never ? `fill="none" stroke="${strong}"` : `fill="${chosen ? pen.colour('ink') : strong}"`;
  const number = (value: string, at: number) => drawText(margin + at, y + 18, value, { anchor: 'end' });
  const word = cutText(visible(next.text), 112);
  return [
    `<path d="M${margin} ${num(y + 0.5)}h${width}" stroke="${pen.colour('line')}"/>`,
    drawText(margin, y + 18, String(n + 1), { size: 11, fill: pen.colour('ink-2') }),
    pen.theme === 'print'
      ? ''
      : `<rect x="${margin + tokenAt - 4}" y="${num(y + 2)}" width="124" height="22" rx="3" fill="${pen.colour('surface')}"/>`,
    drawToken(margin + tokenAt, y + 18, word, pen.colour('ink-2'), {
      bold: chosen,
      fill: never ? pen.colour('ink-2') : undefined,
    }),
    `<rect x="${x}" y="${num(y + 6)}" width="${bar(next.probability)}" height="14" ${fill}/>`,
    chances && !never
      ? `<rect x="${x}" y="${num(y + 21)}" width="${bar(next.chance)}" height="2" fill="${pen.colour('output')}"/>`
      : '',
    number(percent(next.probability), probabilityAt),
    chances ? number(percent(next.chance), chanceAt) : '',
  ].join('');
}
