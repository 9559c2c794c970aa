use super::*;
use crate::db::testing;
use crate::sql;

#[tokio::test]
async fn only_demo_databases_of_other_versions_are_recreated() {
    let (db, folder) = testing::sqlite().await;
    let file = folder.0.join("test.db");
    let config = Config { database_url: format!("sqlite:{}", file.display()), ..Config::default() };
    let mut tx = db.write().await.unwrap();
    sql!(tx, execute, "UPDATE _sqlx_migrations SET checksum = $1 WHERE version = 1", vec![0_u8]).unwrap();
    tx.commit().await.unwrap();
    db.close().await;

    let refused = open(&config).await.unwrap_err().to_string();
    assert!(refused.starts_with(&file.display().to_string()) && refused.contains("--fresh"), "{refused}");
    assert!(!refused.contains('\n'), "{refused}");
    let refused = remove_other_schema(&config).await.unwrap_err().to_string();
    assert!(refused.contains("requires CLUB_DEMO=true"), "{refused}");
    let demo = Config { demo: true, ..config };
    remove_other_schema(&demo).await.unwrap();
    let db = open(&demo).await.unwrap();
    let insert = "INSERT INTO club_figures (name, value, at) VALUES ('kept', 1, $1)";
    let mut tx = db.write().await.unwrap();
    sql!(tx, execute, insert, Clock::System.now()).unwrap();
    tx.commit().await.unwrap();
    remove_other_schema(&demo).await.unwrap();
    let kept = sql!(db.read().await.unwrap(), scalar i64, "SELECT COUNT(*) FROM club_figures").unwrap();
    assert_eq!(kept, 1, "data of this version are kept");
    db.close().await;
}
