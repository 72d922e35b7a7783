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
  'share.open': 'Del',
  'share.failed': 'Del kunne ikke lastes: {message}. Prøv igjen når det er nett.',
  'link.newer': 'Denne lenken er laget av en nyere utgave av siden og ble ikke lest. Last på nytt for å få den nyeste.',
  'link.too-long': 'Denne lenken er for lang til å være herfra: den ble ikke lest.',
  'link.bad': 'Deler av denne lenken kunne ikke leses og er som vanlig: {keys}.',
  'link.missing': 'Denne lenken ber om noe som ikke finnes; det er som vanlig: {keys}.',
  'offline.update': 'En ny utgave av siden er her. Last på nytt når det passer; denne virker fortsatt.',
  'offline.reload': 'Last på nytt',
  'embed.open': 'Åpne i Attention Playground',
  'embed.unknown': 'Det finnes ikke noe element {name}; det finnes {all}.',
  'notice.close': 'Lukk',
  'language.label': 'Språk',
  'theme.label': 'Tema',
  'theme.auto': 'Auto',
  'theme.light': 'Lyst',
  'theme.dark': 'Mørkt',
} as const satisfies PageTexts;
