//! Processes that we started, and those that they started.

use std::{collections::BTreeMap, fs, process::Command};

/// A process and all below it, from the system's own list.
pub(crate) fn tree(first: u32) -> Vec<u32> {
    let mut children: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    let listed = fs::read_dir("/proc").expect("the processes are listed");
    for process in listed.filter_map(|item| item.ok()?.file_name().to_str()?.parse().ok()) {
        // It may have ended since it was listed.
        let Ok(stat) = fs::read_to_string(format!("/proc/{process}/stat")) else {
            continue;
        };
        // The name in brackets can hold anything; state and parent come after it.
        let parent = stat.rsplit_once(") ").and_then(|(_, rest)| {
            let parent = rest.split(' ').nth(1)?;
            parent.parse().ok()
        });
        children
            .entry(parent.unwrap_or(0))
            .or_default()
            .push(process);
    }
    let mut found = vec![first];
    let mut at = 0;
    while let Some(process) = found.get(at) {
        found.extend(children.remove(process).unwrap_or_default());
        at += 1;
    }
    found
}

/// Whether a process of Chromium's is one that shows pages.
pub(crate) fn shows_a_page(process: u32) -> bool {
    let line = fs::read_to_string(format!("/proc/{process}/cmdline")).unwrap_or_default();
    line.split(['\0', ' '])
        .any(|argument| argument == "--type=renderer")
}

/// How many bytes of a process lie in memory; nothing where it has ended.
pub(crate) fn resident(process: u32) -> Option<u64> {
    // Linux, Documentation/filesystems/proc.rst: kilobytes of 1,024 bytes.
    let rollup = fs::read_to_string(format!("/proc/{process}/smaps_rollup")).ok()?;
    let line = rollup.lines().find_map(|line| line.strip_prefix("Rss:"))?;
    let kilobytes: u64 = line.trim().strip_suffix(" kB")?.parse().ok()?;
    Some(kilobytes * 1_024)
}

/// Sends all of them a signal at once.
#[track_caller]
pub(crate) fn signal(processes: &[u32], name: &str) {
    let sent = Command::new("kill")
        .arg(format!("-{name}"))
        .args(processes.iter().map(u32::to_string))
        .output()
        .expect("kill is installed");
    // A child may have ended meanwhile; the first one has not.
    let refused = String::from_utf8_lossy(&sent.stderr);
    let first = processes.first().map_or(0, |first| *first);
    assert!(!refused.contains(&format!("({first})")), "{refused}");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_process_fills_lies_in_memory() {
        let own = std::process::id();
        let before = resident(own).unwrap();
        let filled = vec![1_u8; 50_000_000];
        let grown = resident(own).unwrap() - before;
        assert!((49_000_000..80_000_000).contains(&grown), "{grown}");
        assert_eq!(filled[49_999_999], 1);
        assert!(!shows_a_page(own));
    }

    #[test]
    fn a_child_is_found_and_ended() {
        let mut child = Command::new("sleep").arg("60").spawn().unwrap();
        assert!(tree(std::process::id()).contains(&child.id()));
        signal(&tree(child.id()), "KILL");
        assert!(!child.wait().unwrap().success());
    }
}
