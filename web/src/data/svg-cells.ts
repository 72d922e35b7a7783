/** An image as vector cells: neighbours of one colour are one rectangle, and one path holds all rectangles of a colour. */
import { hexOf, num } from './svg.ts';

export interface Image {
  readonly width: number;
  readonly height: number;
  /** [height, width], as `ImageData` stores them; 0 where nothing is drawn. */
  readonly pixels: Uint32Array;
}

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  height: number;
}

/** Runs along a row, joined with the same run of the row above. */
function boxesOf({ width, height, pixels }: Image): Map<number, Box[]> {
  const all = new Map<number, Box[]>();
  let above = new Map<number, { box: Box; pixel: number }>();
  for (let y = 0; y < height; y++) {
    const here = new Map<number, { box: Box; pixel: number }>();
    for (let x = 0; x < width; ) {
      const pixel = pixels[y * width + x] as number;
      const start = x;
      while (x < width && pixels[y * width + x] === pixel) x++;
      if (pixel === 0) continue;
      const on = above.get(start);
      if (on && on.pixel === pixel && on.box.width === x - start) {
        on.box.height++;
        here.set(start, on);
        continue;
      }
      const box = { x: start, y, width: x - start, height: 1 };
      const list = all.get(pixel);
      if (list) list.push(box);
      else all.set(pixel, [box]);
      here.set(start, { box, pixel });
    }
    above = here;
  }
  return all;
}

/** The image with its top left at (x, y), a pixel `cell` px wide and `high` px high. */
export function drawCells(image: Image, x: number, y: number, cell: number, high = cell): string {
  const paths = [...boxesOf(image)].map(([pixel, boxes]) => {
    const d = boxes.map((box) => `M${box.x} ${box.y}h${box.width}v${box.height}h${-box.width}z`).join('');
    return `<path fill="${hexOf(pixel)}" d="${d}"/>`;
  });
  const scale = cell === high ? fine(cell) : `${fine(cell)} ${fine(high)}`;
  return `<g transform="translate(${num(x)} ${num(y)}) scale(${scale})" shape-rendering="crispEdges">${paths.join('')}</g>`;
}

/** A thousand cells are to end where their frame does. */
const fine = (x: number): string => String(Number(x.toPrecision(6)));

/** The scale in `levels` colours: more than an eye tells apart in small cells, and far fewer rectangles. */
export function coarse(pixels: Uint32Array, levels: number): Uint32Array {
  const step = 255 / (levels - 1);
  return pixels.map((_, n) => pixels[Math.round(Math.round(n / step) * step)] as number);
}
