/** Where a floating preview goes: beside what it shows, whole inside the window, never over it if it can be helped. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

const gap = 10;
const edge = 8;

export function beside(target: Box, box: Box, width: number, height: number): { left: number; top: number } {
  const inside = (at: number, size: number, room: number) => Math.max(edge, Math.min(at, room - size - edge));
  const right = target.left + target.width + gap;
  const left = target.left - gap - box.width;
  const level = inside(target.top + target.height / 2 - box.height / 2, box.height, height);
  if (right + box.width + edge <= width) return { left: right, top: level };
  if (left >= edge) return { left, top: level };
  const below = target.top + target.height + gap;
  const above = target.top - gap - box.height;
  const across = inside(target.left + target.width / 2 - box.width / 2, box.width, width);
  if (below + box.height + edge <= height || above < edge)
    return { left: across, top: inside(below, box.height, height) };
  return { left: across, top: above };
}
