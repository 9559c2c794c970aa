//! The results as a table, printed and kept in `docs/performance.md`.

use std::fmt::Write;
use std::time::Duration;

use anyhow::{Context, Result};

use super::Cost;
use super::usage::Usage;
use crate::paths;

const START: &str = "<!-- measured by cargo xtask bench: begin -->";
const END: &str = "<!-- measured by cargo xtask bench: end -->";

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
        println!("{text}");
        let file = paths::root().join("docs/performance.md");
        let present = std::fs::read_to_string(&file).unwrap_or_else(|_| "# Performance\n".to_owned());
        std::fs::create_dir_all(paths::root().join("docs"))?;
        std::fs::write(&file, between_markers(&present, &text))
            .with_context(|| format!("cannot write {}", file.display()))
    }

    fn text(&self, database_url: &str) -> Result<String> {
        let database = database_url.split(':').next().unwrap_or_default();
        let mut text = String::new();
        writeln!(
            text,
            "Server on one core of {}, load on another; release build, demo data, {database}, {} connections, {} s each. \
             Latency at half the greatest rate, from when a request was due. Every response was checked to be whole.\n",
            processor(),
            self.connections,
            self.seconds,
        )?;
        text.push_str("| page | bytes | requests/s | p50 ms | p99 ms | CPU µs | floor requests/s | floor p99 ms | floor CPU µs |\n");
        text.push_str("|---|---:|---:|---:|---:|---:|---:|---:|---:|\n");
        for Row { name, bytes, portal, floor } in &self.rows {
            writeln!(
                text,
                "| `{name}` | {bytes} | {:.0} | {} | {} | {} | {:.0} | {} | {} |",
                portal.per_second,
                milliseconds(portal.p50),
                milliseconds(portal.p99),
                portal.cpu_per_request.as_micros(),
                floor.per_second,
                milliseconds(floor.p99),
                floor.cpu_per_request.as_micros(),
            )?;
        }
        let [idle, loaded, peak] =
            [self.idle.resident, self.loaded.resident, self.loaded.peak].map(|bytes| bytes / 1_000_000);
        write!(
            text,
            "\nMemory (RSS): {idle} MB before the first request, {loaded} MB after the last, {peak} MB at most."
        )?;
        Ok(text)
    }
}

fn milliseconds(duration: Duration) -> String {
    format!("{:.2}", duration.as_secs_f64() * 1e3)
}

fn processor() -> String {
    let info = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = info.lines().find_map(|line| line.strip_prefix("model name")?.split_once(':'));
    model.map_or_else(|| "an unknown processor".to_owned(), |(_, name)| name.trim().to_owned())
}

/// Replaces what stands between the markers; a document without them gets them at its end.
fn between_markers(document: &str, text: &str) -> String {
    let block = format!("{START}\n{text}\n{END}");
    match (document.split_once(START), document.split_once(END)) {
        (Some((before, _)), Some((_, after))) => format!("{before}{block}{after}"),
        _ => format!("{}\n\n{block}\n", document.trim_end()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn new_results_take_the_place_of_old_ones() {
        let first = between_markers("# Performance\n\nWhy.\n", "old");
        let second = between_markers(&format!("{first}\nMore.\n"), "new");
        assert_eq!(second, format!("# Performance\n\nWhy.\n\n{START}\nnew\n{END}\n\nMore.\n"));
    }
}
