//! What can be typed, pasted and composed: all of it comes back, byte for byte.

use std::{thread, time::Duration};

use serde_json::json;

use super::{Bench, Outcome, doors::unlock, tally::ensure};
use crate::{Browser, Door, Person};

/// Characters that are easily lost, split, turned or taken for something else.
const UNICODE: [&str; 61] = [
    "\u{0}",
    "a\u{0}b",
    "\u{1}\u{2}\u{1f}",
    "\u{7f}",
    "\u{85}",
    "\u{a0}",
    "\u{ad}soft",
    "\u{feff}first",
    "in\u{feff}side",
    "\u{2028}",
    "\u{2029}",
    "a\u{2028}b\u{2029}c",
    "\u{200b}",
    "\u{200c}\u{200d}",
    "\u{200e}\u{200f}",
    "\u{202a}a\u{202c}",
    "\u{202e}turned\u{202c}",
    "\u{2066}a\u{2069}",
    "\u{fffd}",
    "\u{fffe}",
    "\u{ffff}",
    "\u{fdd0}",
    "\u{1fffe}",
    "\u{10ffff}",
    "\u{e000}private",
    "\u{e0001}tag",
    "\u{e9}",
    "e\u{301}",
    "\u{e9} e\u{301}",
    "\u{212b} \u{c5} A\u{30a}",
    "\u{fb01} fi",
    "\u{1e9b}\u{323}",
    "a\u{300}\u{301}\u{302}\u{303}\u{304}",
    "\u{345}\u{345}",
    "\u{1100}\u{1161}\u{11a8} \u{ac01}",
    "\u{5e9}\u{5dc}\u{5d5}\u{5dd}",
    "\u{5e9}\u{5b8}\u{5c1}",
    "\u{645}\u{631}\u{62d}\u{628}\u{627}",
    "abc \u{5d0}\u{5d1} 123 \u{62c}",
    "\u{928}\u{92e}\u{938}\u{94d}\u{924}\u{947}",
    "\u{e2a}\u{e27}\u{e31}\u{e2a}",
    "\u{4f60}\u{597d}",
    "\u{20000}\u{2a6d6}",
    "\u{1d11e}",
    "\u{1d538}",
    "\u{1f600}",
    "\u{1f44d}\u{1f3fd}",
    "\u{1f469}\u{200d}\u{2695}\u{fe0f}",
    "\u{1f469}\u{200d}\u{1f469}\u{200d}\u{1f467}\u{200d}\u{1f466}",
    "\u{1f1e8}\u{1f1e6}\u{1f1e8}",
    "\u{1f3f4}\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}",
    "\u{2764}\u{fe0e}\u{2764}\u{fe0f}",
    "1\u{fe0f}\u{20e3}",
    "\u{130}\u{131}iI",
    "\u{df} \u{1e9e}",
    "\u{3a3}\u{3c3}\u{3c2}",
    "\t\ttabs\t",
    "  blanks  ",
    "\n\n\n",
    "quotes \" ' ` \\ / <>&",
    "\u{1f468}\u{200d}",
];

/// F48: signs of every kind, in an entry's text and title.
pub(super) fn unicode(bench: &Bench, rounds: u32) -> Outcome {
    let browser = bench.open_phone("unicode", Bench::options());
    let mut outcome = Outcome::default();
    let cases: Vec<&str> = UNICODE.into_iter().take(rounds as usize).collect();
    for (number, signs) in cases.chunks(12).enumerate() {
        // Each on its own line: one that spoils its neighbours is seen there.
        let text = format!("signs {number}\n{}", signs.join("\n--\n"));
        browser.tap(Door::Free.selector());
        browser.see("#paper");
        let shown = browser.replace("#paper", &text);
        browser.see("#saved");
        browser.tap(".composer-foot .button-primary");
        browser.see("#keep");
        let title: String = signs.concat().replace(['\n', '\r'], "");
        let title = browser.replace("#title", &title);
        browser.tap("#keep");
        browser.see("#entry-text");
        let displayed = browser.text("#entry-text");
        browser.go(&bench.world.url());
        browser.see("#passphrase");
        let held = bench.inside().look(&browser).expect("it is whole");
        let is_told = unlock(&browser, &bench.person);
        let all = held.values.values();
        let entry = all.filter_map(|kept| kept["revisions"].as_array()?.last());
        let mut entry = entry.filter(|entry| {
            let text = entry["text"].as_str().unwrap_or_default();
            text.starts_with(&format!("signs {number}\n"))
        });
        let entry = entry.next_back().cloned().unwrap_or_default();
        let found = entry["text"].as_str().unwrap_or_default();
        let lines =
            |text: &str| -> Vec<String> { text.split("\n--\n").map(str::to_owned).collect() };
        let (kept, typed) = (lines(found), lines(&text));
        for at in 0..signs.len() {
            outcome.add(ensure(kept.get(at) == typed.get(at) && !is_told, || {
                format!("typed {:?}, kept {:?}", typed.get(at), kept.get(at))
            }));
        }
        if shown != found || displayed != found || entry["title"] != title.as_str() {
            outcome.add(Err(format!(
                "group {number}: field, page, title and record differ"
            )));
        }
    }
    outcome.add(lone_surrogates(bench, &browser));
    outcome.are_all = cases.len() == UNICODE.len();
    outcome
}

