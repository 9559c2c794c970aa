//! Progress output: what is being done and how long it took.

use std::sync::Mutex;
use std::time::{Duration, Instant};

use anyhow::Result;

static STEPS: Mutex<Vec<Step>> = Mutex::new(Vec::new());

struct Step {
    name: String,
    took: Duration,
    succeeded: bool,
}

/// Announces a step, runs it, and prints how long it took.
pub fn step<T>(name: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
    eprintln!("▸ {name} …");
    let start = Instant::now();
    let result = work();
    let took = start.elapsed();
    steps().push(Step { name: name.to_owned(), took, succeeded: result.is_ok() });
    if result.is_ok() {
        eprintln!("✓ {name}: {:.1} s", took.as_secs_f64());
    }
    result
}

/// Runs a command and prints a table of its steps, even if one failed.
pub fn with_table<T>(command: impl FnOnce() -> Result<T>) -> Result<T> {
    let start = Instant::now();
    let result = command();
    for Step { name, took, succeeded } in steps().iter() {
        let mark = if *succeeded { ' ' } else { '✗' };
        eprintln!("{:>8.1} s {mark} {name}", took.as_secs_f64());
    }
    eprintln!("{:>8.1} s   total", start.elapsed().as_secs_f64());
    result
}

fn steps() -> std::sync::MutexGuard<'static, Vec<Step>> {
    STEPS.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

/// Prints information that needs no action.
pub fn note(text: &str) {
    eprintln!("· {text}");
}

pub fn warn(text: &str) {
    eprintln!("! {text}");
}
