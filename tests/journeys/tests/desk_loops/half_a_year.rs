//! Half a year of somebody's journal as bundles, without waiting for it.

use bundle::{Consented, DeviceKey, Identity, Mode, Outgoing, Recipient, Withdrawn, pack};
use journal::{
    Addressee, Context, Entry, EntryId, Forecast, Form, Letter, Link, LinkKind, Moment, Opens,
    Outcome, ParticipantCode, Person, PersonKind, Role, Session, Sharing, Stimulus, Times,
};

pub(super) fn id(number: u8) -> EntryId {
    EntryId::from_random([number; 16])
}

fn day(text: &str) -> Moment {
    Moment::parse(text).unwrap()
}

fn entry(number: u8, date: &str, role: Role, text: &str, context: Context) -> Entry {
    let mut entry = Entry::new(id(number), None, text.into(), day(date));
    entry.role = role;
    entry.sharing = Sharing::MayShare;
    entry.context = context.kept();
    entry
}

fn formed(form: Form) -> Context {
    Context {
        form: Some(form),
        ..Context::default()
    }
}

fn linked(form: Option<Form>, links: &[(LinkKind, u8)]) -> Context {
    let links = links.iter().map(|(kind, to)| Link {
        kind: *kind,
        entry: id(*to),
    });
    Context {
        form,
        links: links.collect(),
        ..Context::default()
    }
}

fn letter(to: Addressee, opens: Opens, opened: Option<&str>) -> Context {
    formed(Form::Letter(Letter {
        to,
        opens,
        opened_at: opened.map(day),
    }))
}

fn forecast(horizon: &str, sure: u8) -> Context {
    formed(Form::Forecast(Forecast {
        horizon: day(horizon),
        sure,
    }))
}

