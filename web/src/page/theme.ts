/** The theme switch: the system's, light or dark, remembered where the browser allows it. */
const kKey = 'attention-playground.theme';

export interface ThemeSwitch {
  /** An element that comes later follows the choice too. */
  add(element: HTMLElement): void;
}

/** `public/theme.js` has set `data-theme` from what was remembered. */
export function startTheme(elements: HTMLElement[], choice: HTMLFieldSetElement): ThemeSwitch {
  let chosen = document.documentElement.dataset['theme'] ?? 'auto';
  for (const input of choice.querySelectorAll('input')) {
    input.checked = input.value === chosen;
    input.addEventListener('change', () => {
      if (!input.checked) return;
      chosen = input.value;
      apply(chosen, elements);
    });
  }
  apply(chosen, elements);
  choice.hidden = false;
  return {
    add(element) {
      elements.push(element);
      paint(chosen, element);
    },
  };
}

function paint(theme: string, element: HTMLElement): void {
  if (theme === 'auto') element.removeAttribute('theme');
  else element.setAttribute('theme', theme);
}

function apply(theme: string, elements: readonly HTMLElement[]): void {
  const root = document.documentElement;
  if (theme === 'auto') delete root.dataset['theme'];
  else root.dataset['theme'] = theme;
  for (const element of elements) paint(theme, element);
  try {
    if (theme === 'auto') localStorage.removeItem(kKey);
    else localStorage.setItem(kKey, theme);
  } catch {
    // Storage is refused here: the choice holds until the page is closed.
  }
}
