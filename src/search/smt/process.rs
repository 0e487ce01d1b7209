//! A solver as a child process, killed at its limit.
//!
//! Consumes a solver and a script; produces an answer. Each question has a process of its own, in a group of its
//! own that is killed as a whole at the wall-clock limit; memory and steps are limited too. Trusts nothing the
//! process prints.

use std::fmt::Write as _;
use std::io::{Read, Write};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::model::{Answer, answer, used};
use super::script::{Script, assumption};
use super::solver::{Kind, Solver};

/// More of a solver's output is not read.
const MAX_OUTPUT: usize = 16 << 20;
/// How long to wait for output once the process has ended.
const GRACE: Duration = Duration::from_millis(500);

/// What a question may cost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Time by the clock.
    pub clock: Duration,
    /// Memory in megabytes.
    pub megabytes: u64,
    /// Steps as the solver counts them, where it does; the same on every machine.
    pub steps: u64,
}

impl Limits {
    /// Limits for so many steps. The clock only guards against a solver that does not count them.
    pub fn steps(steps: u64) -> Limits {
        Limits { clock: Duration::from_secs(20 + steps / 20_000), megabytes: 2048, steps }
    }
}

/// What a run of a program left.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finished {
    /// Its standard output.
    pub output: String,
    /// Its standard error.
    pub errors: String,
    /// Whether it was killed at the limit.
    pub killed: bool,
}

/// Asks a solver about a script.
pub fn ask(solver: &Solver, script: &Script, limits: &Limits) -> Answer {
    let mut command = limited(solver, limits);
    match run(&mut command, &question(solver.kind, script, limits), limits.clock) {
        Err(error) => Answer::Failed(format!("the solver does not run: {}", error.kind())),
        Ok(finished) => match answer(&finished.output, &finished.errors) {
            // An answer that came before the limit counts.
            Answer::Failed(_) if finished.killed => Answer::Stopped,
            answer => answer,
        },
    }
}

/// Which hypotheses an `unsat` about a tracked script uses, by place: asked anew, so that names cost the answer
/// itself nothing. `None` where the solver does not say `unsat` again, does not tell, or names what it was not given.
pub fn core(solver: &Solver, script: &Script, limits: &Limits) -> Option<Vec<usize>> {
    let assumptions: Vec<String> = (0..script.hypotheses.len()).map(assumption).collect();
    if assumptions.is_empty() || solver.kind == Kind::Own {
        return None;
    }
    let mut text = "(set-option :produce-unsat-assumptions true)\n".to_owned();
    text.push_str(&steps(solver.kind, limits));
    text.push_str(&script.text);
    let _ = writeln!(text, "(check-sat-assuming ({}))", assumptions.join(" "));
    text.push_str("(get-unsat-assumptions)\n(exit)\n");
    let finished = run(&mut limited(solver, limits), &text, limits.clock).ok()?;
    used(&finished.output, script.hypotheses.len())
}

/// The limit of steps as the script states it.
fn steps(kind: Kind, limits: &Limits) -> String {
    match kind {
        Kind::Z3 => format!("(set-option :rlimit {})\n", limits.steps.min(u64::from(u32::MAX))),
        Kind::Own | Kind::Cvc5 => String::new(),
    }
}

/// The script with the commands around it.
fn question(kind: Kind, script: &Script, limits: &Limits) -> String {
    let mut text = steps(kind, limits);
    text.push_str(&script.text);
    text.push_str("(check-sat)\n");
    let symbols: Vec<String> = script
        .constants
        .iter()
        .flat_map(|constant| &constant.entries)
        .map(|(_, symbol)| super::symbols::quoted(symbol))
        .collect();
    if !symbols.is_empty() {
        let _ = writeln!(text, "(get-value ({}))", symbols.join(" "));
    }
    text.push_str("(get-info :reason-unknown)\n(exit)\n");
    text
}

