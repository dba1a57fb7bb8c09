//! `tgpl serve`, `migrate` and `doctor` by the real program: from an empty folder to a healthy server,
//! and what they say when something is not as it should be.
#![expect(clippy::unwrap_used, reason = "tests")]

#[expect(dead_code, reason = "each test file uses a part")]
mod house;

use std::os::unix::fs::PermissionsExt as _;

use house::{House, Server, http};

#[test]
fn an_empty_folder_becomes_a_server_that_waits_for_its_first_administrator() {
    for house in House::each() {
        let server = Server::start(&house);
        assert_eq!(server.get("/healthz").0, 200);
        assert_eq!(server.get("/readyz").0, 200);
        let (status, answer) = server.get("/");
        assert_eq!(status, 303, "{answer}");
        let link = server.line("/setup?token=").expect("a set-up link").clone();
        let path = &link[link.find("/setup").unwrap()..];
        assert_eq!(server.get(path).0, 200);
        assert_eq!(server.get("/setup?token=guessed").0, 404);
        for secret in ["data", "data/keys"] {
            let mode = std::fs::metadata(house.path(secret)).unwrap().permissions().mode();
            assert_eq!(mode & 0o077, 0, "{secret} is for its owner alone");
        }
        assert_eq!(server.end(), Some(0));
        house.works(&["verify"]);

        // With an account there is no link any more.
        house.works(&[
            "user",
            "create",
            "--name",
            "An",
            "--login",
            "an.admin",
            "--role",
            "administrator",
            "--org",
            "CUC",
        ]);
        let server = Server::start(&house);
        assert_eq!(server.line("/setup"), None);
    }
}

#[test]
fn a_taken_port_is_said_and_nothing_is_created() {
    let first = House::new();
    let server = Server::start(&first);
    let second = House::new();
    let said = second.fails(&["serve", "--listen", &server.address.to_string()], 1);
    assert!(said.starts_with(&format!("tgpl: {} is taken by another program\n", server.address)), "{said}");
    assert!(!second.path("data").exists());
}

#[test]
fn migrating_twice_is_migrating_once() {
    for house in House::each() {
        assert!(house.works(&["migrate"]).contains("0001_foundation"));
        let organisations = house.ask("select code as line from organisation order by code");
        assert!(organisations.len() > 60, "reference data are loaded: {organisations:?}");
        assert_eq!(house.works(&["migrate"]), "the schema is current\n");
        assert_eq!(house.ask("select code as line from organisation order by code"), organisations);
        assert_eq!(house.ask("select cast(count(*) as text) as line from audit"), ["1"], "loaded once");
    }
}

#[test]
fn the_doctor_finds_a_healthy_house_healthy() {
    for house in House::each() {
        house.works(&["migrate"]);
        let said = house.works(&["doctor"]);
        for check in [
            "configuration",
            "keys",
            "database",
            "schema",
            "reference data",
            "audit chain",
            "sealed values",
            "jobs",
            "clock",
            "file store",
            "fonts",
            "disk",
        ] {
            assert!(
                said.lines().any(|line| line.starts_with("ok    ") && line[6..].starts_with(check)),
                "{check}: {said}"
            );
        }
    }
}

#[test]
fn the_doctor_shows_what_holds_and_hides_secrets() {
    let mut house = House::new();
    house.set("TGPL_S3_SECRET_ACCESS_KEY", "s3cret");
    house.set("TGPL_LISTEN", "127.0.0.1:9999");
    house.set("TGPL_LISTN", "x");
    let said = house.fails(&["doctor"], 1);
    assert!(said.contains("127.0.0.1:9999") && said.contains("TGPL_LISTEN"), "{said}");
    assert!(said.contains("TGPL_LISTN is set and means nothing"), "{said}");
    assert!(said.contains("(hidden)") && !said.contains("s3cret"), "{said}");
    assert!(said.contains("FAIL  database"), "{said}");
    assert!(!house.path("data/tgpl.sqlite").exists(), "looking made a database");
}

