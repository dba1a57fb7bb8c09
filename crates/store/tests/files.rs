//! Stored files: content-addressed in a folder and in an S3-compatible bucket, checked on every read.
#![expect(clippy::unwrap_used, reason = "tests")]

mod fresh;

use std::collections::HashMap;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

use chrono::{TimeZone as _, Utc};
use store::files::{self, Files, StoredFile};

#[tokio::test]
async fn a_folder_keeps_the_same_bytes_once_and_notices_damage() {
    let folder = tempfile::tempdir().unwrap();
    let stored = Files::open(&format!("file:{}", folder.path().display()), []).unwrap();
    stored.probe().await.unwrap();
    let sha256 = stored.put(b"quy\xe1\xba\xbft \xc4\x91\xe1\xbb\x8bnh".to_vec()).await.unwrap();
    assert_eq!(stored.put("quyết định".into()).await.unwrap(), sha256);
    assert_eq!(stored.get(&sha256).await.unwrap().unwrap(), "quyết định".as_bytes());
    assert_eq!(stored.get(&"0".repeat(64)).await.unwrap(), None);

    let path = folder.path().join(&sha256[..2]).join(&sha256[2..4]).join(&sha256);
    std::fs::write(&path, "quyết định giả").unwrap();
    let answer = stored.get(&sha256).await;
    assert!(answer.unwrap_err().to_string().contains("is not what was stored"));
}

#[tokio::test]
async fn a_bucket_works_like_a_folder() {
    let bucket = Bucket::start();
    let stored = Files::open("s3://papers/centre-06", bucket.options()).unwrap();
    stored.probe().await.unwrap();
    let sha256 = stored.put(b"form 24".to_vec()).await.unwrap();
    assert_eq!(stored.get(&sha256).await.unwrap().unwrap(), b"form 24");
    assert_eq!(stored.get(&"0".repeat(64)).await.unwrap(), None);

    let path = format!("/papers/centre-06/{}/{}/{sha256}", &sha256[..2], &sha256[2..4]);
    let kept = bucket.objects.lock().unwrap().insert(path, b"form 25".to_vec());
    assert_eq!(kept.unwrap(), b"form 24", "the object lies where its name says");
    assert!(stored.get(&sha256).await.is_err(), "a changed object is noticed");
    let signers = bucket.signers.lock().unwrap().clone();
    assert!(signers.iter().all(|it| it.starts_with("AWS4-HMAC-SHA256 Credential=tester/")), "{signers:?}");
}

#[tokio::test]
async fn a_bucket_that_refuses_is_reported() {
    let bucket = Bucket::start();
    let mut options = bucket.options();
    options[0].1 = "stranger".to_owned();
    let stored = Files::open("s3://papers", options).unwrap();
    assert!(stored.probe().await.unwrap_err().to_string().contains("403"));
    assert!(Files::open("ftp://papers", []).is_err());
}

#[tokio::test]
async fn stored_files_are_listed_by_hash() {
    for fresh in fresh::stores().await {
        let tx = fresh.store.begin().await.unwrap();
        for (sha256, name) in [("bb", "b.csv"), ("aa", "a.csv"), ("cc", "c.csv"), ("aa", "again.csv")] {
            let file = StoredFile {
                sha256: sha256.to_owned(),
                size: 7,
                media_type: "text/csv".to_owned(),
                name: name.to_owned(),
                stored_at: Utc.with_ymd_and_hms(2026, 11, 22, 1, 2, 3).unwrap(),
                stored_by: "clerk".to_owned(),
            };
            files::insert(&tx, &file).await.unwrap();
        }
        let names = async |after: &str| {
            let page = files::list(&tx, after, 2).await.unwrap();
            page.into_iter().map(|file| file.name).collect::<Vec<_>>()
        };
        assert_eq!(names("").await, ["a.csv", "b.csv"], "{}", fresh.name);
        assert_eq!(names("bb").await, ["c.csv"], "{}", fresh.name);
    }
}

/// A bucket in memory that speaks as much of the S3 protocol as storing needs.
struct Bucket {
    port: u16,
    objects: Arc<Mutex<HashMap<String, Vec<u8>>>>,
    signers: Arc<Mutex<Vec<String>>>,
}

impl Bucket {
    fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let bucket = Self {
            port: listener.local_addr().unwrap().port(),
            objects: Arc::default(),
            signers: Arc::default(),
        };
        let (objects, signers) = (Arc::clone(&bucket.objects), Arc::clone(&bucket.signers));
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (objects, signers) = (Arc::clone(&objects), Arc::clone(&signers));
                std::thread::spawn(move || answer(stream, &objects, &signers));
            }
        });
        bucket
    }

    fn options(&self) -> Vec<(String, String)> {
        let pairs = [
            ("aws_access_key_id", "tester".to_owned()),
            ("aws_secret_access_key", "secret".to_owned()),
            ("aws_endpoint", format!("http://127.0.0.1:{}", self.port)),
            ("aws_region", "vn-north-1".to_owned()),
            ("aws_allow_http", "true".to_owned()),
        ];
        pairs.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
    }
}

fn answer(stream: TcpStream, objects: &Mutex<HashMap<String, Vec<u8>>>, signers: &Mutex<Vec<String>>) {
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    let mut lines = Vec::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).unwrap();
        if line.trim().is_empty() {
            break;
        }
        lines.push(line.trim().to_owned());
    }
    let header = |name: &str| {
        let of =
            |line: &String| line.split_once(": ").map(|(key, value)| (key.to_lowercase(), value.to_owned()));
        lines.iter().filter_map(of).find(|(key, _)| key == name).map(|(_, value)| value)
    };
    let length = header("content-length").map_or(0, |length| length.parse().unwrap());
    let mut body = vec![0; length];
    reader.read_exact(&mut body).unwrap();
    let signer = header("authorization").unwrap_or_default();
    let known = signer.contains("Credential=tester/");
    signers.lock().unwrap().push(signer);
    let mut words = lines.first().map_or("", String::as_str).split(' ');
    let (method, path) = (words.next().unwrap_or(""), words.next().unwrap_or("").to_owned());
    let (status, content) = match (known, method) {
        (false, _) => ("403 Forbidden", Vec::new()),
        (true, "PUT") => {
            objects.lock().unwrap().insert(path, body);
            ("200 OK", Vec::new())
        }
        (true, _) => match objects.lock().unwrap().get(&path) {
            Some(content) => ("200 OK", content.clone()),
            None => ("404 Not Found", Vec::new()),
        },
    };
    let head = format!(
        "HTTP/1.1 {status}\r\nContent-Length: {}\r\nETag: \"e\"\r\nLast-Modified: Sun, 22 Nov 2026 01:00:00 GMT\r\n\
         Connection: close\r\n\r\n",
        content.len()
    );
    let mut stream = stream;
    stream.write_all(head.as_bytes()).unwrap();
    stream.write_all(&content).unwrap();
}
