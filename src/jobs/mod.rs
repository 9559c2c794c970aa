//! Work that nobody waits for: messages leave from the outbox, each once, however many instances run; what is old goes,
//! what is over lapses or is released; what other systems write earns points and finds its way into dealers' lists;
//! voucher codes are made in batches; and drafts of rules are tried on the past.

mod sweep;

use crate::error::Result;
use crate::outbox::{Queue, send_next};
use crate::rewards::vouchers;
use crate::web::App;
use futures_util::FutureExt;
use std::panic::AssertUnwindSafe;
use std::time::Duration;
use tokio::task::JoinSet;
use tokio::time::sleep;

const PAUSE: Duration = Duration::from_secs(2);
const MINUTE: Duration = Duration::from_secs(60);
const HOUR: Duration = Duration::from_secs(3600);

/// Starts the background work; it ends when the set is dropped.
pub fn start(app: &App) -> JoinSet<()> {
    let mut jobs = JoinSet::new();
    for queue in [Queue::Codes, Queue::Others] {
        repeat(&mut jobs, app, PAUSE, move |app| async move {
            logged("outbox", send_next(&app, queue).await) == Some(true)
        });
    }
    repeat(&mut jobs, app, PAUSE, async |app| {
        let settled = crate::events::admin::ops::settle_cancelled(&app).await;
        logged("cancelled events", settled).unwrap_or(0) > 0
    });
    repeat(&mut jobs, app, PAUSE, move_points);
    repeat(&mut jobs, app, PAUSE, async |app| {
        logged("back in stock", crate::wishes::tell_back_in_stock(&app.db, app.clock.now()).await);
        false
    });
    repeat(&mut jobs, app, 10 * PAUSE, async |app| {
        logged("merges", crate::merging::follow(&app.db, app.clock.now()).await);
        false
    });
    repeat(&mut jobs, app, MINUTE, async |app| {
        logged("dealers' lists", crate::dealers::members::renew(&app.db, app.clock.now()).await);
        false
    });
    repeat(&mut jobs, app, PAUSE, async |app| {
        logged("simulations", crate::points::simulate_next(&app.db, &app.clock).await) == Some(true)
    });
    repeat(&mut jobs, app, PAUSE, async |app| {
        logged("voucher codes", vouchers::making::make_next(&app.db, &app.voucher_keys, &app.clock).await) == Some(true)
    });
    repeat(&mut jobs, app, HOUR, work_hourly);
    jobs
}

/// Begins again at once while there is more to do, else after a pause; also when one round panicked.
fn repeat<W>(jobs: &mut JoinSet<()>, app: &App, pause: Duration, work: impl Fn(App) -> W + Send + 'static)
where
    W: Future<Output = bool> + Send + 'static,
{
    let app = app.clone();
    jobs.spawn(async move {
        loop {
            let more = AssertUnwindSafe(work(app.clone())).catch_unwind().await;
            if !more.unwrap_or_else(|_| panicked()) {
                sleep(pause).await;
            }
        }
    });
}

fn panicked() -> bool {
    tracing::error!("background work panicked");
    false
}

async fn move_points(app: App) -> bool {
    logged("earnings", crate::points::book_new(&app.db, app.clock.now()).await);
    logged("counter holds", crate::counter::release_overdue(&app.db, app.clock.now()).await);
    logged("holds", crate::points::release_overdue(&app.db, app.clock.now()).await);
    false
}

async fn work_hourly(app: App) -> bool {
    logged("sweep", sweep::sweep(&app.db, app.clock.now()).await);
    logged("lapses", crate::points::lapse_overdue(&app.db, app.clock.now()).await);
    logged("lapse reminders", crate::points::reminding::remind(&app.db, app.clock.now()).await);
    logged("tiers", crate::points::keep_tiers(&app.db, app.clock.now()).await);
    logged("referrals", crate::referrals::catch_up(&app).await);
    logged("points board", crate::points::refresh_board(&app.db, app.clock.now()).await);
    logged("figures", crate::admin::figures::refresh(&app.db, app.clock.now()).await);
    false
}

fn logged<T>(job: &'static str, done: Result<T>) -> Option<T> {
    done.inspect_err(|error| tracing::error!(job, %error, "background work")).ok()
}
