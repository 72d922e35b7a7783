/** What stands around a single view: failures, the explorer's parts. Placeholders in braces. */
export const en = {
  'failed.data': 'This attention cannot be shown',
  'failed.fetch': '{src} could not be read: {why}',
  'failed.status': 'the server answered {status}',
  'failed.network': 'it could not be reached; a server elsewhere must allow this page to read it (CORS)',
  'failed.nothing': 'There is nothing to show: give src, data, a child script with JSON, or text for a model to read.',
  'failed.layer': 'There is no layer {layer}; it has {have}.',
  'failed.head': 'Layer {layer} has no head {head}; it has {have}.',
  reading: 'Reading {src}',
  caption: 'Layer {layer}, head {head}',
  'caption.model': 'Layer {layer}, head {head} of {model}',
  'explorer.queries': 'Queries',
  'explorer.keys': 'Keys',
  'explorer.says': '{query} attends most to {keys}.',
} as const;
