/** The tabs below the columns: the mechanism in the model, numbers to change, and panels that are fetched when opened. */
import { html, nothing, type ReactiveControllerHost, type TemplateResult } from 'lit';
import type { Say } from '../text/mechanisms/index.ts';
import { moveInList } from '../views/roving.ts';
import { type ChosenHead, type PanelElement, type PanelId, panels } from './panels.ts';
import { modelTab, numbersTab } from './sections.ts';
import { type MechanismsStore, messageOf } from './store.ts';

export type TabId = 'model' | 'numbers' | PanelId;
const tabIds: readonly TabId[] = ['model', 'numbers', ...(Object.keys(panels) as PanelId[])];

type Host = ReactiveControllerHost & { readonly renderRoot: HTMLElement | DocumentFragment };

export class Closer {
  readonly #host: Host;
  readonly #store: MechanismsStore;
  readonly #chooseHead: (head: ChosenHead) => void;
  #tab: TabId = 'model';
  /** Every panel that was opened stays: what it measured is there when its tab is opened again. */
  readonly #opened = new Map<PanelId, PanelElement>();
  #failure: { readonly id: PanelId; readonly message: string } | null = null;

  constructor(host: Host, store: MechanismsStore, chooseHead: (head: ChosenHead) => void) {
    this.#host = host;
    this.#store = store;
    this.#chooseHead = chooseHead;
  }

  /** `name`: of the mechanism that is being changed. */
  view(say: Say, name: string): TemplateResult {
    return html`<section class="closer" part="panels" aria-labelledby="closer-title">
      <h2 id="closer-title">${say('tabs.title')}</h2>
      <div class="tabs" role="tablist" aria-labelledby="closer-title" @keydown=${this.#press}>${tabIds.map((id) => {
        const chosen = this.#tab === id;
        return html`<button type="button" role="tab" id=${`tab-${id}`} aria-controls="closer-view" aria-selected=${chosen ? 'true' : 'false'}
          tabindex=${chosen ? 0 : -1} @click=${() => void this.open(id)}>${say(`tabs.${id}`)}</button>`;
      })}</div>
      <div id="closer-view" class="closer-view" role="tabpanel" aria-labelledby=${`tab-${this.#tab}`}>${this.#content(say, name)}</div>
    </section>`;
  }

  #content(say: Say, name: string): TemplateResult {
    if (this.#tab === 'model') return modelTab(this.#store, say, name);
    if (this.#tab === 'numbers') return numbersTab(this.#store, say);
    if (this.#failure?.id === this.#tab)
      return html`<p class="refused" role="alert">${say('tabs.failed')} ${this.#failure.message}</p>`;
    const element = this.#opened.get(this.#tab);
    if (element) {
      element.source = this.#store.source;
      element.lang = say.language;
    }
    return html`<div class="panel" @select-head=${(event: CustomEvent) => this.#chooseHead(event.detail)}>${element ?? nothing}</div>`;
  }

  /** `show`: brings the tab into sight. An id that is none is left alone. */
  async open(id: string, show = false): Promise<void> {
    const tab = tabIds.find((known) => known === id);
    if (!tab) return;
    this.#tab = tab;
    if (tab !== 'model' && tab !== 'numbers' && !this.#opened.has(tab)) await this.#fetch(tab);
    this.#host.requestUpdate();
    await this.#host.updateComplete;
    if (show) this.#host.renderRoot.querySelector(`#tab-${tab}`)?.scrollIntoView({ block: 'nearest' });
  }

  async #fetch(id: PanelId): Promise<void> {
    this.#failure = null;
    this.#host.requestUpdate();
    try {
      await panels[id].load();
      if (!this.#opened.has(id)) this.#opened.set(id, document.createElement(panels[id].name) as PanelElement);
    } catch (error) {
      this.#failure = { id, message: messageOf(error) };
    }
  }

  readonly #press = (event: KeyboardEvent): void => {
    const next = moveInList(event, tabIds.indexOf(this.#tab), tabIds.length);
    const id = next === null ? undefined : tabIds[next];
    if (!id) return;
    event.preventDefault();
    void this.open(id);
    this.#host.renderRoot.querySelector<HTMLElement>(`#tab-${id}`)?.focus();
  };
}
