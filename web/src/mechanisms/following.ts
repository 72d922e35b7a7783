/** Where the model, the text and the head of a Mechanisms view come from: a playground, given or its own, or properties. */
import type { AttentionPlayground } from '../elements/attention-playground.ts';
import { examples } from '../elements/examples.ts';
import { defaultSource, fromUrl } from '../elements/model-source.ts';
import { Playground } from '../elements/playground.ts';
import type { Source, State } from '../elements/state.ts';
import { sharedEngine } from '../engine/shared.ts';
import type { Engine, Model } from '../engine/types.ts';
import type { MechanismsStore } from './store.ts';

/** The properties that say it. */
export interface Given {
  readonly playground: AttentionPlayground | Playground | null;
  readonly engine: Engine | null;
  readonly model: string | Model;
  readonly text: string | null;
  readonly layer: number | null;
  readonly head: number | null;
}

export class Following {
  readonly #store: MechanismsStore;
  /** Told of what happens while there is nothing to show: progress and failures of its model. */
  readonly #told: (now: State, before: State) => void;
  #followed: Playground | null = null;
  #unfollow: (() => void) | null = null;
  /** Loaded here, because nobody gave one. */
  #own: Playground | null = null;

  constructor(store: MechanismsStore, told: (now: State, before: State) => void) {
    this.#store = store;
    this.#told = told;
  }

  get followed(): Playground | null {
    return this.#followed;
  }

  get own(): Playground | null {
    return this.#own;
  }

  attach(given: Given): void {
    const { playground, engine, model, text, layer, head } = given;
    if (engine && typeof model === 'object') {
      this.detach();
      const subject = { engine, model, info: model.info, text: text ?? '', layer: layer ?? 0, head: head ?? 0 };
      this.#store.setSubject(subject);
      return;
    }
    this.#follow(playground instanceof Playground ? playground : (playground?.store ?? this.#make(given)));
  }

  #make({ model, text, layer, head }: Given): Playground {
    if (!this.#own) {
      this.#own = new Playground(sharedEngine, defaultSource(), text ?? examples[0]?.text ?? '');
      this.#own.want(layer, head);
      this.load(model);
    }
    return this.#own;
  }

  /** Into its own playground what the property `model` names; the shipped one where it names none. */
  load(model: string | Model): void {
    const address = typeof model === 'string' ? model : '';
    const source: Source = fromUrl(address, document.baseURI) ?? { kind: 'url', value: address, label: address };
    void this.#own?.load(address === '' ? undefined : source);
  }

  #follow(playground: Playground): void {
    if (this.#followed !== playground) {
      this.detach();
      this.#followed = playground;
      let before = playground.state;
      this.#unfollow = playground.subscribe(() => {
        const { state: now } = playground;
        this.#told(now, before);
        before = now;
        this.#take(playground);
      });
    }
    this.#take(playground);
  }

  #take({ engine, model, state: now }: Playground): void {
    const { text, layer, head, sequence, shown, failure } = now;
    // Until its first run is done a playground has not chosen its head.
    if (!engine || !model || (!shown && failure?.during !== 'run')) return;
    const ids = sequence?.text === text ? { ids: sequence.ids } : {};
    this.#store.setSubject({ engine, model, info: model.info, text, ...ids, layer, head });
  }

  detach(): void {
    this.#unfollow?.();
    this.#unfollow = null;
    this.#followed = null;
  }

  /** Nobody looks any more: its engine must not live on. */
  end(): void {
    this.detach();
    this.#own?.dispose();
    this.#own = null;
  }
}
