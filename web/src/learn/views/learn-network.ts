/** One token's vector through one feed-forward network: wide, bent, and back; and how many weights that takes. */
import { html, type PropertyValues, type TemplateResult } from 'lit';
import { state } from 'lit/decorators.js';
import { count } from '../../mechanisms/panels/amounts.ts';
import { vectorBars } from '../../mechanisms/panels/vector-bars.ts';
import type { Source } from '../../mechanisms/source.ts';
import { element } from '../../views/element.ts';
import { significant } from '../../views/number.ts';
import { Live } from './live.ts';

const hooks = ['ln2.hook_normalized', 'mlp.hook_pre', 'mlp.hook_post', 'hook_mlp_out'] as const;
const words = ['network.in', 'network.wide', 'network.bent', 'network.out'] as const;

interface Shown {
  readonly token: number;
  readonly vectors: readonly Float32Array[];
}

@element('learn-network')
export class LearnNetwork extends Live {
  @state() private token = -1;
  @state() private shown: Shown | null = null;

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    if (changed.has('token') && this.source && !changed.has('source')) this.request();
  }

  protected override request(): void {
    this.ask(async (source, signal) => {
      const token = this.token < 0 ? source.tokens.length - 1 : Math.min(this.token, source.tokens.length - 1);
      const names = hooks.map((name) => `blocks.${source.layer}.${name}`);
      const { tensors } = await source.model.run(source.text, { capture: names, stats: false, signal });
      const vectors = names.map((name) => {
        const tensor = tensors.get(name);
        const width = tensor?.shape.at(-1) ?? 0;
        return tensor?.data.slice(token * width, (token + 1) * width) ?? new Float32Array();
      });
      this.shown = { token, vectors };
    });
  }

  protected override body({ tokens, info }: Source): TemplateResult {
    const { shown } = this;
    if (!shown) return this.waiting();
    const { width, headWidth, heads, kvHeads, feedForward } = info;
    // Projections to q, k, v and back; and the three matrices of a gated network (Shazeer 2020).
    const attention = 2 * width * headWidth * (heads + kvHeads);
    const network = 3 * width * feedForward;
    return html`<div class="controls">${this.tokenPicker(
      this.tell('stream.token'),
      tokens,
      Math.min(shown.token, tokens.length - 1),
      (n) => {
        this.token = n;
      },
    )}</div>
      ${shown.vectors.map((vector, n) => {
        const most = vector.reduce((m, x) => Math.max(m, Math.abs(x)), 0);
        return html`<div class="strip"><span>${this.tell(words[n] as 'network.in')} <span class="quiet">${vector.length}</span></span>
          ${vectorBars(vector, most, '' as 'z')}<span class="number quiet">±${significant(most, 3)}</span></div>`;
      })}
      ${this.numbersOf(shown.vectors.map((values, n) => ({ name: this.tell(words[n] as 'network.in'), values })))}
      <p class="told">${this.tell('network.told', { network: count(network), attention: count(attention) })}</p>
      <p><a href="#mixture_of_experts">${this.tell.title('mixture_of_experts')}</a></p>`;
  }
}
