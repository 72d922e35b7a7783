/** Norwegian bokmål. */
import type { LanguageTexts } from '../sections.ts';

export const name = 'Norsk bokmål';
export const direction = 'ltr';
/** Norwegian of any kind. */
export const also = ['no', 'nn'];

export const texts: LanguageTexts = {
  main: async () => (await import('../nb.ts')).nb,
  page: async () => (await import('../page/nb.ts')).nb,
  alone: async () => (await import('../alone/nb.ts')).nb,
  mechanisms: async () => (await import('../mechanisms/nb.ts')).nb,
  panels: async () => (await import('../panels/nb.ts')).nb,
  explain: async () => (await import('../explain/nb.ts')).nb,
  learn: async () => (await import('../learn/nb.ts')).nb,
  share: async () => (await import('../share/nb.ts')).nb,
};
