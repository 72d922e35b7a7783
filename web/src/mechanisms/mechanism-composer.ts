/**
 * A mechanism composed from the axes of the space, each with its knobs, and the JSON that says the same: it can be
 * copied, and pasted back. What there is to choose from is the engine's registry.
 *
 * Event: `spec-change` {spec, gesture}.
 */
import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import { live } from 'lit/directives/live.js';
import { safe } from '../elements/format.ts';
import type { Item, ItemKind, ItemNode, MaskNode, MechanismSpec } from '../engine/types.ts';
import { english, type Say } from '../text/mechanisms/index.ts';
import { element } from '../views/element.ts';
import { View } from '../views/view.ts';
import { composerStyle } from './composer-style.ts';
import { itemMenu, knobsOf, numberField } from './knobs.ts';
import {
  biasesOf,
  changeMask,
  idOf,
  isJoined,
  itemOf,
  joinMask,
  joinOf,
  kDeepest,
  kMostNodes,
  parseSpec,
  partsOf,
  stringify,
  TooLarge,
} from './spec.ts';

/** A cap beyond this caps nothing that a trained model scores. */
const softcap = { name: 'softcap', least: 0, usual: 0, most: 1000 };

@element('mechanism-composer')
export class MechanismComposer extends View {
  @property({ attribute: false }) spec: MechanismSpec = {};
  @property({ attribute: false }) registry: readonly Item[] = [];
  /** Of the layer, as given: what may be pooled. */
  @property({ type: Number }) kvHeads = 1;
  @property({ attribute: false }) say: Say = english;

  /** What is typed and is not the spec (yet): then why. */
  @state() private draft: string | null = null;
  @state() private wrong = '';
  @state() private copied = false;

  static override styles = [View.styles, composerStyle];

  override willUpdate(changed: PropertyValues): void {
    if (changed.has('spec') && this.wrong === '' && this.draft !== null && !this.#isDraft()) this.draft = null;
  }

  #isDraft(): boolean {
    try {
      return JSON.stringify(parseSpec(this.draft ?? '')) === JSON.stringify(this.spec);
    } catch {
      return false;
    }
  }

  override render(): TemplateResult {
    const { spec, say } = this;
    return html`
      ${this.#axis('operator', spec.operator ?? 'softmax', 'softmax')}
      ${this.#axis('score', spec.score ?? 'scaled_dot', 'scaled_dot')}
      <div class="axis"><span class="label">${say('compose.mask')}</span><div class="value">${this.#mask(spec.mask ?? 'full', [])}</div></div>
      <div class="axis"><span class="label">${say('compose.bias')}</span><div class="value">${this.#biases()}</div></div>
      <div class="axis"><span class="label">${say('compose.softcap')}</span><div class="value">
        ${numberField('softcap', typeof spec.softcap === 'number' ? spec.softcap : 0, softcap, say, (to) => this.#set({ softcap: to === 0 ? undefined : to }, 'softcap'), say('compose.softcap-about'))}
      </div></div>
      ${this.#position()} ${this.#kvHeads()} ${this.#axis('executor', spec.executor ?? 'reference', 'reference')} ${this.#json()}`;
  }