#[test]
fn the_doctor_names_what_is_wrong() {
    let keyed = |house: &House| {
        std::fs::set_permissions(house.path("data/keys"), std::fs::Permissions::from_mode(0o644)).unwrap()
    };
    type Damage = Box<dyn Fn(&mut House)>;
    let damages: Vec<(&str, Damage)> = vec![
        ("keys", Box::new(move |house| keyed(house))),
        ("database", Box::new(|house| std::fs::remove_file(house.path("data/keys")).unwrap())),
        (
            "schema",
            Box::new(|house| {
                house.tamper(
                    "insert into schema_step (name, sha256, applied_at) values ('9999_future', '', '')",
                );
            }),
        ),
        ("schema", Box::new(|house| house.tamper("delete from schema_step"))),
        (
            "reference data",
            Box::new(|house| house.tamper("delete from reference_set where name = 'holidays'")),
        ),
        ("audit chain", Box::new(|house| house.tamper("update audit set ip = '10.0.0.1'"))),
        (
            "jobs",
            Box::new(|house| {
                house.tamper(
                "insert into job (id, kind, payload, created_at, run_at, attempts, failed_at) values
                 (x'00000000000000000000000000000001', 'x', '', '2026-01-01T00:00:00+00:00', '2026-01-01T00:00:00+00:00', 8,
                  '2026-01-01T00:00:00+00:00')",
            );
            }),
        ),
        ("clock", Box::new(|house| house.set("TGPL_CLOCK", "2026-10-30"))),
        (
            "file store",
            Box::new(|house| {
                std::fs::write(house.path("occupied"), "").unwrap();
                let files = format!("file:{}", house.path("occupied/files").display());
                house.set("TGPL_FILES", &files);
            }),
        ),
    ];
    for (check, damage) in damages {
        let mut house = House::new();
        house.works(&["migrate"]);
        damage(&mut house);
        let said = house.fails(&["doctor"], 1);
        assert!(said.lines().any(|line| line.starts_with(&format!("FAIL  {check}"))), "{check}: {said}");
        assert!(said.contains("checks failed"), "{said}");
    }
}

#[test]
fn a_wrong_configuration_names_every_wrong_value() {
    let mut house = House::new();
    house.set("TGPL_LISTEN", "8080");
    house.set("TGPL_IDLE_MINUTES", "soon");
    let said = house.fails(&["serve"], 1);
    assert!(said.starts_with("tgpl: the configuration is wrong\n"), "{said}");
    assert!(
        said.contains("\n  listen (TGPL_LISTEN)") && said.contains("\n  idle_minutes (TGPL_IDLE_MINUTES)"),
        "{said}"
    );
    assert!(!house.path("data").exists());
}

#[test]
fn bad_usage_has_a_status_of_its_own() {
    let house = House::new();
    for args in [
        &["dance"][..],
        &["import", "poems", "x.csv"],
        &["report", "indicators", "--org", "TT.06"],
        &["report", "indicators", "--org", "TT.06", "--from", "2022-02-30", "--to", "2022-06-30"],
        &["user", "create", "--name", "An"],
        &["serve", "--port", "80"],
    ] {
        house.fails(args, 2);
    }
    assert!(house.works(&["--version"]).starts_with("tgpl "));
}

#[test]
fn an_unreachable_database_is_said_at_once() {
    let mut house = House::new();
    house.set("TGPL_DATABASE", "postgres://clerk:s3cret@127.0.0.1:1/tgpl");
    for args in [&["serve", "--listen", "127.0.0.1:0"][..], &["verify"], &["migrate"]] {
        let begun = std::time::Instant::now();
        let said = house.fails(args, 1);
        assert!(
            said.contains("the database postgres://clerk:(hidden)@127.0.0.1:1/tgpl cannot be reached"),
            "{said}"
        );
        assert!(!said.contains("s3cret"), "{said}");
        assert!(begun.elapsed().as_secs() < 10, "{args:?} took {:?}", begun.elapsed());
    }
}

