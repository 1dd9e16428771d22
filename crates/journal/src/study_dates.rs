//! Moving every day in a study file by the same distance.

use jiff::SignedDuration;
use jiff::civil::Date;
use serde_json::Value;

/// Moves each `YYYY-MM-DD` inside each text of a value by so many days, sentences included.
pub fn shift_dates(value: &mut Value, days: i64) {
    match value {
        Value::String(text) => *text = shift_text(text, days),
        Value::Array(values) => values.iter_mut().for_each(|value| shift_dates(value, days)),
        Value::Object(values) => values
            .values_mut()
            .for_each(|value| shift_dates(value, days)),
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
    use serde_json::json;

    use super::*;

    #[test]
    fn days_move_and_everything_else_stays() {
        let mut value = json!({
            "id": "riverside-2023", "approval": "RREB-2023-0417-EXAMPLE", "n": 20,
            "issued_at": "2023-04-03T14:00:00Z",
            "text": ["jusqu’au 2024-01-31, é", "2023-02-30", null],
        });
        shift_dates(&mut value, 30);
        assert_eq!(
            value,
            json!({
                "id": "riverside-2023", "approval": "RREB-2023-0417-EXAMPLE", "n": 20,
                "issued_at": "2023-05-03T14:00:00Z",
                "text": ["jusqu’au 2024-03-01, é", "2023-02-30", null],
            })
        );
    }
}
