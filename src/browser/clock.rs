//! The phone's clock and calendar, and how dates are spoken.

use std::time::Duration;

use gloo_timers::future::TimeoutFuture;
use journal::Moment;
use js_sys::{Date, Object, Reflect};
use wasm_bindgen::JsValue;

/// Now, as local time with its offset, in whole seconds.
pub fn now() -> Moment {
    let date = Date::new_0();
    let offset = -date.get_timezone_offset() as i32;
    let sign = if offset < 0 { '-' } else { '+' };
    let text = format!(
        "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}{sign}{:02}:{:02}",
        date.get_full_year(),
        date.get_month() + 1,
        date.get_date(),
        date.get_hours(),
        date.get_minutes(),
        date.get_seconds(),
        offset.abs() / 60,
        offset.abs() % 60,
    );
    Moment::parse(&text).unwrap_or_else(|_| Moment::parse("1970-01-01").expect("a date"))
}

/// Milliseconds since 1970, for measuring.
pub fn milliseconds() -> f64 {
    Date::now()
}

/// A moment in milliseconds since 1970 in RFC 3339, UTC, whole seconds.
pub fn utc(milliseconds: f64) -> String {
    let text: String = Date::new(&JsValue::from_f64(milliseconds))
        .to_iso_string()
        .into();
    match text.split_once('.') {
        Some((whole, _)) => format!("{whole}Z"),
        None => text,
    }
}

/// Whole days since a moment; none where the clock stands before it.
pub fn days_since(moment: &Moment) -> i64 {
    let then = Date::parse(moment.as_str());
    ((Date::now() - then) / 86_400_000.0).max(0.0) as i64
}

/// Waits.
pub async fn pause(duration: Duration) {
    TimeoutFuture::new(duration.as_millis() as u32).await;
}

/// `14 June 2023` in the language's own way.
pub fn spoken_date(moment: &Moment, language: &str) -> String {
    spoken(
        moment.date(),
        language,
        &[("day", "numeric"), ("month", "long"), ("year", "numeric")],
    )
}

/// `14 June`.
pub fn spoken_day(moment: &Moment, language: &str) -> String {
    spoken(
        moment.date(),
        language,
        &[("day", "numeric"), ("month", "long")],
    )
}

/// `Wed`.
pub fn spoken_weekday(moment: &Moment, language: &str) -> String {
    spoken(moment.date(), language, &[("weekday", "short")])
}

/// `Wednesday 14 June 2023`.
pub fn spoken_whole_day(moment: &Moment, language: &str) -> String {
    spoken(
        moment.date(),
        language,
        &[
            ("weekday", "long"),
            ("day", "numeric"),
            ("month", "long"),
            ("year", "numeric"),
        ],
    )
}

/// `Wednesday` of 2: Monday is 0.
pub fn spoken_weekday_name(number: usize, language: &str) -> String {
    // The first of January 2024 was a Monday.
    let date = format!("2024-01-{:02}", number % 7 + 1);
    spoken(&date, language, &[("weekday", "long")])
}

/// `June 2023` of a month `2023-06`.
pub fn spoken_month(month: &str, language: &str) -> String {
    spoken(
        &format!("{month}-01"),
        language,
        &[("month", "long"), ("year", "numeric")],
    )
}

/// `Jun` of a month `2023-06`.
pub fn spoken_short_month(month: &str, language: &str) -> String {
    spoken(&format!("{month}-01"), language, &[("month", "short")])
}

fn spoken(date: &str, language: &str, parts: &[(&str, &str)]) -> String {
    let options = Object::new();
    for (key, value) in parts.iter().chain([&("timeZone", "UTC")]) {
        // Setting a property of a fresh object does not fail.
        let _ = Reflect::set(&options, &JsValue::from_str(key), &JsValue::from_str(value));
    }
    let locale = if language == "en" { "en-GB" } else { language };
    let day = Date::new(&JsValue::from_str(&format!("{date}T12:00:00Z")));
    day.to_locale_date_string(locale, &options).into()
}
