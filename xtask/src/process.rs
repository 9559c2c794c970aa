//! Runs other programs. Every error names the command line that failed.

use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus, Stdio};

use anyhow::{Context, Result, bail};

use crate::{interrupt, paths};

/// The `cargo` that runs us, in the repository root.
pub fn cargo(arguments: &[&str]) -> Command {
    let program = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(program);
    command.args(arguments).current_dir(paths::root());
    command
}

/// Runs a command to its end with our output streams.
pub fn run(command: &mut Command) -> Result<()> {
    let mut child = spawn(command)?;
    let _registered = interrupt::Registered::new(child.id());
    let status = child.wait().with_context(|| format!("cannot wait for {}", line(command)))?;
    succeeded(command, status)
}

/// Runs a command to its end and returns its standard output; standard error goes into the error.
pub fn output(command: &mut Command) -> Result<String> {
    let child = spawn(command.stdout(Stdio::piped()).stderr(Stdio::piped()))?;
    let _registered = interrupt::Registered::new(child.id());
    let output = child.wait_with_output().with_context(|| format!("cannot wait for {}", line(command)))?;
    if !output.status.success() {
        let complaint = String::from_utf8_lossy(&output.stderr);
        bail!("{} failed: {}", line(command), complaint.trim());
    }
    String::from_utf8(output.stdout).with_context(|| format!("{} printed something that is not UTF-8", line(command)))
}

/// Starts a command without waiting, in its own process group if signals are handled.
pub fn spawn(command: &mut Command) -> Result<Child> {
    interrupt::check()?;
    if interrupt::installed() {
        command.process_group(0).stdin(Stdio::null());
    }
    command.spawn().with_context(|| format!("cannot start {}", line(command)))
}

/// Replaces this process by the command (exec). Returns only if that fails.
pub fn replace(command: &mut Command) -> Result<()> {
    let error = command.exec();
    Err(error).with_context(|| format!("cannot start {}", line(command)))
}

/// Searches PATH for a program.
pub fn find(program: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|folder| folder.join(program)).find(|file| file.is_file())
}

fn succeeded(command: &Command, status: ExitStatus) -> Result<()> {
    interrupt::check()?;
    if !status.success() {
        bail!("{} failed ({status})", line(command));
    }
    Ok(())
}

/// The command line as typed in a shell, for messages.
fn line(command: &Command) -> String {
    let program = PathBuf::from(command.get_program());
    let program = program.file_name().unwrap_or(command.get_program()).to_string_lossy().into_owned();
    let arguments = command.get_args().map(|argument| argument.to_string_lossy().into_owned());
    let words: Vec<String> = std::iter::once(program).chain(arguments).collect();
    format!("`{}`", words.join(" "))
}
