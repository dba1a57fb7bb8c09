//! Killed in the middle of a write, and a database that goes away and comes back: nothing half done,
//! nothing stuck, and a sentence that says what to do.
#![expect(clippy::unwrap_used, reason = "tests")]

#[expect(dead_code, reason = "each test file uses a part")]
mod house;

use std::io::{Read as _, Write as _};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::process::Stdio;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use house::{House, Server, until};

/// So many cases, one row each.
fn long_file(house: &House, cases: u32) -> String {
    let mut text =
        "org_code,file_code,form,field,accepted_on,source,client_name,client_id_number,category\n".to_owned();
    for number in 0..cases {
        let day = 1 + number % 28;
        text += &format!(
            "TT.19,{number}/2026,advice,civil,2026-03-{day:02},self,Nông Thị Hoà {number},019190{number:06},poor\n"
        );
    }
    let path = house.path("long.csv");
    std::fs::write(&path, text).unwrap();
    path.display().to_string()
}

fn cases_in(house: &House) -> u32 {
    house.ask("select cast(count(*) as text) as line from cases")[0].parse().unwrap()
}

#[test]
fn an_import_that_is_killed_leaves_all_or_nothing() {
    const CASES: u32 = 3000;
    for house in House::each() {
        house.works(&["migrate"]);
        let file = long_file(&house, CASES);
        let mut killed = 0;
        for pause in [0, 400, 900] {
            let before = cases_in(&house);
            let mut import = house.command(&["import", "cases", &file, "--org", "TT.19"]);
            let mut import = import.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
            let runs = house.ask("select file_name as line from import_run").len();
            until("the import is at work", || {
                let begun = house.ask("select file_name as line from import_run").len() > runs;
                (begun || import.try_wait().unwrap().is_some()).then_some(())
            });
            std::thread::sleep(Duration::from_millis(pause));
            import.kill().unwrap();
            killed += i32::from(!import.wait().unwrap().success());
            let after = cases_in(&house);
            assert!(after == before || after == CASES, "{after} of {CASES} cases after {pause} ms");
            let verified = house.works(&["verify"]);
            assert!(verified.lines().all(|line| line.starts_with("ok  ")), "{verified}");
        }
        assert!(killed > 0, "no import was killed before its end");
        // The same file again brings everything in, and once more changes nothing.
        house.works(&["import", "cases", &file, "--org", "TT.19"]);
        assert_eq!(cases_in(&house), CASES);
        let said = house.works(&["import", "cases", &file, "--org", "TT.19"]);
        assert!(said.contains(&format!("0 new, 0 changed, {CASES} unchanged")), "{said}");
        house.works(&["verify"]);
    }
}

#[test]
fn a_restore_that_is_killed_can_be_run_again() {
    let source = House::new();
    source.works(&["import", "cases", &long_file(&source, 3000), "--org", "TT.19"]);
    let copy = source.path("copy").display().to_string();
    source.works(&["backup", &copy]);
    for target in House::each() {
        std::fs::create_dir_all(target.path("data")).unwrap();
        std::fs::copy(source.path("data/keys"), target.path("data/keys")).unwrap();
        for pause in [50, 250] {
            let mut restore = target.command(&["restore", &copy]);
            let mut restore = restore.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
            std::thread::sleep(Duration::from_millis(pause));
            restore.kill().unwrap();
            restore.wait().unwrap();
        }
        // Whether the second came to its end or not: what is there is whole.
        let output = target.run(&["restore", &copy]);
        let said = house::said(&output);
        assert!(output.status.success() || said.contains("The database has data already"), "{said}");
        assert_eq!(cases_in(&target), 3000);
        target.works(&["verify"]);
    }
}

#[test]
fn a_server_that_is_killed_starts_again_and_is_whole() {
    for house in House::each() {
        let server = Server::start(&house);
        server.kill();
        let server = Server::start(&house);
        assert_eq!(server.get("/readyz").0, 200);
        assert_eq!(server.end(), Some(0));
        house.works(&["verify"]);
    }
}

