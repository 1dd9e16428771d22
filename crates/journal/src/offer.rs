//! Which question is offered next.

use std::cmp::Reverse;

use serde::{Deserialize, Serialize};

use crate::{Phase, Prompt, PromptId, Theme};

/// What was offered so far: the questions now on the two doors, and every question ever shown.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Offers {
    /// Makes one writer's order differ from another's; drawn once at join.
    pub seed: u64,
    /// Every prompt shown, in order.
    pub shown: Vec<PromptId>,
    /// The question on the door to the past.
    pub past: Option<PromptId>,
    /// The question on the door to the future.
    pub future: Option<PromptId>,
}

impl Offers {
    /// The question on the door of a theme.
    pub fn current(&self, theme: Theme) -> Option<&PromptId> {
        match theme {
            Theme::ImagineFuture => self.future.as_ref(),
            _ => self.past.as_ref(),
        }
    }

    /// Puts the next question on the door of a theme and remembers that it was shown.
    pub fn turn(&mut self, prompts: &[Prompt], theme: Theme, phase: Phase, language: &str) {
        let Some(next) = choose(prompts, theme, phase, language, &self.shown, self.seed) else {
            return;
        };
        let next = next.id.clone();
        self.shown.push(next.clone());
        match theme {
            Theme::ImagineFuture => self.future = Some(next),
            _ => self.past = Some(next),
        }
    }
}

/// The next question of a theme in a phase: one that was shown least often, then least
/// recently, so that nothing repeats before it must. Questions of the phase itself come before
/// those of any time, questions in the reader's language before the others; what is still equal
/// is ordered by `seed`. `None` only if the study has no question of that theme for the phase.
pub fn choose<'a>(
    prompts: &'a [Prompt],
    theme: Theme,
    phase: Phase,
    language: &str,
    shown: &[PromptId],
    seed: u64,
) -> Option<&'a Prompt> {
    prompts
        .iter()
        .filter(|p| p.theme == theme && (p.phase == phase || p.phase == Phase::Anytime))
        .min_by_key(|p| {
            let times = shown.iter().filter(|id| **id == p.id).count();
            let last = shown.iter().rposition(|id| *id == p.id);
            (
                times,
                Reverse(p.text.has(language)),
                last,
                p.phase != phase,
                mix(seed, &p.id),
            )
        })
}

/// FNV-1a over the seed and the id: an order, not a secret.
fn mix(seed: u64, id: &PromptId) -> u64 {
    seed.to_le_bytes()
        .iter()
        .chain(id.0.as_bytes())
        .fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
            (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::prompt::bank;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    proptest! {
        #[test]
        fn nothing_repeats_before_it_must(seed: u64, language in "en|fr|nl") {
            let bank = bank();
            for theme in [Theme::GazingBackwards, Theme::ImagineFuture] {
                for phase in [Phase::Start, Phase::Middle, Phase::End, Phase::Anytime] {
                    let open = bank.iter().filter(|p| p.theme == theme && (p.phase == phase || p.phase == Phase::Anytime)).count();
                    let mut offers = Offers { seed, ..Offers::default() };
                    for round in 0..3 {
                        let before = offers.shown.len();
                        for _ in 0..open {
                            offers.turn(&bank, theme, phase, &language);
                        }
                        let distinct: BTreeSet<_> = offers.shown[before..].iter().collect();
                        prop_assert_eq!(distinct.len(), open, "round {}", round);
                    }
                    prop_assert!(offers.shown.windows(2).all(|pair| pair[0] != pair[1]));
                }
            }
        }

        #[test]
        fn the_same_seed_gives_the_same_order(seed: u64) {
            let bank = bank();
            let run = |seed| {
                let mut offers = Offers { seed, ..Offers::default() };
                (0..20).for_each(|_| offers.turn(&bank, Theme::ImagineFuture, Phase::Middle, "en"));
                offers.shown
            };
            prop_assert_eq!(run(seed), run(seed));
        }
    }

    #[test]
    fn a_question_in_the_readers_language_comes_first() {
        let bank = bank();
        let mut offers = Offers::default();
        offers.turn(&bank, Theme::GazingBackwards, Phase::Middle, "fr");
        let first = bank
            .iter()
            .find(|p| Some(&p.id) == offers.current(Theme::GazingBackwards));
        assert!(first.unwrap().text.has("fr"));
    }
}
