//! Project administration, from draft to report.

use super::*;
use crate::actions::testing::{Edits, two_editors};
use crate::charity::Refusal;
use crate::charity::admin::input::{self, ProjectInput, Report};
use crate::charity::admin::ops::{self as admin_ops, Step};
use crate::drafts::Submission;
use crate::error::Problem;
use crate::values::AccountId;
use crate::web::Form;

const RIGHT: &str = "title_zh=%E6%A0%91&title_en=Trees&body_zh=a&body_en=b&partner_zh=c&partner_en=d\
    &picture=/img/rewards.svg%23trees&goal=1000&visible_from=2026-03-01";

fn input(more: &str) -> ProjectInput {
    input::read(&Form::parse(format!("{more}&{RIGHT}").as_bytes())).expect("a valid form")
}

crate::db_test!(a_draft_is_created_once_and_can_be_deleted, |db| {
    let by = AccountId(account(&db, "admin", "13900000009", None, None).await);
    let mut tx = db.write().await?;
    let id = admin_ops::create(&mut tx, &Submission::test(by, "k"), &input("")).await?;
    assert_eq!(admin_ops::create(&mut tx, &Submission::test(by, "k"), &input("")).await?, id, "a double click");
    let other = Submission { digest: "1".repeat(64), ..Submission::test(by, "k") };
    assert_eq!(admin_ops::create(&mut tx, &other, &input("")).await, Err(Conflict::KeyReused.into()));
    let step = |id, version| Step { by, id, version, now: noon() };
    assert_eq!(admin_ops::delete(&mut tx, step(id, 2)).await, Err(Conflict::Stale.into()));
    admin_ops::delete(&mut tx, step(id, 1)).await?;
    let next = admin_ops::create(&mut tx, &Submission::test(by, "other"), &input("")).await?;
    assert_ne!(next, id, "ids are not reused, so histories do not mix");
    admin_ops::publish(&mut tx, step(next, 1)).await?;
    assert_eq!(admin_ops::delete(&mut tx, step(next, 2)).await, Err(Conflict::WrongState.into()));
    let actions = "SELECT action || ':' || detail FROM staff_actions WHERE subject = 'charity' ORDER BY id";
    assert_eq!(sql!(tx, scalars String, actions)?, ["create:1,000", "delete:树", "create:1,000", "publish:"]);
});

crate::db_test!(a_receipt_never_changes, |db| {
    let by = AccountId(account(&db, "admin", "13900000009", None, None).await);
    let customer = member_with(&db, 1, &[(900, 1)]).await;
    let mut owner = super::http::browser(&db, "owner", 1).await;
    let (trees, school) = (project(&db, 1).await, project(&db, 2).await);
    let given = give(db.clone(), customer, trees, 300, "a".to_owned()).await?;
    let receipt = format!("/me/donations/{}", given.id);
    let before = owner.get(&receipt).await.body;
    assert!(before.contains("项目1") && before.contains("基金会"));
    let step = |id| Step { by, id, version: 1, now: noon() };
    let mut tx = db.write().await?;
    let later = input("visible_from=2026-03-05");
    let refused = Err(AppError::field("visible_from", Problem::Donated));
    assert_eq!(admin_ops::save(&mut tx, step(trees), &later).await, refused, "donors must still find the project");
    admin_ops::save(&mut tx, step(school), &later).await?;
    admin_ops::save(&mut tx, step(trees), &input("title_zh=%E5%88%AB%E7%9A%84&partner_zh=%E5%88%AB%E4%BA%BA")).await?;
    tx.commit().await?;
    assert!(owner.get("/charity/1").await.body.contains("别人"));
    let after = owner.get(&receipt).await.body;
    assert!(after.contains("项目1") && after.contains("基金会") && !after.contains("别的"), "{after}");
    assert!(owner.get("/me/donations").await.body.contains("项目1"));
});

crate::db_test!(a_project_goes_from_draft_to_report, |db| {
    let by = AccountId(account(&db, "admin", "13900000009", None, None).await);
    let customer = member_with(&db, 1, &[(900, 1)]).await;
    let mut tx = db.write().await?;
    let id = admin_ops::create(&mut tx, &Submission::test(by, "k"), &input("")).await?;
    tx.commit().await?;
    let step = |version| Step { by, id, version, now: noon() };
    let report = Report { zh: "种了树".to_owned(), en: "Trees stand".to_owned() };
    assert_eq!(give(db.clone(), customer, id, 1, "a".to_owned()).await, Err(AppError::NotFound));
    let mut tx = db.write().await?;
    assert_eq!(
        admin_ops::close(&mut tx, step(1), &report).await,
        Err(Conflict::WrongState.into()),
        "a draft cannot be closed"
    );
    admin_ops::save(&mut tx, step(1), &input("goal=500")).await?;
    assert_eq!(admin_ops::save(&mut tx, step(1), &input("goal=700")).await, Err(Conflict::Stale.into()));
    assert_eq!(admin_ops::publish(&mut tx, step(1)).await, Err(Conflict::Stale.into()));
    admin_ops::publish(&mut tx, step(2)).await?;
    assert_eq!(admin_ops::publish(&mut tx, step(3)).await, Err(Conflict::Handled.into()));
    tx.commit().await?;
    give(db.clone(), customer, id, 600, "b".to_owned()).await?;
    let mut tx = db.write().await?;
    admin_ops::close(&mut tx, step(3), &report).await?;
    assert_eq!(admin_ops::close(&mut tx, step(3), &report).await, Err(Conflict::Stale.into()));
    admin_ops::close(&mut tx, step(4), &report).await?;
    let actions = "SELECT action || ':' || detail FROM staff_actions WHERE subject = 'charity' ORDER BY id";
    let done = sql!(tx, scalars String, actions)?;
    assert_eq!(done, ["create:1,000", "edit:", "publish:", "close:", "report:"]);
    assert_eq!(total(&mut tx, id).await, (600, 1), "editing never changes the total");
    tx.commit().await?;
    assert_eq!(give(db.clone(), customer, id, 1, "c".to_owned()).await, Err(Refusal::ProjectOver.into()));
    assert_whole(&db).await;
});

crate::db_test!(a_stale_edit_shows_what_others_changed, |db| {
    let id = project(&db, 1).await;
    let (mut first, mut second) = two_editors(&db).await;
    let detail = format!("/admin/charity/{id}");
    let edits = Edits {
        form: &format!("{detail}/edit"),
        detail: &detail,
        fields: &[
            ("title_zh", "项目1"),
            ("title_en", "Project 1"),
            ("partner_zh", "基金会"),
            ("partner_en", "Foundation"),
            ("body_zh", "种树"),
            ("body_en", "Trees"),
            ("picture", "/img/rewards.svg#trees"),
            ("goal", "1000"),
            ("visible_from", "2026-03-03"),
        ],
        theirs: &[("goal", "5000"), ("picture", "/img/rewards.svg#school"), ("visible_until", "2026-06-30")],
        shown: &["目标：1,000 积分 → 5,000 积分", "图片：植树 → 乡村学校", "最后一天：（空） → 2026年6月30日"],
        mine: ("title_en", "A forest"),
        unchanged: "名称（英文）：",
    };
    edits.check((&mut first, &mut second)).await;
});
