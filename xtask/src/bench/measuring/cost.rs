//! The cost of a call on one server.

use std::time::Duration;

use anyhow::Result;

use super::Options;
use super::call::Call;
use super::load;
use super::usage::Usage;
use crate::server::Running;

#[derive(Clone, Copy)]
pub struct Cost {
    pub per_second: f64,
    /// CPU time of the server.
    pub cpu_per_request: Duration,
    /// Utilisation of the server's core, from 0 to 1. Well below 1, something else was the limit: the load generator or
    /// other programs on the machine.
    pub busy: f64,
    /// At half the maximum rate, from when a request was due until its response was complete.
    pub p50: Duration,
    pub p99: Duration,
}

/// Measures twice: in a closed loop at the server's maximum rate, then in an open loop at half that rate.
pub async fn measure(options: &Options, server: &Running, call: &Call) -> Result<Cost> {
    const WARMING: Duration = Duration::from_millis(500);
    let duration = Duration::from_secs(options.seconds);
    let connections = options.connections.min(call.at_once);
    load::closed(server.address, call, connections, WARMING).await?;
    let before = Usage::of(server.pid())?;
    let greatest = load::closed(server.address, call, connections, duration).await?;
    let cpu = Usage::of(server.pid())?.cpu.saturating_sub(before.cpu);
    let per_second = greatest.per_second();
    let half = load::open(server.address, call, connections, per_second / 2.0, duration).await?;
    Ok(Cost {
        per_second,
        cpu_per_request: cpu.div_f64(greatest.requests() as f64),
        busy: cpu.div_duration_f64(greatest.took),
        p50: half.quantile(0.5),
        p99: half.quantile(0.99),
    })
}
