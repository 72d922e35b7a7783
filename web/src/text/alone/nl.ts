import type { AloneTexts } from './index.ts';

export const nl: AloneTexts = {
  'failed.data': 'Deze aandacht kan niet worden getoond',
  'failed.fetch': '{src} kon niet worden gelezen: {why}',
  'failed.status': 'de server antwoordde {status}',
  'failed.network': 'het was niet te bereiken; een server elders moet deze pagina toestaan het te lezen (CORS)',
  'failed.nothing':
    'Er is niets te tonen: geef src, data, een script-element met JSON, of text die een model kan lezen.',
  'failed.layer': 'Er is geen laag {layer}; er is {have}.',
  'failed.head': 'Laag {layer} heeft geen kop {head}; er is {have}.',
  reading: '{src} wordt gelezen',
  caption: 'Laag {layer}, kop {head}',
  'caption.model': 'Laag {layer}, kop {head} van {model}',
  'explorer.queries': 'Query’s',
  'explorer.keys': 'Keys',
  'explorer.says': '{query} kijkt het meest naar {keys}.',
};
