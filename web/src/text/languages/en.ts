/** English, what other languages fall back to. Its words are the en.ts of every section. */
export const name = 'English';
export const direction = 'ltr';
