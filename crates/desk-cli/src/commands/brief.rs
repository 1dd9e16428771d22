//! `loop-desk brief`: one page for the interviewer, if the participant agreed to be interviewed.

use desk::printable;

use super::key::{create, is_free};
use super::{material, memo};
use crate::Report;
use crate::args::BriefArgs;
use crate::error::RunError;

/// `loop-desk brief`.
pub(crate) fn brief(args: &BriefArgs) -> Result<Report, RunError> {
    is_free(&args.out)?;
    let participant = memo::participant(&args.participant)?;
    let dataset = material(&args.material)?;
    let page = desk::brief(&dataset, &participant, args.language.into())?;
    let is_markdown = args
        .out
        .extension()
        .is_some_and(|end| end.eq_ignore_ascii_case("md"));
    let text = match is_markdown {
        true => page.to_markdown(),
        false => page.to_html(),
    };
    create(&args.out, text.as_bytes())?;
    let out = printable(&args.out.to_string_lossy());
    let text = format!(
        "The brief on {participant} is in {out}: one page A4.\n\
         It has words of the participant: print it where nobody else sees it, delete the file, and\n\
         destroy the page after the interview.\n"
    );
    Ok(Report { text, code: 0 })
}
