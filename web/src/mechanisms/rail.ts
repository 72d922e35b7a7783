/** Beside the columns: the active one's mechanism, chosen by name or composed. */
import { html, type TemplateResult } from 'lit';
import type { Explanations } from '../text/explain/index.ts';
import type { Say } from '../text/mechanisms/index.ts';
import { moveInList } from '../views/roving.ts';
import './family-tree.ts';
import './mechanism-composer.ts';
import type { MechanismsStore } from './store.ts';

export type Rail = 'name' | 'compose';

export interface RailOf {
  readonly store: MechanismsStore;
  readonly say: Say;
  readonly texts: Explanations | null;
  readonly rail: Rail;
  readonly open: (rail: Rail) => void;
  readonly choose: (id: string) => void;
}

export function railView({ store, say, texts, rail, open, choose }: RailOf): TemplateResult {
  const { active } = store;
  const tabs = [
    ['name', say('picker.by-name')],
    ['compose', say('picker.compose')],
  ] as const;
  const press = (event: KeyboardEvent) => {
    const next = moveInList(event, rail === 'name' ? 0 : 1, 2);
    if (next === null) return;
    event.preventDefault();
    const to = next === 0 ? 'name' : 'compose';
    open(to);
    (event.currentTarget as HTMLElement).querySelector<HTMLElement>(`#rail-${to}`)?.focus();
  };
  const chosen = active ? (store.presetOf(active)?.id ?? '') : '';
  return html`<section class="rail" part="rail" aria-label=${say('picker.title')}>
    <div class="tabs" role="tablist" aria-label=${say('picker.title')} @keydown=${press}>${tabs.map(
      ([id, text]) => html`<button type="button" role="tab" id=${`rail-${id}`} aria-controls="rail-view"
        aria-selected=${rail === id ? 'true' : 'false'} tabindex=${rail === id ? 0 : -1} @click=${() => open(id)}>${text}</button>`,
    )}</div>
    <div id="rail-view" class="rail-view" role="tabpanel" aria-labelledby=${`rail-${rail}`}>
    ${
      rail === 'name'
        ? html`<mechanism-family .chosen=${chosen} .texts=${texts} .say=${say}
            @mechanism-choose=${(event: CustomEvent) => choose(event.detail.id)}></mechanism-family>`
        : html`<mechanism-composer .spec=${active?.spec ?? {}} .registry=${store.registry} .kvHeads=${store.state.subject?.info.kvHeads ?? 1} .say=${say}
            @spec-change=${(event: CustomEvent) => store.setSpec(event.detail.spec, { gesture: event.detail.gesture })}
            @change=${() => store.seal()}></mechanism-composer>`
    }</div>
  </section>`;
}
