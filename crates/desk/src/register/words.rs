//! Words of English, French and Dutch that the rules go by. None of the lists is whole: they make
//! proposals fewer, and a person decides.

use std::collections::HashSet;
use std::sync::LazyLock;

/// Whether a word (in small letters) is so usual that a capital alone does not make it a name.
pub(super) fn is_usual(word: &str) -> bool {
    static WORDS: LazyLock<HashSet<&str>> = LazyLock::new(|| USUAL.split_whitespace().collect());
    WORDS.contains(word)
}

/// Whether a word is somebody's name and a usual word as well: it is replaced with a capital only.
pub(super) fn is_word_and_name(word: &str) -> bool {
    is_usual(word) || BOTH.split_whitespace().any(|one| one == word)
}

/// Words that begin sentences, or that spelling gives a capital: pronouns, articles, conjunctions,
/// usual verbs and adverbs, languages, the words of a hospital and of a study.
const USUAL: &str = "
a an the i me my mine we us our you your he him his she her hers it its they them their this that these
those there here who whom whose what which when where why how and or but so if because as although
though while since until unless after before during then than thus hence however also too even still
yet already just only again always never often sometimes maybe perhaps almost quite very really rather
not no yes ok okay well now today tomorrow yesterday tonight later soon once twice first second third
next last another other others each every all both some any many much more most few less least own same
such one two three four five six seven eight nine ten in on at to from of for with without by about over
under into onto up down out off through between among against towards back away near am is are was were
be been being have has had having do does did doing done can could may might must shall should will
would let get got go goes going gone went come came make made take took give gave say said says tell
told think thought know knew feel felt see saw look looked want wanted need needed try tried ask asked
help helped learn learned work worked write wrote read start started begin began end ended keep kept
everyone everybody someone somebody nobody anyone anybody everything something nothing anything
people person student students mentor mentors mentee mentees teacher teachers doctor doctors nurse
nurses patient patients group groups session sessions meeting meetings year years month months week
weeks day days morning afternoon evening night question questions feedback course ward wards hospital
university faculty school house home family friend friends mother father sister brother thanks thank
dear hello hi please sorry good bad great nice new old long short big small english french dutch
german spanish italian icu er gp tv pc id pdf ppt faq usa uk eu covid whatsapp teams zoom google
oh ah hmm well-being christmas easter
je j tu il elle on nous vous ils elles moi toi lui eux mon ton son ma ta sa mes tes ses notre votre leur
nos vos leurs le la les l un une des du de d au aux ce cet cette ces c ceci cela ça qui que qu quoi dont
où quand comment pourquoi combien et ou mais donc or ni car si comme parce puisque lorsque quoique
alors ainsi aussi encore déjà toujours jamais souvent parfois peut-être presque très trop assez plus
moins bien mal ne n pas non oui ici là maintenant aujourd'hui aujourd hui hier demain bientôt ensuite
puis enfin d'abord abord premièrement après avant pendant depuis dans en sur sous à avec sans par pour
vers chez entre contre être suis es est sommes êtes sont étais était étaient été ai as a avons avez ont
avais avait avaient eu fait faire fais faut peut peux pouvoir veux vouloir dois devoir vais va aller
tout toute tous toutes autre autres même mêmes chaque plusieurs quelques certains certaines aucun
aucune rien personne quelqu chacun celui celle ceux celles deux trois quatre cinq six sept huit neuf dix
premier première dernier dernière année mois semaine jour jours matin soir nuit fois groupe séance
étudiant étudiante étudiants mentorat médecin infirmière patiente hôpital université faculté école
maison famille ami amie merci bonjour madame monsieur français anglais néerlandais allemand noël pâques
ik jij je jou jouw u uw hij hem zijn zij ze haar het wij we ons onze jullie hun hen de het een t n dit
dat deze die er hier daar wie wat welke welk wanneer waar waarom hoe en of maar dus want als omdat
doordat hoewel terwijl sinds totdat tenzij nadat voordat toen dan ook nog al altijd nooit vaak soms
misschien bijna heel erg zeer te meer minder goed slecht niet geen ja nee nu vandaag morgen gisteren
straks later daarna eerst ten eerste tweede derde laatste volgende vorige ander andere anderen elke
elk ieder iedere iedereen alle alles iets niets iemand niemand sommige veel weinig paar beide zelf
in op aan bij naar van voor met zonder door over onder tussen tegen tijdens na om tot uit af ben bent
is was waren geweest heb hebt heeft had hadden gehad doe doet deed gedaan kan kunnen kon mag moet
moeten moest zal zullen zou zouden wil willen wilde ga gaat gaan ging kom komt komen kwam maak maken
maakte geef geven gaf zeg zegt zeggen zei denk denkt dacht weet wist voel voelt voelde zie zien zag
kijk vraag vragen help leer leren werk werken begin begon student studenten mentoren docent arts artsen
verpleegkundige patiënt patiënten groep groepen sessie jaar maand week dag dagen ochtend middag avond
nacht keer les cursus afdeling ziekenhuis universiteit faculteit thuis familie vriend vriendin moeder
vader zus broer bedankt dank hallo hoi sorry nederlands engels frans duits kerst pasen mijn m'n z'n
";

