/** The Share button of the page, and what its dialog is about. The dialog is fetched when it is first opened. */
import type { AttentionPlayground } from '../elements/attention-playground.ts';
import type { AttentionShare } from '../share/attention-share.ts';
import type { ShareSource } from '../share/source.ts';
import type { Address } from './address.ts';
import type { LanguageSwitch } from './language.ts';
import type { ThemeSwitch } from './theme.ts';

export interface ShareOf {
  readonly address: Address;
  readonly playground: AttentionPlayground;
  readonly theme: ThemeSwitch;
  readonly language: LanguageSwitch;
  readonly button: HTMLButtonElement;
  readonly onFailure: (message: string) => void;
}

export interface Share {
  /** A document that was dropped. */
  import(file: File): void;
}

export function startShare({ address, playground, theme, language, button, onFailure }: ShareOf): Share {
  let dialog: Promise<AttentionShare> | null = null;
  const make = async (): Promise<AttentionShare> => {
    await import('../share/attention-share.ts');
    const made = document.createElement('attention-share');
    made.source = sourceOf(address, playground, theme, language);
    theme.add(made);
    language.add(made);
    document.body.append(made);
    return made;
  };
  const open = async (act: (share: AttentionShare) => Promise<void>) => {
    try {
      dialog ??= make();
      await act(await dialog);
    } catch (error) {
      // Without a network it may come another time.
      dialog = null;
      onFailure(error instanceof Error ? error.message : String(error));
    }
  };
  button.addEventListener('click', () => void open((share) => share.open()));
  button.hidden = false;
  return { import: (file) => void open((share) => share.importFile(file)) };
}

function sourceOf(
  address: Address,
  playground: AttentionPlayground,
  theme: ThemeSwitch,
  language: LanguageSwitch,
): ShareSource {
  const base = new URL('./', document.baseURI).href;
  return {
    base,
    state: () => ({ ...address.state(), language: language.spoken }),
    link: () => {
      const written = address.link();
      return { ...written, url: `${base}#${written.hash}` };
    },
    get fromFiles() {
      return playground.store.state.source.kind === 'files';
    },
    data: () => address.mechanisms?.data ?? playground.data,
    mechanisms: () => address.mechanisms?.store ?? null,
    get theme() {
      if (theme.chosen !== 'auto') return theme.chosen;
      return matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
    },
    restore: (state) => address.show(state),
  };
}
