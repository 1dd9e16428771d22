//! Papers typed well and badly.

use super::*;
use bip39::Mnemonic;
use proptest::prelude::*;

fn key(byte: u8) -> Identity {
    Identity::from_bytes(&[byte; 32]).unwrap()
}

fn thirty(identity: &Identity) -> Vec<String> {
    let words = identity.to_words();
    words
        .split(' ')
        .chain(words_of(identity))
        .map(str::to_owned)
        .collect()
}

fn typed(words: &[String]) -> Result<TypedKey, TypedKeyError> {
    Identity::from_typed(&words.join(" "))
}

#[test]
fn the_words_are_those_of_bip39() {
    // The first published vector for 256 bits.
    let zero = key(0).to_words();
    assert_eq!(*zero, format!("{}art", "abandon ".repeat(23)));
    let drawn = Identity::make();
    let theirs = Mnemonic::parse_in(Language::English, &*drawn.to_words()).unwrap();
    assert_eq!(theirs.to_entropy(), *drawn.to_bytes());
}

#[test]
fn a_paper_is_read_however_it_is_typed() {
    let identity = key(7);
    let words = thirty(&identity);
    let lines: Vec<String> = words.chunks(6).map(|line| line.join(", ")).collect();
    let numbered: String = (1..)
        .zip(&words)
        .map(|(n, word)| format!("{n}. {}\n", word.to_uppercase()))
        .collect();
    for text in [words.join(" "), lines.join("\r\n"), numbered] {
        let read = Identity::from_typed(&text).unwrap();
        assert!(read.is_certain);
        assert_eq!(read.identity.recipient(), identity.recipient());
    }
    let alone = typed(&words[..24]).unwrap();
    assert_eq!(alone.identity.recipient(), identity.recipient());
    assert!(!alone.is_certain);

    let secret = identity.to_secret_string();
    let groups: Vec<String> = secret
        .as_bytes()
        .chunks(4)
        .map(|group| String::from_utf8(group.to_vec()).unwrap())
        .collect();
    for text in [secret.to_lowercase(), groups.join(" "), groups.join("\n")] {
        let read = Identity::from_typed(&text).unwrap();
        assert_eq!(read.identity.recipient(), identity.recipient());
    }
}

#[test]
fn a_mistake_in_the_words_is_named_by_its_place() {
    use TypedKeyError as E;
    let identity = key(7);
    let good = thirty(&identity);
    let with = |at: usize, word: &str| {
        let mut words = good.clone();
        words[at] = word.into();
        words
    };
    let meant = |at: usize| {
        let list = Language::English.word_list();
        list[list.binary_search(&good[at].as_str()).unwrap()]
    };
    assert_eq!(Identity::from_typed(" \n").unwrap_err(), E::Empty);
    assert_eq!(typed(&good[..23]).unwrap_err(), E::Count(23));
    // Another word of the list: only with the check words can its place be known.
    let wrong = with(4, "zebra");
    let word = |at: usize| E::Word {
        position: at + 1,
        meant: meant(at),
    };
    assert_eq!(typed(&wrong).unwrap_err(), word(4));
    assert_eq!(typed(&wrong[..24]).unwrap_err(), E::Sum);
    // A slip of the finger.
    assert_eq!(typed(&with(11, "zebrra")).unwrap_err(), word(11));
    let E::Unknown(unknown) = typed(&with(11, "zebrra")[..24]).unwrap_err() else {
        panic!("a word of no list");
    };
    assert_eq!(
        (unknown[0].position, unknown[0].nearest),
        (12, Some("zebra"))
    );
    // Two places.
    let mut two = with(4, "zebra");
    two[9] = "zoo".into();
    assert_eq!(typed(&two).unwrap_err(), E::Several);
    let mut swapped = thirty(&Identity::from_bytes(&std::array::from_fn(|at| at as u8)).unwrap());
    swapped.swap(2, 3);
    assert_eq!(typed(&swapped).unwrap_err(), E::Swapped(3));
    // The check words themselves.
    assert_eq!(typed(&with(27, "zebra")).unwrap_err(), E::CheckWord(28));
    let mut strange = good.clone();
    strange.truncate(24);
    strange.extend(words_of(&key(8)).map(str::to_owned));
    assert_eq!(typed(&strange).unwrap_err(), E::OtherKey);
}

#[test]
fn a_mistake_in_the_text_is_named_by_its_place() {
    use TypedKeyError as E;
    let secret = key(7).to_secret_string();
    let with = |at: usize, c: &str| {
        let mut text = secret.to_string();
        text.replace_range(16 + at..17 + at, c);
        Identity::from_typed(&text).unwrap_err()
    };
    let real = secret.chars().nth(16 + 30).unwrap();
    let other = if real == 'Q' { "P" } else { "Q" };
    assert_eq!(
        with(30, other),
        E::Character {
            position: 31,
            meant: real
        }
    );
    assert_eq!(with(4, "O"), E::Strangers(vec![(5, 'O')]));
    assert_eq!(with(4, ""), E::Length(57));
    let public = key(7).recipient().to_string();
    assert_eq!(Identity::from_typed(&public).unwrap_err(), E::Public);
    assert_eq!(
        Identity::from_typed("AGE-SECRET 1QQQ").unwrap_err(),
        E::Start
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn words_and_text_come_back_as_the_same_key(bytes: [u8; 32]) {
        let identity = Identity::from_bytes(&bytes).unwrap();
        prop_assert_eq!(*identity.to_bytes(), bytes);
        let words = typed(&thirty(&identity)).unwrap();
        prop_assert!(words.is_certain);
        prop_assert_eq!(&*words.identity.to_secret_string(), &*identity.to_secret_string());
        let text = Identity::from_typed(&identity.to_secret_string()).unwrap();
        prop_assert_eq!(&*text.identity.to_secret_string(), &*identity.to_secret_string());
    }

    #[test]
    fn one_wrong_character_is_always_found(bytes: [u8; 32], at in 0usize..58, other in 0usize..32) {
        let secret = Identity::from_bytes(&bytes).unwrap().to_secret_string();
        let letter = "QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L".chars().nth(other).unwrap();
        let real = secret.chars().nth(16 + at).unwrap();
        prop_assume!(letter != real);
        let mut text = secret.to_string();
        text.replace_range(16 + at..17 + at, &letter.to_string());
        let expected = TypedKeyError::Character { position: at + 1, meant: real };
        prop_assert_eq!(Identity::from_typed(&text).unwrap_err(), expected);
    }
}
