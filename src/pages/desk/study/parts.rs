//! The parts in which a pack is written.

use journal::Rhythm;
use leptos::prelude::*;
use serde_json::{Value, json};

use super::fields::{Choose, Entry, Field, Flag, Pick, Sides, Spot};
use super::items::ItemList;
use crate::components::icon;
use crate::state::{StudySection, use_authoring};
use crate::words::desk::study as said;
use crate::words::{self, t};

mod consent;
mod languages;
mod prompts;
mod recipients;

use consent::consent;
use languages::Languages;
use prompts::prompts;
use recipients::recipients;

/// One part, with its name.
#[component]
pub(super) fn Part(
    /// Which.
    section: StudySection,
) -> impl IntoView {
    let fields = match section {
        StudySection::Basics => basics(),
        StudySection::People => people(),
        StudySection::Recipients => recipients(),
        StudySection::Consent => consent(),
        StudySection::Terms => terms(),
        StudySection::Phases => phases(),
        StudySection::Prompts => prompts(),
        StudySection::Entries => entries(),
        StudySection::Support => support(),
        StudySection::Codes => codes(),
    };
    let lead = match section {
        StudySection::Basics => t("part.basics_lead"),
        StudySection::People => t("part.people_lead"),
        StudySection::Recipients => t("part.recipients_lead"),
        StudySection::Consent => t("part.consent_lead"),
        StudySection::Terms => t("part.terms_lead"),
        StudySection::Phases => t("part.phases_lead"),
        StudySection::Prompts => t("part.prompts_lead"),
        StudySection::Entries => t("part.entries_lead"),
        StudySection::Support => t("part.support_lead"),
        StudySection::Codes => t("part.codes_lead"),
    };
    view! {
        <section class="study-part" aria-labelledby="part-name" data-part=section.name()>
            <h2 id="part-name" tabindex="-1">{said::section(section)}</h2>
            <p class="note">{lead}</p>
            {fields}
        </section>
    }
}

/// Fields that belong together, beside each other where there is room.
fn beside(fields: impl IntoView) -> impl IntoView {
    view! { <div class="study-pair">{fields}</div> }
}

fn basics() -> AnyView {
    view! {
        <Sides at="$.title"/>
        <Sides at="$.plain_purpose"/>
        {beside(view! { <Field at="$.institution.name"/><Field at="$.institution.unit"/> })}
        <Field at="$.pack_id" hint=t("pack.id_hint")/>
        <Languages/>
        <Spot at="$"/>
    }
    .into_any()
}

fn people() -> AnyView {
    let team = ItemList {
        list: "$.team",
        add: t("pack.add_member"),
        name: "name",
        is_folded: false,
        make: |_| json!({ "assesses_participants": null, "can_read": "", "name": "", "role": "" }),
        body: |at| {
            view! {
                {beside(view! { <Field at=format!("{at}.name")/><Field at=format!("{at}.role")/> })}
                {beside(view! {
                    <Pick at=format!("{at}.assesses_participants") values=&["", "false", "true"]/>
                    <Field at=format!("{at}.can_read")/>
                })}
                <Flag at=format!("{at}.teaches_in_course")/>
            }
            .into_any()
        },
    };
    let contacts = ItemList {
        list: "$.contacts",
        add: t("pack.add_contact"),
        name: "name",
        is_folded: false,
        make: |_| json!({ "email": "", "name": "", "phone": "", "role": "" }),
        body: |at| {
            view! {
                {beside(view! { <Field at=format!("{at}.name")/><Field at=format!("{at}.role")/> })}
                {beside(view! { <Field at=format!("{at}.phone")/><Field at=format!("{at}.email")/> })}
            }
            .into_any()
        },
    };
    view! {
        <h3>{t("pack.team")}</h3>
        {team.view()}
        <h3>{t("label.contacts")}</h3>
        <Spot at="$.contacts"/>
        {contacts.view()}
    }
    .into_any()
}

fn terms() -> AnyView {
    view! {
        <Spot at="$.ethics"/>
        {beside(view! { <Field at="$.ethics.board"/><Field at="$.ethics.approval_number"/> })}
        {beside(view! {
            <Field at="$.ethics.approved_on" entry=Entry::Day/>
            <Field at="$.ethics.expires_on" entry=Entry::Day/>
        })}
        <h3>{t("label.withdrawal")}</h3>
        <Spot at="$.withdrawal"/>
        <Field at="$.withdrawal.until" entry=Entry::Day/>
        <Field at="$.withdrawal.how"/>
        <h3>{t("label.retention")}</h3>
        <Spot at="$.retention"/>
        {beside(view! { <Field at="$.retention.audio"/><Field at="$.retention.raw_text"/> })}
        {beside(view! { <Field at="$.retention.deidentified"/><Field at="$.retention.code_list"/> })}
    }
    .into_any()
}

