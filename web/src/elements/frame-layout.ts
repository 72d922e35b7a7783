/** Where the areas of a playground stand, in three widths, without those that its page leaves out. */
import type { StyleValues } from '../views/styled.ts';

/** What `hide` may name. */
export const hideable = [
  'model',
  'prompt',
  'examples',
  'tokens',
  'play',
  'next',
  'mutes',
  'heads',
  'head',
  'cell',
  'tabs',
  'share',
] as const;

export type Hideable = (typeof hideable)[number];

export type Area = 'model' | 'text' | 'play' | 'heads' | 'head' | 'next' | 'mutes' | 'cell';

/** Narrow: the text, then what the model makes of it, then what comes next. */
const inOrder: readonly Area[] = ['model', 'text', 'play', 'heads', 'head', 'next', 'mutes', 'cell'];
const inRail: readonly string[] = ['play', 'next', 'mutes'];

const template = (rows: readonly (readonly string[])[]) => rows.map((row) => `'${row.join(' ')}'`).join(' ');

/** Custom properties for frame-style.ts. A row that is left out leaves no gap. */
export function layoutOf(has: (area: Area) => boolean): StyleValues {
  const shown = inOrder.filter(has);
  const rail = shown.some((area) => inRail.includes(area)) ? ['rail'] : [];
  const main = shown.filter((area) => !inRail.includes(area));
  const rest = rail.length > 0 ? ['rest'] : [];
  const middle = [...main, ...rest].map((area) => [area, ...(area === 'model' ? rail.map(() => 'model') : rail)]);
  const pair = main.includes('heads') && main.includes('head');
  const wide = [...main.filter((area) => !(pair && area === 'head')), ...rest].map((area) => [
    area,
    ...(pair ? [area === 'heads' ? 'head' : area] : []),
    ...(area === 'model' ? rail.map(() => 'model') : rail),
  ]);
  const one = 'minmax(0, 1fr)';
  const rows = (count: number) => `repeat(${count - rest.length}, auto) 1fr`;
  return {
    '--narrow': template(shown.map((area) => [area])),
    '--middle': template(middle),
    '--middle-columns': [one, ...rail.map(() => '320px')].join(' '),
    '--middle-rows': rows(middle.length),
    '--wide': template(wide),
    '--wide-columns': [...(pair ? ['minmax(0, 10fr)', 'minmax(0, 12fr)'] : [one]), ...rail.map(() => '352px')].join(
      ' ',
    ),
    '--wide-rows': rows(wide.length),
  };
}
