//! Which question is offered next.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer, Serialize};

use crate::{LookBack, Moment, Phase, Prompt, PromptId, Returned, Theme};

/// What was offered so far: the questions that are on offer now, every question ever shown, what
/// the writer said of them, and which entries were brought back.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Offers {
    /// Makes one writer's order differ from another's; drawn once at join.
    pub seed: u64,
    /// Every prompt shown, in order.
    #[serde(deserialize_with = "with_bare_ids")]
    pub shown: Vec<Shown>,
    /// The question on the door to the past.
    pub past: Option<PromptId>,
    /// The question on the door to the future.
    pub future: Option<PromptId>,
    /// The questions on offer of the other themes.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub others: BTreeMap<Theme, PromptId>,
    /// What was set aside, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub declined: Vec<Decline>,
    /// What was brought back of the writer's own.
    #[serde(default)]
    pub look_back: LookBack,
}

/// A prompt that was shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Shown {
    /// The prompt.
    pub prompt: PromptId,
    /// The version of its wording; absent for what was shown before this was remembered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<u32>,
    /// When; absent for the same.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<Moment>,
}

/// The first journals remembered ids alone.
fn with_bare_ids<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<Shown>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Either {
        Bare(PromptId),
        Full(Shown),
    }
    let all = Vec::<Either>::deserialize(from)?;
    let full = all.into_iter().map(|either| match either {
        Either::Full(shown) => shown,
        Either::Bare(prompt) => Shown {
            prompt,
            version: None,
            at: None,
        },
    });
    Ok(full.collect())
}

/// A question that its reader set aside.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Decline {
    /// The prompt.
    pub prompt: PromptId,
    /// The version of its wording.
    pub version: u32,
    /// Why.
    pub why: DeclineReason,
    /// When.
    pub at: Moment,
}

/// Why a question is set aside. No more is ever asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeclineReason {
    /// Not today: it may come again from tomorrow on.
    NotToday,
    /// It does not concern the writer, and does not come again.
    NotRelevant,
    /// It is too close, and does not come again.
    TooClose,
}

impl DeclineReason {
    /// All of them, in the order they are offered in.
    pub const ALL: [Self; 3] = [Self::NotToday, Self::NotRelevant, Self::TooClose];

    /// The name in files.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::NotToday => "not_today",
            Self::NotRelevant => "not_relevant",
            Self::TooClose => "too_close",
        }
    }
}

/// What leaves of the offers, if the writer wants it to: what was asked and set aside, in order,
/// and which entries were brought back. No words of anybody's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OfferLog {
    /// The seed of the order, 16 lower-case hex digits.
    pub seed: String,
    /// Every prompt shown, in order.
    pub shown: Vec<Shown>,
    /// What was set aside, in order.
    pub declined: Vec<Decline>,
    /// Entries that were brought back, in order; they need not have been shared.
    pub returned: Vec<Returned>,
}

impl OfferLog {
    /// The same with everything but the dates left out of its moments.
    #[must_use]
    pub fn coarsened(mut self) -> Self {
        let shown = self.shown.iter_mut().filter_map(|shown| shown.at.as_mut());
        let declined = self.declined.iter_mut().map(|decline| &mut decline.at);
        let returned = self.returned.iter_mut().map(|returned| &mut returned.at);
        for at in shown.chain(declined).chain(returned) {
            *at = at.coarsened();
        }
        self
    }
}

impl Offers {
    /// The question on offer of a theme.
    pub fn current(&self, theme: Theme) -> Option<&PromptId> {
        match theme {
            Theme::ImagineFuture => self.future.as_ref(),
            Theme::GazingBackwards => self.past.as_ref(),
            _ => self.others.get(&theme),
        }
    }

    /// Puts the next question of a theme on offer and remembers that it was shown. Where every
    /// question of the theme was set aside, none is on offer.
    pub fn turn(
        &mut self,
        prompts: &[Prompt],
        theme: Theme,
        phase: Phase,
        language: &str,
        now: &Moment,
    ) {
        let next = choose(prompts, theme, phase, language, self, now);
        let shown = next.map(|next| Shown {
            prompt: next.id.clone(),
            version: Some(next.version),
            at: Some(now.clone()),
        });
        let next = next.map(|next| next.id.clone());
        self.shown.extend(shown);
        match (theme, next) {
            (Theme::ImagineFuture, next) => self.future = next,
            (Theme::GazingBackwards, next) => self.past = next,
            (_, Some(next)) => drop(self.others.insert(theme, next)),
            (_, None) => drop(self.others.remove(&theme)),
        }
    }

    /// Sets a question aside.
    pub fn decline(&mut self, prompt: &Prompt, why: DeclineReason, now: &Moment) {
        self.declined.push(Decline {
            prompt: prompt.id.clone(),
            version: prompt.version,
            why,
            at: now.clone(),
        });
    }

    /// Whether a question was set aside: for that day, or for good.
    pub fn is_set_aside(&self, prompt: &PromptId, today: &Moment) -> bool {
        let mut said = self.declined.iter().filter(|said| said.prompt == *prompt);
        said.any(|said| match said.why {
            DeclineReason::NotToday => said.at.date() == today.date(),
            DeclineReason::NotRelevant | DeclineReason::TooClose => true,
        })
    }

    /// What leaves of it.
    pub fn log(&self) -> OfferLog {
        OfferLog {
            seed: format!("{:016x}", self.seed),
            shown: self.shown.clone(),
            declined: self.declined.clone(),
            returned: self.look_back.returned.clone(),
        }
    }
}