/// Names that are words as well.
const BOTH: &str = "
mark bill will rose grace hope joy faith june april august may summer autumn iris olive frank jack rob
pat sue art don dean drew miles page ray dawn eve lily ivy violet ruby sage wade chase robin jean
pierre claire aurore blanche aimée prudence constance clémence fleur marguerite reine désiré lucie
noël pascal roos daan bloem wolf beer storm merel sterre madelief lente jade amber pearl daisy holly
heather hazel ginger candy penny star sky rain bath reading nice split lens tours bergen zee berg dam
";

/// What stands before a person's name.
pub(super) const TITLES: [&str; 24] = [
    "dr",
    "prof",
    "professor",
    "mr",
    "mrs",
    "ms",
    "miss",
    "sir",
    "docteur",
    "professeur",
    "mme",
    "mlle",
    "madame",
    "monsieur",
    "maître",
    "dokter",
    "mevr",
    "mevrouw",
    "dhr",
    "meneer",
    "mijnheer",
    "juffrouw",
    "zuster",
    "ir",
];

/// Words inside names.
pub(super) const PARTICLES: [&str; 21] = [
    "van", "de", "der", "den", "von", "du", "la", "le", "el", "al", "ten", "ter", "te", "of", "y",
    "da", "dos", "di", "bin", "ibn", "des",
];

/// Words before a place.
pub(super) const PLACE_PREPOSITIONS: [&str; 14] = [
    "in", "near", "at", "from", "to", "à", "dans", "vers", "près", "naar", "te", "uit", "bij",
    "nabij",
];

/// How places end.
pub(super) const PLACE_ENDINGS: [&str; 40] = [
    "burg",
    "burgh",
    "borough",
    "bury",
    "shire",
    "ham",
    "mouth",
    "ford",
    "ville",
    "villers",
    "gem",
    "dam",
    "hoven",
    "drecht",
    "kerke",
    "zele",
    "loo",
    "gent",
    "werpen",
    "hospital",
    "hôpital",
    "ziekenhuis",
    "hogeschool",
    "clinic",
    "clinique",
    "kliniek",
    "university",
    "université",
    "universiteit",
    "college",
    "island",
    "lake",
    "bridge",
    "park",
    "plaza",
    "centre",
    "center",
    "centrum",
    "land",
    "stan",
];

/// How streets end.
pub(super) const ADDRESS_ENDINGS: [&str; 17] = [
    "street", "road", "avenue", "lane", "square", "drive", "straat", "laan", "steenweg", "plein",
    "gracht", "kade", "dreef", "singel", "baan", "dijk", "weg",
];

/// What stands before the name of a street.
pub(super) const ADDRESS_BEFORE: [&str; 9] = [
    "rue",
    "avenue",
    "boulevard",
    "place",
    "chemin",
    "impasse",
    "chaussée",
    "quai",
    "allée",
];

pub(super) const MONTHS: [&str; 47] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
    "jan",
    "feb",
    "mar",
    "apr",
    "jun",
    "jul",
    "aug",
    "sep",
    "sept",
    "oct",
    "nov",
    "dec",
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
    "januari",
    "februari",
    "maart",
    "mei",
    "juni",
    "juli",
    "augustus",
    "oktober",
    "mrt",
    "okt",
    "déc",
];

pub(super) const WEEKDAYS: [&str; 21] = [
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
    "lundi",
    "mardi",
    "mercredi",
    "jeudi",
    "vendredi",
    "samedi",
    "dimanche",
    "maandag",
    "dinsdag",
    "woensdag",
    "donderdag",
    "vrijdag",
    "zaterdag",
    "zondag",
];
