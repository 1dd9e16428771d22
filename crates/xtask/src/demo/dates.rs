//! Moving every day in a study file by the same distance.

use jiff::{SignedDuration, civil::Date};
use serde_json::Value;

/// Days from one date to a later one; negative where it is earlier.
pub fn days_between(from: Date, to: Date) -> i32 {
    // Civil days have 24 hours, and a calendar's whole span fits an i32.
    i32::try_from(to.duration_since(from).as_hours() / 24).unwrap_or(0)
}

/// Moves each `YYYY-MM-DD` inside each text of a value, sentences included.
pub fn shift_all(value: &mut Value, days: i64) {
    match value {
        Value::String(text) => *text = shift_text(text, days),
        Value::Array(values) => values.iter_mut().for_each(|value| shift_all(value, days)),
        Value::Object(values) => values.values_mut().for_each(|value| shift_all(value, days)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

fn shift_text(text: &str, days: i64) -> String {
    const LENGTH: usize = "YYYY-MM-DD".len();
    let mut shifted = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(next) = rest.chars().next() {
        let moved = rest
            .get(..LENGTH)
            .filter(|part| part.bytes().all(|b| b.is_ascii_digit() || b == b'-'))
            .and_then(|part| part.parse::<Date>().ok())
            .and_then(|date| date.checked_add(SignedDuration::from_hours(24 * days)).ok());
        let length = match moved {
            Some(date) => {
                shifted.push_str(&date.to_string());
                LENGTH
            }
            None => {
                shifted.push(next);
                next.len_utf8()
            }
        };
        rest = &rest[length..];
    }
    shifted
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use serde_json::json;

    use super::*;

    #[test]
    fn days_move_and_everything_else_stays() {
        let mut value = json!({
            "id": "riverside-2023", "approval": "RREB-2023-0417-EXAMPLE", "n": 20,
            "issued_at": "2023-04-03T14:00:00Z",
            "text": ["jusqu’au 2024-01-31, é", "2023-02-30", null],
        });
        shift_all(&mut value, 30);
        assert_eq!(
            value,
            json!({
                "id": "riverside-2023", "approval": "RREB-2023-0417-EXAMPLE", "n": 20,
                "issued_at": "2023-05-03T14:00:00Z",
                "text": ["jusqu’au 2024-03-01, é", "2023-02-30", null],
            })
        );
    }

    #[test]
    fn days_are_counted_over_leap_years() {
        assert_eq!(days_between(date(2024, 2, 28), date(2024, 3, 1)), 2);
        assert_eq!(days_between(date(2024, 3, 1), date(2024, 2, 28)), -2);
    }
}
