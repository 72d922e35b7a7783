/**
 * `style=${styled({'--w': 0.5})}`. Lit's own styleMap writes the style attribute as text on first render,
 * which a strict Content-Security-Policy (`style-src 'self'`) refuses; this sets properties one by one,
 * which every policy allows. Null removes a property.
 */
import { noChange } from 'lit';
import { type AttributePart, Directive, directive } from 'lit/directive.js';

export type StyleValues = Readonly<Record<string, string | number | null>>;

class Styled extends Directive {
  #set: StyleValues = {};

  override render(_values: StyleValues): unknown {
    return noChange;
  }

  override update(part: AttributePart, [values]: [StyleValues]): unknown {
    const style = (part.element as HTMLElement | SVGElement).style;
    for (const name of Object.keys(this.#set)) {
      if (!(name in values)) style.removeProperty(name);
    }
    for (const [name, value] of Object.entries(values)) {
      if (this.#set[name] === value) continue;
      if (value === null) style.removeProperty(name);
      else style.setProperty(name, String(value));
    }
    this.#set = values;
    return noChange;
  }
}

export const styled = directive(Styled);
