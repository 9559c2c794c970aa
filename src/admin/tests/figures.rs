use super::search::club;
use crate::admin::figures::refresh;
use crate::figures::{Figure, load};
use crate::garage::fixtures::statements;
use crate::i18n::Bilingual;
use crate::points::model::PointAccount;
use crate::points::model::PointSource;
use crate::points::ops::{Movement, earn, spend};
use crate::rewards::model::{Destination, RewardKind};
use crate::rewards::ops::{self as rewards, Order};
use crate::rewards::testing::{order, reward};
use crate::values::{CustomerId, PersonName, Phone};
use crate::web::testing::noon;
use chrono::TimeDelta;

fn movement(idempotency_key: &str, points: i64) -> Movement<'_> {
    Movement {
        customer: CustomerId(1),
        points,
        actor: "portal",
        idempotency_key,
        rule: None,
        source: PointSource::Manual,
        source_id: 0,
        label: Bilingual { zh: "测试", en: "Test" },
        at: noon(),
    }
}

crate::db_test!(figures_are_recomputed_once_an_hour, |db| {
    let mut admin = club(&db).await?;
    assert!(admin.get("/admin").await.body.contains("正在计算"));
    let mut tx = db.write().await?;
    earn(&mut tx, &movement("a", 1_000)).await?;
    spend(&mut tx, &movement("b", 250), PointAccount::Redeemed).await?;
    tx.commit().await?;
    refresh(&db, noon()).await?;
    let mut tx = db.read().await?;
    let figures = load(&mut tx).await?;
    assert_eq!((figures.get(Figure::Members), figures.get(Figure::Outstanding)), (2, 750));
    assert_eq!(figures.percent(Figure::Redeemed, Figure::Issued), 25);
    assert_eq!(figures.made_at, Some(noon()));
    drop(tx);
    refresh(&db, noon() + TimeDelta::minutes(49)).await?;
    assert_eq!(load(&mut db.read().await?).await?.made_at, Some(noon()), "still fresh");
    refresh(&db, noon() + TimeDelta::hours(1)).await?;
    assert_eq!(load(&mut db.read().await?).await?.made_at, Some(noon() + TimeDelta::hours(1)));
    let page = admin.get("/admin").await.body;
    assert!(page.contains("750") && page.contains("¥7.50") && page.contains("行业 15%"), "{page}");
});

crate::db_test!(open_work_is_counted_when_the_page_is_loaded, |db| {
    let mut admin = club(&db).await?;
    let mut tx = db.write().await?;
    earn(&mut tx, &movement("a", 1_000)).await?;
    tx.commit().await?;
    refresh(&db, noon()).await?;
    let id = reward(&db, 1, RewardKind::Goods, 100, 5).await;
    let (recipient, phone) =
        (PersonName::parse("张三").expect("a name"), Phone::parse("13800000001").expect("a phone"));
    let destination = Destination::Post { recipient, phone, address: "路 1 号".to_owned() };
    let mut tx = db.write().await?;
    rewards::redeem(&mut tx, &Order { destination: &destination, ..order(CustomerId(1), id, 100, "k") }).await?;
    tx.commit().await?;
    let page = admin.get("/admin").await.body;
    let tile = page.split_once("待处理兑换").and_then(|(_, rest)| rest.split("当前").next());
    assert!(tile.is_some_and(|tile| tile.contains("numeral\">1<")), "{page}");
    assert!(statements(&db, &mut admin, "/admin").await <= 4);
});
