/** Another mechanism in the place of the model's own attention, in one layer or in all: the next words, and what it writes. */
import { css, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import type { AttentionSwap, Model, Run } from '../../engine/types.ts';
import { choice, picker } from '../../mechanisms/panels/controls.ts';
import type { Source } from '../../mechanisms/source.ts';
import { presetOf } from '../../mechanisms/spec.ts';
import type { PresetId } from '../../text/explain/types.ts';
import { element } from '../../views/element.ts';
import { visible } from '../../views/token-text.ts';
import type { LiveSetup } from '../entries.ts';
import { Live } from './live.ts';
import { nextBars, nextStyle } from './next-bars.ts';

/** Tokens that each text grows by. */
const kWritten = 14;

interface Shown {
  readonly source: Source;
  readonly own: Run;
  readonly swapped: Run | null;
  readonly ownText: string;
  readonly swappedText: string;
}

async function write(
  model: Model,
  text: string,
  attention: readonly AttentionSwap[],
  signal: AbortSignal,
): Promise<string> {
  let written = text;
  for await (const step of model.generate(text, { greedy: true, maxTokens: kWritten, top: 1, attention, signal }))
    written = step.text;
  return written.slice(text.length);
}

@element('learn-swap')
export class LearnSwap extends Live {
  @property({ attribute: false }) setup: Extract<LiveSetup, { kind: 'swap' }> | null = null;
  @state() private where = '';
  @state() private mechanism: PresetId | '' = '';
  @state() private shown: Shown | null = null;

  static override styles = [
    Live.styles,
    nextStyle,
    css`dl { margin: 0; display: grid; gap: 8px; align-content: start; } dt { color: var(--ap-ink-2); font-size: var(--ap-small); } dd { margin: 0; overflow-wrap: anywhere; min-height: 2.8em; }`,
  ];

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    if (this.anyOf(changed, 'where', 'mechanism') && this.source && !changed.has('source')) this.request();
  }

  get #id(): PresetId {
    return this.mechanism || (this.setup?.mechanisms[0] as PresetId);
  }

  #where({ layer }: Source): string {
    return this.where || String(layer);
  }

  protected override request(): void {
    this.ask(async (source, signal) => {
      const { model, text } = source;
      const spec = presetOf(this.#id)?.spec;
      const where = this.#where(source);
      const layers = where === 'all' ? ('all' as const) : [Number(where)];
      const attention = spec && where !== 'none' ? [{ layers, mechanism: spec }] : [];
      const own = await model.run(text, { stats: false, signal });
      const swapped = attention.length ? await model.run(text, { attention, stats: false, signal }) : null;
      const ownText = await write(model, text, [], signal);
      const swappedText = attention.length ? await write(model, text, attention, signal) : '';
      this.shown = { source, own, swapped, ownText, swappedText };
    });
  }

  protected override body(source: Source): TemplateResult {
    const { shown } = this;
    const { mechanisms = [] } = this.setup ?? {};
    if (!shown) return this.waiting();
    const { own, swapped } = shown;
    const name = this.tell.title(this.#id);
    return html`<div class="controls">
        ${
          mechanisms.length > 1
            ? picker({
                label: this.tell('swap.mechanism'),
                options: mechanisms.map((id) => ({ value: id, text: this.tell.title(id) })),
                value: this.#id,
                onChange: (id) => {
                  this.mechanism = id as PresetId;
                },
              })
            : nothing
        }
        ${choice({
          name: 'where',
          label: this.tell('swap.where', { name }),
          options: [
            { value: 'none', text: this.tell('swap.nowhere') },
            ...Array.from({ length: source.info.layers }, (_, n) => ({
              value: String(n),
              text: String(n),
              said: `${this.tell('mute.layer')} ${n}`,
            })),
            { value: 'all', text: this.tell('swap.all') },
          ],
          value: this.#where(source),
          onChange: (where) => {
            this.where = where;
          },
        })}</div>
      <div class="two"><div>${nextBars({ next: swapped?.next ?? own.next, before: swapped ? own.next : null, tell: this.tell })}</div>
        <dl><div><dt>${this.tell('swap.writes-own')}</dt><dd>${visible(shown.ownText).replaceAll('·', ' ')}</dd></div>
          <div><dt>${this.tell('swap.writes', { name })}</dt><dd>${visible(shown.swappedText).replaceAll('·', ' ') || '–'}</dd></div></dl></div>`;
  }
}
