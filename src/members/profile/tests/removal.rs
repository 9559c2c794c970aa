use super::*;
use crate::db::fault_injection::fail_everywhere;
use crate::error::Result;
use crate::members::profile::ops::Removable;
use crate::points::testing::{assert_won, race};
use crate::values::Email;

async fn remove(db: Db, owner: Owner, version: i64) -> Result<()> {
    let mut tx = db.write().await?;
    ops::remove(&mut tx, owner, version, Removable::Email, noon()).await?;
    tx.commit().await?;
    Ok(())
}

crate::db_test!(an_owner_removes_mail_address_and_postal_address, |db| {
    let app = testing::app(&db);
    nearly_complete(&db).await;
    let mut tx = db.write().await?;
    let consent = "INSERT INTO consents (customer_id, purpose, granted, changed_at) VALUES (1, 'email', $1, $2)";
    sql!(tx, execute, consent, true, noon())?;
    tx.commit().await?;
    let mut browser = signed_in(&app, PHONE).await;
    assert!(browser.get("/me/profile/email").await.body.contains("/me/profile/email/removal"));
    assert!(browser.get("/me/profile/address").await.body.contains("/me/profile/address/removal"));
    let asked = browser.get("/me/profile/email/removal").await.body;
    assert!(asked.contains("lilei@example.com") && asked.contains("移除邮箱") && asked.contains("授权保留"));
    let stale = browser.post("/me/profile/email/removal", &[("version", "9")]).await;
    assert_eq!(stale.status, StatusCode::CONFLICT);
    for (what, version) in [("email", "1"), ("address", "2")] {
        let path = format!("/me/profile/{what}/removal");
        assert_eq!(browser.post(&path, &[("version", version)]).await.location, "/me/profile", "{what}");
        let twice = browser.post(&path, &[("version", "3")]).await;
        assert_eq!(twice.status, StatusCode::CONFLICT, "{what}");
        assert!(browser.get(&path).await.body.contains("无需移除"));
        assert!(!browser.page(&format!("/me/profile/{what}")).await.contains(&path));
    }
    let page = browser.get("/me/profile").await.body;
    assert!(page.contains("7 项中 4 项") && page.contains("未填写"), "{page}");
    for (what, query) in [
        ("kept", "SELECT COUNT(*) FROM contact_points WHERE kind IN ('email', 'address') AND NOT is_primary"),
        ("on record", "SELECT COUNT(*) FROM customer_changes WHERE new_value IS NULL AND changed_by LIKE 'member:%'"),
    ] {
        assert_eq!(count(&db, query).await, 2, "{what}");
    }
    assert_eq!(count(&db, "SELECT COUNT(*) FROM consents WHERE purpose = 'email' AND granted").await, 1);
    assert_eq!(count(&db, "SELECT COUNT(*) FROM outbox WHERE channel = 'email'").await, 0);
    browser.set_cookie("locale", "en");
    assert!(browser.get("/me/profile/email/removal").await.body.contains("Nothing on file to remove"));
});

crate::db_test!(only_one_of_fifty_changes_to_the_same_version_succeeds, |db| {
    let owner = nearly_complete(&db).await;
    let before = version(&db).await;
    let outcomes = race(&db, move |db, n| async move {
        if n % 2 == 0 {
            return remove(db, owner, before).await;
        }
        let mut tx = db.write().await?;
        let other = Change::Email(Email::parse(&format!("a{n}@example.com")).expect("an address"));
        ops::change(&mut tx, owner, Some(before), &other, noon()).await?;
        Ok(tx.commit().await?)
    })
    .await;
    assert_won(&outcomes, 1, Conflict::Stale);
    assert_eq!(version(&db).await, before + 1);
});

crate::db_test!(an_interrupted_removal_leaves_no_trace, |db| {
    let owner = nearly_complete(&db).await;
    let (removed, faults) = fail_everywhere(&db, |db| remove(db, owner, 1)).await;
    assert!(removed.is_ok() && faults > 4, "{faults}");
});
