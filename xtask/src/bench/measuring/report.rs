//! The results as Markdown tables.

use std::fmt::Write;
use std::time::Duration;

use anyhow::Result;

use super::Options;
use super::cost::Cost;
use super::flood::{AT_ONCE, SIGN_INS};
use super::host::{self, Calm};
use super::lines::{Line, Place, What};
use super::served::Sizes;
use super::usage::Usage;
use crate::bench::host_load;

pub struct Report<'a> {
    pub lines: Vec<Line<'a>>,
    pub sizes: Sizes,
    pub conditions: Conditions,
    pub memory: Memory,
}

/// The conditions of the measurement.
pub struct Conditions {
    /// For example `2 cores of AMD EPYC`.
    pub processor: String,
    /// The load averages before the run.
    pub load: String,
    pub calm: Calm,
    pub database: String,
    pub seconds: u64,
    pub rounds: u32,
    pub connections: usize,
}

/// Memory of the small club's portal: before the first request, after the last page, after many concurrent sign-ins.
pub struct Memory {
    pub idle: Usage,
    pub loaded: Usage,
    pub flooded: Usage,
}

impl Conditions {
    pub fn new(options: &Options, database: &str, calm: Calm) -> Self {
        let Options { seconds, rounds, connections, .. } = *options;
        let (processor, load, database) = (host::processor(), host_load::before(), database.to_owned());
        Self { processor, load, calm, database, seconds, rounds, connections }
    }
}

impl Report<'_> {
    pub fn text(&self) -> Result<String> {
        let mut text = self.conditions()?;
        self.beside_the_floor(&mut text)?;
        self.others(&mut text)?;
        self.growth(&mut text)?;
        self.footnotes(&mut text)?;
        Ok(text.trim_end().to_owned())
    }

    fn conditions(&self) -> Result<String> {
        let Conditions { processor, load, calm, database, seconds, rounds, connections } = &self.conditions;
        let (stolen, others) = (calm.stolen * 100.0, calm.others * 100.0);
        let mut text = String::new();
        writeln!(
            text,
            "{processor}: the server on one, the load on another. Load average before the run {load}; during it \
             {stolen:.1} % of the machine was stolen by its host and {others:.1} % used by other programs. Release \
             build, demo data, {database}, {connections} connections, gzip as requested by browsers. Medians of {rounds} \
             rounds, {seconds} s each; latency at half the maximum rate, from when a request was due. Every response was \
             checked for status and length, and once a round for what the database says it must contain.\n"
        )?;
        Ok(text)
    }

    fn beside_the_floor(&self, text: &mut String) -> Result<()> {
        let pairs: Vec<(&Line<'_>, &Line<'_>)> = self.pairs(Place::Floor).collect();
        if pairs.is_empty() {
            return Ok(());
        }
        text.push_str(
            "| page | bytes | requests/s | p50 / p99 ms | CPU µs | floor: bytes | requests/s | p50 / p99 ms | CPU µs \
             | portal of floor |\n|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|\n",
        );
        for (portal, floor) in pairs {
            let share = portal.rate_beside(floor);
            writeln!(text, "| `{}` | {} | {} | {share:.2} |", portal.name(), cells(portal), cells(floor))?;
        }
        text.push('\n');
        Ok(())
    }

    /// The measurements without a counterpart on the floor.
    fn others(&self, text: &mut String) -> Result<()> {
        text.push_str("| who | page | bytes | requests/s | p50 / p99 ms | CPU µs |\n|---|---|---:|---:|---:|---:|\n");
        let alone = |line: &&Line<'_>| line.place == Place::Small && self.other(line, Place::Floor).is_none();
        // The owner with the short statement is left out: the growth table compares it with the long one.
        let alone = self.lines.iter().filter(alone).filter(|line| self.other(line, Place::Long).is_none());
        for line in alone {
            let who = match line.what {
                What::Page(page) => page.who.to_string(),
                What::Redemption | What::Constant => "owner".to_owned(),
            };
            writeln!(text, "| {who} | `{}` | {} |", line.name(), cells(line))?;
        }
        text.push('\n');
        Ok(())
    }

    fn growth(&self, text: &mut String) -> Result<()> {
        let Sizes { lines, customers } = &self.sizes;
        let long = self.pairs(Place::Long).map(|pair| (lines, pair));
        let large = self.pairs(Place::Large).map(|pair| (customers, pair));
        let pairs: Vec<_> = long.chain(large).collect();
        if pairs.is_empty() {
            return Ok(());
        }
        text.push_str(
            "| from → to | page | requests/s | then | CPU µs | then | growth |\n|---|---|---:|---:|---:|---:|---:|\n",
        );
        for (what, (before, after)) in pairs {
            let [first, then] = [before, after].map(|line| (line.typical(|cost| cost.per_second), micros(line)));
            // Growth of the time per request.
            let growth = before.rate_beside(after);
            writeln!(
                text,
                "| {what} | `{}` | {:.0} | {:.0} | {:.0} | {:.0} | {growth:.2} |",
                before.name(),
                first.0,
                then.0,
                first.1,
                then.1
            )?;
        }
        text.push('\n');
        Ok(())
    }

    fn footnotes(&self, text: &mut String) -> Result<()> {
        let pages = self.lines.iter().filter(|line| matches!(line.what, What::Page(_)));
        let busy = pages.map(|line| line.typical(|cost| cost.busy * 100.0)).fold(f64::INFINITY, f64::min);
        writeln!(text, "At the maximum rate every page kept at least {busy:.0} % of the server's core busy.\n")?;
        if let Some(line) = self.lines.iter().find(|line| line.what == What::Constant) {
            let rate = line.typical(|cost| cost.per_second);
            writeln!(
                text,
                "Constant bytes instead of a page: {rate:.0} requests/s, the maximum of the load generator.\n"
            )?;
        }
        let Memory { idle, loaded, flooded } = &self.memory;
        let [idle, loaded, flooded, peak] =
            [idle.resident, loaded.resident, flooded.resident, flooded.peak].map(|bytes| bytes / 1_000_000);
        writeln!(
            text,
            "Memory (RSS): {idle} MB before the first request, {loaded} MB after the last page, {flooded} MB after \
             {SIGN_INS} sign-ins, {AT_ONCE} at once, {peak} MB at most."
        )?;
        Ok(())
    }

    /// Pairs of a line of the small club's portal and the same line in another place.
    fn pairs(&self, place: Place) -> impl Iterator<Item = (&Line<'_>, &Line<'_>)> {
        let small = self.lines.iter().filter(|line| line.place == Place::Small);
        small.filter_map(move |line| Some((line, self.other(line, place)?)))
    }

    fn other(&self, line: &Line<'_>, place: Place) -> Option<&Line<'_>> {
        self.lines.iter().find(|other| other.what == line.what && other.place == place)
    }
}

fn cells(line: &Line<'_>) -> String {
    let milliseconds = |of: fn(&Cost) -> Duration| line.typical(move |cost| of(cost).as_secs_f64() * 1e3);
    let (p50, p99) = (milliseconds(|cost| cost.p50), milliseconds(|cost| cost.p99));
    let rate = line.typical(|cost| cost.per_second);
    let bytes = match line.what {
        What::Page(_) => line.bytes.to_string(),
        What::Redemption | What::Constant => String::new(),
    };
    format!("{bytes} | {rate:.0} | {p50:.2} / {p99:.2} | {:.0}", micros(line))
}

fn micros(line: &Line<'_>) -> f64 {
    line.typical(|cost| cost.cpu_per_request.as_secs_f64() * 1e6)
}
