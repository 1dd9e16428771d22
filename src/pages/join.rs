//! Joining a study: who asks, which code, what is agreed to, a passphrase, the recovery code.

use journal::{ParticipantCode, Study};
use leptos::prelude::*;

mod code;
mod consent;
mod passphrase;
mod recovery;
mod study;

use code::CodeStep;
use consent::ConsentStep;
use passphrase::PassphraseStep;
use recovery::RecoveryStep;
use study::{NoStudy, StudyStep};

use crate::components::{Mark, Shell};
use crate::state::{Beginning, Consented, StudyTrouble, fetch_study};
use crate::words::fill;

/// Where one is in joining.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Step {
    Study,
    Code,
    Consent,
    Passphrase,
    Recovery,
}

/// What was said so far; nothing of it is stored before the last step.
#[derive(Clone, Copy)]
struct Joining {
    step: RwSignal<Step>,
    study: StoredValue<Option<(Study, String)>>,
    code: StoredValue<Option<ParticipantCode>>,
    consent: StoredValue<Option<Consented>>,
    beginning: StoredValue<Option<Beginning>, LocalStorage>,
}

impl Joining {
    fn study(self) -> Study {
        self.study
            .with_value(|study| study.as_ref().map(|(study, _)| study.clone()))
            .unwrap_or_default()
    }
}

/// A pack, or why there is none.
type FoundStudy = Result<(Study, String), StudyTrouble>;

/// What is known of the pack.
#[derive(Clone)]
enum Pack {
    Looking,
    Found,
    Missing(StudyTrouble),
}

/// Five steps into a study.
#[component]
pub fn JoinPage() -> impl IntoView {
    let joining = Joining {
        step: RwSignal::new(Step::Study),
        study: StoredValue::new(None),
        code: StoredValue::new(None),
        consent: StoredValue::new(None),
        beginning: StoredValue::new_local(None),
    };
    let pack = RwSignal::new(Pack::Looking);
    let found = move |result: FoundStudy| match result {
        Ok(study) => {
            joining.study.set_value(Some(study));
            pack.set(Pack::Found);
        }
        Err(trouble) => pack.set(Pack::Missing(trouble)),
    };
    let look = move || {
        pack.set(Pack::Looking);
        leptos::task::spawn_local(async move { found(fetch_study().await) });
    };
    look();
    view! {
        <Shell places=false>
            {move || match pack.get() {
                Pack::Looking => view! { <Mark/> }.into_any(),
                Pack::Missing(trouble) => view! {
                    <NoStudy
                        trouble=trouble
                        on_retry=Callback::new(move |()| look())
                        on_study=Callback::new(found)
                    />
                }
                .into_any(),
                Pack::Found => steps(joining, Callback::new(found)).into_any(),
            }}
        </Shell>
    }
}

fn steps(joining: Joining, on_study: Callback<FoundStudy>) -> impl IntoView {
    move || match joining.step.get() {
        Step::Study => view! { <StudyStep joining=joining on_study=on_study/> }.into_any(),
        Step::Code => view! { <CodeStep joining=joining/> }.into_any(),
        Step::Consent => view! { <ConsentStep joining=joining/> }.into_any(),
        Step::Passphrase => view! { <PassphraseStep joining=joining/> }.into_any(),
        Step::Recovery => view! { <RecoveryStep joining=joining/> }.into_any(),
    }
}

fn step_words(step: usize) -> String {
    fill("step", &[("n", &step.to_string()), ("of", "5")])
}
