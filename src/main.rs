/// Pages are built from thousands of small texts: with the system's allocator that takes a tenth of their time.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    club_portal::cli::run()
}
