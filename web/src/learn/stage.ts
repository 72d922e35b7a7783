/**
 * Live views come and go with the reader. A view is made when its place comes near, and its script is fetched then;
 * it is given the sentence only while it is near. Before, a quiet poster holds its place.
 */
import type { Source } from '../mechanisms/source.ts';
import type { Tell } from '../text/learn/index.ts';
import type { LiveSetup } from './entries.ts';
import type { Lab } from './lab.ts';
import { makeView } from './live-views.ts';
import { pickBar } from './poster.ts';

interface LiveElement extends HTMLElement {
  source: Source | null;
}

interface Place {
  readonly node: HTMLElement;
  readonly setup: LiveSetup;
  /** Of the setup, or what the reader chose in the view. */
  at: { readonly layer: number; readonly head: number };
  view: LiveElement | null;
  /** Where another head is chosen; null where none can be. */
  bar: HTMLElement | null;
  making: boolean;
  near: boolean;
  /** What the view has been given. */
  version: number;
}

/** Near is: this far from the window. */
const kMargin = '360px 0px';

export class Stage {
  readonly #lab: Lab;
  readonly #places = new Map<Element, Place>();
  readonly #sight: IntersectionObserver;
  readonly #tell: () => Tell;
  #waits: boolean;

  /** `waits`: nothing starts by itself; for readers who save data. */
  constructor(lab: Lab, tell: () => Tell, waits: boolean) {
    this.#lab = lab;
    this.#tell = tell;
    this.#waits = waits;
    this.#sight = new IntersectionObserver((entries) => this.#look(entries), { rootMargin: kMargin });
    lab.subscribe(() => this.#refresh());
  }

  add(node: HTMLElement, setup: LiveSetup): void {
    if (this.#places.has(node)) return;
    this.#places.set(node, { node, setup, at: setup, view: null, bar: null, making: false, near: false, version: -1 });
    this.#sight.observe(node);
  }

  /** The reader asked for it. */
  wake(): void {
    this.#waits = false;
    void this.#lab.start();
    this.#refresh();
  }

  #look(entries: readonly IntersectionObserverEntry[]): void {
    for (const entry of entries) {
      const place = this.#places.get(entry.target);
      if (place) place.near = entry.isIntersecting;
    }
    this.#refresh();
  }

  #refresh(): void {
    for (const place of this.#places.values()) {
      if (!place.near) continue;
      if (this.#lab.phase === 'asleep' && !this.#waits) void this.#lab.start();
      place.node.dataset['phase'] = place.view ? 'live' : this.#lab.phase;
      if (place.view) this.#feed(place);
      else if (this.#lab.version > 0 && !place.making) void this.#make(place);
    }
  }

  async #make(place: Place): Promise<void> {
    place.making = true;
    try {
      const view = (await makeView(place.setup)) as LiveElement;
      view.addEventListener('select-head', (event) => {
        const { layer, head } = (event as CustomEvent<Place['at']>).detail;
        this.#choose(place, layer, head);
      });
      view.addEventListener('sentence', (event) =>
        this.#lab.setText((event as CustomEvent<{ text: string }>).detail.text),
      );
      place.view = view;
      this.#feed(place);
      if (place.setup.pick) place.bar = document.createElement('div');
      this.#drawBar(place);
      place.node.replaceChildren(...(place.bar ? [place.bar] : []), view);
      place.node.dataset['phase'] = 'live';
    } catch (error) {
      // The script could not be fetched: coming near again tries again.
      place.node.dataset['phase'] = 'failed';
      console.warn(error);
    }
    place.making = false;
  }

  #feed(place: Place): void {
    if (!place.view || place.version === this.#lab.version) return;
    place.version = this.#lab.version;
    place.view.source = this.#lab.source(place.at.layer, place.at.head);
  }

  #choose(place: Place, layer: number, head: number): void {
    place.at = { layer, head };
    place.version = -1;
    this.#feed(place);
    this.#drawBar(place);
  }

  #drawBar(place: Place): void {
    const source = this.#lab.source(place.at.layer, place.at.head);
    if (place.bar && source)
      pickBar(place.bar, this.#tell(), source, (layer, head) => this.#choose(place, layer, head));
  }

  /** The language changed. */
  speak(): void {
    for (const place of this.#places.values()) this.#drawBar(place);
  }
}
