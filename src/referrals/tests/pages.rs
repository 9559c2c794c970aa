use crate::db::Db;
use crate::error::Result;
use crate::referrals::testing::{basics, count, member};
use crate::sql;
use crate::web::testing::{self, Browser, PASSWORD, noon};
use axum::http::StatusCode;

async fn club(db: &Db) -> Result<()> {
    let mut tx = db.write().await?;
    basics(&mut tx).await;
    member(&mut tx, 1, "13800000001").await;
    member(&mut tx, 2, "13800000002").await;
    tx.commit().await?;
    testing::account(db, "owner", "13800000001", Some(1), None).await;
    Ok(())
}

fn filled(phone: &str) -> [(&'static str, &str); 5] {
    [("name", "李雷"), ("phone", phone), ("model", "1"), ("dealer", "1"), ("consent", "yes")]
}

crate::db_test!(the_answer_does_not_reveal_customers, |db| {
    club(&db).await?;
    let app = testing::app(&db);
    let mut answers = Vec::new();
    for phone in ["13912340000", "13800000001", "13800000002", "13912340000", "139 1234 0001"] {
        let mut friend = Browser::new(&app);
        let answer = friend.post("/r/CODE1", &filled(phone)).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
        let page = friend.get(&answer.location).await;
        assert_eq!(page.status, StatusCode::OK);
        answers.push((answer.location, answer.body, page.body));
    }
    assert!(answers.windows(2).all(|pair| pair[0] == pair[1]), "the same bytes for every claim");
    assert_eq!(count(&db, "SELECT COUNT(*) FROM referrals WHERE state = 'invited'").await, 2);
    assert_eq!(count(&db, "SELECT COUNT(*) FROM referrals WHERE state = 'declined'").await, 2);
    assert_eq!(count(&db, "SELECT COUNT(*) FROM outbox").await, 0, "nobody consented to messages");

    let mut owner = Browser::new(&app);
    owner.sign_in("13800000001", PASSWORD).await;
    let mine = owner.get("/me/referrals").await.body;
    assert_eq!(mine.matches("已邀请").count(), 4, "a declined claim looks like an unanswered one: {mine}");
    assert!(mine.contains("李**") && !mine.contains("李雷") && !mine.contains("13912340000"));
    assert!(mine.contains("http://localhost/r/CODE1") && mine.contains("3,000"));
});

crate::db_test!(a_friends_input_is_validated_and_escaped, |db| {
    club(&db).await?;
    let app = testing::app(&db);
    let mut friend = Browser::new(&app);
    let long = "长".repeat(10_000);
    let evil = [("name", long.as_str()), ("phone", "</textarea><script>"), ("dealer", "9'"), ("model", "x\r\ny")];
    let answer = friend.post("/r/CODE1", &evil).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    for field in ["f-name", "f-phone", "f-dealer", "f-model", "f-consent"] {
        assert!(answer.body.contains(&format!("href=\"#{field}\"")), "{field}");
    }
    assert!(answer.body.contains(&long) && !answer.body.contains("<script>"), "kept, and escaped");

    let nowhere = friend
        .post("/r/CODE1", &[("name", "李雷 🚗"), ("phone", "13912340000"), ("dealer", "77"), ("consent", "yes")])
        .await;
    assert_eq!(nowhere.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(friend.get("/r/NOBODY").await.status, StatusCode::NOT_FOUND);
    assert_eq!(friend.get("/r/%00%0d%0a").await.status, StatusCode::NOT_FOUND);
    assert_eq!(friend.post("/r/NOBODY", &filled("13912340000")).await.status, StatusCode::NOT_FOUND);
    assert_eq!(count(&db, "SELECT COUNT(*) FROM referrals").await, 0);
});

crate::db_test!(a_disabled_accounts_code_is_not_found, |db| {
    club(&db).await?;
    let mut friend = Browser::new(&testing::app(&db));
    assert_eq!(friend.get("/r/CODE1").await.status, StatusCode::OK);
    let mut tx = db.write().await?;
    sql!(tx, execute, "UPDATE accounts SET disabled_at = $1 WHERE customer_id = 1", noon())?;
    tx.commit().await?;
    assert_eq!(friend.get("/r/CODE1").await.status, StatusCode::NOT_FOUND);
    assert_eq!(friend.post("/r/CODE1", &filled("13912340000")).await.status, StatusCode::NOT_FOUND);
});

crate::db_test!(the_consent_wording_is_stored_as_read, |db| {
    club(&db).await?;
    let app = testing::app(&db);
    let mut friend = Browser::new(&app);
    friend.post("/language", &[("locale", "en"), ("next", "/r/code1")]).await;
    let page = friend.get("/r/code1").await;
    assert!(page.body.contains("Your friend 张** invites you") && page.body.contains("value=\"en\""));
    let mut fields = filled("13912340000").to_vec();
    fields.push(("wording", "en"));
    friend.post("/r/code1", &fields).await;
    assert_eq!(count(&db, "SELECT COUNT(*) FROM referrals WHERE consent_wording LIKE 'I agree that%'").await, 1);
});

crate::db_test!(claims_are_rate_limited_per_address, |db| {
    club(&db).await?;
    let app = testing::app(&db);
    let mut friend = Browser::new(&app);
    for at in 0..20 {
        let answer = friend.post("/r/CODE1", &filled(&format!("139123400{at:02}"))).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER);
    }
    let answer = friend.post("/r/CODE1", &filled("13912340099")).await;
    assert_eq!(answer.status, StatusCode::TOO_MANY_REQUESTS);
    assert!(answer.body.contains("李雷"), "the form keeps its input");
    app.clock.set(noon() + chrono::TimeDelta::hours(1));
    assert_eq!(friend.post("/r/CODE1", &filled("13912340099")).await.status, StatusCode::SEE_OTHER);
});

crate::db_test!(pages_use_at_most_four_statements, |db| {
    club(&db).await?;
    let app = testing::app(&db);
    let mut owner = Browser::new(&app);
    owner.sign_in("13800000001", PASSWORD).await;
    for (path, most) in [("/me/referrals", 4), ("/me/referrals?before=x", 4), ("/r/CODE1", 4), ("/r/CODE1/thanks", 2)] {
        let before = db.statements();
        owner.get(path).await;
        assert!(db.statements() - before <= most, "{path}: {}", db.statements() - before);
    }
});
