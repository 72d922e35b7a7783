/** One token's vector through one layer: what came in, what attention added, what the feed-forward network added. */
import { html, type PropertyValues, type TemplateResult } from 'lit';
import { state } from 'lit/decorators.js';
import { choice } from '../../mechanisms/panels/controls.ts';
import { vectorBars } from '../../mechanisms/panels/vector-bars.ts';
import type { Source } from '../../mechanisms/source.ts';
import { element } from '../../views/element.ts';
import { significant } from '../../views/number.ts';
import { Live } from './live.ts';

const names = ['resid_pre', 'attn_out', 'resid_mid', 'mlp_out', 'resid_post'] as const;
const signs = ['', '+', '=', '+', '='] as const;

interface Shown {
  readonly source: Source;
  readonly layer: number;
  readonly token: number;
  readonly vectors: readonly Float32Array[];
}

@element('learn-stream')
export class LearnStream extends Live {
  @state() private layer = -1;
  @state() private token = -1;
  @state() private shown: Shown | null = null;

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    if (this.anyOf(changed, 'layer', 'token') && this.source && !changed.has('source')) this.request();
  }

  protected override request(): void {
    this.ask(async (source, signal) => {
      const layer = this.layer < 0 ? source.layer : this.layer;
      const token = this.token < 0 ? source.tokens.length - 1 : Math.min(this.token, source.tokens.length - 1);
      const hooks = names.map((name) => `blocks.${layer}.hook_${name}`);
      const { tensors } = await source.model.run(source.text, { capture: hooks, stats: false, signal });
      const { width } = source.info;
      const vectors = hooks.map(
        (hook) => tensors.get(hook)?.data.slice(token * width, (token + 1) * width) ?? new Float32Array(),
      );
      this.shown = { source, layer, token, vectors };
    });
  }

  protected override body({ info, tokens }: Source): TemplateResult {
    const { shown } = this;
    if (!shown) return this.waiting();
    const most = shown.vectors.reduce((m, v) => v.reduce((a, x) => Math.max(a, Math.abs(x)), m), 0);
    return html`<div class="controls">
        ${this.tokenPicker(this.tell('stream.token'), tokens, Math.min(shown.token, tokens.length - 1), (n) => {
          this.token = n;
        })}
        ${choice({
          name: 'layer',
          label: this.tell('mute.layer'),
          options: Array.from({ length: info.layers }, (_, n) => ({ value: String(n), text: String(n) })),
          value: String(shown.layer),
          onChange: (value) => {
            this.layer = Number(value);
          },
        })}</div>
      ${shown.vectors.map(
        (
          vector,
          n,
        ) => html`<div class="strip"><span>${signs[n]} ${this.tell(`stream.${names[n] as 'resid_pre'}`)}</span>
          ${vectorBars(vector, most, n === 1 ? 'z' : ('' as 'z'))}<span class="number quiet">±${significant(most, 3)}</span></div>`,
      )}
      ${this.numbersOf(
        shown.vectors.map((values, n) => ({ name: this.tell(`stream.${names[n] as 'resid_pre'}`), values })),
      )}
      <p class="told">${this.tell('stream.told', { width: info.width })}</p>`;
  }
}
