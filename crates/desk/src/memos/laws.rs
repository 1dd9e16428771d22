//! What two files put together are.

use proptest::prelude::*;

use super::tests::{about, tagged};
use super::*;

/// Files of one to eight lines by few people, at few moments, with broken lines between them: so
/// that they meet.
fn files() -> impl Strategy<Value = Memos> {
    let line = (0..6_u8, 0..3_u8, 0..3_u8);
    prop::collection::vec(line, 0..8).prop_map(|lines| {
        let mut memos = Memos::default();
        for (what, who, when) in lines {
            let author = ["Ada", "Bo", "Chi"][usize::from(who)];
            let at = format!("2026-02-0{}T10:00:00Z", 1 + when);
            let by = (at.as_str(), author);
            // What cannot be written now was tried, and that is all.
            match what {
                0 => drop(memos.write(by, MemoKind::Analytic, about(who), "one", None)),
                1 => {
                    let standing = memos.memos().into_iter().find(|memo| memo.is_standing);
                    let follows = standing.map(|memo| memo.id);
                    drop(memos.write(by, MemoKind::Method, About::Study, "two", follows));
                }
                2 => drop(tagged(&mut memos, by, 1, "night")),
                3 => drop(tagged(&mut memos, by, 2, "first day")),
                4 => drop(memos.untag(
                    by,
                    &about(0).participant().unwrap().clone(),
                    entry(1),
                    "night",
                )),
                _ => drop(memos.unread.insert(format!("broken {when}"))),
            }
        }
        memos
    })
}

fn entry(number: u8) -> EntryId {
    EntryId::from_random([number; 16])
}

fn united(a: &Memos, b: &Memos) -> Memos {
    let mut all = a.clone();
    all.unite(b.clone());
    all
}

proptest! {
    #[test]
    fn it_does_not_matter_who_comes_first_or_how_often(a in files(), b in files(), c in files()) {
        prop_assert_eq!(united(&a, &b), united(&b, &a));
        prop_assert_eq!(united(&united(&a, &b), &c), united(&a, &united(&b, &c)));
        prop_assert_eq!(&united(&a, &a), &a);
        prop_assert_eq!(united(&united(&a, &b), &b), united(&a, &b));
        prop_assert_eq!(united(&a, &b).tags(), united(&b, &a).tags());
    }

    #[test]
    fn nothing_is_lost(a in files(), b in files()) {
        let all = united(&a, &b);
        for memos in [&a, &b] {
            for key in memos.lines.keys() {
                prop_assert!(all.lines.contains_key(key));
            }
            prop_assert!(memos.unread.is_subset(&all.unread));
            // What stood alone stands, unless the other one corrected or took it away.
            for tag in all.tags() {
                prop_assert!(a.given().iter().chain(&b.given()).any(|(_, one)| one.tag == tag.tag));
            }
        }
    }

    #[test]
    fn a_file_read_again_is_the_same(a in files()) {
        let (read, unread) = Memos::parse(&a.text());
        prop_assert_eq!(unread.len(), a.unread.len());
        prop_assert_eq!(read, a);
    }
}
