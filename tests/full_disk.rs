//! With a full disk the portal reports that it is not ready, and recovers by itself once there is space again.

use std::fs::File;
use std::io::{Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::{Child, Command};
use std::time::{Duration, Instant};

/// A server whose database is on a private 16 MiB disk.
struct Server {
    child: Child,
    address: SocketAddr,
    folder: PathBuf,
}

#[test]
fn the_portal_recovers_from_a_full_disk() {
    let server = Server::start();
    server.expect("/readyz", 200);
    assert_eq!(server.sign_in(), 409, "the password is wrong");

    server.fill();
    let refused = (0..20).map(|_| server.sign_in()).find(|status| *status >= 500);
    assert!(refused.is_some(), "counting a sign-in attempt needs disk space");
    server.expect("/readyz", 503);
    server.expect("/livez", 200);

    server.empty();
    server.expect("/readyz", 200);
    assert_eq!(server.sign_in(), 409);
}

impl Server {
    fn start() -> Self {
        let folder = std::env::temp_dir().join(format!("club-full-disk-{}", std::process::id()));
        std::fs::create_dir_all(&folder).expect("a folder");
        let free = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
        let address = free.local_addr().expect("its address");
        drop(free);
        let mut command = Command::new("unshare");
        // Mounting requires root, which anybody is in their own user namespace.
        if !is_root() {
            command.args(["--user", "--map-root-user"]);
        }
        // A separate process migrates, so that its write-ahead log is removed: a large one could be reused for writes.
        let script = r#"mount -t tmpfs -o size=16m tmpfs "$1" && "$2" migrate && exec "$2" serve"#;
        command.args(["--mount", "sh", "-c", script, "sh"]).arg(&folder).arg(env!("CARGO_BIN_EXE_club-portal"));
        command.env("CLUB_DATABASE_URL", format!("sqlite:{}/club.db", folder.display()));
        command.env("CLUB_LISTEN", address.to_string()).env("CLUB_LOG", "error").process_group(0);
        let child = command.spawn().expect("util-linux has unshare");
        let mut server = Self { child, address, folder };
        let deadline = Instant::now() + Duration::from_secs(60);
        while TcpStream::connect(address).is_err() {
            let ended = server.child.try_wait().expect("its state");
            assert!(ended.is_none(), "the server exited: {ended:?}; may this user mount a tmpfs in a user namespace?");
            assert!(Instant::now() < deadline, "the server was not ready within a minute");
            std::thread::sleep(Duration::from_millis(50));
        }
        server
    }

    /// The file that fills the disk, as seen from outside the server's namespace.
    fn filler(&self) -> PathBuf {
        format!("/proc/{}/root{}/filler", self.child.id(), self.folder.display()).into()
    }

    fn fill(&self) {
        let mut file = File::create(self.filler()).expect("a file beside the database");
        for size in [1 << 16, 1 << 9, 1] {
            while file.write_all(&vec![0; size]).is_ok() {}
        }
    }

    fn empty(&self) {
        std::fs::remove_file(self.filler()).expect("the filler is removed");
    }

    /// Waits some seconds for the status, because a readiness result is cached for one.
    fn expect(&self, path: &str, status: u16) {
        let deadline = Instant::now() + Duration::from_secs(10);
        while self.ask(&format!("GET {path} HTTP/1.1\r\n"), "") != status {
            assert!(Instant::now() < deadline, "{path} does not return {status}");
            std::thread::sleep(Duration::from_millis(100));
        }
    }

    fn sign_in(&self) -> u16 {
        let head = "POST /login HTTP/1.1\r\nSec-Fetch-Site: same-origin\r\nContent-Type: application/x-www-form-urlencoded\r\n";
        self.ask(head, "phone=13800138001&password=wrong-password")
    }

    fn ask(&self, head: &str, body: &str) -> u16 {
        let mut stream = TcpStream::connect(self.address).expect("a connection");
        let length = body.len();
        let request = format!("{head}Host: club\r\nConnection: close\r\nContent-Length: {length}\r\n\r\n{body}");
        stream.write_all(request.as_bytes()).expect("sent");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("an answer");
        answer.split(' ').nth(1).and_then(|status| status.parse().ok()).expect("a status")
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ended = self.child.kill();
        let _status = self.child.wait();
        let _removed = std::fs::remove_dir_all(&self.folder);
    }
}

fn is_root() -> bool {
    std::os::unix::fs::MetadataExt::uid(&std::fs::metadata("/proc/self").expect("procfs")) == 0
}
