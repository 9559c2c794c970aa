//! The machine's load before anything is compiled for the benchmark.

/// Passes the load to the measuring process. Not named `CLUB_…`: the portal, its child, reads those as settings.
const CARRIED: &str = "XTASK_BENCH_LOAD";

/// The variable for the optimised program that replaces this one.
pub fn carried() -> (&'static str, String) {
    (CARRIED, now())
}

/// The load averages of one, five and fifteen minutes at the start of the bench.
#[cfg(feature = "bench")]
pub fn before() -> String {
    std::env::var(CARRIED).unwrap_or_else(|_| now())
}

fn now() -> String {
    let load = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    load.split_whitespace().take(3).collect::<Vec<_>>().join(" ")
}
