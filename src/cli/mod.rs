//! The command line.
//!
//! Consumes arguments and files; prints tables, explanations and diagnostics. It decides nothing: verdicts are
//! the ledger's. Exit codes are a contract: 0 if every claim is as its theorem file states it, 1 if some claim
//! is not, 2 for bad input or usage, 130 for a run that was stopped. Paths are printed as they were given.

mod attempts;
mod check;
mod computations;
mod diff;
mod evidence;
mod explain;
mod explore;
mod export;
mod figures;
mod fmt;
mod input;
mod jobs;
mod mutate;
mod new;
mod reports;
mod stop;
mod table;
mod verify;

pub use computations::Stored;

use std::io::{self, Write};
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};

use crate::STACK;
use crate::language::diagnostic::{Diagnostic, Style};

/// Check the claims of papers against their certificates.
#[derive(Parser)]
#[command(name = "mechproof", version, about, disable_help_subcommand = true)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Check stored certificates; searches for nothing
    Check {
        #[command(flatten)]
        selection: Selection,
        #[command(flatten)]
        jobs: jobs::Jobs,
    },
    /// Find proofs that are missing or out of date, check and store them; show the evidence stored beside them
    Verify {
        #[command(flatten)]
        selection: Selection,
        #[command(flatten)]
        options: Box<verify::Options>,
    },
    /// Compare two runs: what changed, steps back first
    Diff {
        /// The JSON of the earlier run
        old: String,
        /// The JSON of the later run
        new: String,
        /// Write the comparison to this file; - for standard output
        #[arg(long, value_name = "FILE")]
        json: Option<String>,
    },
    /// Write a theorem file that states a paper's claims again in a model to be changed
    New {
        /// Folder to write it to
        folder: String,
        /// The paper's theorem file, or the folder of all of them
        #[arg(long, value_name = "PATH")]
        from: String,
        /// The model to be changed; the first one if none is named
        #[arg(long, value_name = "NAME")]
        model: Option<String>,
    },
    /// Show a claim's statement, verdict and proof
    Explain {
        /// The claim's id, such as carroll/lemma-2.1a
        claim: String,
        /// Print the stored proof as text for a theorem file
        #[arg(long)]
        as_proof: bool,
        /// Theorem files or folders
        #[arg(default_value = input::DEFAULT)]
        paths: Vec<String>,
    },
    /// Write statements and certificates as one JSON file, for another checker
    Export {
        /// Theorem files or folders
        #[arg(default_value = input::DEFAULT)]
        paths: Vec<String>,
        /// Write to this file; - for standard output
        #[arg(long, value_name = "FILE", default_value = "-")]
        out: String,
    },
    /// Find the regions of a parametric linear program's optimum, from the program alone
    Explore(explore::Exploration),
    /// Ask an exact model a question: one JSON object in, one out
    Eval {
        /// The model, such as carroll.bilateral-trade
        model: Option<String>,
        /// The question; standard input if there is none
        file: Option<String>,
        /// Print every model with its fields, units and source
        #[arg(long)]
        list: bool,
        /// Answer each line of this file
        #[arg(long, value_name = "FILE", conflicts_with = "file")]
        batch: Option<String>,
    },
    /// Change each claim in one place at a time: is the mutant refuted, or does a proof go through?
    Mutate(mutate::Mutation),
    /// Rewrite theorem files in the one style
    Fmt {
        /// Theorem files or folders
        #[arg(default_value = input::DEFAULT)]
        paths: Vec<String>,
        /// Change nothing; exit 1 if a file is not in style
        #[arg(long)]
        check: bool,
    },
}

/// Which claims, and what to write about them.
#[derive(Args)]
struct Selection {
    /// Theorem files or folders
    #[arg(default_value = input::DEFAULT)]
    paths: Vec<String>,
    /// Write the ledger to this file; - for standard output
    #[arg(long, value_name = "FILE")]
    json: Option<String>,
    /// Only claims whose id contains this
    #[arg(long, value_name = "ID")]
    filter: Option<String>,
}

/// How a command ended, apart from failures.
enum Outcome {
    /// All is as stated.
    AsStated,
    /// Something is not.
    NotAsStated,
    /// The run was stopped before it was finished.
    Stopped,
}

/// Why a command failed.
enum Failure {
    /// Something about files or arguments.
    Message(String),
    /// Faults in theorem files, with the files to draw them from.
    Faults(Vec<Diagnostic>, Vec<(String, Vec<u8>)>),
    /// Standard output cannot be written.
    Output(io::Error),
}

impl Failure {
    fn message(text: impl Into<String>) -> Failure {
        Failure::Message(text.into())
    }
}

/// The result of a command.
type Run<T> = Result<T, Failure>;

/// Runs the program with the arguments of the process.
pub fn main() -> ExitCode {
    let program = std::thread::Builder::new().stack_size(STACK).spawn(|| run(&Cli::parse()));
    match program.map(std::thread::JoinHandle::join) {
        Ok(Ok(code)) => code,
        Ok(Err(_)) => ExitCode::from(101),
        Err(error) => {
            say(&format!("error: {error}\n"));
            ExitCode::from(2)
        }
    }
}

fn run(cli: &Cli) -> ExitCode {
    let result = match &cli.command {
        Command::Check { selection, jobs } => check::run(selection, jobs.count()),
        Command::Verify { selection, options } => verify::run(selection, options),
        Command::Diff { old, new, json } => diff::run(old, new, json.as_deref()),
        Command::Export { paths, out } => export::run(paths, out, jobs::processors()),
        Command::New { folder, from, model } => new::run(folder, from, model.as_deref()),
        Command::Explain { claim, as_proof, paths } => explain::run(claim, paths, *as_proof),
        Command::Explore(exploration) => explore::run(exploration),
        Command::Eval { model, file, list, batch } => {
            computations::run(model.as_deref(), file.as_deref(), *list, batch.as_deref())
        }
        Command::Mutate(mutation) => mutate::run(mutation),
        Command::Fmt { paths, check } => fmt::run(paths, *check),
    };
    match result {
        Ok(Outcome::AsStated) => ExitCode::SUCCESS,
        Ok(Outcome::NotAsStated) => ExitCode::from(1),
        Ok(Outcome::Stopped) => ExitCode::from(stop::STOPPED),
        Err(Failure::Output(error)) => {
            say(&format!("error: cannot write the output: {error}\n"));
            ExitCode::from(2)
        }
        Err(Failure::Message(message)) => {
            say(&format!("error: {message}\n"));
            ExitCode::from(2)
        }
        Err(Failure::Faults(faults, files)) => {
            for fault in &faults {
                show(fault, &files);
            }
            ExitCode::from(2)
        }
    }
}

/// Writes to standard output. Whoever closed it has had enough of it; the exit code still counts.
fn print(text: &str) -> Run<()> {
    let mut out = io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(Failure::Output(error)),
        _ => Ok(()),
    }
}

/// Writes to standard error, where nothing can be done about a fault.
fn say(text: &str) {
    let _ = io::stderr().lock().write_all(text.as_bytes());
}

/// Draws a diagnostic on standard error.
fn show(fault: &Diagnostic, files: &[(String, Vec<u8>)]) {
    let source = files.iter().find(|(path, _)| *path == fault.file).map_or(&[][..], |(_, bytes)| bytes);
    say(&fault.render(source, Style::Plain));
}
