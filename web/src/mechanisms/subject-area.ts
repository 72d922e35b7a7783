/** Above everything: the text, the head, how a load goes, and a second text where queries come from one. */
import { html, nothing, type TemplateResult } from 'lit';
import { examples } from '../elements/examples.ts';
import { safe } from '../elements/format.ts';
import type { Playground } from '../elements/playground.ts';
import '../elements/prompt-box.ts';
import type { Say } from '../text/mechanisms/index.ts';
import { t } from '../text/text.ts';
import type { MechanismsStore } from './store.ts';

export interface SubjectOf {
  readonly store: MechanismsStore;
  readonly say: Say;
  readonly locked: boolean;
  /** Whose model and text these are; null where they were given. */
  readonly followed: Playground | null;
  readonly text: string;
  readonly editable: boolean;
  /** What is wrong with the mechanisms that were asked for, or ''. */
  readonly unknown: string;
  readonly chooseHead: (head: { layer: number; head: number }) => void;
  readonly typed: (text: string) => void;
}

export function subjectArea(of: SubjectOf): TemplateResult {
  const { store, say, followed, text, editable, locked } = of;
  const { subject, reading, failure } = store.state;
  const { failure: own, progress } = followed?.state ?? {};
  const part = progress && progress.total > 0 ? ` ${Math.round((100 * progress.loaded) / progress.total)}%` : '';
  const { queryText } = store.doc;
  const typed = (event: CustomEvent<{ text: string }>) => of.typed(event.detail.text);
  return html`<section class="subject" part="subject">
      ${
        editable
          ? html`<playground-prompt .text=${text} .count=${reading?.text === text ? reading.tokens.length : -1} .limit=${subject?.info.maxPositions ?? 0}
              .examples=${examples} @prompt-input=${typed} @prompt-example=${typed}></playground-prompt>`
          : html`<p class="text"><bdi>${text}</bdi></p>`
      }
      <div class="line">
        ${pick(of, 'layer', subject?.info.layers ?? 0, subject?.layer ?? 0)}
        ${pick(of, 'head', subject?.info.heads ?? 0, subject?.head ?? 0)}
        ${subject || own ? nothing : html`<span class="quiet">${say('frame.waiting')}${part}</span>`}
        ${
          locked || !(subject || own)
            ? nothing
            : html`<label class="toggle" title=${say('cross.about')}><input type="checkbox" data-action="cross" .checked=${queryText !== null}
                @change=${(event: Event) => store.setQueryText((event.target as HTMLInputElement).checked ? say('cross.example') : null)}>
                ${say('cross.toggle')}</label>`
        }
      </div>
      ${
        queryText === null
          ? nothing
          : html`<div class="across"><label for="query-text" class="q">${say('cross.label')}</label>
              <textarea id="query-text" rows="1" dir="auto" spellcheck="false" .value=${queryText} ?readonly=${!editable}
                @input=${(event: Event) => store.setQueryText((event.target as HTMLTextAreaElement).value)} @change=${() => store.seal()}></textarea></div>`
      }
      ${of.unknown ? html`<p class="refused" role="alert">${safe(of.unknown)}</p>` : nothing}
      <div role="alert">${
        failure
          ? html`<div class="refused"><p><b>${say('frame.failed')}</b> ${safe(failure)}</p>
        <button type="button" class="button" @click=${() => store.refresh()}>${say('frame.retry')}</button></div>`
          : nothing
      }</div>
      ${
        own?.during === 'attribute' && subject
          ? html`<div class="refused" role="alert"><p>${safe(own.message)}</p>
              <button type="button" class="button" data-action="dismiss" @click=${() => followed?.dismiss()}>${t('failure.dismiss')}</button></div>`
          : nothing
      }
      ${
        own && !subject
          ? html`<div class="refused" role="alert"><p><b>${say('frame.load-failed')}</b> ${safe(own.message)}</p>
              <button type="button" class="button" data-action="retry" @click=${() => followed?.retry()}>${say('frame.retry')}</button></div>`
          : nothing
      }
    </section>`;
}

function pick(of: SubjectOf, name: 'layer' | 'head', count: number, chosen: number): TemplateResult {
  const took = (event: Event) => {
    const { layer = 0, head = 0 } = of.store.state.subject ?? {};
    of.chooseHead({ layer, head, [name]: Number((event.target as HTMLSelectElement).value) });
  };
  return html`<label class="pick">${of.say(`frame.${name}`)} <select data-pick=${name} ?disabled=${count === 0 || of.locked} @change=${took}>
      ${Array.from({ length: count }, (_, n) => html`<option value=${n} .selected=${n === chosen}>${n}</option>`)}</select></label>`;
}