/// 1 is not to be quoted; 9 is not to be raised; 20 is taken back later; 30 was never shared.
pub(super) fn entries() -> Vec<Entry> {
    let mut first = entry(
        1,
        "2026-01-12",
        Role::Student,
        "First tutorial, and I said nothing. Twenty people, and every sentence I made in my head was too long by the time there was a gap.",
        Context::default(),
    );
    first.handling.do_not_quote = true;
    let gone = entry(
        20,
        "2026-01-20",
        Role::Student,
        "What the supervisor said of me in the corridor.",
        Context::default(),
    );
    let mut reply = linked(None, &[(LinkKind::RepliesTo, 1), (LinkKind::RepliesTo, 20)]);
    reply.stimuli = [&first, &gone]
        .map(|shown| Stimulus::of(shown, day("2026-04-02")))
        .into();
    reply.people = vec![
        Person {
            kind: PersonKind::Mentee,
            n: 1,
        },
        Person {
            kind: PersonKind::Mentor,
            n: 2,
        },
    ];
    reply.session = Some(Session::Number(3));
    let mut received = entry(
        9,
        "2026-02-03",
        Role::Student,
        "Mentor 2 waited. She let the silence stand until I had my sentence.",
        formed(Form::Received),
    );
    received.handling.do_not_raise = true;
    let mut sealed = entry(
        3,
        "2026-01-14",
        Role::Student,
        "Dear me in June,\n\nyou will have finished the year. I hope you still write things down before you forget that you did not know them. If you mentor somebody by now: let them be slow.",
        letter(
            Addressee::EndOfYear,
            Opens::On(day("2026-06-01")),
            Some("2026-06-02"),
        ),
    );
    sealed.title = "To me, in June".into();
    sealed.handling.ask_first = true;
    vec![
        first,
        gone,
        sealed,
        received,
        entry(
            5,
            "2026-01-20",
            Role::Student,
            "By May I will have a group of my own and not be afraid of the first five minutes.",
            forecast("2026-05-04", 60),
        ),
        entry(
            6,
            "2026-02-10",
            Role::Student,
            "The seminar from the chair by the door: I waited for somebody to notice that I was lost.",
            formed(Form::Chair),
        ),
        entry(
            7,
            "2026-02-11",
            Role::Mentor,
            "The same seminar from the front: he looked busy, and I took it for understanding.",
            linked(Some(Form::Chair), &[(LinkKind::OtherChairOf, 6)]),
        ),
        entry(
            8,
            "2026-02-12",
            Role::Both,
            "Both of us were waiting for the other one to begin.",
            linked(None, &[(LinkKind::RepliesTo, 7), (LinkKind::RepliesTo, 6)]),
        ),
        entry(
            10,
            "2026-03-09",
            Role::Mentor,
            "I waited for Mentee A, and counted to twenty so as not to help.",
            linked(Some(Form::PassedOn), &[(LinkKind::PassesOn, 9)]),
        ),
        entry(
            11,
            "2026-03-16",
            Role::Mentor,
            "On the way patience became a number. I should tell her that I count.",
            linked(Some(Form::Changed), &[(LinkKind::Continues, 10)]),
        ),
        entry(
            2,
            "2026-04-02",
            Role::Both,
            "I would tell that student that the sentence may be short. Mentee A makes hers as long as I did.",
            reply,
        ),
        entry(
            12,
            "2026-05-06",
            Role::Mentor,
            "Two groups, and the five minutes are still there. What surprised me is that they are the part I prepare for now.",
            linked(
                Some(Form::Outcome(Outcome::Partly)),
                &[(LinkKind::OutcomeOf, 5)],
            ),
        ),
        entry(
            4,
            "2026-06-03",
            Role::Both,
            "Dear me in January,\n\nI do write them down, and I was slow with Mentee A today. You were right to be afraid, and wrong about what of.",
            linked(None, &[(LinkKind::AnswersLetter, 3)]),
        ),
        entry(
            13,
            "2026-06-05",
            Role::Mentor,
            "An answer to a letter that I keep for myself.",
            linked(None, &[(LinkKind::AnswersLetter, 30)]),
        ),
        entry(
            14,
            "2026-05-20",
            Role::Mentor,
            "In the second year somebody will ask me to talk about failure, and I will say yes.",
            forecast("2027-01-15", 25),
        ),
        entry(
            15,
            "2026-05-21",
            Role::Mentor,
            "To the one who meets the next first-year:\n\nask what they are proud of before you ask what is hard.",
            letter(
                Addressee::FirstMentee,
                Opens::When("the new group has met once".into()),
                Some("2026-06-10"),
            ),
        ),
        entry(
            16,
            "2026-06-12",
            Role::Both,
            "I want to talk about waiting: who waits for whom, and when it helps.",
            formed(Form::Agenda {
                entries: vec![id(10), id(1), id(9), id(8)],
            }),
        ),
    ]
}

/// The bundles of a participant who agrees to a second interview or not: the entries, and then that
/// one is taken back.
pub(super) fn bundles(
    study: &str,
    code: &ParticipantCode,
    seed: u8,
    agreed: bool,
    recipients: &[(String, String, Recipient)],
) -> Vec<Vec<u8>> {
    let made = [
        (1, entries(), Vec::new()),
        (
            2,
            Vec::new(),
            vec![Withdrawn {
                id: id(20),
                at: day("2026-06-15"),
            }],
        ),
    ];
    let sealed = made.into_iter().map(|(seq, entries, withdrawn)| {
        let outgoing = Outgoing {
            study_id: study.into(),
            study_config_version: 1,
            participant_id: code.clone(),
            device_label: String::new(),
            seq,
            prev_bundle_sha512: None,
            mode: Mode::Incremental,
            withdrawn,
            offers: None,
            now: day("2026-06-15"),
            times: Times::Date,
            counter: seq,
            app_version: "0.1.0".into(),
            consent: Consented {
                version: "1".into(),
                language: "en".into(),
                items: [("interview2".to_owned(), agreed)].into(),
            },
            entries: entries.into_iter().map(|entry| vec![entry]).collect(),
        };
        let key = DeviceKey::from_seed(&[seed; 32]);
        let own = Identity::make().recipient();
        pack(&outgoing, &key, recipients, &own).unwrap().bytes
    });
    sealed.collect()
}
