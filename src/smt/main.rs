//! The solver process: one SMT-LIB script in, one answer out.
//!
//! Consumes a script on standard input: `set-logic`, declarations and assertions; other commands are passed over.
//! Produces lines that a reader of SMT-LIB answers understands:
//!
//! ```text
//! unsat
//! ```
//! ```text
//! sat
//! ((|$q[lo,hi]| (/ 1.0 2.0))
//!  ($b (- 3.0)))
//! ```
//! ```text
//! unknown
//! (:reason-unknown "max. resource limit exceeded")
//! ```
//!
//! or `(error "...")`. It is a process of its own so that it can be killed: the solver's timeout is not always
//! obeyed. It exits with 0 if it answers, also with `unknown`, and with 2 if it does not. Trusted by nobody.

use std::io::{self, Read as _, Write as _};
use std::process::ExitCode;

use clap::Parser;
use z3::{Model, Params, SatResult, Solver};

/// Longest script that is read, in bytes.
const MAX_SCRIPT: u64 = 64 << 20;

/// Answer an SMT-LIB script.
#[derive(Parser)]
#[command(name = "mechproof-smt", disable_version_flag = true)]
struct Cli {
    /// Stop after so many milliseconds
    #[arg(long)]
    milliseconds: Option<u32>,
    /// Stop after so many steps of the solver
    #[arg(long)]
    steps: Option<u32>,
    /// Stop beyond so many megabytes
    #[arg(long)]
    megabytes: Option<u32>,
    /// Print the versions of this program and of the solver
    #[arg(long)]
    version: bool,
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    let mut out = io::stdout().lock();
    if cli.version {
        let version = z3::full_version();
        let number = version.strip_prefix("Z3 ").unwrap_or(version);
        let number = number.split_whitespace().next().unwrap_or("unknown");
        let _ = writeln!(out, "mechproof-smt {} (z3 {number})", env!("CARGO_PKG_VERSION"));
        return ExitCode::SUCCESS;
    }
    let (answer, code) = match answered(&cli) {
        Ok(answer) => (answer, ExitCode::SUCCESS),
        Err(why) => (format!("(error \"{}\")\n", why.replace('"', "'")), ExitCode::from(2)),
    };
    match out.write_all(answer.as_bytes()).and_then(|()| out.flush()) {
        Ok(()) => code,
        Err(_) => ExitCode::from(2),
    }
}

fn answered(cli: &Cli) -> Result<String, String> {
    let mut script = String::new();
    io::stdin()
        .lock()
        .take(MAX_SCRIPT)
        .read_to_string(&mut script)
        .map_err(|error| format!("the script cannot be read: {}", error.kind()))?;
    if let Some(megabytes) = cli.megabytes {
        z3::set_global_param("memory_max_size", &megabytes.to_string());
    }
    let solver = match logic(&script) {
        Some(logic) => Solver::new_for_logic(logic).ok_or("the logic is not known")?,
        None => Solver::new(),
    };
    let mut params = Params::new();
    if let Some(milliseconds) = cli.milliseconds {
        params.set_u32("timeout", milliseconds);
    }
    if let Some(steps) = cli.steps {
        params.set_u32("rlimit", steps);
    }
    solver.set_params(&params);
    let statements = statements(&script);
    if statements.contains('\0') {
        return Err("the script holds a zero byte".to_owned());
    }
    solver.from_string(statements.as_bytes());
    // A script that is not understood leaves nothing asserted, and nothing is satisfiable.
    let asserted = script.lines().filter(|line| line.starts_with("(assert ")).count();
    if solver.get_assertions().len() != asserted {
        return Err("the script was not understood".to_owned());
    }
    Ok(match solver.check() {
        SatResult::Unsat => "unsat\n".to_owned(),
        SatResult::Sat => match solver.get_model() {
            Some(model) => format!("sat\n{}", values(&model)),
            None => "sat\n".to_owned(),
        },
        SatResult::Unknown => {
            let reason = solver.get_reason_unknown().unwrap_or_default();
            format!("unknown\n(:reason-unknown \"{}\")\n", reason.replace('"', "'"))
        }
    })
}

/// The logic that the script names.
fn logic(script: &str) -> Option<&str> {
    let logic = script.lines().find_map(|line| line.strip_prefix("(set-logic "))?;
    // The solver for everything is the one without a name.
    logic.strip_suffix(')').filter(|logic| *logic != "ALL")
}

/// The lines that declare and assert.
fn statements(script: &str) -> String {
    let kept = script.lines().filter(|line| line.starts_with("(declare-") || line.starts_with("(assert "));
    kept.flat_map(|line| [line, "\n"]).collect()
}

/// The values of the model's constants.
fn values(model: &Model) -> String {
    let mut pairs = Vec::new();
    for declaration in model.iter().filter(|declaration| declaration.arity() == 0) {
        if let Some(value) = model.eval(&declaration.apply(&[]), true) {
            pairs.push(format!("({} {value})", quoted(&declaration.name())));
        }
    }
    pairs.sort();
    format!("({})\n", pairs.join("\n "))
}

/// A symbol between bars, where it is not simple.
fn quoted(symbol: &str) -> String {
    let simple = |c: char| c.is_ascii_alphanumeric() || "~!@$%^&*_-+=<>.?/".contains(c);
    if symbol.chars().all(simple) { symbol.to_owned() } else { format!("|{symbol}|") }
}
