/** Writing token by token: the newest token brings one row; all older keys and values are what they were. */
import { html, type PropertyValues, type TemplateResult } from 'lit';
import { state } from 'lit/decorators.js';
import { bytes } from '../../elements/format.ts';
import type { Run } from '../../engine/types.ts';
import { count as amount } from '../../mechanisms/panels/amounts.ts';
import { slider } from '../../mechanisms/panels/controls.ts';
import type { Source } from '../../mechanisms/source.ts';
import { element } from '../../views/element.ts';
import { significant } from '../../views/number.ts';
import { Live } from './live.ts';

interface Shown {
  readonly source: Source;
  readonly count: number;
  readonly pattern: Float32Array | null;
  /** Of any older key or value to what it was before the newest token. */
  readonly largest: number;
  readonly older: number;
}

@element('learn-cache')
export class LearnCache extends Live {
  @state() private count = 0;
  @state() private shown: Shown | null = null;

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    if (changed.has('count') && this.source && !changed.has('source')) this.request();
  }

  protected override request(): void {
    this.ask(async (source, signal) => {
      const { model, text, tokens, layer, head } = source;
      const count = this.count > 0 ? Math.min(this.count, tokens.length) : tokens.length;
      const hook = (name: string) => `blocks.${layer}.attn.hook_${name}`;
      const capture = ['rot_k', 'v', 'pattern'].map(hook);
      const read = (n: number) =>
        model.run(text, { ids: tokens.slice(0, n).map(({ id }) => id), capture, stats: false, signal });
      const now = await read(count);
      const before = count > 1 ? await read(count - 1) : null;
      const data = (run: Run | null, name: string) => run?.tensors.get(hook(name))?.data ?? new Float32Array();
      let [largest, older] = [0, 0];
      for (const name of ['rot_k', 'v']) {
        const after = data(now, name);
        data(before, name).forEach((x, n) => {
          largest = Math.max(largest, Math.abs(x - (after[n] as number)));
          older++;
        });
      }
      const pattern = data(now, 'pattern').slice(head * count * count, (head + 1) * count * count);
      this.shown = { source, count, pattern, largest, older };
    });
  }

  protected override body(): TemplateResult {
    const { shown } = this;
    if (!shown) return this.waiting();
    const { source, count, pattern, largest, older } = shown;
    const { tokens, info } = source;
    return html`<div class="controls">${slider({
      label: this.tell('cache.count'),
      least: 1,
      most: tokens.length,
      value: count,
      text: `${count} / ${tokens.length}`,
      name: 'count',
      onInput: (n) => {
        this.count = n;
      },
    })}</div>
      ${this.matrix({ name: this.tell('edit.weights'), pattern, queries: tokens.slice(0, count), cell: { query: count - 1, key: count - 1 } })}
      ${this.legend()}
      <p class="told" role="status">${this.tell('cache.older', { n: amount(older), largest: significant(largest, 2) })}</p>
      <p>${this.tell('cache.bytes', { each: bytes(info.cacheBytesPerToken), n: count, all: bytes(info.cacheBytesPerToken * count) })}</p>`;
  }
}
