//! The machine, and how much of it other programs used.

use std::time::Duration;

use anyhow::{Context, Result};

use super::usage::ticks_per_second;

/// CPU time of all cores since boot, in seconds.
#[derive(Clone, Copy)]
struct Cores {
    all: f64,
    /// User and system time, including interrupts.
    busy: f64,
    /// Time in which the hypervisor ran something else.
    stolen: f64,
}

pub struct Watch {
    before: Cores,
    /// CPU time of our own processes until then.
    ours: Duration,
}

/// Disturbances during a measurement, as shares of the capacity of all cores.
#[derive(Clone, Copy)]
pub struct Calm {
    pub stolen: f64,
    /// Used by other processes.
    pub others: f64,
}

impl Watch {
    pub fn begin(ours: Duration) -> Result<Self> {
        Ok(Self { before: Cores::now()?, ours })
    }

    pub fn end(&self, ours: Duration) -> Result<Calm> {
        Ok(calm(self.before, Cores::now()?, ours.saturating_sub(self.ours)))
    }
}

fn calm(before: Cores, after: Cores, ours: Duration) -> Calm {
    let all = (after.all - before.all).max(f64::MIN_POSITIVE);
    let others = after.busy - before.busy - ours.as_secs_f64();
    Calm { stolen: (after.stolen - before.stolen) / all, others: (others / all).max(0.0) }
}

impl Cores {
    fn now() -> Result<Self> {
        let stat = std::fs::read_to_string("/proc/stat").context("cannot read /proc/stat")?;
        Self::parse(&stat, ticks_per_second()?).context("cannot parse /proc/stat")
    }

    /// The first line of `/proc/stat` sums all cores: user, nice, system, idle, iowait, irq, softirq, steal. Guest time
    /// follows and is already included in user and nice.
    fn parse(stat: &str, per_second: f64) -> Option<Self> {
        let line = stat.lines().next()?.strip_prefix("cpu ")?;
        let seconds: Vec<f64> = line
            .split_whitespace()
            .take(8)
            .map(|field| Some(field.parse::<f64>().ok()? / per_second))
            .collect::<Option<_>>()?;
        let [user, nice, system, idle, waiting, interrupts, soft, stolen] = seconds.as_slice() else { return None };
        let busy = user + nice + system + interrupts + soft;
        Some(Self { all: busy + idle + waiting + stolen, busy, stolen: *stolen })
    }
}

/// For example `2 cores of AMD EPYC`.
pub fn processor() -> String {
    model(&std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default())
}

fn model(info: &str) -> String {
    let cores = info.lines().filter(|line| line.starts_with("processor")).count();
    let model = info.lines().find_map(|line| line.strip_prefix("model name")?.split_once(':'));
    let model = model.map_or("an unknown processor", |(_, name)| name.trim());
    format!("{cores} cores of {model}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cores(line: &str) -> Cores {
        Cores::parse(&format!("{line}\ncpu0 1 1 1 1 1 1 1 1 0 0\n"), 100.0).unwrap()
    }

    #[test]
    fn stolen_time_and_other_programs_are_reported() {
        let before = cores("cpu  1000 0 500 8000 100 0 100 300 0 0");
        let after = cores("cpu  1400 100 600 8200 100 50 150 400 0 0");
        assert_eq!((before.all, before.busy, before.stolen), (100.0, 16.0, 3.0));
        let Calm { stolen, others } = calm(before, after, Duration::from_secs(5));
        assert!((stolen - 0.1).abs() < 1e-9, "{stolen}");
        assert!((others - 0.2).abs() < 1e-9, "{others}");
    }

    #[test]
    fn malformed_statistics_are_none() {
        assert!(Cores::parse("cpu  1 2 3\n", 100.0).is_none());
        assert!(Cores::parse("intr 1 2 3 4 5 6 7 8\n", 100.0).is_none());
    }

    #[test]
    fn the_processor_is_named() {
        let info = "processor\t: 0\nmodel name\t: AMD EPYC\nprocessor\t: 1\nmodel name\t: AMD EPYC\n";
        assert_eq!(model(info), "2 cores of AMD EPYC");
        assert_eq!(model(""), "0 cores of an unknown processor");
    }
}
