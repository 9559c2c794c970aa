//! The results as a table, printed and kept in `docs/performance.md`.

use std::fmt::Write;
use std::time::Duration;

use anyhow::{Context, Result};

use super::Cost;
use super::usage::Usage;
use crate::paths;

/// A part of the document that is written anew.
#[derive(Clone, Copy)]
pub struct Part(pub &'static str);

const PAGES: Part = Part("measured by cargo xtask bench");

pub struct Report {
    pub rows: Vec<Row>,
    pub idle: Usage,
    pub loaded: Usage,
    pub seconds: u64,
    pub connections: usize,
}

pub struct Row {
    pub name: &'static str,
    pub bytes: usize,
    pub portal: Cost,
    pub floor: Cost,
}

impl Report {
    pub fn print_and_write(&self, database_url: &str) -> Result<()> {
        let text = self.text(database_url)?;
        PAGES.print_and_write(&text)
    }

    fn text(&self, database_url: &str) -> Result<String> {
        let Self { rows, idle, loaded, seconds, connections } = self;
        let (database, processor) = (database_url.split(':').next().unwrap_or_default(), processor());
        let mut text = String::new();
        writeln!(
            text,
            "Server on one core of {processor}, load on another; release build, demo data, {database}, {connections} \
             connections, {seconds} s each. Latency at half the greatest rate, from when a request was due. Every \
             response was checked to be whole. Below each page the floor: the same number of constant bytes.\n"
        )?;
        text.push_str("| page | bytes | requests/s | p50 ms | p99 ms | CPU µs a request | core used |\n");
        text.push_str("|---|---:|---:|---:|---:|---:|---:|\n");
        for Row { name, bytes, portal, floor } in rows {
            writeln!(text, "| `{name}` | {bytes} | {} |", cells(portal))?;
            writeln!(text, "| floor | {bytes} | {} |", cells(floor))?;
        }
        let [idle, loaded, peak] = [idle.resident, loaded.resident, loaded.peak].map(|bytes| bytes / 1_000_000);
        write!(
            text,
            "\nMemory (RSS): {idle} MB before the first request, {loaded} MB after the last, {peak} MB at most."
        )?;
        Ok(text)
    }
}

fn cells(cost: &Cost) -> String {
    let milliseconds = |duration: Duration| duration.as_secs_f64() * 1e3;
    let (p50, p99, cpu) = (milliseconds(cost.p50), milliseconds(cost.p99), cost.cpu_per_request.as_micros());
    format!("{:.0} | {p50:.2} | {p99:.2} | {cpu} | {:.0} %", cost.per_second, cost.busy * 100.0)
}

fn processor() -> String {
    let info = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = info.lines().find_map(|line| line.strip_prefix("model name")?.split_once(':'));
    model.map_or_else(|| "an unknown processor".to_owned(), |(_, name)| name.trim().to_owned())
}

impl Part {
    pub fn print_and_write(self, text: &str) -> Result<()> {
        println!("{text}");
        let file = paths::root().join("docs/performance.md");
        let present = std::fs::read_to_string(&file).unwrap_or_else(|_| "# Performance\n".to_owned());
        std::fs::create_dir_all(paths::root().join("docs"))?;
        std::fs::write(&file, self.replaced(&present, text)).with_context(|| format!("cannot write {}", file.display()))
    }

    /// Replaces what stands between the markers; a document without them gets them at its end.
    fn replaced(self, document: &str, text: &str) -> String {
        let [start, end] = ["begin", "end"].map(|place| format!("<!-- {}: {place} -->", self.0));
        let block = format!("{start}\n{text}\n{end}");
        match (document.split_once(&start), document.split_once(&end)) {
            (Some((before, _)), Some((_, after))) => format!("{before}{block}{after}"),
            _ => format!("{}\n\n{block}\n", document.trim_end()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn new_results_take_the_place_of_old_ones() {
        let first = Part("x").replaced("# Performance\n\nWhy.\n", "old");
        let second = Part("x").replaced(&format!("{first}\nMore.\n"), "new");
        assert_eq!(second, "# Performance\n\nWhy.\n\n<!-- x: begin -->\nnew\n<!-- x: end -->\n\nMore.\n");
    }
}
