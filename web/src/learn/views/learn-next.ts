/** The end of the path: how likely each token is to be the next; the likeliest can be put to the sentence. */
import { html, type TemplateResult } from 'lit';
import { state } from 'lit/decorators.js';
import type { Run } from '../../engine/types.ts';
import type { Source } from '../../mechanisms/source.ts';
import { element } from '../../views/element.ts';
import { significant } from '../../views/number.ts';
import { quoted } from '../../views/token-parts.ts';
import { Live } from './live.ts';
import { nextBars, nextStyle } from './next-bars.ts';

@element('learn-next')
export class LearnNext extends Live {
  @state() private shown: { readonly source: Source; readonly run: Run } | null = null;

  static override styles = [Live.styles, nextStyle];

  protected override request(): void {
    this.ask(async (source, signal) => {
      this.shown = { source, run: await source.model.run(source.text, { stats: false, signal }) };
    });
  }

  protected override body(): TemplateResult {
    const { shown } = this;
    if (!shown) return this.waiting();
    const { run, source } = shown;
    const best = run.next[0];
    const token = best ? { id: best.id, text: best.text, start: -1, end: -1, special: false } : undefined;
    return html`${nextBars({ next: run.next, before: null, tell: this.tell, rows: 10 })}
      <p>${this.tell('next.entropy')} <b class="number">${significant(run.entropy, 3)}</b></p>
      <div><button class="button main" type="button" ?disabled=${!best || best.text === ''}
        @click=${() => this.emit('sentence', { text: source.text + (best?.text ?? '') })}>${this.tell('next.add', { token: quoted(token) })}</button></div>`;
  }
}
