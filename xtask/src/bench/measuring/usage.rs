//! Resources used by a process, from `/proc`.

use std::time::Duration;

use anyhow::{Context, Result};
use nix::unistd::{SysconfVar, sysconf};

#[derive(Clone, Copy)]
pub struct Usage {
    /// User and system time of all its threads.
    pub cpu: Duration,
    /// Resident memory now and at its peak, in bytes.
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
        let ticks = ticks(&read("stat")?).with_context(|| format!("cannot parse /proc/{pid}/stat"))?;
        Ok(Self {
            cpu: Duration::from_secs_f64(ticks as f64 / ticks_per_second()?),
            resident: memory("VmRSS:")? * 1024,
            peak: memory("VmHWM:")? * 1024,
        })
    }
}

/// The unit of CPU times in `/proc`.
pub fn ticks_per_second() -> Result<f64> {
    Ok(sysconf(SysconfVar::CLK_TCK)?.context("no clock ticks")? as f64)
}

/// Sums `utime` and `stime`, fields 14 and 15. Field 2, the program's name, may contain spaces.
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
    fn proc_files_are_parsed() {
        let stat = "7 (club portal) S 1 7 7 0 -1 4194560 900 0 0 0 250 50 0 0 20 0 3 0 100 0 0";
        assert_eq!(ticks(stat), Some(300));
        assert_eq!(kibibytes("Name:\tx\nVmHWM:\t  2048 kB\nVmRSS:\t  1024 kB\n", "VmRSS:"), Some(1024));
    }
}
