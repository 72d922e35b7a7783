/** Norwegian bokmål. The keys are those of en.ts. */
import type { PageTexts } from './index.ts';

export const nb = {
  'page.title': 'Attention Playground',
  'page.about':
    'Skriv en setning og se hva hvert hode i en ekte transformer ser på, hvor hvert tall kommer fra, og hva den skriver videre. Alt regnes ut i nettleseren din.',
  'page.skip': 'Hopp til innholdet',
  'page.lead': 'En ekte transformer, i arbeid i denne nettleseren. Skriv, og se hva hvert hode ser på.',
  'page.computed':
    'Alle tall på denne siden er regnet ut her, av C++ kompilert til WebAssembly. Det du skriver, blir i denne nettleseren.',
  'page.model': 'Modellen skriver små historier på engelsk og er trent for denne siden:',
  'page.card': 'hva den har lært, og hvor godt',
  'page.failed': 'Visningen Mekanismer kunne ikke lastes: {message}. Last siden på nytt.',
  'nav.label': 'Visninger',
  'nav.playground': 'Lekeplass',
  'nav.mechanisms': 'Mekanismer',
  'nav.learn': 'Lær',
  'language.label': 'Språk',
  'theme.label': 'Tema',
  'theme.auto': 'Auto',
  'theme.light': 'Lyst',
  'theme.dark': 'Mørkt',
} as const satisfies PageTexts;