#[test]
fn a_database_that_goes_away_is_said_and_found_again() {
    let Some(mut house) = House::on_postgres() else { return };
    let schema = house.schema().unwrap();
    let wire = Wire::to(&schema.url);
    let through = schema.address(&wire.url(&schema.url));
    house.set("TGPL_DATABASE", &through);
    let server = Server::start(&house);
    assert_eq!(server.get("/readyz").0, 200);
    let link = server.line("/setup?token=").unwrap().clone();
    let page = link[link.find("/setup").unwrap()..].to_owned();

    wire.cut();
    let answer = until("pages say that the database is away", || {
        let (status, answer) = server.get(&page);
        (status == 503).then_some(answer)
    });
    assert!(answer.to_lowercase().contains("retry-after:"), "{answer}");
    assert!(answer.contains("Hệ thống chưa kết nối được với cơ sở dữ liệu"), "{answer}");
    assert_eq!(server.get("/readyz").0, 503);
    assert_eq!(server.get("/healthz").0, 200, "the program itself lives");
    let said = house.fails(&["verify"], 1);
    assert!(said.contains("cannot be reached"), "{said}");

    wire.mend();
    until("pages come back by themselves", || (server.get(&page).0 == 200).then_some(()));
    assert_eq!(server.get("/readyz").0, 200);
    assert_eq!(server.end(), Some(0));
    house.works(&["verify"]);
}

/// A wire to PostgreSQL that can be cut.
struct Wire {
    port: u16,
    whole: Arc<AtomicBool>,
    streams: Arc<Mutex<Vec<TcpStream>>>,
}

impl Wire {
    fn to(url: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let wire = Self {
            port: listener.local_addr().unwrap().port(),
            whole: Arc::new(AtomicBool::new(true)),
            streams: Arc::default(),
        };
        let (whole, streams, far) = (Arc::clone(&wire.whole), Arc::clone(&wire.streams), place_of(url));
        std::thread::spawn(move || {
            for near in listener.incoming().flatten() {
                if !whole.load(Ordering::Relaxed) {
                    let _ = near.shutdown(Shutdown::Both);
                    continue;
                }
                let far = TcpStream::connect(far).unwrap();
                let mut held = streams.lock().unwrap();
                for (from, to) in [(&near, &far), (&far, &near)] {
                    let (from, to) = (from.try_clone().unwrap(), to.try_clone().unwrap());
                    held.push(from.try_clone().unwrap());
                    std::thread::spawn(move || carry(from, to));
                }
            }
        });
        wire
    }

    /// The address by way of this wire.
    fn url(&self, url: &str) -> String {
        url.replacen(&authority(url), &format!("127.0.0.1:{}", self.port), 1)
    }

    fn cut(&self) {
        self.whole.store(false, Ordering::Relaxed);
        for stream in self.streams.lock().unwrap().drain(..) {
            let _ = stream.shutdown(Shutdown::Both);
        }
    }

    fn mend(&self) {
        self.whole.store(true, Ordering::Relaxed);
    }
}

fn carry(mut from: TcpStream, mut to: TcpStream) {
    let mut piece = [0; 16 * 1024];
    while let Ok(read @ 1..) = from.read(&mut piece) {
        if to.write_all(&piece[..read]).is_err() {
            break;
        }
    }
    let _ = to.shutdown(Shutdown::Both);
}

/// Host and port of an address of PostgreSQL.
fn authority(url: &str) -> String {
    let rest = url.split_once("://").unwrap().1;
    let rest = rest.split(['/', '?']).next().unwrap();
    rest.rsplit('@').next().unwrap().to_owned()
}

fn place_of(url: &str) -> SocketAddr {
    use std::net::ToSocketAddrs as _;
    let authority = authority(url);
    let with_port = if authority.contains(':') { authority } else { format!("{authority}:5432") };
    with_port.to_socket_addrs().unwrap().next().unwrap()
}
