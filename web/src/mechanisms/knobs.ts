/** Controls made from what the registry says of an item: nothing here knows any item by name. */
import { html, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import type { Item, ItemNode, Knob } from '../engine/types.ts';
import type { Say } from '../text/mechanisms/index.ts';
import { significant } from '../views/number.ts';
import { parameter, withParameter } from './spec.ts';

/** Ranges of fewer or more steps than this are no slider's: one of two needs none, and of very many each pixel is many. */
const kSlider = [3, 64] as const;

export interface Choosing {
  readonly say: Say;
  /** `gesture`: changes of the same thing in one go are undone at once. */
  readonly change: (node: ItemNode, gesture: string) => void;
}

const whole = ({ least, usual, most }: Knob): boolean => [least, usual, most].every(Number.isInteger);
const readable = (name: string): string => name.replaceAll('_', ' ');

export function numberField(
  name: string,
  value: number,
  knob: Knob,
  say: Say,
  change: (value: number) => void,
  about = '',
): TemplateResult {
  const { least, most } = knob;
  const range = say('compose.range', { least: significant(least, 3), most: significant(most, 3) });
  const step = whole(knob) ? 1 : 'any';
  const took = (event: Event) => {
    const { valueAsNumber } = event.target as HTMLInputElement;
    // What is half typed is no number yet.
    if (Number.isFinite(valueAsNumber)) change(valueAsNumber);
  };
  const slider = whole(knob) && most - least >= kSlider[0] && most - least <= kSlider[1];
  const title = about ? `${about}. ${range}` : range;
  return html`<label class="knob" title=${title}><span>${readable(name)}</span>
    ${
      slider
        ? html`<input type="range" min=${least} max=${most} step="1" .value=${live(String(value))} aria-label=${readable(name)} @input=${took}>`
        : nothing
    }
    <input type="number" data-knob=${name} min=${least} max=${most} step=${step} .value=${live(String(value))} @input=${took}></label>`;
}

/** The knobs of one node. */
export function knobsOf(
  node: ItemNode,
  item: Item | undefined,
  place: string,
  { say, change }: Choosing,
): TemplateResult | typeof nothing {
  if (!item || (item.knobs.length === 0 && item.tensors.length === 0)) return nothing;
  return html`<div class="knobs">${item.knobs.map((knob) => {
    const given = parameter(node, knob.name);
    const value = typeof given === 'number' ? given : knob.usual;
    return numberField(knob.name, value, knob, say, (to) =>
      change(withParameter(node, knob.name, to === knob.usual ? undefined : to), `${place} ${knob.name}`),
    );
  })}
  ${item.tensors.length > 0 ? html`<p class="quiet">${say('compose.tensors', { names: item.tensors.join(', ') })}</p>` : nothing}</div>`;
}

/** A menu of the items of one kind. What the registry lacks is still shown as what it is. */
export function itemMenu(
  items: readonly Item[],
  chosen: string,
  label: string,
  change: (id: string) => void,
  extra: { readonly value: string; readonly text: string } | null = null,
  name = '',
): TemplateResult {
  const known = items.some((item) => item.id === chosen) || (extra !== null && extra.value === chosen);
  const item = items.find((other) => other.id === chosen);
  return html`<select aria-label=${label} data-axis=${name || nothing} title=${item ? `${item.formula}, ${item.source}` : ''}
    @change=${(event: Event) => change((event.target as HTMLSelectElement).value)}>
    ${extra ? html`<option value=${extra.value} .selected=${live(chosen === extra.value)}>${extra.text}</option>` : nothing}
    ${known ? nothing : html`<option value=${chosen} .selected=${live(true)}>${chosen}</option>`}
    ${items.map((other) => html`<option value=${other.id} .selected=${live(other.id === chosen)}>${other.name}</option>`)}
  </select>`;
}
