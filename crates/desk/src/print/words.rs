//! The sentences on paper, in the three languages of the app.

/// A language that paper is printed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PrintLanguage {
    /// English.
    En,
    /// French.
    Fr,
    /// Dutch.
    Nl,
}

impl PrintLanguage {
    /// The language of a tag, as `fr-CA`; `None` if there are no sentences in it.
    pub fn of(tag: &str) -> Option<Self> {
        let tag = tag.to_ascii_lowercase();
        match tag.split(['-', '_']).next() {
            Some("en") => Some(Self::En),
            Some("fr") => Some(Self::Fr),
            Some("nl") => Some(Self::Nl),
            _ => None,
        }
    }

    /// Its tag.
    pub fn tag(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Fr => "fr",
            Self::Nl => "nl",
        }
    }

    pub(super) fn paper(self) -> &'static PaperWords {
        match self {
            Self::En => &PAPER_EN,
            Self::Fr => &PAPER_FR,
            Self::Nl => &PAPER_NL,
        }
    }

    pub(super) fn slip(self) -> &'static SlipWords {
        match self {
            Self::En => &SLIP_EN,
            Self::Fr => &SLIP_FR,
            Self::Nl => &SLIP_NL,
        }
    }
}

/// What stands around a key.
pub(super) struct PaperWords {
    pub title: &'static str,
    pub warning: &'static str,
    pub holder: &'static str,
    pub made: &'static str,
    pub recipient: &'static str,
    pub words: &'static str,
    pub check: &'static str,
    pub text: &'static str,
    pub qr: &'static str,
    pub restore: &'static str,
    pub restoring: [&'static str; 4],
    pub keep: &'static str,
    pub keeping: [&'static str; 4],
}

const PAPER_EN: PaperWords = PaperWords {
    title: "Paper copy of a research key",
    warning: "Secret. Whoever has this sheet can read everything that was ever sealed to this key.",
    holder: "Holder",
    made: "Made",
    recipient: "Public key (no secret)",
    words: "The key as 24 words (English list of BIP-39, 2048 words, 11 bits each: 256 bits and 8 of a sum)",
    check: "Check words of the key (no secret, 66 bits): words 25 to 30 when it is typed again",
    text: "The key as its text, in groups of four characters",
    qr: "QR code of the key’s text",
    restore: "How to bring the key back",
    restoring: [
        "On a computer of your own, with the network off: the page of the desk, under Keys; or loop-desk key restore --out key.age",
        "Type all thirty words, six in a line; or type or scan the text. A mistake is named by its place.",
        "Choose a new passphrase. Compare the check words that are shown with those on this sheet.",
        "Without this program: the text alone, in a file, is a key that the program age reads (age -d -i file).",
    ],
    keep: "Where to keep it",
    keeping: [
        "In a sealed envelope with a name and a date across its edge, in a safe or a locked archive.",
        "In another building than the computer with the key, and never with the list of codes.",
        "Never photographed, copied, scanned into a cloud or sent.",
        "Destroyed when the study’s plan says so; until then looked at once a year, and used to rehearse.",
    ],
};

const PAPER_FR: PaperWords = PaperWords {
    title: "Copie papier d’une clé de recherche",
    warning: "Secret. Qui possède cette feuille peut lire tout ce qui a été scellé pour cette clé.",
    holder: "Titulaire",
    made: "Faite le",
    recipient: "Clé publique (pas un secret)",
    words: "La clé en 24 mots (liste anglaise de BIP-39, 2048 mots, 11 bits chacun\u{202f}: 256 bits et 8 d’une somme)",
    check: "Mots de contrôle de la clé (pas un secret, 66 bits)\u{202f}: les mots 25 à 30 quand on la retape",
    text: "La clé en toutes lettres, par groupes de quatre caractères",
    qr: "Code QR du texte de la clé",
    restore: "Comment rétablir la clé",
    restoring: [
        "Sur un ordinateur à vous, réseau coupé\u{202f}: la page du bureau, sous Clés\u{202f}; ou loop-desk key restore --out key.age",
        "Tapez les trente mots, six par ligne\u{202f}; ou tapez ou scannez le texte. Une faute est nommée par sa place.",
        "Choisissez une nouvelle phrase de passe. Comparez les mots de contrôle affichés avec ceux de cette feuille.",
        "Sans ce programme\u{202f}: le texte seul, dans un fichier, est une clé que le programme age sait lire (age -d -i fichier).",
    ],
    keep: "Où la garder",
    keeping: [
        "Dans une enveloppe scellée, un nom et une date en travers du bord, dans un coffre ou une archive fermée.",
        "Dans un autre bâtiment que l’ordinateur qui a la clé, et jamais avec la liste des codes.",
        "Jamais photographiée, copiée, numérisée dans un nuage ni envoyée.",
        "Détruite quand le plan de l’étude le dit\u{202f}; d’ici là vérifiée une fois par an, et utilisée pour la répétition.",
    ],
};

const PAPER_NL: PaperWords = PaperWords {
    title: "Papieren kopie van een onderzoekssleutel",
    warning: "Geheim. Wie dit blad heeft, kan alles lezen wat ooit voor deze sleutel is verzegeld.",
    holder: "Houder",
    made: "Gemaakt",
    recipient: "Openbare sleutel (niet geheim)",
    words: "De sleutel als 24 woorden (Engelse lijst van BIP-39, 2048 woorden, elk 11 bits: 256 bits en 8 van een som)",
    check: "Controlewoorden van de sleutel (niet geheim, 66 bits): de woorden 25 tot 30 bij het overtypen",
    text: "De sleutel als tekst, in groepjes van vier tekens",
    qr: "QR-code van de tekst van de sleutel",
    restore: "Hoe je de sleutel terughaalt",
    restoring: [
        "Op een computer van jezelf, zonder netwerk: de pagina van het bureau, onder Sleutels; of loop-desk key restore --out key.age",
        "Typ alle dertig woorden, zes per regel; of typ of scan de tekst. Een fout wordt bij zijn plaats genoemd.",
        "Kies een nieuwe wachtzin. Vergelijk de controlewoorden die verschijnen met die op dit blad.",
        "Zonder dit programma: de tekst alleen, in een bestand, is een sleutel die het programma age leest (age -d -i bestand).",
    ],
    keep: "Waar je hem bewaart",
    keeping: [
        "In een verzegelde envelop met naam en datum over de rand, in een kluis of een afgesloten archief.",
        "In een ander gebouw dan de computer met de sleutel, en nooit bij de lijst met codes.",
        "Nooit gefotografeerd, gekopieerd, in een cloud gescand of verstuurd.",
        "Vernietigd wanneer het plan van het onderzoek dat zegt; tot dan eens per jaar bekeken, en gebruikt om te oefenen.",
    ],
};

/// What stands on a slip.
pub(super) struct SlipWords {
    pub title: &'static str,
    pub code: &'static str,
    pub steps: &'static str,
    pub keys: &'static str,
    pub ask: &'static str,
}

const SLIP_EN: SlipWords = SlipWords {
    title: "Codes for participants",
    code: "Your code",
    steps: "Scan, or type the address into Safari or Chrome. Put the app on the Home Screen, open it there, type your code. Show this slip to nobody.",
    keys: "Who can open what you share. The app shows the same six words:",
    ask: "Questions",
};

const SLIP_FR: SlipWords = SlipWords {
    title: "Codes des personnes participantes",
    code: "Votre code",
    steps: "Scannez, ou tapez l’adresse dans Safari ou Chrome. Mettez l’app sur l’écran d’accueil, ouvrez-la de là, tapez votre code. Ne montrez ce billet à personne.",
    keys: "Qui peut ouvrir ce que vous partagez. L’app montre les mêmes six mots\u{202f}:",
    ask: "Questions",
};

const SLIP_NL: SlipWords = SlipWords {
    title: "Codes voor deelnemers",
    code: "Je code",
    steps: "Scan, of typ het adres in Safari of Chrome. Zet de app op je beginscherm, open hem daar, typ je code. Laat dit briefje aan niemand zien.",
    keys: "Wie kan openen wat je deelt. De app toont dezelfde zes woorden:",
    ask: "Vragen",
};