fn phases() -> AnyView {
    let waves = ItemList {
        list: "$.waves",
        add: t("pack.add_wave"),
        name: "id",
        is_folded: false,
        make: |draft| json!({ "from": "", "id": draft.free_id("$.waves", "W"), "to": "" }),
        body: |at| {
            view! {
                {beside(view! {
                    <Field at=format!("{at}.id")/>
                    <Pick at=format!("{at}.phase") values=&["", "start", "middle", "end"]/>
                })}
                {beside(view! {
                    <Field at=format!("{at}.from") entry=Entry::Day/>
                    <Field at=format!("{at}.to") entry=Entry::Day/>
                })}
                <Sides at=format!("{at}.label")/>
            }
            .into_any()
        },
    };
    view! { <Spot at="$.waves"/>{waves.view()} }.into_any()
}

fn entries() -> AnyView {
    let ratings = ItemList {
        list: "$.ratings",
        add: t("pack.add_rating"),
        name: "label",
        is_folded: false,
        make: |draft| {
            json!({
                "ask": "after", "id": draft.free_id("$.ratings", "rating_"), "label": {},
                "max": 10, "min": 0, "optional": true, "show_history": false
            })
        },
        body: |at| {
            view! {
                <Sides at=format!("{at}.label")/>
                {beside(view! {
                    <Field at=format!("{at}.min") entry=Entry::Number/>
                    <Field at=format!("{at}.max") entry=Entry::Number/>
                })}
                <Field at=format!("{at}.id")/>
            }
            .into_any()
        },
    };
    view! {
        {beside(view! { <Modes/><Field at="$.entry.audio.max_minutes" entry=Entry::Number/> })}
        <Pick at="$.share.times" values=&["date", "local_time"]/>
        <h3>{t("label.ratings")}</h3>
        <p class="hint">{t("pack.not_acted_on")}</p>
        {ratings.view()}
        <h3>{t("pack.schedule")}</h3>
        <Spot at="$.schedule.calendar"/>
        {beside(view! {
            <Field at="$.schedule.calendar.every_days" entry=Entry::Number/>
            <Field at="$.schedule.calendar.max_reminders" entry=Entry::Number/>
            <FirstDay/>
            <Field at="$.schedule.calendar.local_time" entry=Entry::Time/>
        })}
        <Field at="$.schedule.calendar.title"/>
        <Sides at="$.schedule.length_hint"/>
        <h3>{t("label.sessions")}</h3>
        <Flag at="$.sessions.ask"/>
        <Field at="$.sessions.max" entry=Entry::Number/>
        <Sides at="$.sessions.label"/>
    }
    .into_any()
}

/// The day of the week on which the rhythm begins.
#[component]
fn FirstDay() -> impl IntoView {
    const AT: &str = "$.schedule.calendar.weekday_local";
    let authoring = use_authoring();
    let days = Rhythm::WEEKDAYS.iter().enumerate();
    let days = days.map(|(number, name)| ((*name).to_owned(), words::weekday(number)));
    let any = (String::new(), t("pick.any_day").to_owned());
    let options: Vec<_> = std::iter::once(any).chain(days).collect();
    let on_choose = Callback::new(move |value: String| {
        authoring.change(|draft| {
            draft.set_text(AT, &value);
        });
    });
    let value = Signal::derive(move || authoring.text(AT));
    view! { <Choose at=AT options=Signal::derive(move || options.clone()) value=value on_choose=on_choose/> }
}

/// Whether entries may be spoken.
#[component]
fn Modes() -> impl IntoView {
    const AT: &str = "$.entry.modes";
    let authoring = use_authoring();
    let options = ["text", "audio"]
        .map(|value| (value.to_owned(), said::choice(AT, value).to_owned()))
        .to_vec();
    let value = Signal::derive(move || {
        let is_spoken = authoring.read(|draft| match draft.get(AT) {
            Value::Array(modes) => modes.iter().any(|mode| mode == "audio"),
            _ => true,
        });
        if is_spoken { "audio" } else { "text" }.to_owned()
    });
    let on_choose = Callback::new(move |value: String| {
        let modes = if value == "text" {
            json!(["text"])
        } else {
            json!(["text", "audio"])
        };
        authoring.change(|draft| {
            draft.set(AT, modes);
        });
    });
    view! { <Choose at=AT options=Signal::derive(move || options.clone()) value=value on_choose=on_choose/> }
}

fn support() -> AnyView {
    let support = ItemList {
        list: "$.support",
        add: t("pack.add_support"),
        name: "name",
        is_folded: false,
        make: |_| json!({ "hours": "", "name": {}, "phone": "", "when": {} }),
        body: |at| {
            view! {
                <Sides at=format!("{at}.name")/>
                {beside(view! { <Field at=format!("{at}.phone")/><Field at=format!("{at}.hours")/> })}
                <Sides at=format!("{at}.when")/>
            }
            .into_any()
        },
    };
    view! {
        <Spot at="$.support"/>
        {support.view()}
        <Sides at="$.reading_promise"/>
    }
    .into_any()
}

fn codes() -> AnyView {
    view! {
        <p class="notice">{icon("info")}<span>{t("pack.code_rule_note")}</span></p>
        <Spot at="$.participants.code_rule"/>
        <Field at="$.participants.expected_n" entry=Entry::Number/>
        <Field at="$.participants.code_rule.alphabet"/>
        {beside(view! {
            <Field at="$.participants.code_rule.length" entry=Entry::Number/>
            <Field at="$.participants.code_rule.separator"/>
        })}
        <Field at="$.participants.code_rule.example"/>
    }
    .into_any()
}
