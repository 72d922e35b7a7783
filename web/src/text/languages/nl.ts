/** Dutch. */
import type { LanguageTexts } from '../sections.ts';

export const name = 'Nederlands';
export const direction = 'ltr';

export const texts: LanguageTexts = {
  main: async () => (await import('../nl.ts')).nl,
  page: async () => (await import('../page/nl.ts')).nl,
  alone: async () => (await import('../alone/nl.ts')).nl,
  mechanisms: async () => (await import('../mechanisms/nl.ts')).nl,
  panels: async () => (await import('../panels/nl.ts')).nl,
  explain: async () => (await import('../explain/nl.ts')).nl,
  learn: async () => (await import('../learn/nl.ts')).nl,
  share: async () => (await import('../share/nl.ts')).nl,
};
