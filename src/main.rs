/// Pages are built from thousands of small strings, on which the system's allocator spends a tenth of the time.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    club_portal::cli::run()
}
