//! Times as they stand in transcripts.

/// Milliseconds as `hh:mm:ss.mmm`; hours take as many digits as they need, at least two.
pub(crate) fn clock(ms: u64) -> String {
    let (h, m, s) = parts(ms);
    format!("{h:02}:{m:02}:{s:02}.{:03}", ms % 1000)
}

/// Milliseconds as `#hh:mm:ss-d#`, the form of f4: tenths of a second, rounded down so that what
/// is jumped to begins no later than its words.
pub(crate) fn f4(ms: u64) -> String {
    let (h, m, s) = parts(ms);
    format!("#{h:02}:{m:02}:{s:02}-{}#", ms % 1000 / 100)
}

/// Milliseconds as `hh:mm:ss.d`, rounded down.
pub(super) fn tenths(ms: u64) -> String {
    let (h, m, s) = parts(ms);
    format!("{h:02}:{m:02}:{s:02}.{}", ms % 1000 / 100)
}

fn parts(ms: u64) -> (u64, u64, u64) {
    let seconds = ms / 1000;
    (seconds / 3600, seconds / 60 % 60, seconds % 60)
}

/// What is wrong with a time that looks like one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Misread {
    /// It does not look like a time at all.
    NoTime,
    /// It does, but its minutes or seconds go beyond 59, or it has more than 999 hours.
    OutOfRange,
}

/// Reads `[h…:]mm:ss` with up to three digits behind one of `fractions`; `between` stands between
/// the numbers.
pub(super) fn parse(text: &str, between: char, fractions: &[char]) -> Result<u64, Misread> {
    let digits = |part: &str, most: usize| {
        (1..=most).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit())
    };
    let numbers: Vec<&str> = text.split(between).collect();
    let (last, before) = numbers.split_last().ok_or(Misread::NoTime)?;
    let (seconds, fraction) = last.split_once(fractions).unwrap_or((last, "0"));
    let fine = matches!(before.len(), 1 | 2)
        && digits(seconds, 2)
        && digits(fraction, 3)
        && digits(before[before.len() - 1], 3)
        && digits(before[0], 4);
    if !fine {
        return Err(Misread::NoTime);
    }
    // At most four digits each, and milliseconds of three: none of it overflows.
    let number = |part: &str| part.parse::<u64>().unwrap_or(0);
    let (hours, minutes) = match before {
        [hours, minutes] => (number(hours), number(minutes)),
        [minutes] => (0, number(minutes)),
        _ => return Err(Misread::NoTime),
    };
    let seconds = number(seconds);
    if seconds > 59 || (before.len() == 2 && minutes > 59) || hours > 999 {
        return Err(Misread::OutOfRange);
    }
    let thousandths = number(fraction) * 10u64.pow(3 - fraction.len() as u32);
    Ok(((hours * 60 + minutes) * 60 + seconds) * 1000 + thousandths)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_and_written() {
        let read = |text| parse(text, ':', &['.', ',', '-']);
        assert_eq!(read("00:00:01.5"), Ok(1_500));
        assert_eq!(read("01:02:03-4"), Ok(3_723_400));
        assert_eq!(read("1:05"), Ok(65_000));
        assert_eq!(read("120:00"), Ok(7_200_000));
        assert_eq!(read("00:59:60"), Err(Misread::OutOfRange));
        assert_eq!(read("00:60:00"), Err(Misread::OutOfRange));
        assert_eq!(read("9999:00:00"), Err(Misread::OutOfRange));
        for text in [
            "",
            ":",
            "1",
            "1:2:3:4",
            "a:b",
            "00:00:01.1234",
            "0١:00",
            "00:0 1",
            "-1:00",
        ] {
            assert_eq!(read(text), Err(Misread::NoTime), "{text}");
        }
        assert_eq!(clock(3_723_456), "01:02:03.456");
        assert_eq!(
            (f4(3_723_499), tenths(999)),
            ("#01:02:03-4#".into(), "00:00:00.9".into())
        );
        assert_eq!(clock(u64::MAX).split(':').count(), 3);
    }
}
