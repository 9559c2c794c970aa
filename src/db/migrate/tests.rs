use super::*;
use sqlx::migrate::MigrateError as Error;

#[test]
fn both_databases_have_the_same_migrations() {
    let names = |migrator: &Migrator| migrator.iter().map(|m| (m.version, m.description.clone())).collect::<Vec<_>>();
    assert_eq!(names(&SQLITE), names(&POSTGRES));
}

crate::db_test!(another_versions_schema_is_refused, |db| {
    for change in [
        "UPDATE _sqlx_migrations SET checksum = $1 WHERE version = 2",
        "UPDATE _sqlx_migrations SET version = 23, checksum = $1 WHERE version = 2",
    ] {
        let mut tx = db.write().await?;
        crate::sql!(tx, execute, change, vec![0_u8])?;
        tx.commit().await?;
        assert!(matches!(db.migrate().await, Err(MigrateError::OtherSchema)), "{change}");
    }
    db.wipe().await?;
    db.migrate().await?;
});

#[test]
fn from_version_one_on_errors_tell_newer_from_changed() {
    let explained = |version, error| explain(version, error).to_string();
    assert_eq!(explained("0.9.9", Error::VersionMissing(3)), MigrateError::OtherSchema.to_string());
    assert_eq!(explained("0.9.9", Error::VersionMismatch(2)), MigrateError::OtherSchema.to_string());
    assert_eq!(explained("1.0.0", Error::VersionMissing(3)), MigrateError::Newer(3).to_string());
    assert_eq!(explained("12.1.0", Error::VersionMismatch(2)), MigrateError::Changed(2).to_string());
}

/// PostgreSQL's identities are never reused; SQLite reuses the id of a deleted newest row unless AUTOINCREMENT is set.
/// Ids occur in message keys, histories and links, where a reused one would mean another row.
#[tokio::test]
async fn ids_are_never_reused() {
    const REUSING: &str = "SELECT t.name FROM sqlite_schema t, pragma_table_info(t.name) c WHERE t.type = 'table' \
        AND c.name = 'id' AND c.pk = 1 AND c.type = 'INTEGER' AND t.sql NOT LIKE '%id _%INTEGER PRIMARY KEY AUTOINCREMENT%' \
        AND t.sql NOT LIKE '%CHECK (id = 1)%'";
    let (db, _folder) = crate::db::testing::sqlite().await;
    let mut tx = db.read().await.unwrap();
    assert_eq!(crate::sql!(tx, scalars String, REUSING).unwrap(), Vec::<String>::new());
}

crate::db_test!(an_id_reserved_before_its_row_exists_is_new, |db| {
    let mut tx = db.write().await?;
    let insert = "INSERT INTO dealers (code, name_zh, name_en, province, city, city_en, address, phone) \
        VALUES ($1, '', '', '', '', '', '', '') RETURNING id";
    let first = crate::sql!(tx, scalar i64, insert, "A")?;
    crate::sql!(tx, execute, "DELETE FROM dealers")?;
    assert!(tx.next_id("dealers").await? > first);
});
