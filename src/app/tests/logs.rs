//! Logs contain nothing personal or secret, and a request cannot forge a log line.

use crate::clock::Clock;
use crate::config::Config;
use crate::db::testing::sqlite;
use crate::members::testing::{PHONE, VIN, car, code, member};
use crate::outbox::{Queue, send_next};
use crate::web::App;
use crate::web::testing::{Browser, PASSWORD, noon};
use std::cell::RefCell;
use std::io::{self, Write};

thread_local! {
    static LOG: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

/// Separates the log by thread. The process has one subscriber, because several would race for the callsites' interest
/// cache.
struct ByThread;

impl Write for ByThread {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        LOG.with_borrow_mut(|log| log.extend_from_slice(bytes));
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Runs on one thread, which the handlers' tasks share, so that everything they log is captured.
#[tokio::test(flavor = "current_thread")]
async fn logs_contain_nothing_personal() {
    const WRONG: &str = "wrong-canary-2026";
    const NOBODY: &str = "13987650123";
    tracing_subscriber::fmt().with_writer(|| ByThread).init();

    let (db, _folder) = sqlite().await;
    let app = App::new(db.clone(), Clock::fixed(noon()), Config::default());
    let customer = member(&db, "欧阳测试", PHONE).await;
    car(&db, VIN, customer).await;
    let mut browser = Browser::new(&app);
    browser.post("/login", &[("phone", PHONE), ("password", WRONG)]).await;
    browser.post("/login", &[("phone", NOBODY), ("password", WRONG)]).await;
    browser.post("/login/code", &[("phone", PHONE)]).await;
    let sent = code(&db, PHONE).await;
    for queue in [Queue::Codes, Queue::Others] {
        while send_next(&app, queue).await.expect("messages are tried") {}
    }
    browser.post("/join", &[("vin", VIN), ("phone", PHONE)]).await;
    browser.post("/login/code/confirm", &[("code", &sent)]).await;
    browser.sign_in(PHONE, PASSWORD).await;
    browser.get(&format!("/me?phone={PHONE}&x=%0a2026-01-01%20INFO%20forged")).await;
    browser.get("/%0a2026-01-01%20INFO%20forged").await;
    let cookie = browser.cookie("club").expect("a session").to_owned();
    db.close().await;

    let text = String::from_utf8(LOG.take()).expect("text");
    assert!(text.lines().filter(|line| line.contains("/login")).count() > 3, "something is logged: {text}");
    for secret in [PHONE, NOBODY, VIN, WRONG, PASSWORD, "欧阳", sent.as_str(), cookie.as_str()] {
        assert!(!text.contains(secret), "the log contains {secret}: {text}");
    }
    assert!(!text.lines().any(|line| line.starts_with("2026-01-01 INFO forged")), "a request forged a log line");
}
