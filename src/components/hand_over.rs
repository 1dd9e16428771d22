//! Handing a sealed file over: the share sheet where the platform takes it, else a download.

use leptos::prelude::*;

use super::icon;
use crate::state::{HeldFile, Offer, Shared, can_save, save_sealed, use_notices};
use crate::words::{fill, t};

/// The buttons that hand a file over.
#[component]
pub fn HandOver(
    /// The file's name.
    name: String,
    /// The age file.
    file: HeldFile,
    /// The id of the button that saves it.
    id: &'static str,
    /// What that button says.
    label: &'static str,
    /// The id of the button that opens the sheet.
    share_id: &'static str,
    /// Called with true when it may have left, and with false when it has not after all. At the
    /// press already: on some phones the sheet never answers. Handed over is not "arrived".
    on_handed: Callback<bool>,
) -> impl IntoView {
    let notices = use_notices();
    let offer = RwSignal::new_local(None::<Offer>);
    let prepared = Offer::prepare(name.clone(), file.clone());
    leptos::task::spawn_local(async move { drop(offer.try_set(prepared.await)) });
    let file = StoredValue::new_local((name, file));
    let on_share = move |_| {
        // Nothing may be awaited between the tap and the sheet.
        let Some(shared) = offer.with_untracked(|offer| offer.as_ref().map(Offer::share)) else {
            return;
        };
        on_handed.run(true);
        leptos::task::spawn_local(async move {
            match shared.await {
                Shared::HandedOver => {}
                Shared::Closed => on_handed.run(false),
                Shared::Refused(error) => {
                    on_handed.run(false);
                    notices.warn(fill("ready.refused", &[("reason", t(error.words()))]));
                }
            }
        });
    };
    let on_save = move |_| match file.with_value(|(name, file)| save_sealed(name, file)) {
        Ok(()) => on_handed.run(true),
        Err(error) => notices.warn(t(error.words())),
    };
    let can_share = move || offer.with(Option::is_some);
    let save_class = move || match can_share() {
        true => "button",
        false => "button button-primary",
    };
    view! {
        {move || can_share().then(|| view! {
            <button class="button button-primary" type="button" id=share_id on:click=on_share>
                {icon("share-2")}{t("ready.share")}
            </button>
        })}
        {can_save().then(|| view! {
            <button class=save_class type="button" id=id on:click=on_save>
                {icon("download")}{label}
            </button>
        })}
    }
}
