//! One of a few, as chips.

use leptos::prelude::*;

/// Radio chips under one question.
#[component]
pub fn Chips(
    /// The question.
    #[prop(into)]
    legend: String,
    /// The group's name.
    #[prop(into)]
    name: String,
    /// What can be chosen: values with their labels.
    options: Vec<(&'static str, String)>,
    /// What is chosen.
    chosen: Signal<String>,
    /// Called with the value that was chosen.
    on_choose: Callback<String>,
    /// The group's class.
    #[prop(default = "")]
    class: &'static str,
    /// Whether the chips stand joined.
    #[prop(default = false)]
    joined: bool,
) -> impl IntoView {
    let chips = options
        .into_iter()
        .map(|(value, label)| {
            view! {
                <label class="chip">
                    <input
                        type="radio"
                        name=name.clone()
                        value=value
                        prop:checked=move || chosen.get() == value
                        on:change=move |_| on_choose.run(value.to_owned())
                    />
                    {label}
                </label>
            }
        })
        .collect_view();
    view! {
        <fieldset class=class>
            <legend class="label">{legend}</legend>
            <div class="chips" class:chips-joined=joined>{chips}</div>
        </fieldset>
    }
}
