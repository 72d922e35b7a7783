/** The theme switch: the system's, light or dark, remembered where the browser allows it. */
const kKey = 'attention-playground.theme';

/** `public/theme.js` has set `data-theme` from what was remembered. */
export function startTheme(playground: HTMLElement, choice: HTMLFieldSetElement): void {
  const remembered = document.documentElement.dataset['theme'] ?? 'auto';
  for (const input of choice.querySelectorAll('input')) {
    input.checked = input.value === remembered;
    input.addEventListener('change', () => {
      if (input.checked) apply(input.value, playground);
    });
  }
  apply(remembered, playground);
  choice.hidden = false;
}

function apply(theme: string, playground: HTMLElement): void {
  const root = document.documentElement;
  if (theme === 'auto') {
    delete root.dataset['theme'];
    playground.removeAttribute('theme');
  } else {
    root.dataset['theme'] = theme;
    playground.setAttribute('theme', theme);
  }
  try {
    if (theme === 'auto') localStorage.removeItem(kKey);
    else localStorage.setItem(kKey, theme);
  } catch {
    // Storage is refused here: the choice holds until the page is closed.
  }
}
