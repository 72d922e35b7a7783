import type { AloneTexts } from './index.ts';

export const nb: AloneTexts = {
  'failed.data': 'Denne oppmerksomheten kan ikke vises',
  'failed.fetch': '{src} kunne ikke leses: {why}',
  'failed.status': 'tjeneren svarte {status}',
  'failed.network': 'den kunne ikke nås; en tjener et annet sted må la denne siden lese den (CORS)',
  'failed.nothing':
    'Her er det ingenting å vise: gi src, data, et script-element med JSON, eller text som en modell kan lese.',
  'failed.layer': 'Det finnes ikke noe lag {layer}; her finnes {have}.',
  'failed.head': 'Lag {layer} har ikke noe hode {head}; det har {have}.',
  reading: 'Leser {src}',
  caption: 'Lag {layer}, hode {head}',
  'caption.model': 'Lag {layer}, hode {head} i {model}',
  'explorer.queries': 'Spørringer',
  'explorer.keys': 'Nøkler',
  'explorer.says': '{query} ser mest på {keys}.',
};
