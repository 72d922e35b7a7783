/** Files that go out: what is on the screen as a picture, as numbers, or as a document that brings it back. */
import type { SvgWords } from '../data/svg.ts';
import type { AttentionData } from '../data/types.ts';
import { t } from '../text/text.ts';
import { version } from '../version.ts';
import { toPng } from './png.ts';
import type { ShareSource } from './source.ts';

export type PictureId = 'matrix' | 'arcs' | 'heads' | 'mechanisms' | 'next';
export type ColourName = 'light' | 'dark' | 'print';
export type FileId = 'svg' | 'png2' | 'png3' | 'csv-head' | 'csv-all' | 'json';
export const colourNames: readonly ColourName[] = ['light', 'dark', 'print'];

export interface MadeFile {
  readonly name: string;
  readonly content: Blob;
}

/** What there is to draw, that which is on the screen first; empty while there is nothing. */
export function picturesOf(source: ShareSource): PictureId[] {
  const data = source.data();
  if (!data) return [];
  if (source.mechanisms()) return ['mechanisms', 'matrix', 'arcs'];
  const head: PictureId[] = source.state().tab === 'arcs' ? ['arcs', 'matrix'] : ['matrix', 'arcs'];
  return [...head, 'heads', ...(data.next.length > 0 ? (['next'] as const) : [])];
}

/** The head that is on the screen. */
export function headOf(data: AttentionData, source: ShareSource): { layer: number; head: number } {
  const { layer, head } = source.state();
  const found = data.layers.find((one) => one.layer === layer) ?? data.layers[0];
  if (!found) throw new Error('there is no layer in it');
  return { layer: found.layer, head: head !== null && found.heads.includes(head) ? head : (found.heads[0] ?? 0) };
}

/** A picture speaks the language of the page it was made on. */
const words = (): Partial<SvgWords> => ({
  keys: t('matrix.keys'),
  queries: t('matrix.queries'),
  weight: t('legend.weight'),
  masked: t('legend.absent'),
  muted: t('heads.muted'),
  token: t('next.token'),
  probability: t('next.legend-probability'),
  chance: t('next.legend-chance'),
});

async function draw(id: PictureId, source: ShareSource, data: AttentionData, theme: ColourName): Promise<string> {
  const { scale, mutes } = source.state();
  const { cell, threshold } = source.lit();
  const shared = { theme, scale, words: words() };
  const chosen = headOf(data, source);
  const head = { ...shared, ...chosen, heading: t('frame.head', chosen) };
  if (id === 'matrix') return (await import('../data/svg-matrix.ts')).matrixSvg(data, { ...head, cell });
  if (id === 'arcs')
    return (await import('../data/svg-arcs.ts')).arcsSvg(data, { ...head, query: cell?.query, threshold });
  if (id === 'next')
    return (await import('../data/svg-next.ts')).nextSvg(data.next, { ...shared, heading: t('next.title') });
  if (id === 'heads') {
    const { headsSvg } = await import('../data/svg-heads.ts');
    return headsSvg(data, { ...shared, heading: t('frame.heads'), chosen, muted: new Set(mutes) });
  }
  const [{ mechanismsSvg }, { comparedIn }] = await Promise.all([
    import('../data/svg-mechanisms.ts'),
    import('./compared.ts'),
  ]);
  const store = source.mechanisms();
  return mechanismsSvg(store ? await comparedIn(store, source.state().language) : [], shared);
}

const file = (name: string, type: string, content: string | Blob): MadeFile => ({
  name,
  content: typeof content === 'string' ? new Blob([content], { type }) : content,
});

export async function makeFile(
  id: FileId,
  source: ShareSource,
  picture: PictureId,
  colours: ColourName,
): Promise<MadeFile> {
  const data = source.data();
  if (!data) throw new Error('nothing is on the screen yet');
  const { layer, head } = headOf(data, source);
  const place = picture === 'matrix' || picture === 'arcs' ? `-${layer}.${head}` : '';
  switch (id) {
    case 'svg':
      return file(`attention-${picture}${place}.svg`, 'image/svg+xml', await draw(picture, source, data, colours));
    case 'png2':
    case 'png3': {
      const svg = await draw(picture, source, data, colours);
      return file(`attention-${picture}${place}.png`, 'image/png', await toPng(svg, id === 'png2' ? 2 : 3));
    }
    case 'csv-head':
    case 'csv-all': {
      const { toCsv } = await import('../data/csv.ts');
      const one = id === 'csv-head' ? { layers: [layer], heads: [head] } : {};
      const name = id === 'csv-head' ? `attention-${layer}.${head}.csv` : 'attention-all.csv';
      return file(name, 'text/csv', toCsv(data, one));
    }
    case 'json': {
      const { formatDocument, toDocument } = await import('../data/document.ts');
      // Of a model from files nobody could load it again: the numbers alone are passed on.
      const state = source.fromFiles ? null : source.state();
      return file(
        'attention.json',
        'application/json',
        formatDocument(toDocument({ ...data, state }, { made: kMade })),
      );
    }
  }
}

const kMade = `attention-playground ${version}`;

/** Offers it as a download, as if it were a link to a file. */
export function saveFile({ name, content }: MadeFile): void {
  const url = URL.createObjectURL(content);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The browser has taken it by then; a download that waits for the reader keeps it.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
