/** Dutch. The keys are those of en.ts. */
import type { PageTexts } from './index.ts';

export const nl = {
  'page.title': 'Attention Playground',
  'page.about':
    'Typ een zin en zie waar elke kop van een echte transformer naar kijkt, waar elk getal vandaan komt en wat er daarna geschreven wordt. Alles wordt in je browser uitgerekend.',
  'page.skip': 'Naar de inhoud',
  'page.lead': 'Een echte transformer, aan het werk in deze browser. Typ, en zie waar elke kop naar kijkt.',
  'page.computed':
    'Elk getal op deze pagina is hier uitgerekend, door C++ gecompileerd tot WebAssembly. Wat je typt, blijft in deze browser.',
  'page.model': 'Het model schrijft verhaaltjes in het Engels en is voor deze pagina getraind:',
  'page.card': 'wat het geleerd heeft, en hoe goed',
  'page.failed': 'De weergave Mechanismen kon niet worden geladen: {message}. Herlaad de pagina.',
  'nav.label': 'Weergaven',
  'nav.playground': 'Speeltuin',
  'nav.mechanisms': 'Mechanismen',
  'nav.learn': 'Leren',
  'share.open': 'Delen',
  'share.failed': 'Delen kon niet worden geladen: {message}. Probeer het weer als er een netwerk is.',
  'link.newer':
    'Deze link is gemaakt door een nieuwere versie van deze pagina en is niet gelezen. Herlaad om de nieuwste te krijgen.',
  'link.too-long': 'Deze link is te lang om van deze pagina te zijn: hij is niet gelezen.',
  'link.bad': 'Delen van deze link konden niet worden gelezen en zijn zoals gewoonlijk: {keys}.',
  'link.missing': 'Deze link vraagt om iets wat er niet is; dat is zoals gewoonlijk: {keys}.',
  'offline.update': 'Er is een nieuwe versie van deze pagina. Herlaad wanneer het uitkomt; deze blijft werken.',
  'offline.reload': 'Herladen',
  'embed.open': 'Openen in Attention Playground',
  'embed.unknown': 'Er is geen element {name}; er zijn {all}.',
  'notice.close': 'Sluiten',
  'language.label': 'Taal',
  'theme.label': 'Thema',
  'theme.auto': 'Auto',
  'theme.light': 'Licht',
  'theme.dark': 'Donker',
} as const satisfies PageTexts;