/// The command that runs the solver, with its memory limited by a shell where there is one.
fn limited(solver: &Solver, limits: &Limits) -> Command {
    let mut arguments: Vec<String> = match solver.kind {
        Kind::Own => vec![
            format!("--milliseconds={}", limits.clock.as_millis()),
            format!("--megabytes={}", limits.megabytes),
            format!("--steps={}", limits.steps.min(u64::from(u32::MAX))),
        ],
        Kind::Z3 => vec!["-in".into(), "-smt2".into(), format!("-memory:{}", limits.megabytes)],
        Kind::Cvc5 => vec![
            "--lang=smt2".into(),
            "--produce-models".into(),
            format!("--tlimit={}", limits.clock.as_millis()),
            format!("--rlimit={}", limits.steps),
            "-".into(),
        ],
    };
    if cfg!(unix) {
        // Twice the memory, as address space: the solver's own limit, where it has one, is to come first.
        let kilobytes = limits.megabytes.saturating_mul(2048).to_string();
        let mut command = Command::new("sh");
        command.args(["-c", "ulimit -v \"$0\" 2>/dev/null; exec \"$@\""]).arg(kilobytes);
        command.arg(&solver.program).args(arguments.drain(..));
        command
    } else {
        let mut command = Command::new(&solver.program);
        command.args(arguments.drain(..));
        command
    }
}

/// Runs a program with the given input, and kills it and its children at the limit.
///
/// # Errors
/// If it cannot be started or waited for.
pub fn run(command: &mut Command, input: &str, clock: Duration) -> std::io::Result<Finished> {
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(command, 0);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()?;
    let start = Instant::now();
    if let Some(mut pipe) = child.stdin.take() {
        let input = input.to_owned();
        // A process that stops reading, or is killed, closes the pipe; that is no fault of ours.
        std::thread::spawn(move || {
            let _ = pipe.write_all(input.as_bytes());
        });
    }
    let output = reader(child.stdout.take());
    let errors = reader(child.stderr.take());
    let mut pause = Duration::from_millis(1);
    let killed = loop {
        match child.try_wait() {
            Ok(Some(_)) => break false,
            Ok(None) if start.elapsed() >= clock || crate::search::interrupt::requested() => {
                kill(&mut child);
                break true;
            }
            Ok(None) => {
                std::thread::sleep(pause.min(clock.saturating_sub(start.elapsed())));
                pause = (pause * 2).min(Duration::from_millis(20));
            }
            Err(error) => {
                kill(&mut child);
                return Err(error);
            }
        }
    };
    Ok(Finished { output: output.text(), errors: errors.text(), killed })
}

/// What a thread has read from a pipe so far, and word that it has read all.
struct Reader {
    bytes: Arc<Mutex<Vec<u8>>>,
    ended: Receiver<()>,
}

impl Reader {
    /// What was read, once the pipe is closed or patience is at its end.
    fn text(&self) -> String {
        let _ = self.ended.recv_timeout(GRACE);
        let bytes = self.bytes.lock().unwrap_or_else(PoisonError::into_inner);
        String::from_utf8_lossy(&bytes).into_owned()
    }
}

/// Reads a pipe to its end in a thread of its own.
fn reader(pipe: Option<impl Read + Send + 'static>) -> Reader {
    let (sender, ended) = channel();
    let bytes = Arc::new(Mutex::new(Vec::new()));
    let shared = Arc::clone(&bytes);
    std::thread::spawn(move || {
        let mut chunk = [0; 1 << 14];
        let Some(mut pipe) = pipe else { return };
        while let Ok(count @ 1..) = pipe.read(&mut chunk) {
            let mut bytes = shared.lock().unwrap_or_else(PoisonError::into_inner);
            // What is beyond is thrown away, so that the process does not wait for a reader.
            if bytes.len() < MAX_OUTPUT {
                bytes.extend_from_slice(&chunk[..count]);
            }
        }
        let _ = sender.send(());
    });
    Reader { bytes, ended }
}

/// Kills a process with its group, and waits for it.
fn kill(child: &mut Child) {
    if cfg!(unix) {
        // The process is not waited for yet, so its number is still its own.
        let group = format!("-{}", child.id());
        let quiet = Stdio::null;
        let _ = Command::new("sh")
            .args(["-c", "kill -s KILL -- \"$0\""])
            .arg(group)
            .stdin(quiet())
            .stdout(quiet())
            .stderr(quiet())
            .status();
    }
    let _ = child.kill();
    let _ = child.wait();
}
