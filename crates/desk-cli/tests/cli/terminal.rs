//! A terminal of its own for a command that asks, and somebody who types the answers.

use std::io::{Read, Write};
use std::path::Path;
use std::process::{Command, Stdio};

/// Runs a command with a terminal of its own, and types each answer once its question is there.
/// Gives whether it went well, and everything that was shown.
pub fn at_a_terminal(folder: &Path, line: &str, answers: &[(&str, &str)]) -> (bool, String) {
    let mut child = Command::new("script")
        .args(["--quiet", "--return", "--command", line, "/dev/null"])
        .current_dir(folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let mut stdout = child.stdout.take().unwrap();
    let mut shown = String::new();
    let mut byte = [0];
    let mut from = 0;
    for (question, answer) in answers {
        while !shown[from..].contains(question) {
            let read = stdout.read(&mut byte).unwrap();
            assert_eq!(read, 1, "{question} was not asked: {shown}");
            shown.push(char::from(byte[0]));
        }
        from = shown.len();
        // The question is there a moment before the echo is off, and people are not that fast.
        std::thread::sleep(std::time::Duration::from_millis(300));
        writeln!(stdin, "{answer}").unwrap();
        stdin.flush().unwrap();
    }
    let mut rest = Vec::new();
    stdout.read_to_end(&mut rest).unwrap();
    shown.extend(rest.iter().map(|byte| char::from(*byte)));
    (child.wait().unwrap().success(), shown)
}
