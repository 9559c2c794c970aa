//! What a process has used, as Linux counts it.

use std::time::Duration;

use anyhow::{Context, Result};
use nix::unistd::{SysconfVar, sysconf};

#[derive(Clone, Copy)]
pub struct Usage {
    /// Of all its threads, in user and in system mode.
    pub cpu: Duration,
    /// Memory held now and at most so far, in bytes.
    pub resident: u64,
    pub peak: u64,
}

impl Usage {
    pub fn of(pid: u32) -> Result<Self> {
        let read = |name: &str| {
            let file = format!("/proc/{pid}/{name}");
            std::fs::read_to_string(&file).with_context(|| format!("cannot read {file}"))
        };
        let status = read("status")?;
        let memory = |field| kibibytes(&status, field).with_context(|| format!("no {field} in /proc/{pid}/status"));
        let ticks = ticks(&read("stat")?).with_context(|| format!("cannot understand /proc/{pid}/stat"))?;
        Ok(Self {
            cpu: Duration::from_secs_f64(ticks as f64 / ticks_per_second()?),
            resident: memory("VmRSS:")? * 1024,
            peak: memory("VmHWM:")? * 1024,
        })
    }
}

/// In what Linux counts time.
pub fn ticks_per_second() -> Result<f64> {
    Ok(sysconf(SysconfVar::CLK_TCK)?.context("no clock ticks")? as f64)
}

/// `utime` and `stime`, the 14th and 15th field; the second one is the program's name, which may hold spaces.
fn ticks(stat: &str) -> Option<u64> {
    let (_, after_name) = stat.rsplit_once(')')?;
    let mut fields = after_name.split_whitespace().skip(11).map(|field| field.parse::<u64>().ok());
    Some(fields.next()?? + fields.next()??)
}

fn kibibytes(status: &str, field: &str) -> Option<u64> {
    status.lines().find_map(|line| line.strip_prefix(field))?.split_whitespace().next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_linux_prints() {
        let stat = "7 (club portal) S 1 7 7 0 -1 4194560 900 0 0 0 250 50 0 0 20 0 3 0 100 0 0";
        assert_eq!(ticks(stat), Some(300));
        assert_eq!(kibibytes("Name:\tx\nVmHWM:\t  2048 kB\nVmRSS:\t  1024 kB\n", "VmRSS:"), Some(1024));
    }
}
