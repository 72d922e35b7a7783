/**
 * Playground or Mechanisms, as the address says after its #. Both work on the playground's model and text; the script
 * of the second is fetched when it is first opened.
 */

import type { AttentionPlayground } from '../elements/attention-playground.ts';
import type { AttentionMechanisms } from '../mechanisms/attention-mechanisms.ts';
import { readHash } from '../share/hash.ts';
import type { LanguageSwitch } from './language.ts';

/** `place` is empty until the Mechanisms view is opened; `onNew` is told of the element that then comes into it. */
export function startViews(
  playground: AttentionPlayground,
  place: HTMLElement,
  say: LanguageSwitch['say'],
  onNew: (element: AttentionMechanisms) => void,
): void {
  let mechanisms: AttentionMechanisms | null = null;
  const fill = async () => {
    if (place.childElementCount > 0) return;
    try {
      await import('../mechanisms/attention-mechanisms.ts');
      if (place.childElementCount > 0) return;
      mechanisms = document.createElement('attention-mechanisms');
      mechanisms.playground = playground;
      // As the Learn page links to it: ./?mechanism=flash#mechanisms
      mechanisms.mechanism = new URLSearchParams(location.search).get('mechanism') ?? '';
      keepChosen(mechanisms);
      onNew(mechanisms);
      place.replaceChildren(mechanisms);
      show();
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      place.textContent = say('page.failed').replace('{message}', () => message);
    }
  };
  const show = () => {
    const { view = 'playground' } = readHash(location.hash).state;
    for (const link of document.querySelectorAll<HTMLElement>('[data-view]')) {
      if (link.dataset['view'] === view) link.setAttribute('aria-current', 'page');
      else link.removeAttribute('aria-current');
    }
    playground.hidden = view !== 'playground';
    place.hidden = view !== 'mechanisms';
    if (mechanisms) mechanisms.hidden = place.hidden;
    document.querySelector('.skip')?.setAttribute('href', `#${view}`);
    if (view === 'mechanisms') void fill();
  };
  addEventListener('hashchange', show);
  show();
}

/** The chosen mechanism stands in the address: who comes back from another page finds it. */
function keepChosen({ store }: AttentionMechanisms): void {
  let known: unknown = null;
  store.subscribe(() => {
    const { active } = store;
    if (active === known || store.state.history.past.length === 0) return;
    known = active;
    const url = new URL(location.href);
    const id = active && store.presetOf(active)?.id;
    if (id) url.searchParams.set('mechanism', id);
    else url.searchParams.delete('mechanism');
    if (url.href !== location.href) history.replaceState(history.state, '', url);
  });
}
