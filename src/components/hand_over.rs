//! Handing a sealed file over: the share sheet where the platform takes it, else a download.

use leptos::prelude::*;

use super::icon;
use crate::state::{Offer, Shared, can_save, save_sealed, use_notices};
use crate::words::{fill, t};

/// The buttons that hand a file over.
#[component]
pub fn HandOver(
    /// The file's name.
    name: String,
    /// The age file.
    bytes: Vec<u8>,
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
    let offer = StoredValue::new_local(Offer::new(&name, &bytes));
    let file = StoredValue::new_local((name, bytes));
    let on_share = move |_| {
        // Nothing may be awaited between the tap and the sheet.
        let shared = offer.with_value(Offer::share);
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
    let on_save = move |_| match file.with_value(|(name, bytes)| save_sealed(name, bytes)) {
        Ok(()) => on_handed.run(true),
        Err(error) => notices.warn(t(error.words())),
    };
    let can_share = offer.with_value(Offer::can_share);
    let save_class = if can_share {
        "button"
    } else {
        "button button-primary"
    };
    view! {
        {can_share.then(|| view! {
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