/// Halves of characters, which only a script can bring: they become U+FFFD, and nothing else does.
fn lone_surrogates(bench: &Bench, browser: &Browser) -> Result<(), String> {
    browser.tap(Door::Free.selector());
    browser.see("#paper");
    let script = "
        const field = document.querySelector('#paper');
        field.value = 'half ' + String.fromCharCode(0xd83d) + ' and ' + String.fromCharCode(0xde00) + ' whole \\u{1f600}';
        field.dispatchEvent(new InputEvent('input', { bubbles: true }));";
    browser.run(script, &[]);
    browser.see("#saved");
    let held = bench.inside().look(browser)?;
    browser.tap(".bar-start");
    ensure(
        held.has("half \u{fffd} and \u{fffd} whole \u{1f600}"),
        || format!("halves became {:?}", held.drafts().values()),
    )
}

/// F46: a very long text is kept whole, or it is said before that it is too long.
pub(super) fn long_texts(bench: &Bench, rounds: u32) -> Outcome {
    let cases = [1_000_000, 5_000_000].map(|length| (format!("{length} bytes"), length));
    Outcome::of_cases(rounds, cases, |length: usize| {
        let browser = bench.open_phone("long-text", Bench::options());
        let line = "A very long evening, told w\u{f6}rd for word. ";
        let text = line.repeat(length / line.len());
        browser.tap(Door::Free.selector());
        browser.see("#paper");
        browser.fill("#paper", &text);
        let seen = browser.see_any(&["#saved", "#not-saved"]);
        ensure(seen == "#saved", || {
            format!("{seen}: {}", browser.text(seen))
        })?;
        let held = bench.inside().look(&browser)?;
        ensure(held.has(&text), || "the draft is not the text".into())?;
        browser.tap(".composer-foot .button-primary");
        browser.tap("#keep");
        browser.see("#entry-text");
        browser.go(&bench.world.url());
        browser.see("#passphrase");
        let held = bench.inside().look(&browser)?;
        ensure(held.entries().values().any(|one| *one == text), || {
            "the entry is not the text".into()
        })?;
        ensure(!unlock(&browser, &bench.person), || {
            "the app misses something".into()
        })
    })
}

/// What runs, where it is taken for markup, code or a template.
const PAYLOADS: [&str; 20] = [
    "<script>window.pwn=1</script>",
    "<img src=x onerror=window.pwn=1>",
    "<svg onload=window.pwn=1>",
    "<iframe srcdoc='<script>parent.pwn=1</script>'></iframe>",
    "<math><mi//xlink:href=\"data:x,<script>pwn=1</script>\">",
    "\"><script>window.pwn=1</script>",
    "' onfocus=window.pwn=1 autofocus='",
    "javascript:window.pwn=1",
    "]]><script>window.pwn=1</script>",
    "--><script>window.pwn=1</script>",
    "</textarea><script>window.pwn=1</script>",
    "</title><script>window.pwn=1</script>",
    "</style><script>window.pwn=1</script>",
    "{{constructor.constructor('window.pwn=1')()}}",
    "${window.pwn=1}",
    "#{window.pwn=1}",
    "<%= window.pwn=1 %>",
    "<a href=javascript:window.pwn=1 autofocus>a</a>",
    "<style>@import 'javascript:window.pwn=1';</style>",
    "<form action=javascript:window.pwn=1><button autofocus>b</button></form>",
];

/// F49: text that would be code, wherever text is shown.
pub(super) fn injected(bench: &Bench, rounds: u32) -> Outcome {
    let browser = bench.open_phone("injected", Bench::options());
    let mut outcome = Outcome::default();
    let dressed = [
        "P",
        " P ",
        "\"P\"",
        "<b>P</b>",
        "P\u{0}",
        "\u{feff}P",
        "P%00",
        "\u{202e}P",
        "\\P",
        "&lt;P",
        "P//",
        "/*P*/",
        "`P`",
        "(P)",
        "<!--P",
        "P<!--",
        "=P",
        "\u{ff1c}P",
        "P\nP",
        "'+P+'",
        "\t P",
        "data:text/html,P",
        "P P",
        "x P",
        "P;",
    ];
    let cases: Vec<String> = dressed
        .iter()
        .flat_map(|dress| PAYLOADS.map(|payload| dress.replace('P', payload)))
        .take(rounds as usize)
        .collect();
    let is_harmless = |where_: &str| -> Result<(), String> {
        let state = browser.run(
            "return [typeof window.pwn, document.querySelectorAll(
                'main script, main iframe, main img:not([src^=\"/\"]), main style, main form[action]').length];",
            &[],
        );
        ensure(state == json!(["undefined", 0]), || {
            format!("{where_}: {state}")
        })
    };
    for chunk in cases.chunks(50) {
        let text = chunk.join("\n");
        browser.tap(Door::Free.selector());
        browser.see("#paper");
        let typed = browser.replace("#paper", &text);
        browser.see("#saved");
        browser.tap(".composer-foot .button-primary");
        browser.see("#keep");
        browser.replace("#title", &chunk[0]);
        browser.tap("#keep");
        browser.see("#entry-text");
        let mut done = is_harmless("entry").and_then(|()| {
            ensure(browser.text("#entry-text") == typed, || {
                "it is shown as something else".into()
            })
        });
        Person::go(&browser, "/entries");
        browser.replace("#search", &chunk[chunk.len() - 1]);
        thread::sleep(Duration::from_millis(100));
        done = done.and_then(|()| is_harmless("list"));
        Person::go(&browser, "/share");
        browser.tap("details.disclosure:has(.pick) summary");
        browser.tap("details .pick:first-child .choice");
        browser.tap("#review");
        browser.see(".leaf");
        done = done.and_then(|()| is_harmless("review"));
        Person::go(&browser, "/");
        done = done.and_then(|()| is_harmless("today"));
        for _ in 0..chunk.len() {
            outcome.add(done.clone());
            done = Ok(());
        }
    }
    outcome
}
