/** English. What the page says around the elements; index.html says the same before any script runs. */
export const en = {
  'page.title': 'Attention Playground',
  'page.about':
    'Type a sentence and see what every attention head of a real transformer looks at, where each number comes from, and what it writes next. It runs in your browser.',
  'page.skip': 'Skip to the content',
  'page.lead': 'A real transformer, at work in this browser. Type, and see what every head looks at.',
  'page.computed':
    'Every number on this page was computed here, by C++ compiled to WebAssembly. What you type stays in this browser.',
  'page.model': 'The model writes little stories and was trained for this page:',
  'page.card': 'what it learned, and how well',
  'page.failed': 'The Mechanisms view could not be loaded: {message}. Reload the page.',
  'nav.label': 'Views',
  'nav.playground': 'Playground',
  'nav.mechanisms': 'Mechanisms',
  'nav.learn': 'Learn',
  'language.label': 'Language',
  'theme.label': 'Theme',
  'theme.auto': 'Auto',
  'theme.light': 'Light',
  'theme.dark': 'Dark',
} as const;
