/**
 * Nederlands. Tussen 50 en 90 woorden per tekst; `line` is één zin.
 *
 * Eén woord per ding, hier en in alle andere Nederlandse teksten: aandacht (maar flash attention, een naam), kop,
 * querykop, query met meervoud queries, key, value, bereik (span), gemaskeerd, hokje, feed-forwardnetwerk, poort
 * (gate), uitvoerder (executor), engine.
 */
import type { Explanations } from './types.ts';

export const nl = {
  groups: {
    scores: 'Hoe een paar zijn score krijgt',
    heads: 'Koppen, en wat ze delen',
    sources: 'Waar keys en values vandaan komen',
    masks: 'Wie naar wie mag kijken',
    biases: 'Wat er bij een score komt',
    positions: 'Hoe de volgorde bekend wordt',
    executors: 'Hoe het wordt uitgerekend',
    beyond: 'Voorbij die ene softmax',
  },

  texts: {
    bahdanau: {
      title: 'Additieve aandacht',
      line: 'Een piepklein netwerk met één verborgen laag beoordeelt hoe goed een query en een key bij elkaar passen.',
      body: 'Query en key gaan elk door een eigen matrix, worden bij elkaar opgeteld en door tanh geperst; de som van wat eruit komt is de score. Omdat tanh altijd tussen −1 en 1 blijft, kan geen enkele component de baas worden. De matrices horen bij de score en worden mee geleerd. Het geladen model heeft ze niet, dus staan hier eenheidsmatrices, en het plaatje toont wat alleen al de vorm van de score met deze zin doet. Eenheidsmatrices kosten geen vermenigvuldiging; getrainde zouden per token twee producten van d × d toevoegen, en elke score vraagt bovendien d keer tanh.',
    },
    luong_dot: {
      title: 'Inproduct',
      line: 'De score is gewoon het inproduct van query en key: niets te leren, niets te schalen.',
      body: 'Vermenigvuldig component voor component en tel op: een grote som betekent dat beide vectoren dezelfde kant op wijzen. Zet dit naast de score van de Transformer en vergelijk één rij. De keys staan in dezelfde volgorde, maar zonder de deling door √d liggen de scores verder uit elkaar, zodat softmax de winnaar meer geeft en de rest minder. Het verschil in uitvoer zegt hoeveel dat uitmaakt.',
    },
    luong_general: {
      title: 'Bilineaire score',
      line: 'Met een matrix ertussen mogen query en key elk hun eigen taal spreken.',
      body: 'De query komt pas bij de key nadat een geleerde matrix W hem heeft vertaald, dus ze hoeven niet in dezelfde ruimte te leven. Voor het model op deze pagina is nooit een W getraind. De eenheidsmatrix neemt de plaats in, en de rij die je ziet is die van het gewone inproduct. In een Transformer zit zo’n matrix toch verstopt: vermenigvuldig de projecties die queries en keys maken, en je hebt hem.',
    },
    transformer: {
      title: 'Geschaald inproduct',
      line: 'Een inproduct gedeeld door √d, zodat niet de breedte van een kop bepaalt hoe scherp de aandacht is.',
      body: 'Vrijwel elk taalmodel gebruikt deze score, ook het model dat hier geladen is. Een som van d producten waaiert verder uit naarmate d groeit; delen door √d haalt hem terug. Trek aan de schuif voor d, met en zonder schaling: zonder zakt de entropie van de rij en droogt de gradiënt op, met blijven beide ongeveer waar ze waren.',
    },
    cosine: {
      title: 'Cosinus',
      line: 'Alleen de hoek tussen query en key telt, niet hun lengte.',
      body: 'Beide vectoren worden eerst door hun eigen lengte gedeeld, dus elke score ligt tussen −1 en 1. Een key die iedereen aantrok omdat hij zo lang was, raakt dat voorrecht kwijt: zoek een sterke kolom die verbleekt zodra je hierop overschakelt. Zonder een factor die verscherpt, schelen twee gewichten in een rij hooguit een factor e², ongeveer 7,4, en ogen de rijen vlak.',
    },

    multi_head: {
      title: 'Meer koppen',
      line: 'Een aantal kleine aandachten werkt naast elkaar, elk met een eigen idee van wat ertoe doet.',
      body: 'De breedte van het model wordt verdeeld over koppen (heads) met eigen queries, keys en values, en wat ze vinden komt achter elkaar te staan. De ene kop volgt het vorige woord, de andere gaat terug naar een naam. De getallen per kop laten dat zien: de gemiddelde afstand zegt hoe ver hij kijkt, de entropie over hoeveel tokens hij zich verdeelt. De kosten blijven ongeveer gelijk, de gezichtspunten worden er meer.',
    },
    grouped_query: {
      title: 'Queries in groepen',
      line: 'Koppen die naast elkaar liggen, vragen elk iets anders maar delen hun keys en values.',
      body: 'De tekening laat zien welke querykoppen aan welke kop met keys en values hangen. Het aantal queries blijft; wat krimpt is de cache die je per token moet bewaren, naar rato van het aantal groepen. Hier worden de keys en values van het geladen model tot minder koppen gemiddeld, zoals men een bestaand model ombouwt voordat het verder traint. Het verschil in uitvoer is de prijs zolang die training er niet is.',
    },
    multi_query: {
      title: 'Eén keykop voor allemaal',
      line: 'Alle querykoppen lezen dezelfde ene kop met keys en values.',
      body: 'Dit is delen tot het uiterste. De cache per token zakt tot wat één kop nodig heeft, en dat telt vooral bij het schrijven, want dan wordt hij voor elk nieuw token helemaal gelezen. Het aantal scores verandert niet: elke kop stelt nog zijn eigen vraag. Wat wel verandert is de uitvoer. Middel je alle keys, dan draait ze meestal verder weg dan wanneer je per groep middelt; vergelijk de twee cosinussen, en probeer ook een andere kop.',
    },

    self_attention: {
      title: 'Binnen één tekst',
      line: 'Queries, keys en values komen uit dezelfde reeks, en elk token mag elk ander zien.',
      body: 'De matrix is vierkant en aan beide kanten van de diagonaal gevuld: een woord wordt gelezen in het licht van wat ervoor én erna staat. Dat past bij taken waarbij de hele tekst er al is, zoals lezen en indelen. Het model hier heeft alleen geleerd om terug te kijken. De bovenste helft toont dus wat zijn queries en keys zouden doen als het mocht, en de uitvoer schuift mee.',
    },
    cross_attention: {
      title: 'Tussen twee teksten',
      line: 'De ene reeks stelt de vragen, de andere geeft de antwoorden.',
      body: 'Typ twee teksten: de tekst die vraagt levert de queries, één per rij, de andere de keys en values, één per kolom. De matrix is zo hoog als de vragende tekst lang is en zo breed als de andere. Elke uitkomst is gemengd uit values van alleen die andere tekst; de vragende bepaalt slechts de verhouding. Zo kijkt een vertaler naar zijn bron, en zo werd aandacht gebruikt voordat iets haar op zichzelf richtte.',
    },

    causal: {
      title: 'Alleen terugkijken',
      line: 'Een token ziet zichzelf en wat eraan voorafging, nooit wat nog volgt.',
      body: 'Een model dat het volgende woord voorspelt, mag niet spieken. Alles boven de diagonaal is gemaskeerd, dus de eerste rij heeft één gewicht, en dat is 1. Elke volgende rij heeft één keuze meer. Van de n² paren blijven er n(n + 1)/2 open, iets meer dan de helft, en een uitvoerder die dichte tegels overslaat berekent er weinig meer. Geen rij hangt af van latere tokens, dus woorden die je achteraan toevoegt laten alle eerdere rijen met rust.',
    },
    sliding_window: {
      title: 'Schuivend venster',
      line: 'Elk token ziet alleen de laatste paar tokens, zichzelf meegeteld.',
      body: 'De matrix wordt een band langs de diagonaal, en het werk groeit met n maal het venster in plaats van met n²: in de groeigrafiek loopt de lijn minder steil. Ook de cache hoeft niet meer te bevatten dan het venster. Wat verder terug ligt is voor deze laag weg, maar niet voor het model. Elke laag geeft door wat ze verzamelde, dus een paar lagen reiken een paar vensters ver.',
    },
    dilated: {
      title: 'Venster met gaten',
      line: 'Het venster slaat met een vaste stap tokens over en reikt voor dezelfde prijs verder.',
      body: 'Neem een venster en trek het uit elkaar: met stap twee zie je om het andere token en verdubbelt het bereik, terwijl het aantal scores gelijk blijft. In de matrix valt de band uiteen in evenwijdige diagonalen. Een woord in een gat is voor deze kop onzichtbaar, wat er ook staat; koppen met een andere stap moeten het opvangen. Vergroot de stap en kijk welke woorden erdoorheen vallen.',
    },
    sparse_strided: {
      title: 'Patroon met stappen',
      line: 'Elk token ziet een reeks recente tokens en daarachter alleen nog elk l-de.',
      body: 'Er liggen twee patronen over elkaar: een band zo breed als de stap l, en daarbuiten evenwijdige diagonalen, telkens één stap verder, tot aan het begin. Met een stap rond √n telt geen rij veel meer dan 2√n scores. Het totaal groeit dan als n√n, en die helling ligt in de groeigrafiek tussen de andere twee. Elk eerder token is in twee sprongen te bereiken.',
    },
    sparse_fixed: {
      title: 'Vaste samenvattingen',
      line: 'De tekst valt in blokken uiteen, en de laatste tokens van elk blok blijven voor alles daarna zichtbaar.',
      body: 'Binnen zijn eigen blok ziet een token alles wat eraan voorafging. Van eerdere blokken ziet het alleen de laatste tokens, die dus als samenvatting moeten dienen: sterk of zwak, het zijn de enige kolommen die tot onderaan doorlopen. Anders dan bij het patroon met stappen staan de kolommen stil terwijl de rijen verdergaan. Verander hoe groot de samenvatting is en kijk hoeveel scores dat toevoegt.',
    },
    longformer: {
      title: 'Venster en globale tokens',
      line: 'Een venster voor iedereen, plus enkele uitverkoren tokens die alles zien en door alles gezien worden.',
      body: 'De band langs de diagonaal zorgt voor wat dichtbij is. Elk uitverkoren token voegt een volle kolom toe, en een volle rij waar vooruitkijken mag: dan liggen twee woorden nooit meer dan twee stappen uiteen, hoe lang de tekst ook is. Naast een model dat alleen terugkijkt blijven enkel de kolommen over. Hier is het eerste token uitverkoren, en daar laten modellen hun aandacht toch al graag rusten.',
    },
    bigbird: {
      title: 'Venster, globaal, toeval',
      line: 'Een venster, wat globale tokens en een handvol willekeurige keys vormen samen een hecht web.',
      body: 'De willekeurige hokjes lijken op ruis, en dat is de bedoeling: in een netwerk maken enkele toevallige verbindingen de weg tussen elk tweetal punten al kort. Ze komen uit een vast startgetal (seed), dus dezelfde zin krijgt altijd dezelfde hokjes. Hier blijven alleen die achter de diagonaal staan, omdat het model terugkijkt. Vergelijk het aantal scores en de uitvoer met die van de causale matrix.',
    },
    packed: {
      title: 'Documenten naast elkaar',
      line: 'Een aantal teksten deelt één reeks, en geen ervan ziet een andere.',
      body: 'Wie met korte teksten traint, verspilt ruimte als elke tekst tot volle lengte wordt opgevuld. Daarom legt men ze achter elkaar en houdt het masker ze gescheiden. Langs de diagonaal zie je voor elke tekst een driehoek, en daartussen niets. Geen rij heeft gewicht op een andere tekst, wat daar ook staat, en alleen de scores van de driehoeken worden berekend. Schrijf twee korte teksten en zie hoe weinig dat is.',
    },
    prefix_lm: {
      title: 'Prefix, daarna causaal',
      line: 'Het begin wordt in beide richtingen gelezen, de rest van links naar rechts geschreven.',
      body: 'Zijn de eerste tokens een gegeven vraag, dan is er niets op tegen dat ze elkaar zien. Het masker voegt dan in de hoek een vol vierkant toe aan de causale driehoek. Verschuif de lengte van de prefix: bij 1 is dit het causale masker, bij de volle lengte ziet alles alles. Een model dat alleen leerde terugkijken staat daar vreemd van te kijken; dat merk je aan de uitvoer van de eerste rijen.',
    },
    painted: {
      title: 'Je eigen masker',
      line: 'Jij bepaalt hokje voor hokje wie wie mag zien.',
      body: 'Teken met de muis, met je vinger of met de toetsen. Een gemaskeerd hokje krijgt gewicht 0, precies, en zijn deel gaat naar de andere in de rij, die samen nog steeds 1 zijn. Een rij zonder enig open hokje geeft louter nullen. Neem een woord zijn sterkste key af en kijk waar de aandacht dan heen gaat. Zet het masker daarna in het model en zie of het volgende woord er iets om geeft.',
    },

    alibi: {
      title: 'Afstand als handicap',
      line: 'Elke score gaat omlaag naarmate de key verder terug ligt.',
      body: 'In de vectoren komt geen positie. In plaats daarvan gaat er van elke rij een rechte lijn af: nul bij het token zelf en meer bij elke stap terug. Elke kop heeft zijn eigen helling, die bij acht koppen van kop tot kop halveert: de eerste verliest al gauw uit het oog wat ver weg is, de laatste let nauwelijks op afstand. Loop de koppen langs en zie de linkerkant van de matrix vervagen en terugkomen.',
    },
    t5_relative: {
      title: 'Afstanden in bakjes',
      line: 'Bij elk bereik van afstanden hoort een geleerd getal dat bij de score komt, voor elke kop een eigen stel.',
      body: 'Kleine afstanden hebben elk een eigen bakje. Grotere delen er een, in stukken die als een logaritme breder worden, en voorbij het laatste stuk is alles gelijk. Langs elke diagonaal van de matrix komt er hetzelfde getal bij, welke woorden er ook staan. Een model leert die getallen. Voor dit model zijn ze nooit geleerd, dus haalt elk bakje er hier gewoon wat meer af dan het vorige. T5 zelf deelt niet door √d; hier gebeurt dat wel, zodat alleen de toeslag verschilt.',
    },
    softcap: {
      title: 'Een zacht plafond',
      line: 'Een tanh buigt de scores zo dat er geen boven een gekozen plafond uitkomt.',
      body: 'Ver onder het plafond is de kromme bijna recht en verandert er niets. Dichtbij vlakt ze af, en een score die op hol slaat wordt tegengehouden. Het gebeurt na de schaling en vóór het masker. Met 50, zoals in Gemma 2, komen de scores van een klein model er vrijwel ongeschonden door. Draai het plafond omlaag en zie de sterkste keys de andere naderen, tot de rijen vlak zijn.',
    },

    no_positions: {
      title: 'Zonder posities',
      line: 'Queries en keys weten wat een woord is, maar niet waar het staat.',
      body: 'Typ twee keer hetzelfde woord en kijk naar de eerste laag: beide krijgen exact hetzelfde gewicht in elke rij die ze allebei ziet, want niets houdt ze uit elkaar. Helemaal weg is de volgorde niet, omdat het causale masker elk token een ander aantal laat zien. Maar een model dat met posities getraind is, mist ze, in de ene laag meer dan in de andere: zet dit in de ene na de andere en kijk naar de balken voor het volgende woord.',
    },
    learned_positions: {
      title: 'Een vector per plaats',
      line: 'Elke plaats in de tekst heeft een eigen vector, geleerd zoals alle andere gewichten.',
      body: 'De vector van plaats i wordt opgeteld bij wat daar toevallig staat, dus een score vermengt wat twee woorden zijn met waar ze staan. De tabel heeft zoveel rijen als de langste tekst waarvoor ze gemaakt is en weet niets van de plaats daarna. Onderscheid tussen dichtbij en ver weg maakt ze alleen als de training dat heeft bijgebracht. Voor deze queries en keys is geen tabel getraind. Deze bevat kleine toevalsgetallen, dus is de matrix bijna die zonder posities.',
    },
    sinusoidal: {
      title: 'Golven als positie',
      line: 'Elke plaats krijgt een merkteken van sinussen en cosinussen in vele golflengten, als de wijzers van vele klokken.',
      body: 'De snelle golven houden buren uit elkaar, de trage het begin en het einde. Samen maken ze elke plaats uniek, en er hoeft geen tabel voor geleerd te worden. Het inproduct van twee zulke merktekens hangt alleen van hun afstand af en is het grootst bij nul. Opgeteld bij queries en keys bevoordelen ze dus tokens in de buurt: zoek de sterkere band langs de diagonaal.',
    },
    rotary: {
      title: 'Positie als draaiing',
      line: 'Queries en keys draaien over een hoek die met hun plaats groeit, zodat een score alleen de afstand voelt.',
      body: 'De getallen van een vector worden twee aan twee genomen, en elk paar draait als de wijzer van een klok, het ene snel, het andere traag. Ontmoet een query een key, dan valt de gezamenlijke draaiing weg en telt alleen het verschil: een score weet hoe ver twee woorden uit elkaar staan, niet waar. Het ingebouwde verhalenmodel is zo getraind, dus dit is zijn eigen matrix. Haal de draaiing weg en zijn koppen raken de weg kwijt.',
    },

    flash: {
      title: 'Tegel voor tegel',
      line: 'Dezelfde getallen, berekend zonder de matrix ooit op te schrijven.',
      body: 'Loop de beelden langs. Een tegel met scores wordt berekend, gebruikt en vergeten. Elke rij onthoudt alleen de grootste score tot nu toe (m), de som van de e-machten (l) en een half afgemaakte uitvoer (O). Brengt een tegel een grotere score, dan wordt alles wat al is opgeteld daarnaar teruggeschaald. Het laatste beeld is op afronding na gelijk aan de referentie. Er is telkens maar één rij tegels in bewerking, dus het eigen geheugen van de kernel stijgt nauwelijks met n, terwijl de referentie n² gewichten vasthoudt: de groeigrafiek meet beide.',
    },
    block_sparse: {
      title: 'Lege tegels overslaan',
      line: 'Waar het masker in een tegel niets toelaat, komt niemand, dus het werk volgt het masker.',
      body: 'Nog voor er iets wordt vermenigvuldigd, staat van elke tegel vast of hij vol, deels vol of leeg is. Lege vallen af; in deels volle wordt het masker getal voor getal toegepast. De gewichten zijn gelijk aan die van hetzelfde venster dat helemaal is uitgerekend, en het aantal scores toont de besparing. Bij een korte zin is die klein. In de groeigrafiek gaat de lijn van de helling van n² naar die van n.',
    },

    linear_attention: {
      title: 'Aandacht als lopende som',
      line: 'Zonder softmax past het hele verleden in één matrix van vaste grootte.',
      body: 'Query en key gaan door een functie die ze positief maakt, en hun inproduct is het gewicht vóór het normeren. Een som van producten mag in een andere volgorde: eerst alle keys met hun values, dan pas de query. Een tabel van n bij n is dan niet nodig, een groeiende cache evenmin, en de tijd is een lijn met helling één. De prijs zie je in de matrix, die we toch tekenen: haar rijen zijn doorgaans vlakker dan met softmax.',
    },
    selective_scan: {
      title: 'Een toestand die kiest',
      line: 'Een toestand van vaste grootte reist door de tekst mee, en elk token bepaalt wat blijft en wat erbij komt.',
      body: 'Geen token kijkt naar een ander. Elk laat de toestand wat vervagen, schrijft er met zijn key zijn value in en leest haar uit met zijn query. Reken je uit hoeveel er van token j over is wanneer token i leest, dan krijg je alsnog een matrix, en die zie je hier. Gewichten mogen negatief zijn en hoeven samen geen 1 te zijn. Hoe snel een kolom naar onderen vervaagt, zegt hoelang een token onthouden wordt, en dat hangt af van de tokens die volgen.',
    },
    adaptive_span: {
      title: 'Geleerd bereik',
      line: 'Elke kop kijkt zo ver terug als zijn bereik, en een zachte rand maakt dat leerbaar.',
      body: 'Binnen het bereik is alles gewoon; erbuiten zakken de gewichten langs een helling naar precies 0, en wat er in de rij overblijft, wordt opnieuw verdeeld. Omdat de rand schuin loopt, verandert een kleine verschuiving de uitvoer een beetje, en dan valt er iets te leren. Probeer het: het bereik wordt heen en weer getrokken tussen een prijs voor lengte en de schade aan de uitvoer. Waar het tot rust komt, zie je welke koppen de afstand nodig hebben en welke niet.',
    },
    hierarchical: {
      title: 'Eerst woorden, dan zinnen',
      line: 'De aandacht kiest eerst tussen de woorden van elke zin en daarna tussen de zinnen.',
      body: 'Een softmax binnen elke zin maakt daar een samenvatting van, en een tweede weegt de samenvattingen tegen elkaar af. Het gewicht van een woord is het product van beide, en de rij telt nog altijd op tot 1. In de matrix rijzen en dalen de kolommen van een zin samen: een woord kan het beste van zijn zin zijn en toch weinig tellen. Typ een paar zinnen en zie het gebeuren.',
    },
    mixture_of_experts: {
      title: 'Experts op afroep',
      line: 'Niet één feed-forwardnetwerk maar vele, en een poort stuurt elk token naar een paar ervan.',
      body: 'Dit is geen aandacht, maar wel een keuze van dezelfde soort: de poort geeft voor elk token alle experts een score, en alleen de beste k rekenen. Zo kan een model veel parameters bezitten en er weinig tegelijk gebruiken. Hier is het netwerk van één laag zelf in experts opgedeeld; de getallen zeggen wat dat bespaart en hoe ver de uitkomst afdwaalt. De balken tonen de belasting: krijgen enkele bijna alles, dan zijn de andere ballast.',
    },

    query: {
      title: 'Query',
      line: 'De query is de vraag die een token stelt: een vector die zegt waarnaar het zoekt.',
      body: 'De vector van een token gaat door een matrix van de kop, en er komt een query uit: d getallen, in blauw getekend. Bij één query hoort één rij van de matrix. Verander je een getal van een query, dan beweegt alleen die rij, want geen ander token gebruikt hem, en wel meer naarmate de keys in die component meer verschillen. Elke kop vraagt iets anders, want elke kop heeft een eigen matrix.',
    },
    key: {
      title: 'Key',
      line: 'De key is de sleutel waaraan een token te vinden is.',
      body: 'Een tweede matrix maakt hem uit dezelfde vector als de query, en hij is oranje. Wijzen query en key dezelfde kant op, dan is de score hoog. Verander je een getal van een key, dan verandert zijn hele kolom, want elke query die dit token mag zien, treft dezelfde key. De rest van elke rij schuift mee, omdat een rij samen 1 moet blijven. Met values heeft dit niets te maken.',
    },
    value: {
      title: 'Value',
      line: 'De value is de waarde die een token afgeeft zodra het gevonden is.',
      body: 'Query en key beslissen hoeveel, de value beslist wat. Een derde matrix maakt hem, en hij is groen. Verander je een getal van een value, dan verroert geen enkel gewicht zich. Alleen de uitvoer verandert, telkens met de verandering maal het gewicht dat daar aan dit token wordt gegeven. Een token met een sterke kolom bereikt dus velen, en een token waar niemand naar kijkt kan zeggen wat het wil.',
    },
    score: {
      title: 'Score',
      line: 'De score is één getal voor één paar: hoe goed deze query bij die key past.',
      body: 'Kies een hokje van de matrix, en de score wordt ontleed: component voor component query maal key, en de som van alles. Hij kan groot of klein zijn, positief of negatief, en zegt pas iets naast de andere scores van zijn rij. Tel bij alle scores van een rij hetzelfde op en er verandert geen gewicht. Het is vooral in deze ene formule dat de mechanismen van elkaar verschillen.',
    },
    scale: {
      title: 'Schaling',
      line: 'Scores worden door √d gedeeld, zodat brede koppen niet scherper kiezen dan smalle.',
      body: 'Als de componenten van query en key ongeveer 1 variëren, varieert hun inproduct ongeveer √d. Zonder ingreep zou een brede kop bijna al het gewicht op één key leggen, wat die ook inhoudt. Met de schuif kies je d en zet je de schaling uit en aan: de entropie zegt hoeveel keys de rij delen, de verzadiging hoeveel de sterkste neemt, en de gradiënt hoeveel de rij nog zou kunnen leren.',
    },
    mask: {
      title: 'Masker',
      line: 'Het masker zegt welke paren er eigenlijk bestaan.',
      body: 'Een gemaskeerde score wordt vóór de softmax op min oneindig gezet. Het gewicht is dan 0, niet slechts klein, en van de value erachter lekt niets door, wat die ook bevat. De overige gewichten van de rij tellen nog steeds op tot 1. Maskers zie je als hokjes die open of dicht zijn; ze zijn te combineren met ‘en’ en met ‘of’. Mechanismen voor lange teksten zijn vooral maskers, en dichte hokjes kosten niets als je ze overslaat.',
    },
    softmax: {
      title: 'Softmax',
      line: 'Softmax maakt van de scores van een rij aandelen die samen 1 zijn.',
      body: 'Het getal e wordt tot elke score verheven, en elke uitkomst wordt gedeeld door de som van allemaal. Zo tellen verschillen en niet groottes: één meer in de score geeft 2,7 keer zoveel gewicht. Helemaal 0 wordt een gewicht nooit, tenzij er een masker op ligt. De entropie naast de rij zegt in bits hoe verspreid hij is: 0 is alles op één key, en 3 bits is zo verspreid als acht gelijke.',
    },
    sum: {
      title: 'Gewogen som',
      line: 'De uitvoer van een token is een mengsel van alle values, in de verhouding van zijn rij.',
      body: 'Gewicht maal value, component voor component, en alles opgeteld: meer is het niet, en het is paars. Omdat de gewichten aandelen zijn, kan geen getal van de uitvoer buiten het bereik van de values komen. Ligt al het gewicht op één token, dan is de uitvoer een kopie van diens value; is het gelijk verdeeld, dan het gemiddelde. Alle verschillen tussen mechanismen komen hier uit en worden hier gemeten.',
    },
    heads: {
      title: 'Koppen',
      line: 'Een kop is één complete aandacht, en een laag laat er een aantal tegelijk lopen.',
      body: 'Alle koppen van een laag lezen dezelfde tokens, maar elk door eigen matrices, en dus verschillen de plaatjes: een streep naast de diagonaal kijkt naar het vorige token, een sterke eerste kolom rust op het begin, een wirwar heeft zo zijn redenen. Afstand en entropie drukken dat in getallen uit. Zet een kop uit en let op de balken voor het volgende woord: enkele doen er veel toe, vele nauwelijks.',
    },
    residual: {
      title: 'Reststroom',
      line: 'Wat de aandacht vindt, wordt opgeteld bij wat er al was en komt er nooit voor in de plaats.',
      body: 'Elk token houdt een vector die door alle lagen loopt (de residual stream), en elke laag leest eruit en telt er iets bij op. Daarom verschuiven de balken voor het volgende woord als je één kop uitzet, zonder dat alles instort: er ontbreekt maar één term. Daarom kun je ook in één laag het mechanisme vervangen en schrijft het model nog. Doe je het in alle lagen, dan stapelen de verschillen zich op.',
    },
    feed_forward: {
      title: 'Feed-forwardnetwerk',
      line: 'Na de aandacht bewerkt een klein netwerk elk token apart.',
      body: 'Hier valt geen matrix te tonen, want geen token kijkt naar een ander: de vector wordt breder gemaakt, gaat door een niet-lineaire functie en wordt tot zijn oude breedte teruggebracht. Aandacht verplaatst informatie van plaats naar plaats, deze stap maakt er iets van, en in de meeste modellen zitten hier meer gewichten dan in de aandacht. In het beeld met de experts worden het er een aantal, en kiest een poort voor elk token.',
    },
    positions: {
      title: 'Volgorde',
      line: 'Aandacht op zich ziet een zak woorden, en iets moet haar de volgorde vertellen.',
      body: 'Een score hangt af van twee vectoren, en geen van beide weet waar hij staat. Daar zijn drie middelen tegen, en je kunt ertussen wisselen: geef elke plaats een merkteken dat erbij wordt opgeteld, draai queries en keys over een hoek die met de plaats groeit, of laat ze met rust en geef de score een toeslag voor afstand. Kies je niets, dan krijgen twee gelijke woorden in de eerste laag overal hetzelfde gewicht.',
    },
    gradient: {
      title: 'Gradiënt',
      line: 'De gradiënt zegt hoe sterk een gewicht zou reageren op een kleine verandering van zijn score.',
      body: 'Bij softmax is dat eenvoudig: voor de eigen score het gewicht maal één min het gewicht, voor die van een ander min het product van beide gewichten. Het grootst is hij dus waar de keuze open ligt, en hij verdwijnt waar een rij haar keuze gemaakt heeft, want zowel bij bijna 0 als bij bijna 1 blijft er vrijwel niets over. Zet de schaling uit, verhoog d, en zie in het plaatje hoe het leren opdroogt.',
    },
    kv_cache: {
      title: 'Cache van keys en values',
      line: 'Tijdens het schrijven bewaart een model de keys en values van alle eerdere tokens, zodat het ze niet opnieuw hoeft te berekenen.',
      body: 'Eén token erbij is één query erbij, en dus één nieuwe rij; alle oudere keys en values zijn precies zoals ze waren. Dat bewaren kost voor elk token in elke laag geheugen, twee vectoren per keykop, en het getal staat hieronder in bytes per token. Het bepaalt hoe lang een tekst mag worden, en daarom richten de meeste vondsten hier zich erop: gedeelde koppen, een venster, of een toestand die niet groeit.',
    },
  },

  history: {
    additive: 'Een vertaler perst de zin niet langer in één vector, maar leert waar in de bron hij moet kijken.',
    multiplicative:
      'Een gewoon product, met of zonder matrix ertussen, neemt als score de plaats in van het kleine netwerk.',
    hierarchical: 'Aandacht wordt gestapeld: documenten worden eerst per woord en dan per zin gelezen.',
    experts:
      'Een poort stuurt elk token naar een paar van duizenden netwerken, en omvang en kosten raken los van elkaar.',
    transformer: 'De recurrentie vervalt: de tokens van een tekst letten op elkaar, in vele koppen tegelijk.',
    sparse: 'Patronen met n√n paren in plaats van n² brengen reeksen van tienduizenden stappen binnen bereik.',
    one_key: 'Eén kop met keys en values voor alle queries maakt het schrijven snel, omdat de cache krimpt.',
    windows: 'Met een venster en een paar globale tokens groeien de kosten van lange documenten in een rechte lijn.',
    linear: 'Softmax wijkt voor een product van kenmerken, en een Transformer wordt een recurrent netwerk.',
    rotary: 'Posities worden draaiingen, en een score hangt alleen nog van de afstand af.',
    flash: 'Exacte aandacht wordt tegel voor tegel berekend, en het geheugen groeit niet langer kwadratisch.',
    groups: 'Groepen koppen delen keys en values, een middenweg tussen elk zijn eigen en één voor allemaal.',
    states: 'Een toestand die kiest wat ze onthoudt, treedt aan tegen de aandacht, voor lineaire kosten.',
    programmed: 'Een masker of een toeslag wordt een regel programma waar een compiler een snelle kernel van maakt.',
    trained_sparse:
      'Welke blokken je overslaat wordt vanaf het begin van de training geleerd, in een vorm die de hardware ligt.',
  },
} as const satisfies Explanations;
