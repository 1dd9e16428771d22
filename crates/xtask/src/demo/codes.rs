//! Participant codes for the demo, by the rule that stands in the study pack.

use std::{fs, path::Path};

use journal::CodeRule;

use super::write_private;
use crate::error::TaskError;

/// Reads the codes of an earlier run, or draws new ones.
pub fn read_or_make(file: &Path, rule: &CodeRule, count: usize) -> Result<Vec<String>, TaskError> {
    if !file.exists() {
        let codes = (0..count)
            .map(|_| make(rule))
            .collect::<Result<Vec<_>, _>>()?;
        write_private(file, &(codes.join("\n") + "\n"))?;
    }
    let text = fs::read_to_string(file).map_err(TaskError::file(file))?;
    Ok(text.lines().map(str::to_owned).collect())
}

fn make(rule: &CodeRule) -> Result<String, TaskError> {
    let alphabet: Vec<char> = rule.alphabet.chars().collect();
    let drawn = (0..rule.length)
        .map(|_| Ok(alphabet[make_index(alphabet.len())?]))
        .collect::<Result<String, TaskError>>()?;
    // Every character comes from the alphabet, so there is a check character.
    let check = rule.check_character(&drawn).unwrap_or_default();
    Ok(format!("{drawn}{}{check}", rule.separator))
}

/// A number below `limit`, each as likely as the others: too large draws are thrown away.
fn make_index(limit: usize) -> Result<usize, TaskError> {
    loop {
        let mut byte = [0];
        getrandom::fill(&mut byte).map_err(TaskError::Randomness)?;
        let number = usize::from(byte[0]);
        if number < 256 / limit * limit {
            return Ok(number % limit);
        }
    }
}

#[cfg(test)]
mod tests {
    use journal::ParticipantCode;

    use super::*;

    #[test]
    fn drawn_codes_are_accepted_and_a_slip_in_one_is_not() {
        let rule = CodeRule {
            alphabet: "23456789ABCDEFGHJKMNPQRSTVWXYZ".into(),
            length: 5,
            separator: "-".into(),
            check: "luhn-mod-n".into(),
        };
        for _ in 0..50 {
            let code = make(&rule).unwrap();
            assert_eq!(ParticipantCode::parse(&code, &rule).unwrap().as_str(), code);
            let other = if code.starts_with('7') { "8" } else { "7" };
            let slipped = format!("{other}{}", &code[1..]);
            assert!(
                ParticipantCode::parse(&slipped, &rule).is_err(),
                "{slipped}"
            );
        }
    }
}
