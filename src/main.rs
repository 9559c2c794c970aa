fn main() -> std::process::ExitCode {
    club_portal::cli::run()
}
