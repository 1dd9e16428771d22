//! Which question is offered next.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

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
    /// When the writer let it come again; absent as long as it stays aside. That it was set aside
    /// is not forgotten by that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub again: Option<Moment>,
}

impl Decline {
    /// Whether it keeps its question away on a day.
    fn holds(&self, today: &Moment) -> bool {
        match self.why {
            DeclineReason::NotToday => self.at.date() == today.date(),
            DeclineReason::NotRelevant | DeclineReason::TooClose => self.again.is_none(),
        }
    }
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
        let declined = self.declined.iter_mut();
        let declined =
            declined.flat_map(|said| std::iter::once(&mut said.at).chain(&mut said.again));
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
        match choose(prompts, theme, phase, language, self, now) {
            Some(next) => self.show(next, now),
            None => self.take_down(theme),
        }
    }

    fn show(&mut self, prompt: &Prompt, now: &Moment) {
        self.shown.push(Shown {
            prompt: prompt.id.clone(),
            version: Some(prompt.version),
            at: Some(now.clone()),
        });
        self.put(prompt.theme, Some(prompt.id.clone()));
    }

    fn put(&mut self, theme: Theme, next: Option<PromptId>) {
        match (theme, next) {
            (Theme::ImagineFuture, next) => self.future = next,
            (Theme::GazingBackwards, next) => self.past = next,
            (_, Some(next)) => drop(self.others.insert(theme, next)),
            (_, None) => drop(self.others.remove(&theme)),
        }
    }

    /// Whether the question on offer of a theme can no longer stay there: there is none, it was
    /// set aside, it is not of this phase, or the study does not ask it any more. Where nothing can
    /// take its place, nothing can be mended and it is not stale.
    pub fn is_stale(
        &self,
        prompts: &[Prompt],
        theme: Theme,
        phase: Phase,
        language: &str,
        today: &Moment,
    ) -> bool {
        let id = self.current(theme);
        let stays = prompts.iter().any(|prompt| {
            Some(&prompt.id) == id
                && prompt.is_of(theme, phase)
                && !self.is_set_aside(&prompt.id, today)
        });
        let next = choose(prompts, theme, phase, language, self, today);
        !stays && (id.is_some() || next.is_some())
    }

    /// Takes the question of a theme down, and puts no other one there yet: what is not seen is not
    /// shown.
    pub fn take_down(&mut self, theme: Theme) {
        self.put(theme, None);
    }

    /// Sets a question aside.
    pub fn decline(&mut self, prompt: &Prompt, why: DeclineReason, now: &Moment) {
        self.declined.push(Decline {
            prompt: prompt.id.clone(),
            version: prompt.version,
            why,
            at: now.clone(),
            again: None,
        });
    }

    /// Undoes the last time that a question was set aside, which was a slip, and puts it on offer
    /// again: it is shown once more, and that is remembered.
    pub fn undo_decline(&mut self, prompt: &Prompt, now: &Moment) {
        let last = self
            .declined
            .iter()
            .rposition(|said| said.prompt == prompt.id);
        if let Some(last) = last {
            self.declined.remove(last);
            self.show(prompt, now);
        }
    }

    /// Whether a question was set aside: for that day, or for good.
    pub fn is_set_aside(&self, prompt: &PromptId, today: &Moment) -> bool {
        let mut said = self.declined.iter().filter(|said| said.prompt == *prompt);
        said.any(|said| said.holds(today))
    }

    /// The questions that are set aside for good, each once.
    pub fn set_aside(&self) -> BTreeSet<&PromptId> {
        let for_good =
            |said: &&Decline| said.why != DeclineReason::NotToday && said.again.is_none();
        let declined = self.declined.iter().filter(for_good);
        declined.map(|said| &said.prompt).collect()
    }

    /// Lets everything that was set aside for good come again.
    pub fn bring_again(&mut self, now: &Moment) {
        let for_good = |said: &&mut Decline| said.why != DeclineReason::NotToday;
        for said in self.declined.iter_mut().filter(for_good) {
            said.again.get_or_insert_with(|| now.clone());
        }
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
        .filter(|p| p.is_of(theme, phase))
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
    fn what_was_set_aside_for_good_can_come_again_and_the_log_tells_both() {
        let bank = bank();
        let mut offers = Offers::default();
        let theme = Theme::ClosingLoop;
        let turn =
            |offers: &mut Offers, at| offers.turn(&bank, theme, Phase::Middle, "en", &day(at));
        let stale =
            |offers: &Offers, phase, at| offers.is_stale(&bank, theme, phase, "en", &day(at));
        assert!(stale(&offers, Phase::Middle, 0));
        turn(&mut offers, 0);
        assert!(!stale(&offers, Phase::Middle, 0));
        // A question of the middle does not stay on offer at the end.
        let current = |offers: &Offers| {
            let id = offers.current(theme).cloned();
            bank.iter().find(|prompt| Some(&prompt.id) == id.as_ref())
        };
        let of_phase = |prompt: &Prompt| prompt.phase == Phase::Middle;
        assert!(current(&offers).is_some_and(of_phase));
        assert!(stale(&offers, Phase::End, 0));
        let all = || {
            bank.iter()
                .filter(|prompt| prompt.is_of(theme, Phase::Middle))
        };
        while let Some(prompt) = current(&offers) {
            offers.decline(prompt, DeclineReason::TooClose, &day(1));
            assert!(stale(&offers, Phase::Middle, 1));
            turn(&mut offers, 1);
        }
        assert_eq!(offers.set_aside().len(), all().count());
        // Nothing is left that could take its place.
        assert!(!stale(&offers, Phase::Middle, 2));
        let slip = all().next().unwrap();
        let (declined, shown) = (offers.declined.len(), offers.shown.len());
        offers.undo_decline(slip, &day(2));
        assert_eq!(offers.current(theme), Some(&slip.id));
        assert_eq!(
            (offers.declined.len(), offers.shown.len()),
            (declined - 1, shown + 1)
        );
        offers.bring_again(&day(3));
        assert_eq!(offers.set_aside().len(), 0);
        assert!(all().all(|prompt| !offers.is_set_aside(&prompt.id, &day(3))));
        let log = offers.log().coarsened();
        assert_eq!(log.declined.len(), declined - 1);
        assert!(
            log.declined
                .iter()
                .all(|said| said.at == day(1) && said.again == Some(day(3)))
        );
        // What comes again can be set aside again.
        offers.decline(slip, DeclineReason::NotRelevant, &day(4));
        assert!(offers.is_set_aside(&slip.id, &day(90)));
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
