//! Lines that say what is being done and how long it took.

use std::time::Instant;

use anyhow::Result;

/// Announces a step, runs it, and says how long it took.
pub fn step<T>(name: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
    eprintln!("▸ {name} …");
    let start = Instant::now();
    let result = work()?;
    eprintln!("✓ {name}: {:.1} s", start.elapsed().as_secs_f64());
    Ok(result)
}

/// Something the reader should know that stops nothing.
pub fn note(text: &str) {
    eprintln!("· {text}");
}

pub fn warn(text: &str) {
    eprintln!("! {text}");
}
