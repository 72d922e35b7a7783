/**
 * `<attention-share>`: a dialog that hands out what is on the screen: a link, code to embed it, pictures and numbers as
 * files; and that takes such a file back. The page and the elements fetch it when somebody asks for it.
 */
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import type { AttentionData } from '../data/types.ts';
import { define } from '../elements/define.ts';
import { shared } from '../style/shared.ts';
import { tokens as colours, themeSwitch } from '../style/tokens.ts';
import { languageAround, pickLanguage } from '../text/language.ts';
import { english, type Say, type ShareKey, sayIn } from '../text/share/index.ts';
import { moveInList } from '../views/roving.ts';
import { checkState } from './check.ts';
import { type ColourName, colourNames, type FileId, makeFile, type PictureId, picturesOf, saveFile } from './export.ts';
import { difference, type Imported, kLargest, openText, showImported } from './import.ts';
import { shareStyle } from './share-style.ts';
import { type SnippetId, snippet, snippetIds } from './snippets.ts';
import type { ShareSource } from './source.ts';

type Section = 'link' | 'embed' | 'export' | 'import';
interface Said {
  readonly section: Section;
  readonly text: string;
  readonly wrong?: boolean;
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
const megabytes = (bytes: number): string => `${(bytes / 1024 / 1024).toFixed(1)} MB`;

export class AttentionShare extends LitElement {
  @property({ attribute: false }) source: ShareSource | null = null;
  @property() theme = '';
  @property() override lang = '';

  @state() private say: Say = english;
  @state() private tab: SnippetId = 'html';
  @state() private picture: PictureId | '' = '';
  @state() private colours: ColourName | '' = '';
  @state() private said: Said | null = null;
  @state() private imported: Imported | null = null;
  /** A file that the screen shows otherwise, or not: its own numbers can be looked at. */
  @state() private offered: { readonly data: AttentionData; readonly name: string } | null = null;
  /** Members of a file's state that were left out. */
  @state() private bad = '';
  /** Grows when it is opened: what it shows is of that moment. */
  @state() private opened = 0;

  #turn = 0;

  @query('dialog') private dialog!: HTMLDialogElement;
  @query('#paste') private paste!: HTMLTextAreaElement;

  static override styles = [colours, themeSwitch, shared, shareStyle];

  override willUpdate(changed: PropertyValues): void {
    if (changed.has('lang')) void this.#speak();
  }

  async #speak(): Promise<void> {
    const language = pickLanguage(this.lang || languageAround(this));
    try {
      const say = await sayIn(language);
      if (language === pickLanguage(this.lang || languageAround(this))) this.say = say;
    } catch (error) {
      console.warn(error);
    }
  }

  /** Shows what is on the screen now. The focus goes back to where it was when the dialog is closed. */
  async open(): Promise<void> {
    this.opened++;
    [this.imported, this.said, this.offered, this.bad] = [null, null, null, ''];
    await this.#show();
  }

  /** Opens a file that was dropped or chosen. */
  async importFile(file: File): Promise<void> {
    await this.#show();
    await this.#open(() => file.text(), file.name, file.size);
  }

