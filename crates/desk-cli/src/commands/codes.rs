//! `loop-desk study codes`: codes for participants, on slips and in a list.

use std::fs::{File, OpenOptions};
use std::io::{self, Read, Write};

use desk::{CodeList, printable, slips};

use super::key::{create, day, is_free, now};
use crate::Report;
use crate::args::CodesArgs;
use crate::error::RunError;
use crate::files::sentence;

/// How many slips stand on a page.
const ON_A_PAGE: usize = 8;

/// Draws codes, puts them on the list, and then on slips: a code that was drawn and not printed is
/// lost, one that was printed and not listed could be given twice.
pub(crate) fn codes(args: &CodesArgs) -> Result<Report, RunError> {
    is_free(&args.out)?;
    let study = super::read_study(&args.study)?;
    let rule = study.participants.code_rule.as_ref();
    let rule = rule.ok_or(journal::MakeCodesError::Rule)?;
    let list = match &args.list {
        Some(list) => list.clone(),
        None => args.out.with_file_name("codes.csv"),
    };
    let name = list.to_string_lossy().into_owned();
    let failed = |error: io::Error| RunError::Write {
        name: name.clone(),
        why: sentence(&error),
    };
    let mut file = open_list(&list).map_err(failed)?;
    let mut text = String::new();
    file.read_to_string(&mut text).map_err(failed)?;
    let known = CodeList::parse(&text).map_err(|error| RunError::CodeList {
        name: name.clone(),
        error,
    })?;
    let codes = rule.make_codes(usize::from(args.count), known.codes())?;
    let page = slips(&study, &args.address, &codes).ok_or(RunError::LongAddress)?;
    let now = now();
    file.write_all(known.rows(&codes, &study, day(&now)).as_bytes())
        .and_then(|()| file.sync_all())
        .map_err(failed)?;
    create(&args.out, page.as_bytes())?;
    let pages = codes.len().div_ceil(ON_A_PAGE);
    let text = format!(
        "{} code(s) were drawn for {}, revision {}: none was drawn before.\n\n\
         slips: {} ({pages} page(s) A4; print at 100 %, without margins, and cut)\n\
         list:  {} ({} codes in all; use it each time)\n\n\
         Scan one slip with a phone before you cut. Hand each out once, in person or in a sealed\n\
         message. Delete the page of slips afterwards. Who got which code makes the material\n\
         personal: keep that list apart from the keys and from the entries.\n",
        codes.len(),
        printable(&study.id),
        study.revision,
        printable(&args.out.to_string_lossy()),
        printable(&name),
        known.codes().len() + codes.len(),
    );
    Ok(Report { text, code: 0 })
}

/// The list, made if it is not there, held by one run at a time until it is closed.
fn open_list(path: &std::path::Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).append(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let file = options.open(path)?;
    file.lock()?;
    Ok(file)
}
