//! Pins the server to one core and the load generator to another, so that neither takes the other's time.

use anyhow::{Context, Result, bail};

pub struct Pair {
    server: usize,
    load: usize,
}

impl Pair {
    /// The first two cores this process may use.
    pub fn available() -> Result<Self> {
        match allowed()?.as_slice() {
            [server, load, ..] => Ok(Self { server: *server, load: *load }),
            _ => bail!("measuring needs two cores: one for the server and one for the load"),
        }
    }

    /// Starts something on the server's core, where all its threads stay.
    pub fn on_server<T>(&self, start: impl FnOnce() -> Result<T>) -> Result<T> {
        pin(self.server)?;
        let started = start();
        pin(self.load)?;
        started
    }

    pub fn go_to_load(&self) -> Result<()> {
        pin(self.load)
    }
}

#[cfg(target_os = "linux")]
fn allowed() -> Result<Vec<usize>> {
    use nix::sched::{CpuSet, sched_getaffinity};
    let set = sched_getaffinity(nix::unistd::Pid::from_raw(0)).context("cannot ask which cores may be used")?;
    Ok((0..CpuSet::count()).filter(|core| set.is_set(*core).unwrap_or(false)).collect())
}

#[cfg(target_os = "linux")]
fn pin(core: usize) -> Result<()> {
    use nix::sched::{CpuSet, sched_setaffinity};
    let mut set = CpuSet::new();
    set.set(core)?;
    sched_setaffinity(nix::unistd::Pid::from_raw(0), &set).with_context(|| format!("cannot move to core {core}"))
}

#[cfg(not(target_os = "linux"))]
fn allowed() -> Result<Vec<usize>> {
    Err(anyhow::anyhow!("unsupported")).context("measuring pins processes to cores, which needs Linux")
}

#[cfg(not(target_os = "linux"))]
fn pin(_core: usize) -> Result<()> {
    bail!("pinning needs Linux")
}