  #items(kind: ItemKind): readonly Item[] {
    return this.registry.filter((item) => item.kind === kind);
  }

  #set(change: Partial<MechanismSpec>, gesture = ''): void {
    const spec = Object.fromEntries(
      Object.entries({ ...this.spec, ...change }).filter(([, value]) => value !== undefined),
    );
    this.draft = null;
    this.wrong = '';
    this.emit('spec-change', { spec, gesture });
  }

  /** An axis that takes one item; `usual` need not be said. */
  #axis(kind: 'operator' | 'score' | 'executor', node: ItemNode, usual: string): TemplateResult {
    const id = idOf(node);
    const label = this.say(`compose.${kind}`);
    const set = (to: ItemNode, gesture = '') => this.#set({ [kind]: to === usual ? undefined : to }, gesture);
    return html`<div class="axis"><span class="label" aria-hidden="true">${label}</span><div class="value">
      ${itemMenu(this.#items(kind), id, label, (to) => set(to), null, kind)}
      ${knobsOf(node, itemOf(this.registry, kind, id), kind, { say: this.say, change: set })}</div></div>`;
  }

  #position(): TemplateResult {
    const { position } = this.spec;
    const label = this.say('compose.position');
    const set = (to: ItemNode | undefined, gesture = '') => this.#set({ position: to }, gesture);
    const own = { value: '', text: this.say('compose.as-model') };
    return html`<div class="axis"><span class="label" aria-hidden="true">${label}</span><div class="value">
      ${itemMenu(this.#items('position'), position ? idOf(position) : '', label, (to) => set(to || undefined), own, 'position')}
      ${position ? knobsOf(position, itemOf(this.registry, 'position', idOf(position)), 'position', { say: this.say, change: set }) : nothing}
    </div></div>`;
  }

  #biases(): TemplateResult {
    const biases = biasesOf(this.spec);
    const items = this.#items('bias');
    const label = this.say('compose.bias');
    const set = (to: readonly ItemNode[], gesture = '') =>
      this.#set({ bias: to.length === 0 ? undefined : to.length === 1 ? (to[0] as ItemNode) : to }, gesture);
    const put = (n: number, to: ItemNode | null, gesture = '') =>
      set(to === null ? biases.filter((_, at) => at !== n) : biases.map((bias, at) => (at === n ? to : bias)), gesture);
    const none = { value: '', text: this.say('compose.none') };
    return html`${biases.map((bias, n) => {
      const item = itemOf(this.registry, 'bias', idOf(bias));
      return html`<div class="leaf"><div class="line">${itemMenu(items, idOf(bias), label, (to) => put(n, to), null, 'bias')}
        ${this.#remove(item?.name ?? idOf(bias), () => put(n, null))}</div>
        ${knobsOf(bias, item, `bias ${n}`, { say: this.say, change: (to, gesture) => put(n, to, gesture) })}</div>`;
    })}
    ${itemMenu(items, '', this.say('compose.add-bias'), (to) => to && set([...biases, to]), none, 'add-bias')}`;
  }

  #remove(name: string, act: () => void): TemplateResult {
    return html`<button type="button" class="button" aria-label=${this.say('compose.remove', { name })} @click=${act}>×</button>`;
  }

  /** A mask's tree: a leaf is a menu with its knobs, a join is a box around what it joins. */
  #mask(mask: MaskNode, path: readonly number[]): TemplateResult {
    if (isJoined(mask)) {
      const how = joinOf(mask);
      return html`<fieldset class="join"><legend>${this.say(`compose.${how}`)}</legend>
        ${partsOf(mask).map((part, n) => this.#mask(part, [...path, n]))}</fieldset>`;
    }
    const whole = this.spec.mask ?? 'full';
    const item = itemOf(this.registry, 'mask', idOf(mask));
    const put = (to: MaskNode | null, gesture = '') =>
      this.#set({ mask: changeMask(whole, path, to) ?? 'full' }, gesture);
    const more = (how: 'all' | 'any') =>
      this.#set({ mask: joinMask(whole, path, how, how === 'all' ? 'causal' : 'local') });
    const name = item?.name ?? idOf(mask);
    return html`<div class="leaf"><div class="line">
        ${itemMenu(this.#items('mask'), idOf(mask), this.say('compose.mask'), (to) => put(to), null, 'mask')}
        ${path.length > 0 ? this.#remove(name, () => put(null)) : nothing}</div>
      ${knobsOf(mask, item, `mask ${path.join('.')}`, { say: this.say, change: put })}
      <div class="line joins">
        <button type="button" class="button" data-join="all" title=${this.say('compose.and-about')} @click=${() => more('all')}>+ ${this.say('compose.and')}</button>
        <button type="button" class="button" data-join="any" title=${this.say('compose.or-about')} @click=${() => more('any')}>+ ${this.say('compose.or')}</button>
      </div></div>`;
  }

  #kvHeads(): TemplateResult {
    const { kv_heads: said } = this.spec;
    const chosen = typeof said === 'number' ? said : undefined;
    const label = this.say('compose.kv-heads');
    const divisors = Array.from({ length: this.kvHeads }, (_, n) => n + 1).filter((n) => this.kvHeads % n === 0);
    const sizes = chosen !== undefined && !divisors.includes(chosen) ? [...divisors, chosen] : divisors;
    return html`<div class="axis"><span class="label" aria-hidden="true">${label}</span><div class="value"><select aria-label=${label} data-axis="kv_heads"
      @change=${(event: Event) => this.#set({ kv_heads: Number((event.target as HTMLSelectElement).value) || undefined })}>
      <option value="" .selected=${live(chosen === undefined)}>${this.say('compose.as-given', { n: this.kvHeads })}</option>
      ${sizes.map((n) => html`<option value=${n} .selected=${live(n === chosen)}>${n}</option>`)}</select></div></div>`;
  }

  #json(): TemplateResult {
    const text = this.draft ?? stringify(this.spec);
    return html`<div class="json"><div class="line"><label for="json">${this.say('compose.json')}</label>
      <button type="button" class="button" data-action="copy" @click=${this.#copy}>${this.say(this.copied ? 'compose.copied' : 'compose.copy')}</button></div>
      <textarea id="json" wrap="off" spellcheck="false" autocomplete="off" rows=${Math.min(18, Math.max(3, text.split('\n').length))}
        aria-describedby="wrong" aria-invalid=${this.wrong ? 'true' : 'false'} .value=${live(text)} @input=${this.#typed}></textarea>
      <p id="wrong" class="wrong" role="status">${this.wrong ? safe(this.wrong) : nothing}</p></div>`;
  }

  #typed(event: Event): void {
    this.draft = (event.target as HTMLTextAreaElement).value;
    try {
      const spec = parseSpec(this.draft);
      this.wrong = '';
      this.emit('spec-change', { spec, gesture: 'json' });
    } catch (error) {
      this.wrong = this.#why(error);
    }
  }

  #why(error: unknown): string {
    if (error instanceof TooLarge)
      return this.say(`compose.too-${error.limit}`, { n: error.limit === 'deep' ? kDeepest : kMostNodes });
    return `${this.say('compose.bad-json')} ${error instanceof Error ? error.message : String(error)}`;
  }

  async #copy(): Promise<void> {
    const box = this.renderRoot.querySelector('textarea');
    try {
      await navigator.clipboard.writeText(box?.value ?? '');
      this.copied = true;
      setTimeout(() => {
        this.copied = false;
      }, 2000);
    } catch {
      // Without leave for the clipboard the text is at least selected, for a key to copy.
      box?.select();
    }
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'mechanism-composer': MechanismComposer;
  }
}
