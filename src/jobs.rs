//! Background jobs. Each feature lists its jobs. Every instance runs all of them, so a job determines by itself what is
//! left to do and may run on several machines at once.

use crate::error::Result;
use crate::feature::Feature;
use crate::web::App;
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use std::panic::AssertUnwindSafe;
use std::time::Duration;
use tokio::task::JoinSet;
use tokio::time::sleep;

pub struct Job {
    /// The name in the log.
    pub name: &'static str,
    pub pace: Pace,
    /// Runs one round; returns true if there is more to do at once.
    pub run: fn(App) -> BoxFuture<'static, Result<bool>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pace {
    /// In its own task, with this pause after a round that left nothing to do.
    Every(Duration),
    /// Once an hour, after the hourly jobs listed before it.
    Hourly,
}

impl Pace {
    /// For work that somebody is waiting for.
    pub const PROMPT: Self = Self::Every(Duration::from_secs(2));
}

/// Starts the features' jobs; they end when the set is dropped.
pub fn start(app: &App, features: &'static [Feature]) -> JoinSet<()> {
    let jobs = || features.iter().flat_map(|feature| feature.jobs);
    let mut tasks = JoinSet::new();
    for job in jobs() {
        if let Pace::Every(pause) = job.pace {
            let app = app.clone();
            tasks.spawn(async move {
                loop {
                    if !job.round(&app).await {
                        sleep(pause).await;
                    }
                }
            });
        }
    }
    let app = app.clone();
    tasks.spawn(async move {
        loop {
            for job in jobs().filter(|job| job.pace == Pace::Hourly) {
                while job.round(&app).await {}
            }
            sleep(Duration::from_secs(3600)).await;
        }
    });
    tasks
}

impl Job {
    /// Runs one round; a failure or a panic is logged and ends only the round.
    async fn round(&self, app: &App) -> bool {
        match AssertUnwindSafe((self.run)(app.clone())).catch_unwind().await {
            Ok(Ok(more)) => more,
            Ok(Err(error)) => {
                tracing::error!(job = self.name, %error, "background work");
                false
            }
            Err(_panic) => {
                tracing::error!(job = self.name, "background work panicked");
                false
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::Db;
    use crate::db::testing::Outcome;
    use crate::error::AppError;
    use crate::web::testing;
    use std::sync::atomic::{AtomicU32, Ordering};

    static ROUNDS: AtomicU32 = AtomicU32::new(0);

    const FEATURES: &[Feature] = &[Feature {
        jobs: &[
            Job { name: "fails", pace: Pace::Hourly, run: |_| Box::pin(async { Err(AppError::Internal) }) },
            Job { name: "panics", pace: Pace::Hourly, run: |_| Box::pin(async { panic!("a fault in a job") }) },
            Job {
                name: "counts",
                pace: Pace::Hourly,
                run: |_| Box::pin(async { Ok(ROUNDS.fetch_add(1, Ordering::SeqCst) < 2) }),
            },
        ],
        ..Feature::NONE
    }];

    #[tokio::test]
    async fn a_job_that_fails_or_panics_does_not_stop_the_others() {
        crate::db::testing::on_sqlite(rounds_of_all).await;
    }

    async fn rounds_of_all(db: Db) -> Outcome {
        let _tasks = start(&testing::app(&db), FEATURES);
        for _ in 0..500 {
            if ROUNDS.load(Ordering::SeqCst) < 3 {
                sleep(Duration::from_millis(10)).await;
            }
        }
        assert_eq!(ROUNDS.load(Ordering::SeqCst), 3, "the job runs as long as there is more to do");
        Ok(())
    }
}
