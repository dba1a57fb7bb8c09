#![expect(clippy::unwrap_used, reason = "tests")]
use papers::sheet::*;
fn hwm(tag:&str){ let s=std::fs::read_to_string("/proc/self/status").unwrap(); let l=s.lines().find(|l|l.starts_with("VmHWM")).unwrap().to_owned(); println!("{tag}: {l}"); }
#[test]
fn mem() {
    let dir = tempfile::tempdir().unwrap();
    hwm("start");
    for (name, f, n) in [("a.csv", Format::Csv{byte_order_mark:false}, 500_000), ("a.xlsx", Format::Xlsx, 60_000), ("b.xlsx", Format::Xlsx, 200_000)] {
        let p = dir.path().join(name);
        let t = std::time::Instant::now();
        let mut w = SheetWriter::create(&p, f, &["a","b","c","d","e","f","g"]).unwrap();
        for i in 0..n { w.row(&["Nguyễn Văn Được".into(), Cell::Integer(i), Cell::Date(2026,1,2), "0012".into(), String::from(format!("xã Tân Lập {i}")).into(), Cell::Decimal{digits:i,scale:1}, "=x".into()]).unwrap(); }
        w.finish().unwrap();
        println!("{name} write {:?} {} bytes", t.elapsed(), std::fs::metadata(&p).unwrap().len());
        hwm("written");
        let t = std::time::Instant::now();
        let c = open(&p, &Limits::default()).unwrap().filter(|r| r.is_ok()).count();
        println!("{name} read {c} {:?}", t.elapsed());
        hwm("read");
    }
}
