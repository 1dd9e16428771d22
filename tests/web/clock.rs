//! The phone's clock.

use closing_the_loop::browser::clock;
use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen_test]
fn now_is_local_time_with_its_offset() {
    let now = clock::now();
    let here = js_sys::Date::new_0();
    assert!(now.time().is_some(), "{now}");
    assert_eq!(now.date()[..4], here.get_full_year().to_string());
    let parsed = js_sys::Date::new(&now.as_str().into());
    assert!(
        (here.get_time() - parsed.get_time()).abs() < 2_000.0,
        "{now}"
    );
}

#[wasm_bindgen_test]
fn dates_are_spoken_in_each_language() {
    let day = journal::Moment::parse("2026-06-14").unwrap();
    assert_eq!(clock::spoken_date(&day, "en"), "14 June 2026");
    assert_eq!(clock::spoken_date(&day, "fr"), "14 juin 2026");
    assert_eq!(clock::spoken_date(&day, "nl"), "14 juni 2026");
    assert_eq!(clock::spoken_month("2026-01", "nl"), "januari 2026");
}
