/** The theme switch: the system's, light or dark, remembered where the browser allows it. */
import type { ShareState } from '../share/types.ts';

const kKey = 'attention-playground.theme';
type Theme = ShareState['theme'];

export interface ThemeSwitch {
  readonly chosen: Theme;
  /** An element that comes later follows the choice too. */
  add(element: HTMLElement): void;
  /** For this visit, because a link says so: what the reader chose before is not forgotten. */
  hold(theme: Theme): void;
}

/** `public/theme.js` has set `data-theme` from the address or from what was remembered. */
export function startTheme(
  elements: HTMLElement[],
  choice: HTMLFieldSetElement,
  onChange: () => void = () => undefined,
): ThemeSwitch {
  const stated = document.documentElement.dataset['theme'];
  let chosen: Theme = stated === 'light' || stated === 'dark' ? stated : 'auto';
  const inputs = choice.querySelectorAll('input');
  const hold = (theme: Theme) => {
    chosen = theme;
    for (const input of inputs) input.checked = input.value === theme;
    apply(theme, elements);
  };
  for (const input of inputs)
    input.addEventListener('change', () => {
      if (!input.checked) return;
      hold(input.value as Theme);
      remember(chosen);
      onChange();
    });
  hold(chosen);
  choice.hidden = false;
  return {
    get chosen() {
      return chosen;
    },
    add(element) {
      elements.push(element);
      paint(chosen, element);
    },
    hold,
  };
}

function paint(theme: Theme, element: HTMLElement): void {
  if (theme === 'auto') element.removeAttribute('theme');
  else element.setAttribute('theme', theme);
}

function apply(theme: Theme, elements: readonly HTMLElement[]): void {
  const root = document.documentElement;
  if (theme === 'auto') delete root.dataset['theme'];
  else root.dataset['theme'] = theme;
  for (const element of elements) paint(theme, element);
}

function remember(theme: Theme): void {
  try {
    if (theme === 'auto') localStorage.removeItem(kKey);
    else localStorage.setItem(kKey, theme);
  } catch {
    // Storage is refused here: the choice holds until the page is closed.
  }
}
