/** The dialog of an element in somebody's page: what is drawn goes out as files, and comes back. Links and code are the page's own. */
import type { AttentionPlayground } from '../elements/attention-playground.ts';
import { language } from '../text/text.ts';
import './attention-share.ts';
import type { AttentionShare } from './attention-share.ts';
import { emptyState } from './hash.ts';
import { arrived, litIn, namesOf, type ShareSource } from './source.ts';
import type { ShareState } from './types.ts';

const made = new WeakMap<AttentionPlayground, AttentionShare>();

export async function openShare(element: AttentionPlayground): Promise<void> {
  let dialog = made.get(element);
  if (!dialog) {
    dialog = document.createElement('attention-share');
    dialog.source = sourceOf(element);
    made.set(element, dialog);
    // Inside it, so that it has the element's colours and goes where the element goes.
    element.renderRoot.append(dialog);
  }
  dialog.theme = element.theme;
  dialog.lang = language();
  await dialog.open();
}

const isDark = (element: AttentionPlayground): boolean => {
  const probe = document.createElement('span');
  // What the colour scheme that holds there makes of it.
  probe.style.color = 'light-dark(#fff, #000)';
  element.renderRoot.append(probe);
  const dark = getComputedStyle(probe).color === 'rgb(0, 0, 0)';
  probe.remove();
  return dark;
};

function sourceOf(element: AttentionPlayground): ShareSource {
  return {
    base: '',
    state: () => {
      const { layer, head } = element.store.state;
      return { ...emptyState, ...element.snapshot(), layer, head, language: language() };
    },
    link: () => null,
    get fromFiles() {
      return element.store.state.source.kind === 'files';
    },
    data: () => element.data,
    names: () => namesOf(element),
    lit: () => litIn(element),
    mechanisms: () => null,
    get theme() {
      return isDark(element) ? 'dark' : 'light';
    },
    get restore() {
      if (element.readonly) return null;
      return (state: Partial<ShareState>) => arrived(element, () => element.restore(state));
    },
  };
}
