//! How busy the machine was before anything was compiled for measuring.

/// Carries it to the program that measures. The portal, which that one starts, takes every `CLUB_…` for a setting of its own.
const CARRIED: &str = "XTASK_BENCH_LOAD";

/// For the program that is compiled and started in place of this one.
pub fn carried() -> (&'static str, String) {
    (CARRIED, now())
}

/// The load averages of one, five and fifteen minutes, by the time that bench was called.
#[cfg(feature = "bench")]
pub fn before() -> String {
    std::env::var(CARRIED).unwrap_or_else(|_| now())
}

fn now() -> String {
    let load = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    load.split_whitespace().take(3).collect::<Vec<_>>().join(" ")
}
