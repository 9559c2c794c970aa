//! Handles Ctrl-C and SIGTERM while there is something to clean up.
//!
//! Commands that start servers or a database call `install`. From then on children run in process groups of their own;
//! a signal is forwarded to all of them, the step waiting for one fails, and the guards on the stack clean up.

use std::collections::BTreeSet;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

use anyhow::{Context, Result, bail};
use nix::sys::signal::{Signal, killpg};
use nix::unistd::Pid;

static INSTALLED: AtomicBool = AtomicBool::new(false);
static HAPPENED: AtomicBool = AtomicBool::new(false);
static GROUPS: Mutex<BTreeSet<u32>> = Mutex::new(BTreeSet::new());

pub fn install() -> Result<()> {
    ctrlc::set_handler(|| {
        HAPPENED.store(true, Ordering::SeqCst);
        for group in groups().iter() {
            signal_group(*group, Signal::SIGTERM);
        }
    })
    .context("cannot handle Ctrl-C")?;
    INSTALLED.store(true, Ordering::SeqCst);
    Ok(())
}

pub fn installed() -> bool {
    INSTALLED.load(Ordering::SeqCst)
}

pub fn happened() -> bool {
    HAPPENED.load(Ordering::SeqCst)
}

/// Fails after a signal, so that loops end.
pub fn check() -> Result<()> {
    if happened() {
        bail!("interrupted");
    }
    Ok(())
}

/// A child's process group, signalled on Ctrl-C while this guard lives.
pub struct Registered(u32);

impl Registered {
    pub fn new(pid: u32) -> Self {
        groups().insert(pid);
        Self(pid)
    }
}

impl Drop for Registered {
    fn drop(&mut self) {
        groups().remove(&self.0);
    }
}

/// Signals a group; one that has already ended is not an error.
pub fn signal_group(pid: u32, signal: Signal) {
    if let Ok(pid) = i32::try_from(pid) {
        let _gone = killpg(Pid::from_raw(pid), signal);
    }
}

fn groups() -> std::sync::MutexGuard<'static, BTreeSet<u32>> {
    GROUPS.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
}
