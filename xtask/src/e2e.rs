//! The journeys: the real server on demo data, driven by Playwright in Chromium. All run on SQLite, those tagged
//! `@smoke` also on PostgreSQL. The projects with and without JavaScript have a server and a database each.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, anyhow};

use crate::server::{self, Portal, Profile, Running};
use crate::tools::{self, CHINESE_FONT, CHROMIUM, NODE, NPM};
use crate::{journal, npm, paths, postgres, process, site};

/// Playwright's projects: with JavaScript and without.
const PROJECTS: [&str; 2] = ["js", "nojs"];

pub fn run(postgres: &str, filter: Option<&str>, pictures: bool) -> Result<()> {
    npm::ensure_installed(&end2end())?;
    let site_hash = site::build(site::Islands::Optimised)?;
    let program = server::build(Profile::Tested, &site_hash)?;
    let work = paths::target().join("e2e");
    std::fs::create_dir_all(&work).with_context(|| format!("cannot create {}", work.display()))?;
    let screenshots = pictures.then(|| paths::target().join("screenshots"));

    let only: Vec<&str> = filter.into_iter().flat_map(|filter| ["--pass-with-no-tests", "--grep", filter]).collect();
    journal::step("journeys on SQLite", || {
        let portals = on_sqlite(&program)?;
        journeys(&portals, &work.join("sqlite"), screenshots.as_deref(), &only)
    })?;
    if filter.is_some() {
        return Ok(());
    }
    journal::step("journeys tagged @smoke on PostgreSQL", || {
        let portals = on_postgres(&program, postgres)?;
        journeys(&portals, &work.join("postgres"), None, &["--grep", "@smoke"])
    })
}

/// Runs the journeys that a shipped binary must pass: `@shipped` covers the first pages and the embedded islands.
pub fn shipped(program: &Path) -> Result<()> {
    tools::ensure(&[CHROMIUM, CHINESE_FONT, NODE, NPM])?;
    npm::ensure_installed(&end2end())?;
    let work = paths::target().join("e2e/shipped");
    journal::step("journeys on the shipped binary", || {
        let portals = on_sqlite(program)?;
        journeys(&portals, &work, None, &["--grep", "@smoke|@shipped"])
    })
}

fn end2end() -> PathBuf {
    paths::root().join("end2end")
}

/// Creates one demo database, and a copy of it for each project.
fn on_sqlite(program: &Path) -> Result<Vec<Portal>> {
    let at =
        |name: &str| Portal { program: program.to_path_buf(), database_url: format!("sqlite:target/e2e/{name}.db") };
    let demo = at("demo");
    demo.wipe()?;
    demo.fill()?;
    let copies = PROJECTS.map(at);
    for copy in &copies {
        copy.wipe()?;
        demo.copy_sqlite_to(copy)?;
    }
    Ok(copies.into())
}

fn on_postgres(program: &Path, url: &str) -> Result<Vec<Portal>> {
    let at = |database_url: String| Portal { program: program.to_path_buf(), database_url };
    at(postgres::create_database(url, "club_journeys", None)?).fill()?;
    let copy = |project| postgres::create_database(url, &format!("club_journeys_{project}"), Some("club_journeys"));
    PROJECTS.into_iter().map(|project| Ok(at(copy(project)?))).collect()
}

fn journeys(portals: &[Portal], work: &Path, screenshots: Option<&Path>, arguments: &[&str]) -> Result<()> {
    std::fs::create_dir_all(work).with_context(|| format!("cannot create {}", work.display()))?;
    let chromium = tools::chromium().ok_or_else(|| anyhow!("Chromium is missing"))?;
    let mut playwright = Command::new("npx");
    playwright.args(["--no-install", "playwright", "test"]).args(arguments).current_dir(end2end());
    playwright.env("CHROMIUM", chromium).envs(screenshots.map(|folder| ("SCREENSHOTS", folder)));

    let mut servers: Vec<Running> = Vec::new();
    for (project, portal) in PROJECTS.into_iter().zip(portals) {
        let log = work.join(format!("server-{project}.log"));
        let server = portal.start(&log)?;
        let suffix = project.to_uppercase();
        playwright.env(format!("BASE_URL_{suffix}"), server.url()).env(format!("SERVER_LOG_{suffix}"), log);
        servers.push(server);
    }
    process::run(&mut playwright).with_context(|| format!("the servers' logs are in {}", work.display()))?;
    servers.into_iter().try_for_each(Running::stop)
}