/// The next question of a theme in a phase: one that was not set aside, and among those one that
/// was shown least often, then least recently, so that nothing repeats before it must. Questions
/// of the phase itself come before those of any time, questions in the reader's language before
/// the others; what is still equal is ordered by the seed. `None` only if the study has no
/// question of that theme for the phase, or all are set aside.
pub fn choose<'a>(
    prompts: &'a [Prompt],
    theme: Theme,
    phase: Phase,
    language: &str,
    offers: &Offers,
    today: &Moment,
) -> Option<&'a Prompt> {
    prompts
        .iter()
        .filter(|p| p.theme == theme && (p.phase == phase || p.phase == Phase::Anytime))
        .filter(|p| !offers.is_set_aside(&p.id, today))
        .min_by_key(|p| {
            let is_this = |shown: &Shown| shown.prompt == p.id;
            let times = offers.shown.iter().filter(|shown| is_this(shown)).count();
            let last = offers.shown.iter().rposition(is_this);
            (
                times,
                Reverse(p.text.has(language)),
                last,
                p.phase != phase,
                mix(offers.seed, p.id.0.as_bytes()),
            )
        })
}

/// FNV-1a over the seed and an id: an order, not a secret.
pub(crate) fn mix(seed: u64, id: &[u8]) -> u64 {
    seed.to_le_bytes()
        .iter()
        .chain(id)
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

    const THEMES: [Theme; 3] = [
        Theme::GazingBackwards,
        Theme::ImagineFuture,
        Theme::AfterSession,
    ];

    fn day(number: usize) -> Moment {
        Moment::parse(&format!(
            "2026-{:02}-{:02}",
            1 + number / 28 % 12,
            1 + number % 28
        ))
        .unwrap()
    }

    fn ids(shown: &[Shown]) -> Vec<&PromptId> {
        shown.iter().map(|shown| &shown.prompt).collect()
    }

    proptest! {
        #[test]
        fn nothing_repeats_before_it_must(seed: u64, language in "en|fr|nl") {
            let bank = bank();
            for theme in THEMES {
                for phase in [Phase::Start, Phase::Middle, Phase::End, Phase::Anytime] {
                    let open = bank.iter().filter(|p| p.theme == theme && (p.phase == phase || p.phase == Phase::Anytime)).count();
                    let mut offers = Offers { seed, ..Offers::default() };
                    for round in 0..3 {
                        let before = offers.shown.len();
                        for _ in 0..open {
                            offers.turn(&bank, theme, phase, &language, &day(0));
                        }
                        let distinct: BTreeSet<_> = ids(&offers.shown[before..]).into_iter().collect();
                        prop_assert_eq!(distinct.len(), open, "round {}", round);
                    }
                    prop_assert!(offers.shown.windows(2).all(|pair| pair[0].prompt != pair[1].prompt));
                }
            }
        }

        #[test]
        fn the_same_seed_gives_the_same_order(seed: u64) {
            let bank = bank();
            let run = |seed| {
                let mut offers = Offers { seed, ..Offers::default() };
                (0..20).for_each(|n| offers.turn(&bank, Theme::ImagineFuture, Phase::Middle, "en", &day(n)));
                offers.log()
            };
            prop_assert_eq!(run(seed), run(seed));
        }

        /// Whatever is said of which question and when: what was set aside for good is never shown
        /// again, what is set aside for a day not on that day, and the log tells the order.
        #[test]
        fn what_was_set_aside_does_not_come(seed: u64, says in prop::collection::vec(0usize..5, 1..120)) {
            let bank = bank();
            let mut offers = Offers { seed, ..Offers::default() };
            let (mut gone, mut today) = (BTreeSet::new(), BTreeSet::new());
            for (step, says) in says.into_iter().enumerate() {
                if step % 3 == 0 {
                    today.clear();
                }
                let now = day(step / 3);
                let before = offers.shown.len();
                offers.turn(&bank, Theme::GazingBackwards, Phase::Middle, "en", &now);
                let current = offers.current(Theme::GazingBackwards).cloned();
                prop_assert_eq!(offers.shown[before..].first().map(|shown| &shown.prompt), current.as_ref());
                let Some(current) = current else {
                    let open = bank.iter().filter(|p| p.theme == Theme::GazingBackwards && matches!(p.phase, Phase::Middle | Phase::Anytime));
                    prop_assert!(open.map(|p| &p.id).all(|id| gone.contains(id) || today.contains(id)));
                    continue;
                };
                prop_assert!(!gone.contains(&current) && !today.contains(&current));
                if let Some(why) = DeclineReason::ALL.get(says) {
                    let prompt = bank.iter().find(|p| p.id == current).unwrap();
                    offers.decline(prompt, *why, &now);
                    let set = if *why == DeclineReason::NotToday { &mut today } else { &mut gone };
                    set.insert(current);
                }
            }
            let log = offers.log();
            prop_assert_eq!(&log.shown, &offers.shown);
            prop_assert_eq!(log.declined.len(), offers.declined.len());
        }
    }

    #[test]
    fn a_question_in_the_readers_language_comes_first() {
        let bank = bank();
        let mut offers = Offers::default();
        offers.turn(&bank, Theme::GazingBackwards, Phase::Middle, "fr", &day(0));
        let first = bank
            .iter()
            .find(|p| Some(&p.id) == offers.current(Theme::GazingBackwards));
        assert!(first.unwrap().text.has("fr"));
    }

    #[test]
    fn what_the_first_journals_remembered_is_read() {
        let old = r#"{"seed":7,"shown":["GB-01","IF-02"],"past":"GB-01","future":"IF-02"}"#;
        let offers: Offers = serde_json::from_str(old).unwrap();
        assert_eq!(offers.shown[1].prompt.0, "IF-02");
        let again: Offers = serde_json::from_str(&serde_json::to_string(&offers).unwrap()).unwrap();
        assert_eq!(again, offers);
        assert_eq!(offers.log().seed, "0000000000000007");
    }
}
