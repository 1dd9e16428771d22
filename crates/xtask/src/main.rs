//! `cargo xtask <command>`: the one door to building, testing and trying the house.

#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a build tool speaks to the terminal"
)]

use std::{error::Error, path::PathBuf, process::ExitCode};

use lexopt::{Arg, Parser, ValueExt};
use xtask::{
    build::{self, Wishes, dist},
    demo::Demo,
    error::TaskError,
    page::{self, PageError},
    server::{ServeError, Server, Site},
    test_run, tools,
};

type Outcome = Result<ExitCode, Box<dyn Error>>;

/// A command: its name, what it does in a few words, and what runs it.
struct Task(&'static str, &'static str, fn(Parser) -> Outcome);

const TASKS: &[Task] = &[
    Task(
        "serve",
        "build the app, make a demo study, serve both [--port 8080] [--fresh] [--name NAME]",
        serve,
    ),
    Task(
        "setup",
        "install the wasm target, Trunk, wasm-bindgen and wasm-opt",
        setup,
    ),
    Task(
        "build",
        "build the release app into dist/ [--name \"Evening pages\"] [--study FILE]",
        build,
    ),
    Task(
        "test",
        "run every check; ends with `N passed, N failed`",
        test,
    ),
    Task(
        "faults",
        "bring the faults of the catalogue about [--full] [--rounds 20] [--only F01,F02]",
        faults,
    ),
    Task(
        "bench",
        "run the benchmarks and say how large dist/ is",
        bench,
    ),
    Task(
        "demo",
        "make the demo study in target/demo/ [--fresh]",
        demo,
    ),
    Task(
        "serve-only",
        "serve a built folder: DIR [--port 8080] [--study FILE]",
        serve_only,
    ),
    Task("page", "Trunk's post_build hook", finish_page),
    Task(
        "testkit",
        "write the golden bundles that are missing; old ones stay for ever",
        testkit,
    ),
];

fn main() -> ExitCode {
    let mut parser = Parser::from_env();
    let task = match parser.next() {
        Ok(Some(Arg::Value(name))) => TASKS.iter().find(|task| name == task.0),
        _ => None,
    };
    let Some(Task(_, _, run)) = task else {
        eprintln!("usage: cargo xtask <command>\n");
        for Task(name, what, _) in TASKS {
            eprintln!("  {name:<11} {what}");
        }
        return ExitCode::from(2);
    };
    run(parser).unwrap_or_else(|error| {
        explain(error.as_ref());
        ExitCode::FAILURE
    })
}

fn serve(mut parser: Parser) -> Outcome {
    let (mut port, mut fresh) = (8080, false);
    let mut wishes = Wishes::default();
    while let Some(argument) = parser.next()? {
        match argument {
            Arg::Long("name") => wishes.name = Some(parser.value()?.string()?),
            Arg::Long("port") => port = parser.value()?.parse()?,
            Arg::Long("fresh") => fresh = true,
            other => return Err(other.unexpected().into()),
        }
    }
    build::build(&wishes)?;
    let demo = Demo::make(fresh)?;
    let site = Site {
        folder: dist(),
        study: Some(demo.study.clone()),
    };
    let server = Server::start(site, port)?;
    println!("\nThe app:    {}", server.url());
    println!("Your code:  one of {}", demo.codes.join("  "));
    println!("\nOpen what was shared, with the key of this demo:");
    println!("  {}", demo.open_command());
    println!("  or at the research desk, {}desk/", server.url());
    println!("  with the key file {}", demo.desk_key.display());
    println!("\nCtrl+C stops it.");
    server.wait();
    Ok(ExitCode::SUCCESS)
}

fn setup(mut parser: Parser) -> Outcome {
    no_more(&mut parser)?;
    tools::install_for_build()?;
    Ok(ExitCode::SUCCESS)
}

fn build(mut parser: Parser) -> Outcome {
    let mut wishes = Wishes::default();
    while let Some(argument) = parser.next()? {
        match argument {
            Arg::Long("name") => wishes.name = Some(parser.value()?.string()?),
            Arg::Long("study") => wishes.study = Some(PathBuf::from(parser.value()?)),
            other => return Err(other.unexpected().into()),
        }
    }
    build::build(&wishes)?;
    Ok(ExitCode::SUCCESS)
}

fn test(mut parser: Parser) -> Outcome {
    no_more(&mut parser)?;
    let report = test_run::test();
    if let Err(error) = &report.result {
        explain(error);
    }
    // The last line, whatever happened before it.
    println!("{}", report.count);
    Ok(match report.result {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    })
}

fn faults(mut parser: Parser) -> Outcome {
    let mut arguments = Vec::new();
    while let Some(argument) = parser.next()? {
        match argument {
            Arg::Long("full") => arguments.push("--full".into()),
            Arg::Long("only") => arguments.extend(["--only".into(), parser.value()?]),
            Arg::Long("rounds") => arguments.extend(["--rounds".into(), parser.value()?]),
            other => return Err(other.unexpected().into()),
        }
    }
    build::faults(&arguments)?;
    Ok(ExitCode::SUCCESS)
}

fn bench(mut parser: Parser) -> Outcome {
    no_more(&mut parser)?;
    build::bench()?;
    Ok(ExitCode::SUCCESS)
}

fn testkit(mut parser: Parser) -> Outcome {
    no_more(&mut parser)?;
    build::testkit()?;
    Ok(ExitCode::SUCCESS)
}

fn demo(mut parser: Parser) -> Outcome {
    let mut fresh = false;
    while let Some(argument) = parser.next()? {
        match argument {
            Arg::Long("fresh") => fresh = true,
            other => return Err(other.unexpected().into()),
        }
    }
    let demo = Demo::make(fresh)?;
    println!("{}", demo.study.display());
    println!("{}", demo.desk_key.display());
    println!("{}", demo.codes.join("\n"));
    Ok(ExitCode::SUCCESS)
}

fn serve_only(mut parser: Parser) -> Outcome {
    let (mut folder, mut port, mut study) = (None, 8080, None);
    while let Some(argument) = parser.next()? {
        match argument {
            Arg::Long("port") => port = parser.value()?.parse()?,
            Arg::Long("study") => study = Some(PathBuf::from(parser.value()?)),
            Arg::Value(value) if folder.is_none() => folder = Some(PathBuf::from(value)),
            other => return Err(other.unexpected().into()),
        }
    }
    let folder = folder.unwrap_or_else(dist);
    let server = Server::start(Site { folder, study }, port)?;
    println!("{}", server.url());
    server.wait();
    Ok(ExitCode::SUCCESS)
}

fn finish_page(mut parser: Parser) -> Outcome {
    no_more(&mut parser)?;
    page::finish_staged()?;
    Ok(ExitCode::SUCCESS)
}

fn no_more(parser: &mut Parser) -> Result<(), lexopt::Error> {
    match parser.next()? {
        Some(other) => Err(other.unexpected()),
        None => Ok(()),
    }
}

fn explain(error: &(dyn Error + 'static)) {
    eprintln!("error: {error}");
    if let Some(advice) = advice(error) {
        eprintln!("help: {advice}");
    }
}

fn advice(error: &(dyn Error + 'static)) -> Option<&'static str> {
    None.or_else(|| error.downcast_ref().and_then(TaskError::advice))
        .or_else(|| error.downcast_ref().and_then(PageError::advice))
        .or_else(|| error.downcast_ref().and_then(ServeError::advice))
}
