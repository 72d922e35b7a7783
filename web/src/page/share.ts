/** The Share button of the page, and what its dialog is about. The dialog is fetched when it is first opened. */
import type { AttentionPlayground } from '../elements/attention-playground.ts';
import { nextFrame } from '../elements/latest.ts';
import type { AttentionShare } from '../share/attention-share.ts';
import { arrived, litIn, namesOf, type ShareSource } from '../share/source.ts';
import type { ShareState } from '../share/types.ts';
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
    names: () => {
      const { data } = address.mechanisms ?? {};
      return [...namesOf(playground), ...(data ? [data.model] : [])];
    },
    lit() {
      const { store } = address.mechanisms ?? {};
      return store ? { cell: store.state.cell, threshold: undefined } : litIn(playground);
    },
    mechanisms: () => address.mechanisms?.store ?? null,
    get theme() {
      if (theme.chosen !== 'auto') return theme.chosen;
      return matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
    },
    restore: (state) => restore(address, playground, state),
  };
}

/** Milliseconds after which nobody waits for the script of the Mechanisms view any longer. */
const kLongest = 20_000;

async function restore(address: Address, playground: AttentionPlayground, state: Partial<ShareState>): Promise<string> {
  const wrong = await arrived(playground, () => address.show(state));
  if (state.view !== 'mechanisms' || wrong) return wrong;
  await Promise.race([address.attached, new Promise((resolve) => setTimeout(resolve, kLongest))]);
  // The view is unhidden by an event of the address.
  await nextFrame();
  await nextFrame();
  await address.mechanisms?.settled();
  return address.mechanisms?.store.state.failure ?? '';
}
