//! Test of two editors: what the first one changed is shown in the history, and to the second one, who would overwrite it.

use crate::db::Db;
use crate::sql;
use crate::web::testing::{Browser, PASSWORD, account, app};
use axum::http::StatusCode;

const FIRST: &str = "王敏";

/// Signs in two administrators: 王敏 and 李娜.
pub async fn two_editors(db: &Db) -> (Browser, Browser) {
    for (phone, name) in [("13900000009", FIRST), ("13900000008", "李娜")] {
        account(db, "admin", phone, None, None).await;
        let mut tx = db.write().await.expect("a transaction");
        sql!(tx, execute, "UPDATE accounts SET name = $2 WHERE phone = $1", phone, name).expect("a name");
        tx.commit().await.expect("committed");
    }
    let app = app(db);
    let (mut first, mut second) = (Browser::new(&app), Browser::new(&app));
    first.sign_in("13900000009", PASSWORD).await;
    second.sign_in("13900000008", PASSWORD).await;
    (first, second)
}

/// Two edits of one object that start from the same version.
pub struct Edits<'a> {
    /// Where the form is, and where it is posted to.
    pub form: &'a str,
    /// The page with the history.
    pub detail: &'a str,
    /// All fields of the form as they are.
    pub fields: &'a [(&'a str, &'a str)],
    /// The fields that the first editor changes, and how the changes are displayed.
    pub theirs: &'a [(&'a str, &'a str)],
    pub shown: &'a [&'a str],
    /// A single-line field that the second editor changes.
    pub mine: (&'a str, &'a str),
    /// The label of a field that nobody changes.
    pub unchanged: &'a str,
}

impl Edits<'_> {
    fn posted<'a>(&'a self, changed: &[(&'a str, &'a str)], version: &'a str) -> Vec<(&'a str, &'a str)> {
        let kept = self.fields.iter().filter(|(name, _)| !changed.iter().any(|(changed, _)| changed == name));
        kept.chain(changed).copied().chain([("version", version)]).collect()
    }

    /// Checks that the second editor sees the first one's changes and who made them, keeps what was typed, and can then
    /// save it.
    pub async fn check(&self, (first, second): (&mut Browser, &mut Browser)) {
        let opened = second.get(self.form).await.hidden("version");
        let saved = first.post(self.form, &self.posted(self.theirs, &opened)).await;
        assert_eq!((saved.status, saved.location.as_str()), (StatusCode::SEE_OTHER, self.detail), "{}", saved.body);
        let history = second.get(self.detail).await.body;
        self.assert_shown(part(&history, "id=\"history\"", "</section>"));
        let mine = [self.mine];
        let stale = second.post(self.form, &self.posted(&mine, &opened)).await;
        assert_eq!(stale.status, StatusCode::CONFLICT, "{}", stale.body);
        self.assert_shown(part(&stale.body, "notice-info conflicts", "</ul>"));
        let kept = format!("value=\"{}\"", self.mine.1);
        assert!(stale.body.contains(&kept), "{kept}: {}", stale.body);
        let present = stale.hidden("version");
        let again = second.post(self.form, &self.posted(&mine, &present)).await;
        assert_eq!(again.status, StatusCode::SEE_OTHER, "{}", again.body);
    }

    fn assert_shown(&self, changes: &str) {
        for shown in self.shown.iter().chain(&[FIRST]) {
            assert!(changes.contains(shown), "{shown}: {changes}");
        }
        assert!(!changes.contains(self.unchanged), "unchanged fields are not listed: {changes}");
    }
}

/// The part of a page from `start` to `end`.
fn part<'a>(page: &'a str, start: &str, end: &str) -> &'a str {
    let (_, rest) = page.split_once(start).unwrap_or_else(|| panic!("{start}: {page}"));
    rest.split(end).next().unwrap_or_default()
}
