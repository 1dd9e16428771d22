//! Step 5: the recovery code, and proof that it was noted down.

use leptos::prelude::*;

use super::{Joining, step_words};
use crate::components::{Head, RecoveryCheck};
use crate::state::{use_journal, use_notices};
use crate::words::{fill, t};

/// Shows the code once, and stores the journal when two of its groups were typed back.
#[component]
pub(super) fn RecoveryStep(joining: Joining) -> impl IntoView {
    let journal = use_journal();
    let notices = use_notices();
    let code = joining
        .beginning
        .with_value(|beginning| beginning.as_ref().map(|b| b.recovery_code.clone()))
        .unwrap_or_default();
    let start = Action::new_local(move |(): &()| async move {
        let Some(beginning) = joining.beginning.try_update_value(Option::take).flatten() else {
            return;
        };
        let (study, code, consent) = (
            joining.study.get_value().map(|(_, json)| json),
            joining.code.get_value(),
            joining.consent.get_value(),
        );
        let (Some(study), Some(code), Some(consent)) = (study, code, consent) else {
            return;
        };
        if let Err(reason) = journal.begin(beginning, study, code, consent).await {
            // The keys went with the attempt: the passphrase is asked again.
            notices.warn(fill(
                "recovery.not_started",
                &[("reason", t(reason.words()))],
            ));
            joining.step.set(super::Step::Passphrase);
        }
    });
    view! {
        <Head title=t("recovery.title") step=step_words(5) lead=t("recovery.lead")/>
        <RecoveryCheck
            code=code
            label=t("recovery.start")
            busy=start.pending()
            on_proved=Callback::new(move |()| { start.dispatch(()); })
        />
    }
}
