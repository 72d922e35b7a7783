/** Painting matrices of any shape and sign, a pixel a cell; where there are fewer pixels the strongest number wins. */
import { placeOnScale, type ScaleBy } from '../style/scale.ts';
import { signedStep } from './signed-scale.ts';

export interface Look {
  /** What the numbers are drawn on: weights in [0, 1], weights up to `most`, or numbers of either sign up to `most`. */
  readonly kind: 'weights' | 'unbounded' | 'signed';
  readonly most: number;
}

/** Rounding of a softmax's rows may pass 1 by this. */
const kSlack = 1e-3;

export function lookOf(pattern: Float32Array | null): Look {
  let [least, most] = [0, 0];
  for (const w of pattern ?? []) {
    if (w < least) least = w;
    if (w > most) most = w;
  }
  if (least < -1e-9) return { kind: 'signed', most: Math.max(most, -least) };
  return most > 1 + kSlack ? { kind: 'unbounded', most } : { kind: 'weights', most: 1 };
}

export interface Colours {
  readonly pixels: Uint32Array;
  readonly signed: Uint32Array;
  readonly by: ScaleBy;
}

/** The pixel of one number. */
export function colourOf(w: number, look: Look, { pixels, signed, by }: Colours): number {
  if (look.kind === 'signed') {
    const u = look.most > 0 ? w / look.most : 0;
    return signed[signedStep(Math.sign(u) * placeOnScale(Math.abs(u), by), 1)] as number;
  }
  return pixels[Math.round(placeOnScale(w / look.most, by) * 255)] as number;
}

/**
 * Paints `numbers` [rows, columns] on a canvas of at most `room` pixels a side. `hollow`: a number that is exactly 0
 * is left transparent, so that the hatching beneath it is seen.
 */
export function paintNumbers(
  canvas: HTMLCanvasElement,
  numbers: Float32Array | null,
  [rows, columns]: readonly [number, number],
  [roomX, roomY]: readonly [number, number],
  look: Look,
  colours: Colours,
  hollow: boolean,
): void {
  const side = (count: number, room: number) => Math.max(1, Math.min(count, Math.floor(room)));
  const [width, height] = [side(columns, roomX), side(rows, roomY)];
  if (canvas.width !== width) canvas.width = width;
  if (canvas.height !== height) canvas.height = height;
  const context = canvas.getContext('2d');
  if (!context) return;
  const image = context.createImageData(width, height);
  const out = new Uint32Array(image.data.buffer);
  const best = new Float32Array(width * height);
  const seen = new Uint8Array(width * height);
  for (let i = 0, at = 0; numbers && i < rows; i++) {
    const row = Math.floor((i * height) / rows) * width;
    for (let j = 0; j < columns; j++, at++) {
      const w = numbers[at] as number;
      const pixel = row + Math.floor((j * width) / columns);
      if ((hollow && w === 0) || (seen[pixel] && Math.abs(w) <= Math.abs(best[pixel] as number))) continue;
      seen[pixel] = 1;
      best[pixel] = w;
    }
  }
  for (let n = 0; n < out.length; n++) if (seen[n]) out[n] = colourOf(best[n] as number, look, colours);
  context.putImageData(image, 0, 0);
}