  async #show(): Promise<void> {
    if (!this.hasUpdated) await this.updateComplete;
    await this.updateComplete;
    if (this.dialog.open) return;
    this.dialog.showModal();
    this.renderRoot.querySelector<HTMLElement>('#link')?.focus();
  }

  close(): void {
    this.dialog.close();
  }

  override render(): TemplateResult {
    const { say, source, imported } = this;
    const file = imported?.name ? say('import.data', { file: imported.name }) : say('import.data-pasted');
    const title = imported ? file : say('title');
    return html`<dialog class=${imported ? 'wide' : ''} lang=${say.language} aria-labelledby="title" @click=${this.#outside} @close=${() => {
      this.imported = null;
    }}>
      <div class="top"><h2 id="title">${title}</h2><button type="button" class="button" data-action="close" @click=${() => this.close()}>${say('close')}</button></div>
      ${imported ? this.#importedView(imported) : source && this.opened > 0 ? this.#sections(source) : nothing}
      ${!imported && this.opened === 0 ? this.#importSection() : nothing}
    </dialog>`;
  }

  #sections(source: ShareSource): TemplateResult {
    return html`${this.#linkSection(source)}${source.base ? this.#embedSection(source) : nothing}${this.#exportSection(source)}${source.restore ? this.#importSection() : nothing}`;
  }

  #section(id: Section, content: TemplateResult): TemplateResult {
    const said = this.said?.section === id ? this.said : null;
    return html`<section aria-labelledby=${`${id}-title`} data-section=${id}>
      <h3 id=${`${id}-title`}>${this.say(`${id}.title`)}</h3>
      <p class="quiet">${this.say(`${id}.about`)}</p>
      ${content}
      <p class=${said?.wrong ? 'after wrong' : 'after'} role="status">${said?.text ?? ''}</p>
    </section>`;
  }

  #linkSection(source: ShareSource): TemplateResult | typeof nothing {
    const link = source.link();
    if (!link) return nothing;
    const { say } = this;
    const missing = link.left.map((member) => say(member === 'text' ? 'link.left-text' : 'link.left-other'));
    if (source.fromFiles) missing.push(say('link.files'));
    return this.#section(
      'link',
      html`<div class="row">
        <input id="link" class="link grow" readonly spellcheck="false" aria-label=${say('link.label')} .value=${link.url}
          @focus=${(event: Event) => (event.target as HTMLInputElement).select()}>
        <button type="button" class="button" data-action="copy-link" @click=${() => this.#copy('link', '#link')}>${say('copy')}</button>
      </div>
      ${[...new Set(missing)].map((text) => html`<p class="after" data-left>${text}</p>`)}`,
    );
  }

  #embedSection(source: ShareSource): TemplateResult {
    const { say, tab } = this;
    const text = snippet(tab, { state: source.state(), base: source.base, title: 'Attention Playground' });
    return this.#section(
      'embed',
      html`<div class="tabs" role="tablist" aria-labelledby="embed-title" @keydown=${this.#tabKey}>${snippetIds.map(
        (
          id,
        ) => html`<button type="button" role="tab" id=${`tab-${id}`} aria-controls="snippet" tabindex=${id === tab ? 0 : -1}
          aria-selected=${id === tab ? 'true' : 'false'} @click=${() => {
            this.tab = id;
          }}>${say(`embed.${id}`)}</button>`,
      )}</div>
      <div id="snippet" role="tabpanel" aria-labelledby=${`tab-${tab}`}>
        <p>${say(`embed.${tab}-about`)}</p>
        <textarea id="code" class="code" readonly wrap="off" spellcheck="false" rows=${Math.min(14, text.split('\n').length + 1)} aria-label=${say('embed.code')} .value=${text}></textarea>
        <div class="row after"><button type="button" class="button" data-action="copy-code" @click=${() => this.#copy('embed', '#code')}>${say('copy')}</button></div>
      </div>`,
    );
  }

  #exportSection(source: ShareSource): TemplateResult {
    const { say } = this;
    const pictures = picturesOf(source);
    if (pictures.length === 0) return this.#section('export', html`<p>${say('export.nothing')}</p>`);
    const picture = pictures.find((id) => id === this.picture) ?? (pictures[0] as PictureId);
    const colours = this.colours || source.theme;
    const button = (id: FileId, text: ShareKey) =>
      html`<button type="button" class="button" data-export=${id} @click=${() => this.#export(id, picture, colours)}>${say(text as 'export.svg')}</button>`;
    const select = <T extends string>(
      id: string,
      label: ShareKey,
      ids: readonly T[],
      chosen: T,
      choose: (id: T) => void,
    ) =>
      html`<span class="row"><label for=${id}>${say(label as 'export.what')}</label>
      <select id=${id} @change=${(event: Event) => choose((event.target as HTMLSelectElement).value as T)}>${ids.map(
        (one) =>
          html`<option value=${one} ?selected=${one === chosen}>${say(`export.${one}` as 'export.matrix')}</option>`,
      )}</select></span>`;
    return this.#section(
      'export',
      html`<div class="row">${select('what', 'export.what', pictures, picture, (id) => {
        this.picture = id;
      })}${select('colours', 'export.colours', colourNames, colours, (id) => {
        this.colours = id;
      })}</div>
      <div class="row">${button('svg', 'export.svg')}${button('png2', 'export.png2')}${button('png3', 'export.png3')}</div>
      <div class="row"><span class="quiet">${say('export.numbers')}</span>${button('csv-head', 'export.csv-head')}${button('csv-all', 'export.csv-all')}${button('json', 'export.json')}</div>`,
    );
  }

  #importSection(): TemplateResult {
    const { say } = this;
    return this.#section(
      'import',
      html`<div class="row">
        <button type="button" class="button" data-action="choose-file" @click=${() => this.renderRoot.querySelector<HTMLInputElement>('#file')?.click()}>${say('import.file')}</button>
        <input id="file" type="file" accept=".json,application/json" hidden tabindex="-1" aria-hidden="true" @change=${this.#chosen}>
      </div>
      <div class="row"><label class="grow">${say('import.paste')}<textarea id="paste" rows="3" spellcheck="false" autocomplete="off"></textarea></label></div>
      <div class="row"><button type="button" class="button" data-action="open" @click=${() => this.#open(async () => this.paste.value, '', this.paste.value.length)}>${say('import.open')}</button></div>
      ${this.#badLine()}
      ${
        this.offered
          ? html`<div class="row"><button type="button" class="button" data-action="numbers" @click=${this.#showOffered}>${say('import.numbers')}</button></div>`
          : nothing
      }`,
    );
  }

  #importedView({ element }: Imported): TemplateResult {
    const { say } = this;
    return html`<div class="imported">
      <div class="row"><button type="button" class="button" data-action="back" @click=${this.#back}>${say('import.back')}</button>
        <p class="label grow">${say('import.data-about')}</p></div>
      ${this.#badLine()}
      ${element}
    </div>`;
  }

  #badLine(): TemplateResult {
    const { bad, say } = this;
    return html`<div aria-live="polite">${bad ? html`<p class="after wrong" data-problems>${say('import.bad', { keys: bad })}</p>` : nothing}</div>`;
  }

  readonly #outside = (event: MouseEvent): void => {
    // A click on the backdrop is one on the dialog itself, outside its box.
    if (event.target !== this.dialog || event.detail === 0) return;
    const { left, right, top, bottom } = this.dialog.getBoundingClientRect();
    const { clientX: x, clientY: y } = event;
    if (x < left || x > right || y < top || y > bottom) this.close();
  };

  readonly #back = (): void => {
    this.imported = null;
    this.opened = Math.max(1, this.opened);
    void this.updateComplete.then(() =>
      this.renderRoot.querySelector<HTMLElement>('[data-action=choose-file]')?.focus(),
    );
  };

  readonly #tabKey = (event: KeyboardEvent): void => {
    const next = moveInList(event, snippetIds.indexOf(this.tab), snippetIds.length);
    const id = next === null ? undefined : snippetIds[next];
    if (!id) return;
    event.preventDefault();
    this.tab = id;
    void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLElement>(`#tab-${id}`)?.focus());
  };

  async #copy(section: Section, selector: string): Promise<void> {
    const field = this.renderRoot.querySelector<HTMLInputElement | HTMLTextAreaElement>(selector);
    if (!field) return;
    try {
      await navigator.clipboard.writeText(field.value);
      this.#tell(section, this.say('copied'));
    } catch {
      field.focus();
      field.select();
      this.#tell(section, this.say('not-copied'), true);
    }
  }

  #tell(section: Section, text: string, wrong = false): void {
    this.said = { section, text, wrong };
  }

  async #export(id: FileId, picture: PictureId, colours: ColourName): Promise<void> {
    if (!this.source) return;
    try {
      const file = await makeFile(id, this.source, picture, colours);
      saveFile(file);
      this.#tell('export', this.say('export.done', { file: file.name }));
    } catch (error) {
      this.#tell('export', this.say('export.failed', { message: messageOf(error) }), true);
    }
  }

  readonly #chosen = (event: Event): void => {
    const input = event.target as HTMLInputElement;
    const [file] = input.files ?? [];
    input.value = '';
    if (file) void this.#open(() => file.text(), file.name, file.size);
  };

  async #open(read: () => Promise<string>, name: string, size: number): Promise<void> {
    const { say, source } = this;
    if (size === 0) return this.#tell('import', say('import.empty'), true);
    if (size > kLargest) {
      const values = { file: name, size: megabytes(size), limit: megabytes(kLargest) };
      return this.#tell('import', say('import.too-large', values), true);
    }
    const turn = ++this.#turn;
    [this.offered, this.bad] = [null, ''];
    this.#tell('import', say('import.opening', { file: name || say('import.pasted') }));
    try {
      const data = await openText(await read());
      const { state, problems } = checkState(data.state);
      this.bad = problems.map(({ key, value }) => (value ? `${key} (${value})` : key)).join(', ');
      if (source?.restore && Object.keys(state).length > 0) {
        const wrong = await source.restore(state);
        const other = wrong ? '' : await difference(data, source);
        // Another file was opened meanwhile.
        if (turn === this.#turn) this.#restored({ data, name }, wrong, other);
      } else await this.#showNumbers(data, name);
    } catch (error) {
      this.#tell('import', this.say('import.failed', { message: messageOf(error) }), true);
    }
    await this.updateComplete;
    this.renderRoot.querySelector('[data-section=import] .after')?.scrollIntoView({ block: 'nearest' });
  }

  /** Says what came of a file's state, in the language that it may have brought. */
  #restored(of: { data: AttentionData; name: string }, wrong: string, other: 'model' | 'tokens' | ''): void {
    const { say } = this;
    const file = of.name || say('import.pasted');
    const here = this.source?.names()[0] ?? '';
    this.opened++;
    if (wrong || other) this.offered = of;
    if (wrong) this.#tell('import', say('import.not-shown', { file, message: wrong }), true);
    else if (other === 'model')
      this.#tell('import', say('import.differs-model', { file, made: of.data.model, here }), true);
    else if (other === 'tokens') this.#tell('import', say('import.differs-tokens', { file }), true);
    else this.#tell('import', say('import.restored', { file }));
  }

  readonly #showOffered = async (): Promise<void> => {
    const { data, name } = this.offered ?? {};
    if (!data) return;
    try {
      await this.#showNumbers(data, name ?? '');
    } catch (error) {
      this.#tell('import', this.say('import.failed', { message: messageOf(error) }), true);
    }
  };

  async #showNumbers(data: AttentionData, name: string): Promise<void> {
    this.imported = await showImported(data, name, { theme: this.theme, language: this.say.language });
    this.said = null;
    await this.updateComplete;
    // What had the focus is gone.
    this.renderRoot.querySelector<HTMLElement>('[data-action=back]')?.focus();
  }
}

define('attention-share', AttentionShare);

declare global {
  interface HTMLElementTagNameMap {
    'attention-share': AttentionShare;
  }
}
