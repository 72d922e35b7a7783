/**
 * The explorer as a notebook's front end: one file that imports nothing and fetches nothing, for anywidget
 * (https://anywidget.dev/en/afm/). Loaded as a plain script it only defines `<attention-explorer>`.
 *
 * Traits: `_document` (an AttentionDocument), `layer`, `head`, `selection` ([query, key] or null), `theme`, `lang`. Layer,
 * head and selection go both ways.
 */
import { AttentionExplorer } from './attention-explorer.ts';
import './stand-alone.ts';

export { AttentionExplorer };

/** What anywidget hands over; of its model only this is used. */
interface Model {
  get(name: string): unknown;
  set(name: string, value: unknown): void;
  save_changes(): void;
  on(event: string, listener: () => void): void;
  off(event: string, listener: () => void): void;
}

const traits = ['_document', 'layer', 'head', 'selection', 'theme', 'lang'] as const;

function take(view: AttentionExplorer, model: Model, trait: (typeof traits)[number]): void {
  const value = model.get(trait);
  if (trait === '_document') view.data = value;
  else if (trait === 'layer' || trait === 'head') view[trait] = typeof value === 'number' ? value : null;
  else if (trait === 'selection')
    [view.query, view.key] = Array.isArray(value) ? (value as [number, number]) : [-1, -1];
  else view[trait] = typeof value === 'string' ? value : '';
}

function render({ model, el }: { model: Model; el: HTMLElement }): () => void {
  // A copy of this file may have defined the element before: then it is that one.
  const view = document.createElement('attention-explorer');
  const listeners = traits.map((trait) => {
    const listener = () => take(view, model, trait);
    listener();
    model.on(`change:${trait}`, listener);
    return [`change:${trait}`, listener] as const;
  });
  const give = (values: Readonly<Record<string, unknown>>) => {
    for (const [name, value] of Object.entries(values)) model.set(name, value);
    model.save_changes();
  };
  view.addEventListener('head-select', ({ detail: { layer, head } }: CustomEventInit) => give({ layer, head }));
  // After the feeder: it chooses the row's strongest key where only the row was chosen.
  const chosen = () => queueMicrotask(() => give({ selection: [view.query, view.key] }));
  view.addEventListener('cell-select', chosen);
  view.addEventListener('token-select', chosen);
  el.append(view);
  return () => {
    for (const [event, listener] of listeners) model.off(event, listener);
    view.remove();
  };
}

export default { render };