#[test]
fn figures_for_prometheus_have_a_listener_of_their_own() {
    let mut house = House::new();
    house.set("TGPL_ADMIN_LISTEN", "127.0.0.1:0");
    let server = Server::start(&house);
    server.get("/session/new");
    assert_eq!(server.get("/metrics").0, 404, "not where people are");
    let line = server.line("figures for Prometheus: http://").expect("the listener is named").clone();
    let address = line.split("http://").nth(1).unwrap().trim_end_matches("/metrics").parse().unwrap();
    let (status, figures) = http(address, "/metrics", &[]);
    assert_eq!(status, 200);
    for figure in [
        "http_requests_total{route=\"/session/new\",status=\"200\"} 1",
        "http_request_seconds_bucket{route=\"/session/new\"",
        "queue_rows{queue=\"outbox\",state=\"waiting\"} 0",
        "queue_oldest_seconds{queue=\"jobs\"}",
        "database_up 1",
    ] {
        assert!(figures.contains(figure), "{figure}: {figures}");
    }
}

#[test]
fn the_server_works_the_schedule_by_itself() {
    let house = House::new();
    let server = Server::start(&house);
    house::until("the nightly jobs of last night are done", || {
        let left = house.ask("select kind as line from job where done_at is null");
        (left.is_empty() && house.ask("select kind as line from job").len() >= 6).then_some(())
    });
    assert_eq!(server.end(), Some(0));
    house.works(&["doctor"]);
}

#[test]
fn accounts_and_tokens_are_made_at_the_shell() {
    let house = House::new();
    let create = [
        "user",
        "create",
        "--name",
        "Ma Thị Tiếp",
        "--login",
        "tiepnhan",
        "--role",
        "clerk",
        "--org",
        "TT.19",
    ];
    let said = house.works(&create);
    assert!(said.contains("first password"), "{said}");
    let said = house.fails(&create, 1);
    assert!(said.contains("\n  login: This log-in name is taken"), "{said}");
    let said = house.fails(
        &[
            "--language",
            "vi",
            "user",
            "create",
            "--name",
            "X",
            "--login",
            "y",
            "--role",
            "clerk",
            "--org",
            "TT.99",
        ],
        1,
    );
    assert!(said.contains("Có chỗ chưa đúng"), "{said}");
    let listed = house.works(&["user", "list"]);
    assert!(
        listed.contains("tiepnhan") && listed.contains("TT.19") && listed.contains("Ma Thị Tiếp"),
        "{listed}"
    );

    let said = house.fails(&["token", "create", "--login", "nobody"], 1);
    assert!(said.contains("there is no account nobody"), "{said}");
    let token = house.works(&["token", "create", "--login", "tiepnhan", "--days", "7"]);
    let server = Server::start(&house);
    let bearer = format!("Bearer {}", token.trim());
    let (status, answer) = server.get_with("/api/v1/cases", &[("Authorization", &bearer)]);
    assert_eq!(status, 200, "{answer}");
    assert_eq!(server.get("/api/v1/cases").0, 401);
}

#[test]
fn a_password_is_read_from_standard_input() {
    use std::io::Write as _;
    let house = House::new();
    let args = [
        "user",
        "create",
        "--name",
        "An",
        "--login",
        "an.tra",
        "--role",
        "auditor",
        "--org",
        "CUC",
        "--password-stdin",
    ];
    for (typed, status) in [("ngắn\n", 1), ("mùa xuân chín đỏ vườn\n", 0)] {
        let mut command = house.command(&args);
        let piped = std::process::Stdio::piped;
        let mut child = command.stdin(piped()).stdout(piped()).stderr(piped()).spawn().unwrap();
        child.stdin.take().unwrap().write_all(typed.as_bytes()).unwrap();
        let output = child.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(status), "{}", house::said(&output));
        assert!(!house::said(&output).contains("first password"));
    }
}

#[test]
fn the_demonstration_stays_away_from_real_work() {
    let house = House::new();
    let create = ["user", "create", "--name", "An", "--login", "an.tra", "--role", "auditor", "--org", "CUC"];
    house.works(&create);
    let said = house.fails(&["demo", "--listen", "127.0.0.1:0"], 1);
    assert!(said.contains("This database has accounts or cases of real work"), "{said}");
    assert_eq!(house.ask("select login as line from account"), ["an.tra"]);
    assert_eq!(house.ask("select cast(count(*) as text) as line from cases"), ["0"]);
}
