//! `tgpl backup`, `restore`, `verify` and `keys` by the real program, on and across both databases.
#![expect(clippy::unwrap_used, reason = "tests")]

#[expect(dead_code, reason = "each test file uses a part")]
mod house;

use house::{House, Server, files_below};

fn copy_keys(from: &House, to: &House) {
    std::fs::create_dir_all(to.path("data")).unwrap();
    std::fs::copy(from.path("data/keys"), to.path("data/keys")).unwrap();
}

#[test]
fn a_copy_taken_from_a_running_server_comes_back_whole_on_each_database() {
    for source in House::each() {
        source.import_register();
        let server = Server::start(&source);
        let copy = source.path("copy").display().to_string();
        let said = source.works(&["backup", &copy]);
        assert!(said.contains("the keys are not in it"), "{said}");
        assert_eq!(server.get("/readyz").0, 200);
        assert_eq!(server.end(), Some(0));
        let (figures, register) = (source.half_year(), source.works(&["export", "cases", "--out", "-"]));
        assert!(figures.contains("\"cases_handled\": 296"), "{figures}");

        for target in House::each() {
            copy_keys(&source, &target);
            let said = target.works(&["restore", &copy]);
            assert!(said.contains("files"), "{said}");
            let verified = target.works(&["verify"]);
            assert!(verified.lines().all(|line| line.starts_with("ok  ")), "{verified}");
            target.works(&["doctor"]);
            assert_eq!(target.half_year(), figures);
            assert_eq!(target.works(&["export", "cases", "--out", "-"]), register);
            let names = |house: &House| {
                let mut names: Vec<_> = files_below(&house.path("data/files"))
                    .into_iter()
                    .map(|path| path.file_name().unwrap().to_owned())
                    .collect();
                names.sort();
                names
            };
            let kept = names(&source);
            assert!(kept.iter().all(|name| names(&target).contains(name)) && kept.len() >= 5, "{kept:?}");
        }
    }
}

#[test]
fn nothing_is_overwritten() {
    let house = House::new();
    house.works(&["migrate"]);
    let copy = house.path("copy").display().to_string();
    house.works(&["backup", &copy]);
    let said = house.fails(&["backup", &copy], 1);
    assert!(said.contains("is not empty"), "{said}");
    let before = std::fs::read(house.path("data/keys")).unwrap();
    let said = house.fails(&["restore", &copy], 1);
    assert!(said.contains("The database has data already"), "{said}");
    assert_eq!(std::fs::read(house.path("data/keys")).unwrap(), before);
    let said = house.fails(&["restore", &house.path("nothing").display().to_string()], 1);
    assert!(said.contains("manifest.json is missing"), "{said}");
    let empty = House::new();
    let said = empty.fails(&["backup", &empty.path("copy").display().to_string()], 1);
    assert!(said.contains("there is no database") && !empty.path("data").exists(), "{said}");
}

#[test]
fn without_its_keys_a_copy_comes_back_with_a_warning() {
    let source = House::new();
    source.works(&["import", "cases", &with_id_number(&source), "--org", "TT.19"]);
    let copy = source.path("copy").display().to_string();
    source.works(&["backup", &copy]);
    let target = House::new();
    let output = target.run(&["restore", &copy]);
    let said = house::said(&output);
    assert_eq!(output.status.code(), Some(0), "{said}");
    assert!(said.contains("the keys of the copy are not here"), "{said}");
    let verified = target.works(&["verify"]);
    assert!(verified.contains("note  sealed values") && verified.contains("key missing: 1"), "{verified}");
    let said = target.fails(&["doctor"], 1);
    assert!(said.contains("FAIL  sealed values"), "{said}");

    // The old lines in front of the new one make it whole.
    let keys = |house: &House| std::fs::read_to_string(house.path("data/keys")).unwrap();
    std::fs::write(target.path("data/keys"), keys(&source) + &keys(&target)).unwrap();
    let verified = target.works(&["verify"]);
    assert!(verified.lines().all(|line| line.starts_with("ok  ")), "{verified}");
}

fn with_id_number(house: &House) -> String {
    let path = house.path("one.csv");
    let text = "org_code,file_code,form,field,accepted_on,source,client_name,client_id_number,category\n\
                TT.19,1/2026,advice,civil,2026-03-02,self,Nông Thị Hoà,019190001234,poor\n";
    std::fs::write(&path, text).unwrap();
    path.display().to_string()
}

#[test]
fn verify_finds_what_was_changed_behind_its_back() {
    for house in House::each() {
        house.import_register();
        assert!(house.works(&["verify"]).lines().all(|line| line.starts_with("ok  ")));
        for (found, (check, sql)) in [
            ("figures", "update fact set org_code = 'TT.19'"),
            ("files", "update stored_file set size = 1"),
            ("audit chain", "update audit set detail = '{}' where seq = 2"),
        ]
        .into_iter()
        .enumerate()
        {
            house.tamper(sql);
            let said = house.fails(&["verify"], 1);
            assert!(said.contains(&format!("FAIL  {check}")), "{check}: {said}");
            assert!(said.contains(&format!("{} of 7 checks found something wrong", found + 1)), "{said}");
            assert!(said.contains(&format!("\n  {check}: ")), "{said}");
        }
    }
}

#[test]
fn keys_are_rotated_while_the_server_runs() {
    let house = House::new();
    house.works(&["import", "cases", &with_id_number(&house), "--org", "TT.19"]);
    let server = Server::start(&house);
    let said = house.works(&["keys", "rotate"]);
    assert!(said.contains("1 values were sealed anew"), "{said}");
    let keys = std::fs::read_to_string(house.path("data/keys")).unwrap();
    assert_eq!(keys.lines().filter(|line| !line.starts_with('#')).count(), 2, "{keys}");
    assert_eq!(server.get("/readyz").0, 200);
    let said = house.works(&["keys", "reseal"]);
    assert!(said.contains("0 values"), "{said}");
    let acts = house.ask("select act as line from audit where act like 'operations.%' order by seq");
    assert_eq!(acts, ["operations.rotate_keys", "operations.reseal"]);
    assert_eq!(server.end(), Some(0));
    house.works(&["verify"]);
    house.works(&["doctor"]);

    let mut given = House::new();
    given.set("TGPL_KEYS", &format!("k1={}", "11".repeat(32)));
    given.works(&["migrate"]);
    let said = given.fails(&["keys", "rotate"], 1);
    assert!(said.contains("TGPL_KEYS") && !given.path("data/keys").exists(), "{said}");
}

#[test]
fn an_older_or_newer_schema_is_not_touched_by_other_commands() {
    let house = House::new();
    house.works(&["migrate"]);
    house.tamper("insert into schema_step (name, sha256, applied_at) values ('9999_future', '', '')");
    for args in
        [&["verify"][..], &["user", "list"], &["backup", "copy"], &["serve", "--listen", "127.0.0.1:0"]]
    {
        let said = house.fails(args, 1);
        assert!(said.contains("9999_future") && said.contains("newer tgpl"), "{args:?}: {said}");
    }
}
