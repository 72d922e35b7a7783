/** Two texts: one asks, a row a token; the page's sentence answers, a column a token. */
import { css, html, type PropertyValues, type TemplateResult } from 'lit';
import { state } from 'lit/decorators.js';
import type { Attended, Token } from '../../engine/types.ts';
import { captureOf, inputsOf } from '../../mechanisms/inputs.ts';
import type { Source } from '../../mechanisms/source.ts';
import { ownSpecAcross } from '../../mechanisms/spec.ts';
import { element } from '../../views/element.ts';
import { Live } from './live.ts';

interface Shown {
  readonly source: Source;
  readonly queries: readonly Token[];
  readonly attended: Attended;
}

@element('learn-cross')
export class LearnCross extends Live {
  @state() private asking = '';
  @state() private shown: Shown | null = null;

  static override styles = [
    Live.styles,
    css`
      .texts { display: grid; gap: 8px; }
      .texts label { display: grid; gap: 2px; font-size: var(--ap-small); }
      input[type='text'] { font: 15px / 1.4 var(--ap-sans); color: var(--ap-ink); background: var(--ap-raised); border: 1px solid var(--ap-line-strong); border-radius: var(--ap-radius); padding: 5px 8px; width: 100%; }
    `,
  ];

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    if (this.anyOf(changed, 'asking') && this.source && !changed.has('source')) this.request();
  }

  get #asking(): string {
    return this.asking || 'Who has the kite?';
  }

  protected override request(): void {
    this.ask(async (source, signal) => {
      const { model, engine, text, layer, head, info } = source;
      const read = async (of: string) => {
        const run = await model.run(of, { capture: captureOf(layer), stats: false, signal });
        return { text: of, tokens: run.tokens, tensors: run.tensors, stats: [], next: run.next, layer };
      };
      const asks = await read(this.#asking);
      // Bare: places in two texts have nothing to do with each other.
      const { bare, heads } = inputsOf(await read(text), asks, info);
      const attended = await engine.mechanisms.attend({ ...(bare ?? heads), head, mechanism: ownSpecAcross, signal });
      this.shown = { source, queries: asks.tokens, attended };
    });
  }

  protected override body(source: Source): TemplateResult {
    const { shown } = this;
    return html`<div class="texts">
        <label><span class="q">${this.tell('cross.asks')}</span><input type="text" spellcheck="false" .value=${this.#asking}
          @input=${(event: Event) => {
            this.asking = (event.target as HTMLInputElement).value;
          }}></label>
        <label><span class="k">${this.tell('cross.answers')}</span><input type="text" spellcheck="false" .value=${source.text}
          @input=${(event: Event) => this.emit('sentence', { text: (event.target as HTMLInputElement).value })}></label></div>
      ${
        shown
          ? html`${this.matrix({
              name: this.tell.title('cross_attention'),
              pattern: shown.attended.pattern,
              queries: shown.queries,
              keys: shown.source.tokens,
              output: shown.attended.y,
            })}${this.legend()}`
          : this.waiting()
      }`;
  }
}
