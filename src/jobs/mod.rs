//! Work that nobody waits for: messages leave from the outbox, each once, however many instances run; what is old goes,
//! what is over lapses or is released; what other systems write earns points; voucher codes are made in batches; and
//! drafts of rules are tried on the past.

pub mod outbox;
mod sender;
mod sweep;

pub use sender::send_due;

use crate::error::Result;
use crate::rewards::vouchers;
use crate::web::App;
use std::time::Duration;
use tokio::task::JoinSet;
use tokio::time::sleep;

/// Starts the background work; it ends when the set is dropped.
pub fn start(app: &App) -> JoinSet<()> {
    const PAUSE: Duration = Duration::from_secs(2);
    const HOUR: Duration = Duration::from_secs(3600);
    let mut jobs = JoinSet::new();
    let sending = app.clone();
    jobs.spawn(async move {
        loop {
            let sent = logged("outbox", sender::send_due(&sending).await);
            if sent.unwrap_or(0) == 0 {
                sleep(PAUSE).await;
            }
        }
    });
    let settling = app.clone();
    jobs.spawn(async move {
        loop {
            let settled = logged("cancelled events", crate::events::admin::ops::settle_cancelled(&settling).await);
            if settled.unwrap_or(0) == 0 {
                sleep(PAUSE).await;
            }
        }
    });
    let earning = app.clone();
    jobs.spawn(async move {
        loop {
            logged("merges", crate::merging::follow(&earning.db, earning.clock.now()).await);
            logged("earnings", crate::points::book_new(&earning.db, earning.clock.now()).await);
            logged("counter holds", crate::counter::release_overdue(&earning.db, earning.clock.now()).await);
            logged("back in stock", crate::wishes::tell_back_in_stock(&earning.db, earning.clock.now()).await);
            logged("holds", crate::points::release_overdue(&earning.db, earning.clock.now()).await);
            sleep(PAUSE).await;
        }
    });
    let trying = app.clone();
    jobs.spawn(async move {
        loop {
            if logged("simulations", crate::points::simulate_next(&trying.db, &trying.clock).await) != Some(true) {
                sleep(PAUSE).await;
            }
        }
    });
    let making = app.clone();
    jobs.spawn(async move {
        loop {
            if logged(
                "voucher codes",
                vouchers::making::make_next(&making.db, &making.voucher_keys, &making.clock).await,
            ) != Some(true)
            {
                sleep(PAUSE).await;
            }
        }
    });
    let sweeping = app.clone();
    jobs.spawn(async move {
        loop {
            work_hourly(&sweeping).await;
            sleep(HOUR).await;
        }
    });
    jobs
}

async fn work_hourly(app: &App) {
    logged("sweep", sweep::sweep(&app.db, app.clock.now()).await);
    logged("lapses", crate::points::lapse_overdue(&app.db, app.clock.now()).await);
    logged("lapse reminders", crate::points::reminding::remind(&app.db, app.clock.now()).await);
    logged("tiers", crate::points::keep_tiers(&app.db, app.clock.now()).await);
    logged("referrals", crate::referrals::catch_up(app).await);
    logged("points board", crate::points::refresh_board(&app.db, app.clock.now()).await);
    logged("figures", crate::admin::figures::refresh(&app.db, app.clock.now()).await);
}

fn logged<T>(job: &'static str, done: Result<T>) -> Option<T> {
    done.inspect_err(|error| tracing::error!(job, %error, "background work")).ok()
}
