//! The command line: `club-portal serve | migrate | demo | verify | admin create | admin disable | staff disable |
//! config check` and similar commands.

mod health;
mod serve;
#[cfg(test)]
mod tests;

use crate::admin::{Access, Role, set_access};
use crate::app::FEATURES;
use crate::clock::Clock;
use crate::config::{Config, LogFormat};
use crate::db::{Db, MigrateError};
use crate::error::Stop;
use crate::invariants::{self, Progress};
use clap::{Parser, Subcommand};
use indicatif::ProgressBar;
use std::io::Read;
use std::process::ExitCode;
use tracing_subscriber::EnvFilter;

#[derive(Parser)]
#[command(version, about = "The owners' club portal. Settings: club.toml and CLUB_… variables; see docs/running.md.")]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Default, Subcommand)]
enum Command {
    /// Serve the portal (the default).
    #[default]
    Serve,
    /// Bring the database's schema up to this program's version.
    Migrate {
        /// Drop all tables first.
        #[arg(long)]
        fresh: bool,
    },
    /// Fill an empty database with demo data.
    Demo {
        #[arg(long, default_value_t = 2_000)]
        customers: u64,
        /// The same seed gives the same data.
        #[arg(long, default_value_t = 1)]
        seed: u64,
        /// Do nothing if the database is not empty.
        #[arg(long)]
        if_empty: bool,
        /// Start over if another version of the portal created the database; its content is lost.
        #[arg(long)]
        renew: bool,
        /// Additional lines in the second demo owner's statement, for `cargo xtask bench`.
        #[arg(long, default_value_t = 0, hide = true)]
        history: u64,
    },
    /// Check the invariants of points, rewards and stock; the portal may be running.
    Verify,
    /// Manage club administrators.
    Admin {
        #[command(subcommand)]
        command: AdminCommand,
    },
    /// Manage accounts of dealers' staff.
    Staff {
        #[command(subcommand)]
        command: AccessCommand,
    },
    /// Inspect the settings.
    Config {
        #[command(subcommand)]
        command: ConfigCommand,
    },
}

#[derive(Subcommand)]
enum AdminCommand {
    /// Create a club administrator; the password is read from standard input.
    Create {
        #[arg(long)]
        phone: String,
        #[arg(long)]
        name: String,
    },
    #[command(flatten)]
    Access(AccessCommand),
}

#[derive(Subcommand)]
enum AccessCommand {
    /// Disable an account: signs out every device at once and prevents signing in.
    Disable {
        #[arg(long)]
        phone: String,
    },
    /// Enable a disabled account.
    Enable {
        #[arg(long)]
        phone: String,
    },
}

#[derive(Subcommand)]
enum ConfigCommand {
    /// Check the settings and the database without changing anything.
    Check,
}

