//! The sentences of the brief, in the three languages of the app.

use journal::{Form, LoopKind, Outcome};

use crate::print::PrintLanguage;

#[derive(Debug, PartialEq, Eq)]
pub(super) struct BriefWords {
    pub title: &'static str,
    pub lead: &'static str,
    pub agenda: &'static str,
    pub forecasts: &'static str,
    pub loops: &'static str,
    pub nothing: &'static str,
    pub written_on: &'static str,
    pub until: &'static str,
    pub day: &'static str,
    pub days: &'static str,
    /// What stands between a name and what is said of it.
    pub colon: &'static str,
    /// What stands around words of the participant.
    pub quotes: (&'static str, &'static str),
    pub open: &'static str,
    pub closed: &'static str,
    pub not_here: &'static str,
    pub answered: &'static str,
    pub do_not_quote: &'static str,
    pub ask_first: &'static str,
    /// `{n}` is how many.
    pub left_out: &'static str,
    /// In the order of [`Outcome::ALL`].
    outcomes: [&'static str; 4],
    /// In the order of [`LoopKind::ALL`].
    kinds: [&'static str; 5],
    /// Letter, forecast, outcome, chair, received, passed on, changed, agenda.
    forms: [&'static str; 8],
}

pub(super) fn of(language: PrintLanguage) -> &'static BriefWords {
    match language {
        PrintLanguage::En => &EN,
        PrintLanguage::Fr => &FR,
        PrintLanguage::Nl => &NL,
    }
}

impl BriefWords {
    pub fn outcome(&self, outcome: Outcome) -> &'static str {
        let [as_said, partly, otherwise, cannot_tell] = self.outcomes;
        match outcome {
            Outcome::AsSaid => as_said,
            Outcome::Partly => partly,
            Outcome::Otherwise => otherwise,
            Outcome::CannotTell => cannot_tell,
        }
    }

    pub fn kind(&self, kind: LoopKind) -> &'static str {
        let [reply, letter, forecast, two_chairs, passing_on] = self.kinds;
        match kind {
            LoopKind::Reply => reply,
            LoopKind::Letter => letter,
            LoopKind::Forecast => forecast,
            LoopKind::TwoChairs => two_chairs,
            LoopKind::PassingOn => passing_on,
        }
    }

    pub fn form(&self, form: &Form) -> &'static str {
        let [
            letter,
            forecast,
            outcome,
            chair,
            received,
            passed_on,
            changed,
            agenda,
        ] = self.forms;
        match form {
            Form::Letter(_) => letter,
            Form::Forecast(_) => forecast,
            Form::Outcome(_) => outcome,
            Form::Chair => chair,
            Form::Received => received,
            Form::PassedOn => passed_on,
            Form::Changed => changed,
            Form::Agenda { .. } => agenda,
        }
    }
}

const EN: BriefWords = BriefWords {
    title: "Second interview",
    lead: "For the interviewer only; destroy it after the interview. What the writer wishes not to be raised is not in here: do not ask why something is missing.",
    agenda: "What the participant wants to talk about",
    forecasts: "Forecasts, and what became of them",
    loops: "Loops",
    nothing: "Nothing was shared.",
    written_on: "Written on",
    until: "until",
    day: "day",
    days: "days",
    colon: ": ",
    quotes: ("\u{201c}", "\u{201d}"),
    open: "open",
    closed: "closed",
    not_here: "not shared",
    answered: "answered",
    do_not_quote: "do not quote",
    ask_first: "ask first",
    left_out: "Left out, for want of room: {n}. They stand at the desk, at the participant’s page.",
    outcomes: [
        "it came as said",
        "some of it came",
        "it came otherwise",
        "cannot be told",
    ],
    kinds: [
        "Earlier entries answered later",
        "Letters",
        "Forecasts",
        "One event from two sides",
        "Passing on",
    ],
    forms: [
        "letter",
        "forecast",
        "outcome of a forecast",
        "one side of an event",
        "received",
        "passed on",
        "what changed",
        "for the interview",
    ],
};

const FR: BriefWords = BriefWords {
    title: "Second entretien",
    lead: "Pour la personne qui mène l’entretien seulement\u{202f}; à détruire après l’entretien. Ce que l’auteur ne souhaite pas voir abordé n’y est pas\u{202f}: ne demandez pas pourquoi quelque chose manque.",
    agenda: "Ce dont la personne veut parler",
    forecasts: "Prévisions, et ce qu’elles sont devenues",
    loops: "Boucles",
    nothing: "Rien n’a été partagé.",
    written_on: "Écrit le",
    until: "jusqu’au",
    day: "jour",
    days: "jours",
    colon: "\u{202f}: ",
    quotes: ("«\u{202f}", "\u{202f}»"),
    open: "ouverte(s)",
    closed: "fermée(s)",
    not_here: "non partagé",
    answered: "avec réponse",
    do_not_quote: "ne pas citer",
    ask_first: "demander d’abord",
    left_out: "Omis, faute de place\u{202f}: {n}. Tout est au bureau, à la page de la personne.",
    outcomes: [
        "arrivé comme prévu",
        "arrivé en partie",
        "arrivé autrement",
        "on ne peut pas le dire",
    ],
    kinds: [
        "Notes anciennes avec une réponse plus tard",
        "Lettres",
        "Prévisions",
        "Un événement vu de deux côtés",
        "Transmettre",
    ],
    forms: [
        "lettre",
        "prévision",
        "suite d’une prévision",
        "un côté d’un événement",
        "reçu",
        "transmis",
        "ce qui a changé",
        "pour l’entretien",
    ],
};

const NL: BriefWords = BriefWords {
    title: "Tweede interview",
    lead: "Alleen voor wie het interview afneemt; vernietig dit blad na het interview. Wat de schrijver niet aan de orde wil stellen, staat hier niet: vraag niet waarom er iets ontbreekt.",
    agenda: "Waarover de deelnemer wil praten",
    forecasts: "Voorspellingen, en wat ervan kwam",
    loops: "Lussen",
    nothing: "Er is niets gedeeld.",
    written_on: "Geschreven op",
    until: "tot",
    day: "dag",
    days: "dagen",
    colon: ": ",
    quotes: ("\u{201c}", "\u{201d}"),
    open: "open",
    closed: "gesloten",
    not_here: "niet gedeeld",
    answered: "beantwoord",
    do_not_quote: "niet citeren",
    ask_first: "eerst vragen",
    left_out: "Weggelaten, bij gebrek aan plaats: {n}. Alles staat bij de balie, op de pagina van de deelnemer.",
    outcomes: [
        "het kwam zoals gezegd",
        "een deel ervan kwam",
        "het liep anders",
        "niet te zeggen",
    ],
    kinds: [
        "Eerdere notities die later beantwoord zijn",
        "Brieven",
        "Voorspellingen",
        "Eén gebeurtenis van twee kanten",
        "Doorgeven",
    ],
    forms: [
        "brief",
        "voorspelling",
        "uitkomst van een voorspelling",
        "één kant van een gebeurtenis",
        "ontvangen",
        "doorgegeven",
        "wat veranderde",
        "voor het interview",
    ],
};
