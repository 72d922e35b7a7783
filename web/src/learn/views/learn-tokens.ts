/** The sentence as the model reads it: pieces, and the number that each is. */
import { css, html, type TemplateResult } from 'lit';
import type { Source } from '../../mechanisms/source.ts';
import { element } from '../../views/element.ts';
import { tokenText } from '../../views/token-parts.ts';
import { runsLeft } from '../../views/token-text.ts';
import { Live } from './live.ts';

@element('learn-tokens')
export class LearnTokens extends Live {
  static override styles = [
    Live.styles,
    css`
      ol { display: flex; flex-wrap: wrap; gap: 4px 3px; list-style: none; margin: 0; padding: 0; }
      li { display: grid; justify-items: center; padding: 3px 5px; background: var(--ap-surface); border-radius: var(--ap-radius); font-size: 14px; line-height: 20px; }
      small { font-size: 10px; line-height: 13px; color: var(--ap-ink-2); }
    `,
  ];

  protected override request(): void {}

  protected override body({ tokens, info }: Source): TemplateResult {
    return html`<ol dir=${runsLeft(tokens) ? 'rtl' : 'ltr'} aria-label=${this.tell('tokens.about')}>${tokens.map(
      ({ text, id }) => html`<li>${tokenText(text)}<small class="number">${id}</small></li>`,
    )}</ol>
    <p class="told">${this.tell('tokens.told', { n: tokens.length, width: info.width, vocab: info.vocab })}</p>`;
  }
}