/// Parses the command line and runs the command.
pub fn run() -> ExitCode {
    let cli = Cli::parse();
    let done = Config::load().map_err(|error| format!("setting: {error}").into()).and_then(|config| {
        log(&config);
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
        runtime.block_on(execute(cli.command.unwrap_or_default(), config))
    });
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("club-portal: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn execute(command: Command, config: Config) -> Result<(), Stop> {
    match command {
        Command::Serve => serve::serve(config).await,
        Command::Migrate { fresh } => migrate(&config, fresh).await,
        Command::Demo { customers, seed, if_empty, renew, history } => {
            if renew {
                remove_other_schema(&config).await?;
            }
            demo(&config, (customers, seed), if_empty, history).await
        }
        Command::Verify => verify(&config).await,
        Command::Admin { command: AdminCommand::Create { phone, name } } => create_admin(config, &phone, &name).await,
        Command::Admin { command: AdminCommand::Access(command) } => access(&config, Role::Admin, command).await,
        Command::Staff { command } => access(&config, Role::Dealer, command).await,
        Command::Config { command: ConfigCommand::Check } => check(&config).await,
    }
}

fn log(config: &Config) {
    let filter = EnvFilter::try_from_env("CLUB_LOG").unwrap_or_else(|_| EnvFilter::new("info"));
    let builder = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    match config.log_format {
        LogFormat::Json => builder.json().init(),
        LogFormat::Text => builder.with_target(false).init(),
    }
}

async fn connect(config: &Config) -> Result<Db, Stop> {
    if let Some(folder) = config.sqlite_file().and_then(|file| file.parent())
        && !folder.as_os_str().is_empty()
    {
        std::fs::create_dir_all(folder).map_err(|error| format!("folder {}: {error}", folder.display()))?;
    }
    let connected = Db::connect(&config.database_url, config.connections).await;
    connected.map_err(|error| format!("database cannot be reached: {error}").into())
}

/// Connects and migrates the schema.
async fn open(config: &Config) -> Result<Db, Stop> {
    let db = connect(config).await?;
    bring_up_to_date(&db, config).await?;
    Ok(db)
}

async fn bring_up_to_date(db: &Db, config: &Config) -> Result<(), Stop> {
    db.migrate().await.map_err(|error| format!("{}: {error}", config.database_name()).into())
}

async fn migrate(config: &Config, fresh: bool) -> Result<(), Stop> {
    let db = connect(config).await?;
    if fresh {
        db.wipe().await?;
    }
    bring_up_to_date(&db, config).await?;
    db.close().await;
    Ok(())
}

/// Empties a demo database that another version of the portal created.
async fn remove_other_schema(config: &Config) -> Result<(), Stop> {
    if !config.demo {
        return Err("--renew deletes data and requires CLUB_DEMO=true".into());
    }
    let db = connect(config).await?;
    if let Err(MigrateError::OtherSchema) = db.migrate().await {
        let name = config.database_name();
        println!("{name}: 由另一版本创建，现重建演示数据 / created by another version; recreating the demo data");
        db.wipe().await?;
    }
    db.close().await;
    Ok(())
}

async fn demo(config: &Config, (customers, seed): (u64, u64), if_empty: bool, history: u64) -> Result<(), Stop> {
    use crate::demo::{DemoError, Options, create_with};
    if history > 0 && !config.demo {
        return Err("--history is for benchmarks only and requires CLUB_DEMO=true".into());
    }
    let db = open(config).await?;
    let secret = config.voucher_secret()?;
    let keys = Config { voucher_key: secret, ..config.clone() }.voucher_keys();
    let progress = std::io::IsTerminal::is_terminal(&std::io::stderr());
    match create_with(&db, Options { customers, seed, now: Clock::System.now(), progress }, keys, history).await {
        Ok(made) => {
            println!("{} customers, {} of them members; {} rows", made.customers, made.members, made.rows);
            println!("not a member yet: phone {} with VIN {}", made.try_to_join.phone, made.try_to_join.vin);
        }
        Err(DemoError::NotEmpty) if if_empty => {}
        Err(error) => return Err(error.into()),
    }
    db.close().await;
    Ok(())
}

async fn verify(config: &Config) -> Result<(), Stop> {
    let db = connect(config).await?;
    let mut tx = db.snapshot().await?;
    // Draws only on a terminal.
    let bar = ProgressBar::new(0);
    let checks = invariants::verify(&mut tx, FEATURES, |progress| match progress {
        Progress::Begun(rows) => {
            bar.reset();
            bar.set_length(rows);
        }
        Progress::Read(rows) => bar.inc(rows),
        Progress::Done(check) => bar.suspend(|| println!("{check}")),
    })
    .await?;
    bar.finish_and_clear();
    drop(tx);
    db.close().await;
    match checks.iter().filter(|check| check.wrong > 0).count() {
        0 => Ok(()),
        failed => Err(format!("{failed} of {} checks failed", checks.len()).into()),
    }
}

async fn create_admin(config: Config, phone: &str, name: &str) -> Result<(), Stop> {
    let mut password = String::new();
    std::io::stdin().take(2_000).read_to_string(&mut password)?;
    let db = open(&config).await?;
    let app = crate::web::App::new(db, Clock::System, config);
    crate::admin::create_administrator(&app, phone, name, password.trim_end_matches(['\r', '\n'])).await?;
    println!("created");
    Ok(())
}

async fn access(config: &Config, role: Role, command: AccessCommand) -> Result<(), Stop> {
    let db = open(config).await?;
    let now = Clock::System.now();
    let (phone, access, done) = match &command {
        AccessCommand::Disable { phone } => (phone, Access::Disabled, "disabled"),
        AccessCommand::Enable { phone } => (phone, Access::Enabled, "enabled"),
    };
    set_access(&db, (role, phone), access, now).await?;
    db.close().await;
    println!("{done}");
    Ok(())
}

async fn check(config: &Config) -> Result<(), Stop> {
    if let Some(file) = config.sqlite_file().filter(|file| !file.exists()) {
        println!("the settings are valid; {} will be created on the first start", file.display());
        return Ok(());
    }
    let db = Db::connect(&config.database_url, 1).await?;
    let found = crate::rewards::vouchers::is_key_known(&mut db.read().await?, config).await;
    db.close().await;
    match found {
        Ok(false) => return Err("voucher_key: the codes in this database are sealed with another key".into()),
        Ok(true) => println!("the settings are valid, the database is reachable"),
        // The database does not have the portal's tables yet.
        Err(_) => {
            println!("the settings are valid, the database is reachable; its tables will be created on the first start")
        }
    }
    Ok(())
}
