/**
 * Norsk bokmål. Mellom 50 og 90 ord i brødteksten; `line` er én setning.
 *
 * Ett ord for hver ting, her og i alle andre norske tekster: oppmerksomhet (men flash attention, et navn),
 * spørringshode, mellomlager (cache), maskert, foroverkoblet nett, rekkevidde (span), port (gate), utfører
 * (executor), motor (engine), skår, glidebryter, tokener.
 */
import type { Explanations } from './types.ts';

export const nb = {
  groups: {
    scores: 'Hvordan et par får sin skår',
    heads: 'Hodene, og hva de deler',
    sources: 'Hvor nøkler og verdier kommer fra',
    masks: 'Hvem som får se på hvem',
    biases: 'Det som legges til skåren',
    positions: 'Hvordan rekkefølgen blir kjent',
    executors: 'Hvordan det regnes ut',
    beyond: 'Mer enn én softmax',
  },

  texts: {
    bahdanau: {
      title: 'Additiv oppmerksomhet',
      line: 'Et bitte lite nett med ett skjult lag avgjør hvor godt en spørring og en nøkkel passer sammen.',
      body: 'Spørring og nøkkel ganges med hver sin matrise, legges sammen, presses gjennom tanh og summeres til én skår. Siden tanh aldri kommer utenfor området fra −1 til 1, kan ingen komponent ta helt overhånd. Matrisene hører til skåren og læres sammen med den. Modellen her har ingen slike, så vi setter inn identitetsmatriser, og bildet viser hva formen på skåren alene gjør med setningen. Identitetsmatriser koster ingen multiplikasjoner. Trente matriser ville lagt til to produkter på d × d for hvert token, og hver skår tar tanh d ganger attpå.',
    },
    luong_dot: {
      title: 'Prikkprodukt',
      line: 'Skåren er rett og slett prikkproduktet av spørring og nøkkel: ingenting å lære, ingenting å skalere.',
      body: 'Gang komponent med komponent og legg sammen: En stor sum betyr at vektorene peker samme vei. Sett dette ved siden av skåren fra Transformer og sammenlign en rad. Nøklene kommer i samme rekkefølge, men uten divisjonen med √d ligger skårene lenger fra hverandre, og softmax gir mer til vinneren og mindre til resten. Forskjellen i utdata forteller hvor mye det har å si.',
    },
    luong_general: {
      title: 'Bilineær skår',
      line: 'En matrise mellom spørring og nøkkel lar de to snakke hvert sitt språk.',
      body: 'Spørringen møter nøkkelen først etter at en lært matrise W har oversatt den, så de to trenger ikke å bo i samme rom. Ingen W er trent for modellen på denne siden. Identitetsmatrisen står i dens sted, og raden du ser, er den samme som for det enkle prikkproduktet. I en Transformer finnes matrisen likevel: Ganger du projeksjonene som lager spørringer og nøkler med hverandre, har du den.',
    },
    transformer: {
      title: 'Skalert prikkprodukt',
      line: 'Et prikkprodukt delt på √d, slik at bredden på et hode ikke bestemmer hvor spiss oppmerksomheten blir.',
      body: 'Nesten alle språkmodeller bruker denne skåren, også den som er lastet inn her. En sum av d produkter spriker mer jo større d er, og divisjonen med √d henter den tilbake. Dra i glidebryteren for d med skaleringen på og av: Uten den synker entropien i raden og gradienten tørker inn, med den blir begge omtrent der de var.',
    },
    cosine: {
      title: 'Cosinus',
      line: 'Bare vinkelen mellom spørring og nøkkel teller, ikke hvor lange de er.',
      body: 'Begge vektorene deles først på sin egen lengde, så hver skår havner mellom −1 og 1. En nøkkel som trakk til seg alle bare fordi den var lang, mister den fordelen: Se etter en sterk kolonne som blekner når du bytter hit. Uten en faktor som skjerper, kan to vekter i samme rad høyst skille seg med e², rundt 7,4 ganger, og radene ser flate ut.',
    },

    multi_head: {
      title: 'Flere hoder',
      line: 'Flere små oppmerksomheter arbeider side om side, hver med sin mening om hva som er viktig.',
      body: 'Bredden i modellen deles opp i hoder som har egne spørringer, nøkler og verdier, og det de finner, legges etter hverandre. Ett hode kan følge med på ordet foran mens et annet går tilbake til et navn. Tallene for hvert hode viser det: Gjennomsnittlig avstand sier hvor langt det ser, entropien hvor mange tokener det fordeler seg på. Prisen er omtrent den samme, synsvinklene er flere.',
    },
    grouped_query: {
      title: 'Spørringer i grupper',
      line: 'Nabohoder stiller hver sin spørring, men deler nøkler og verdier.',
      body: 'Tegningen viser hvilke spørringshoder som henger på hvilket hode med nøkler og verdier. Spørringene er like mange som før. Det som krymper, er mellomlageret (cache) som må holdes for hvert token, og det krymper i takt med antall grupper. Her slås modellens nøkler og verdier sammen til færre hoder ved å ta gjennomsnittet, slik man gjør når en ferdig modell skal bygges om og trenes videre. Avviket i utdata er prisen så lenge den treningen mangler.',
    },
    multi_query: {
      title: 'Ett nøkkelhode for alle',
      line: 'Alle spørringshodene leser det samme ene hodet med nøkler og verdier.',
      body: 'Dette er deling drevet til ytterste konsekvens. Mellomlageret per token faller til det ett hode trenger. Det merkes mest når teksten skrives token for token, for da leses mellomlageret på nytt i hvert steg. Antall skårer endrer seg ikke, siden hvert hode fortsatt spør på sin måte. Utdata endrer seg derimot: Gjennomsnittet av alle nøklene dreier dem som regel mer enn gjennomsnitt av grupper. Sammenlign de to cosinusene, og prøv et annet hode.',
    },

    self_attention: {
      title: 'Innenfor én tekst',
      line: 'Spørringer, nøkler og verdier kommer alle fra samme sekvens, og alle tokener får se hverandre.',
      body: 'Matrisen er kvadratisk og fylt på begge sider av diagonalen: Et ord leses i lys av både det som står foran og det som kommer etter. Det passer når hele teksten foreligger fra starten, som ved lesing og klassifisering. Modellen her har bare lært å se bakover. Den øvre halvdelen viser altså hva spørringene og nøklene ville gjort om de fikk lov, og utdata flytter seg deretter.',
    },
    cross_attention: {
      title: 'Mellom to tekster',
      line: 'Den ene sekvensen stiller spørsmålene, den andre svarer.',
      body: 'Skriv to tekster: Den som spør, gir spørringene, én per rad. Den andre gir nøkler og verdier, én kolonne for hver. Matrisen blir så høy som teksten som spør er lang, og så bred som den andre. Hvert resultat er blandet av verdier fra den andre teksten alene. Den som spør, bestemmer bare blandingsforholdet. Slik ser en oversetter på kilden sin, og slik ble oppmerksomhet brukt før noe rettet den mot seg selv.',
    },

    causal: {
      title: 'Bare bakover',
      line: 'Et token får se seg selv og det som kom før, aldri det som følger.',
      body: 'En modell som skal gjette neste ord, må ikke kikke på fasiten. Alt over diagonalen er maskert bort, så den første raden har én eneste vekt, og den er 1. For hver rad blir det ett valg til. Det er n(n + 1)/2 åpne par av n², litt over halvparten, og en utfører som hopper over lukkede fliser, regner ut lite mer enn dem. Ingen rad avhenger av senere tokener, og ord du føyer til på slutten, lar derfor alle tidligere rader være i fred.',
    },
    sliding_window: {
      title: 'Glidende vindu',
      line: 'Hvert token ser bare de siste få tokenene, seg selv medregnet.',
      body: 'Matrisen blir et bånd langs diagonalen, og arbeidet vokser med n ganger vinduet i stedet for n²: Linjen i vekstdiagrammet er slakere. Mellomlageret trenger heller ikke å romme mer enn vinduet. Det som ligger lenger tilbake, er borte for dette laget, men ikke for modellen. Hvert lag gir videre det det har samlet, så med flere lag når man flere vinduer bakover.',
    },
    dilated: {
      title: 'Vindu med mellomrom',
      line: 'Vinduet hopper over tokener med fast steg og rekker lenger for samme pris.',
      body: 'Ta et vindu og trekk det fra hverandre: Med steg på to sees annethvert token, og rekkevidden blir dobbelt så stor, mens antallet skårer er det samme. I matrisen løser båndet seg opp i parallelle diagonaler. Et ord i et mellomrom er usynlig for dette hodet, uansett hva det sier, og andre hoder med andre steg må dekke det. Øk steget og se hvilke ord som faller igjennom.',
    },
    sparse_strided: {
      title: 'Mønster med steg',
      line: 'Hvert token ser en rekke av de nyeste tokenene og lenger bak bare hvert l-te.',
      body: 'To mønstre ligger oppå hverandre: et bånd så bredt som steget l, og bortenfor det parallelle diagonaler med ett steg imellom, helt til begynnelsen. Velges steget nær √n, har ingen rad stort mer enn 2√n skårer. Summen vokser da som n√n, og stigningen i vekstdiagrammet ligger mellom de to andre. Ethvert tidligere token kan nås i to hopp.',
    },
    sparse_fixed: {
      title: 'Faste sammendrag',
      line: 'Teksten deles i blokker, og de siste tokenene i hver blokk er tilgjengelige for alle som kommer etter.',
      body: 'I sin egen blokk ser et token alt som går foran. Av tidligere blokker ser det bare de siste tokenene, som må gjøre tjeneste som sammendrag: Sterke eller svake, de er de eneste kolonnene som går helt ned. I motsetning til mønsteret med steg står kolonnene stille mens radene går videre. Endre hvor stort sammendraget er, og se hvor mange skårer det legger til.',
    },
    longformer: {
      title: 'Vindu og globale tokener',
      line: 'Et vindu til alle, og noen få merkede tokener som ser alt og kan sees av alle.',
      body: 'Båndet langs diagonalen tar seg av det nære. Hvert merket token føyer til en hel kolonne, og en hel rad der det er lov å se framover: Da er to ord aldri mer enn to steg fra hverandre, uansett hvor lang teksten er. Ved siden av en modell som bare ser bakover, blir det igjen kolonner. Her er det første tokenet merket, og der hviler modeller gjerne oppmerksomheten fra før.',
    },
    bigbird: {
      title: 'Vindu, globalt, tilfeldig',
      line: 'Et vindu, noen globale tokener og et dryss av tilfeldige nøkler blir til et tett vev.',
      body: 'De tilfeldige rutene ser ut som støy, og det er meningen: I et nettverk skal det bare noen få tilfeldige forbindelser til før veien blir kort mellom hvilke som helst to punkter. De trekkes fra et frø, så samme setning får alltid de samme rutene. Her blir bare de bak diagonalen stående, fordi modellen ser bakover. Sammenlign antall skårer og utdata med den kausale matrisen.',
    },
    packed: {
      title: 'Dokumenter side om side',
      line: 'Flere tekster deler én sekvens, og ingen av dem ser de andre.',
      body: 'Når man trener på korte tekster, går mye plass tapt om hver av dem fylles ut til full lengde. Derfor legges de etter hverandre, og masken holder dem fra hverandre. Langs diagonalen står én trekant for hver tekst, og mellom dem ingenting. Ingen rad har vekt på en annen tekst, samme hva som står der, og det er bare trekantenes skårer som regnes ut. Skriv to korte tekster og se hvor få det er.',
    },
    prefix_lm: {
      title: 'Prefiks, deretter kausalt',
      line: 'Begynnelsen leses i begge retninger, resten skrives fra venstre mot høyre.',
      body: 'Er de første tokenene et gitt spørsmål, er det ingenting i veien for at de ser hverandre. Masken legger da et fullt kvadrat i hjørnet til den kausale trekanten. Flytt på lengden av prefikset: Med 1 er dette den kausale masken, med full lengde ser alle alt. En modell som er trent til å se bakover, blir overrasket, og det viser seg i utdata fra de første radene.',
    },
    painted: {
      title: 'Din egen maske',
      line: 'Du bestemmer rute for rute hvem som får se hvem.',
      body: 'Tegn med pekeren eller med tastene. En maskert rute får vekt nøyaktig 0, og andelen dens går til de andre i raden, som fortsatt har sum 1. En rad uten en eneste åpen rute gir bare nuller som resultat. Ta fra et ord den sterkeste nøkkelen og se hvor oppmerksomheten går da. Sett så masken inn i modellen og se om neste ord bryr seg.',
    },

    alibi: {
      title: 'Avstand som handikap',
      line: 'Hver skår senkes i takt med hvor langt bak nøkkelen ligger.',
      body: 'Vektorene får ingen posisjoner. I stedet trekkes en rett linje fra hver rad, null ved tokenet selv og mer for hvert steg bakover. Hvert hode har sitt eget stigningstall, og med åtte hoder halveres det fra hode til hode: Det første mister snart det fjerne av syne, det siste bryr seg knapt om avstand. Bla gjennom hodene og se venstre side av matrisen blekne og komme tilbake.',
    },
    t5_relative: {
      title: 'Avstander i bøtter',
      line: 'Hvert avstandsområde har et lært tall som legges til skåren, med ett sett tall per hode.',
      body: 'Små avstander har hver sin bøtte. Større avstander deler, i områder som vider seg ut som en logaritme, og etter det siste området er alt likt. Langs hver diagonal i matrisen legges det samme tallet til, uansett hvilke ord som står der. En modell lærer disse tallene. For denne er ingen lært, så hver bøtte trekker ganske enkelt fra litt mer enn den forrige. T5 selv deler ikke på √d. Det gjør vi her, for at bare tillegget skal være forskjellig.',
    },
    softcap: {
      title: 'Mykt tak',
      line: 'En tanh bøyer skårene slik at ingen kan komme over et valgt tak.',
      body: 'Langt under taket er kurven nesten rett, og ingenting endrer seg. Nær taket flater den ut, og en skår på vei til værs blir holdt igjen. Det skjer etter skaleringen og før masken. Med 50, som i Gemma 2, slipper skårene i en liten modell så å si urørt igjennom. Skru taket ned og se de sterkeste nøklene nærme seg de andre, til radene er flate.',
    },

    no_positions: {
      title: 'Uten posisjoner',
      line: 'Spørringer og nøkler sier hva et ord er, og ingenting om hvor det står.',
      body: 'Skriv samme ord to ganger og se på det første laget: Begge får nøyaktig samme vekt i hver rad som ser begge, for ingenting skiller dem. Rekkefølgen er ikke helt tapt, siden den kausale masken lar hvert token se et ulikt antall andre. Men en modell som er trent med posisjoner, savner dem, i noen lag mer enn i andre: Sett dette inn i det ene etter det andre og se på søylene for neste ord.',
    },
    learned_positions: {
      title: 'En vektor for hver plass',
      line: 'Hver plass i teksten har sin egen vektor, lært som alle andre vekter.',
      body: 'Vektoren for plass nummer i legges til det som måtte stå der, så en skår blander hva to ord er, med hvor de er. Tabellen har like mange rader som den lengste teksten den er laget for, og aner ingenting om plassen etter. Mellom nært og fjernt skiller den bare dersom treningen har lært den det. For disse spørringene og nøklene er ingen tabell trent. Den her er fylt med små tilfeldige tall, så matrisen blir nesten den samme som uten posisjoner.',
    },
    sinusoidal: {
      title: 'Bølger som posisjoner',
      line: 'Hver plass merkes med sinus og cosinus av mange bølgelengder, som viserne på mange klokker.',
      body: 'De raske bølgene skiller naboer fra hverandre, de langsomme skiller begynnelsen fra slutten. Til sammen er ingen plasser like, og ingen tabell må læres. Prikkproduktet av to slike merker avhenger bare av avstanden og er størst ved null. Legges de til spørringer og nøkler, får nære tokener derfor en fordel: Se etter et sterkere bånd langs diagonalen.',
    },
    rotary: {
      title: 'Posisjon som rotasjon',
      line: 'Spørringer og nøkler dreies en vinkel som vokser med plassen, slik at skåren bare merker avstanden.',
      body: 'Tallene i en vektor tas to og to, og hvert par dreies som en klokkeviser, noen fort, noen sakte. Når en spørring møter en nøkkel, opphever den felles dreiningen seg selv, og bare forskjellen blir igjen: En skår vet hvor langt det er mellom to ord, men ikke hvor de står. Den innebygde historiemodellen er trent slik, så dette er dens egen matrise. Ta dreiningen bort, og hodene går seg vill.',
    },

    flash: {
      title: 'Flis for flis',
      line: 'De samme tallene, regnet ut uten at matrisen noen gang skrives ned.',
      body: 'Spol gjennom bildene. En flis med skårer regnes ut, brukes og glemmes. Hver rad husker bare den største skåren så langt (m), summen av eksponentialene (l) og et halvferdig resultat (O). Kommer det en flis med en større skår, skaleres det som alt er summert, ned så det stemmer. Det siste bildet er likt referansen på avrunding nær. Bare én rad av fliser er i arbeid om gangen, så kjernens eget minne stiger knapt med n, mens referansen holder n² vekter: Vekstdiagrammet måler begge.',
    },
    block_sparse: {
      title: 'Tomme fliser hoppes over',
      line: 'Fliser der masken ikke slipper noe til, besøkes aldri, så arbeidet følger masken.',
      body: 'Før noe ganges, blir hver flis i matrisen funnet full, delvis eller tom. De tomme utelates, og i de delvise brukes masken tall for tall. Vektene er de samme som om vinduet var regnet helt ut, og antall skårer viser hva som ble spart. I en kort setning er det lite. I vekstdiagrammet går linjen fra å stige som n² til å stige som n.',
    },

    linear_attention: {
      title: 'Oppmerksomhet som løpende sum',
      line: 'Uten softmax får hele fortiden plass i én matrise av fast størrelse.',
      body: 'Spørring og nøkkel går gjennom en funksjon som gjør dem positive, og prikkproduktet er vekten før normering. En sum av produkter kan tas i en annen rekkefølge: først alle nøkler med verdiene sine, så spørringen. Da trengs verken en n × n-tabell eller et mellomlager som vokser, og tiden blir en linje med stigning én. Prisen ser du i matrisen, som tegnes likevel: Radene er som regel flatere enn med softmax.',
    },
    selective_scan: {
      title: 'En tilstand som velger',
      line: 'En tilstand av fast størrelse bæres gjennom teksten, og hvert token avgjør hva som beholdes og hva som skrives.',
      body: 'Ingen tokener ser på hverandre. Hvert av dem lar tilstanden blekne litt, skriver verdien sin inn ved hjelp av nøkkelen og leser den av med spørringen. Ganger man ut hvor mye av token j som er igjen når token i leser, får man en matrise likevel, og det er den du ser. Vektene kan være negative og trenger ikke å bli 1 til sammen. Hvor fort en kolonne blekner nedover, viser hvor lenge et token huskes, og det avhenger av tokenene som følger.',
    },
    adaptive_span: {
      title: 'Lært rekkevidde',
      line: 'Hvert hode ser så langt bakover som rekkevidden sin, og en myk kant gjør at den kan læres.',
      body: 'Innenfor rekkevidden er alt som vanlig. Bortenfor synker vektene langs en rampe til nøyaktig 0, og det som er igjen i raden, fordeles på nytt. Fordi kanten er skrå, gir en liten endring av rekkevidden en liten endring i utdata, og da kan det læres. Prøv: Rekkevidden trekkes mellom en pris på lengden og skaden det gjør på utdata. Der den faller til ro, ser du hvilke hoder som trenger avstanden, og hvilke som klarer seg uten.',
    },
    hierarchical: {
      title: 'Ord først, så setninger',
      line: 'Oppmerksomheten velger først blant ordene i hver setning og så blant setningene.',
      body: 'En softmax innenfor hver setning lager et sammendrag av den, og en softmax til veier sammendragene mot hverandre. Vekten til et ord er produktet av de to, og hele raden har fortsatt sum 1. I matrisen stiger og synker kolonnene i en setning sammen: Et ord kan være det beste i setningen sin og likevel telle lite. Skriv to eller tre setninger og se.',
    },
    mixture_of_experts: {
      title: 'Eksperter på vakt',
      line: 'I stedet for ett foroverkoblet nett er det mange, og en port sender hvert token til noen få av dem.',
      body: 'Dette er ikke oppmerksomhet, men et valg av samme slag: Porten gir hver ekspert en skår for hvert token, og bare de k beste regnes ut. Slik kan en modell eie mange parametere og bruke få om gangen. Her er det ett lags eget nett som deles opp i eksperter, og tallene forteller hva det sparer, og hvor langt resultatet kommer på avveier. Søylene viser belastningen: Får noen få nesten alt, er resten dødvekt.',
    },

    query: {
      title: 'Spørring',
      line: 'Spørringen (query) er det et token spør etter: en vektor som sier hva det leter etter.',
      body: 'Vektoren til hvert token ganges med en matrise som hører til hodet, og ut kommer en spørring: d tall, tegnet i blått. En rad i matrisen hører til én spørring. Endrer du ett tall i den, rører bare dens egen rad på seg, for ingen andre tokener bruker den, og mer jo mer nøklene skiller seg i den komponenten. Hvert hode spør på sin måte, for det har sin egen matrise.',
    },
    key: {
      title: 'Nøkkel',
      line: 'Nøkkelen (key) er det et token kan gjenfinnes ved.',
      body: 'En annen matrise lager den av samme vektor som spørringen, og den tegnes i oransje. Peker spørring og nøkkel samme vei, blir skåren høy. Endrer du ett tall i en nøkkel, endres hele kolonnen, for alle spørringer som får se tokenet, møter samme nøkkel. Resten av hver rad må vike plass eller får mer, siden raden skal bli 1 til sammen. Verdiene har ingenting med dette å gjøre.',
    },
    value: {
      title: 'Verdi',
      line: 'Verdien (value) er det et token gir fra seg når det først er funnet.',
      body: 'Spørring og nøkkel avgjør hvor mye, verdien avgjør hva. Den lages av en tredje matrise og tegnes i grønt. Endrer du ett tall i en verdi, flytter ikke en eneste vekt på seg. Det gjør bare utdata, hver med endringen ganger vekten den gir tokenet. Et token med sterk kolonne når altså fram til mange, og et som ingen ser på, kan si hva det vil.',
    },
    score: {
      title: 'Skår',
      line: 'Skåren er ett tall for ett par: hvor godt denne spørringen passer til den nøkkelen.',
      body: 'Velg en rute i matrisen, og skåren tas fra hverandre: komponent for komponent, spørring ganger nøkkel, og summen av det hele. Den kan være stor eller liten, positiv eller negativ, og betyr noe først når den sammenlignes med de andre i raden. Legger du samme tall til alle skårer i en rad, endres ingen vekt. Det er mest i denne ene formelen at mekanismene skiller lag.',
    },
    scale: {
      title: 'Skalering',
      line: 'Skårene deles på √d, slik at brede hoder ikke blir spissere enn smale.',
      body: 'Varierer komponentene i spørring og nøkkel med omtrent 1, varierer prikkproduktet med omtrent √d. Uten mottiltak ville et bredt hode lagt nesten all vekt på én nøkkel, hva den enn inneholdt. Med glidebryteren velger du d, og så slår du skaleringen av og på: Entropien sier hvor mange nøkler som deler raden, metningen hvor mye den sterkeste tar, og gradienten hvor mye raden ennå kunne lære.',
    },
    mask: {
      title: 'Maske',
      line: 'Masken sier hvilke par som i det hele tatt finnes.',
      body: 'En maskert skår settes til minus uendelig før softmax. Vekten blir da 0, ikke bare liten, og verdien bak kan ikke lekke igjennom, hva den enn inneholder. De andre vektene i raden blir fortsatt 1 til sammen. Masker tegnes som ruter som er åpne eller lukkede, og de kan settes sammen med «og» og «eller». Mekanismer for lange tekster er stort sett masker, og lukkede ruter koster ingenting hvis de hoppes over.',
    },
    softmax: {
      title: 'Softmax',
      line: 'Softmax gjør skårene i en rad om til andeler som til sammen blir 1.',
      body: 'Tallet e opphøyes i hver skår, og hvert svar deles på summen av dem alle. Da er det forskjeller som teller, ikke størrelser: Én mer i skår gir 2,7 ganger så stor vekt. Ingen vekt blir helt 0 uten en maske. Entropien ved siden av raden sier i bit hvor spredt den er: 0 er alt på én nøkkel, og 3 bit er like spredt som åtte like store.',
    },
    sum: {
      title: 'Vektet sum',
      line: 'Resultatet for et token er en blanding av alle verdiene, i det forholdet raden angir.',
      body: 'Vekt ganger verdi, komponent for komponent, og så legges alt sammen: Mer er det ikke, og det tegnes i lilla. Siden vektene er andeler, kan ingen tall i resultatet havne utenfor det området verdiene har. Ligger all vekt på ett token, er resultatet en kopi av verdien dets, og er vekten jevn, er det gjennomsnittet. Alle forskjeller mellom mekanismene ender her, og her måles de.',
    },
    heads: {
      title: 'Hoder',
      line: 'Et hode er én fullstendig oppmerksomhet, og et lag kjører flere på en gang.',
      body: 'Alle hodene i et lag leser de samme tokenene, men hvert gjennom sine egne matriser, og derfor blir bildene ulike: En strek ved siden av diagonalen ser på tokenet foran, en sterk første kolonne hviler på starten, og et virvar har sine egne grunner. Avstand og entropi setter tall på det. Demp et hode og følg med på søylene for neste ord: Noen betyr mye, mange nesten ingenting.',
    },
    residual: {
      title: 'Reststrøm',
      line: 'Det oppmerksomheten finner, legges til det som var der fra før, og erstatter det aldri.',
      body: 'Hvert token har en vektor som løper gjennom alle lagene (residual stream), og hvert lag leser av den og legger noe til. Derfor endrer søylene for neste ord seg når du demper ett hode, uten at alt bryter sammen: Det mangler bare ett ledd i summen. Derfor kan man også bytte mekanisme i ett enkelt lag, og modellen skriver fortsatt. Bytt i alle lag, og avvikene hoper seg opp.',
    },
    feed_forward: {
      title: 'Foroverkoblet nett',
      line: 'Etter oppmerksomheten arbeider et lite nett med hvert token for seg.',
      body: 'Her er det ingen matrise å vise, for ingen tokener ser på hverandre: Vektoren gjøres bredere, går gjennom en ikke-lineær funksjon og føres tilbake til bredden sin. Oppmerksomheten flytter opplysninger mellom plasser, dette trinnet gjør noe ut av dem, og i de fleste modeller rommer det flere vekter enn oppmerksomheten gjør. I visningen med eksperter blir det ene nettet til flere, og en port velger blant dem for hvert token.',
    },
    positions: {
      title: 'Rekkefølge',
      line: 'Oppmerksomheten i seg selv ser en pose med ord, og noe må fortelle den rekkefølgen.',
      body: 'En skår avhenger av to vektorer, og ingen av dem vet hvor den står. Det finnes tre botemidler, og du kan bytte mellom dem: Gi hver plass et merke som legges til, drei spørringer og nøkler en vinkel som vokser med plassen, eller la dem være og føy et tillegg for avstand til skåren. Velg ingen av dem, og to like ord i det første laget får lik vekt hvor de enn står.',
    },
    gradient: {
      title: 'Gradient',
      line: 'Gradienten sier hvor sterkt en vekt ville svare på en liten endring i skåren.',
      body: 'For softmax er den enkel: vekten ganger én minus vekten for egen skår, og minus produktet av de to vektene for en annen. Den er altså størst der valget står åpent, og svinner der raden har bestemt seg, for både nær 0 og nær 1 blir det nesten ingenting. Slå av skaleringen, øk d, og se læringen tørke ut i bildet.',
    },
    kv_cache: {
      title: 'Nøkler og verdier i mellomlager',
      line: 'Når modellen skriver, beholder den nøklene og verdiene til alle tidligere tokener og slipper å regne dem ut på nytt.',
      body: 'Ett token til betyr én spørring til, altså én ny rad. Alle eldre nøkler og verdier er akkurat som før. Å beholde dem i et mellomlager (KV cache) koster minne for hvert token i hvert lag, to vektorer per nøkkelhode, og tallet står nedenfor i byte per token. Det avgjør hvor lang tekst det er plass til, så de fleste nyvinningene her går løs på det: delte hoder, et vindu eller en tilstand som ikke vokser.',
    },
  },

  history: {
    additive: 'En oversetter slutter å presse hele setningen inn i én vektor og lærer hvor i kilden den skal se.',
    multiplicative: 'Et enkelt produkt, med eller uten en matrise i midten, tar over som skår etter det lille nettet.',
    hierarchical: 'Oppmerksomheten legges i etasjer, så dokumenter leses ord for ord og deretter setning for setning.',
    experts: 'En port sender hvert token til noen få av tusenvis av nett, og størrelse og kostnad skiller lag.',
    transformer: 'Rekurrensen faller bort: Tokenene i en tekst ser på hverandre, i mange hoder samtidig.',
    sparse: 'Mønstre med n√n par i stedet for n² bringer sekvenser på titusenvis av steg innen rekkevidde.',
    one_key: 'Ett hode med nøkler og verdier for alle spørringer gjør skrivingen rask, fordi mellomlageret krymper.',
    windows: 'Et vindu med noen globale tokener gjør at kostnaden for lange dokumenter vokser i rett linje.',
    linear: 'Softmax viker for et produkt av egenskaper, og en Transformer blir et rekurrent nett.',
    rotary: 'Posisjoner blir til rotasjoner, og skåren avhenger bare av avstanden.',
    flash: 'Nøyaktig oppmerksomhet regnes ut flis for flis, og minnet vokser ikke lenger med kvadratet.',
    groups: 'Grupper av hoder deler nøkler og verdier, en mellomvei mellom ett til hver og ett til alle.',
    states: 'En tilstand som velger hva den skal huske, settes opp mot oppmerksomheten til en lineær kostnad.',
    programmed: 'En maske eller et tillegg blir én linje program som en kompilator gjør om til en rask kjerne.',
    trained_sparse: 'Hvilke blokker som hoppes over, læres fra treningens start, i en form maskinvaren liker.',
  },
} as const satisfies Explanations;
