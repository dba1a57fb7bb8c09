//! Files by their content: a local folder, or an S3-compatible store by setting.
//!
//! A file is known by the SHA-256 of its bytes, so the same bytes are kept once and every read is
//! checked. The row of `stored_file` names it; the bytes lie at `ab/cd/abcd…`.

use std::io::{Read as _, Write as _};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use chrono::{DateTime, Utc};
use futures_util::StreamExt as _;
use object_store::path::Path;
use object_store::{ObjectStore, ObjectStoreExt as _, PutPayload, RetryConfig, WriteMultipart};
use sea_orm::FromQueryResult;
use serde::Serialize;
use sha2::{Digest as _, Sha256};

use crate::db::Tx;
use crate::{Result, StoreError};

/// The folder or bucket.
#[derive(Clone, Debug)]
pub struct Files {
    objects: Arc<dyn ObjectStore>,
    shown: String,
}

/// What is known about a stored file.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult, Serialize)]
pub struct StoredFile {
    pub sha256: String,
    pub size: i64,
    pub media_type: String,
    pub name: String,
    pub stored_at: DateTime<Utc>,
    pub stored_by: String,
}

fn broken(error: impl std::fmt::Display) -> StoreError {
    let message = error.to_string();
    if crate::is_full(&message) { StoreError::Full } else { StoreError::Broken(message) }
}

impl Files {
    /// Opens `file:PATH` or `s3://BUCKET[/PREFIX]`; the keys of a bucket come from `options`
    /// (`aws_access_key_id`, `aws_secret_access_key`, `aws_endpoint`, `aws_region`, `aws_allow_http`).
    pub fn open<I: IntoIterator<Item = (String, String)>>(address: &str, options: I) -> Result<Self> {
        if let Some(folder) = address.strip_prefix("file:") {
            let folder = PathBuf::from(folder);
            std::fs::create_dir_all(&folder).map_err(broken)?;
            let objects = object_store::local::LocalFileSystem::new_with_prefix(&folder).map_err(broken)?;
            return Ok(Self { objects: Arc::new(objects), shown: address.to_owned() });
        }
        let Some(place) = address.strip_prefix("s3://") else {
            return Err(StoreError::Broken(format!(
                "not a file address: {address} (want file:PATH or s3://BUCKET)"
            )));
        };
        let (bucket, prefix) = place.split_once('/').unwrap_or((place, ""));
        // A second call finds the provider set already, which is as good.
        let _ = rustls::crypto::ring::default_provider().install_default();
        // People wait for the answer: a store that is away is said to be away within seconds.
        let retry =
            RetryConfig { max_retries: 3, retry_timeout: Duration::from_secs(15), ..RetryConfig::default() };
        let mut builder =
            object_store::aws::AmazonS3Builder::new().with_bucket_name(bucket).with_retry(retry);
        for (key, value) in options {
            let key: object_store::aws::AmazonS3ConfigKey = key.parse().map_err(broken)?;
            builder = builder.with_config(key, value);
        }
        let bucket = builder.build().map_err(broken)?;
        let objects: Arc<dyn ObjectStore> = if prefix.is_empty() {
            Arc::new(bucket)
        } else {
            Arc::new(object_store::prefix::PrefixStore::new(bucket, prefix))
        };
        Ok(Self { objects, shown: address.to_owned() })
    }

    /// The address, for people.
    #[must_use]
    pub fn address(&self) -> &str {
        &self.shown
    }

    /// Keeps bytes and answers their SHA-256.
    pub async fn put(&self, content: Vec<u8>) -> Result<String> {
        let sha256 = hex::encode(Sha256::digest(&content));
        self.objects
            .put(&place(&sha256), PutPayload::from_bytes(Bytes::from(content)))
            .await
            .map_err(broken)?;
        Ok(sha256)
    }

    /// Keeps a local file without holding it in memory; answers its SHA-256 and size.
    pub async fn put_file(&self, from: &std::path::Path) -> Result<(String, u64)> {
        let (sha256, size) = fingerprint(from)?;
        let mut file = std::fs::File::open(from).map_err(broken)?;
        if size < PART as u64 {
            let mut content = Vec::new();
            file.read_to_end(&mut content).map_err(broken)?;
            return Ok((self.put(content).await?, size));
        }
        let upload = self.objects.put_multipart(&place(&sha256)).await.map_err(broken)?;
        let mut parts = WriteMultipart::new_with_chunk_size(upload, PART);
        let mut part = vec![0_u8; PART];
        loop {
            let length = file.read(&mut part).map_err(broken)?;
            if length == 0 {
                break;
            }
            parts.wait_for_capacity(2).await.map_err(broken)?;
            parts.write(&part[..length]);
        }
        parts.finish().await.map_err(broken)?;
        Ok((sha256, size))
    }

    /// Writes a kept file to a local one and checks it; `false` when it is not kept.
    pub async fn get_file(&self, sha256: &str, to: &std::path::Path) -> Result<bool> {
        let found = match self.objects.get(&place(sha256)).await {
            Ok(found) => found,
            Err(object_store::Error::NotFound { .. }) => return Ok(false),
            Err(error) => return Err(broken(error)),
        };
        let mut digest = Sha256::new();
        let mut file = std::fs::File::create(to).map_err(broken)?;
        let mut parts = found.into_stream();
        while let Some(part) = parts.next().await {
            let part = part.map_err(broken)?;
            digest.update(&part);
            file.write_all(&part).map_err(broken)?;
        }
        if hex::encode(digest.finalize()) == sha256 {
            Ok(true)
        } else {
            Err(StoreError::Broken(format!("file {sha256} is not what was stored")))
        }
    }

    /// Reads bytes back and checks them.
    pub async fn get(&self, sha256: &str) -> Result<Option<Vec<u8>>> {
        let found = match self.objects.get(&place(sha256)).await {
            Ok(found) => found,
            Err(object_store::Error::NotFound { .. }) => return Ok(None),
            Err(error) => return Err(broken(error)),
        };
        let content = found.bytes().await.map_err(broken)?.to_vec();
        if hex::encode(Sha256::digest(&content)) == sha256 {
            Ok(Some(content))
        } else {
            Err(StoreError::Broken(format!("file {sha256} is not what was stored")))
        }
    }

    /// Forgets bytes that no row names: pieces of an upload that came to its end.
    pub async fn remove(&self, sha256: &str) -> Result<()> {
        match self.objects.delete(&place(sha256)).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(broken(error)),
        }
    }

    /// Writes and reads a probe, so that a wrong address shows at once.
    pub async fn probe(&self) -> Result<()> {
        let sha256 = self.put(b"tgpl probe".to_vec()).await?;
        self.get(&sha256).await?.map(|_| ()).ok_or_else(|| broken("a stored probe was not found again"))
    }
}

/// What is sent at once of a large file.
const PART: usize = 8 * 1024 * 1024;

/// SHA-256 and size of a local file.
fn fingerprint(path: &std::path::Path) -> Result<(String, u64)> {
    let mut file = std::fs::File::open(path).map_err(broken)?;
    let mut digest = Sha256::new();
    let mut part = vec![0_u8; 1024 * 1024];
    let mut size = 0;
    loop {
        let length = file.read(&mut part).map_err(broken)?;
        if length == 0 {
            return Ok((hex::encode(digest.finalize()), size));
        }
        digest.update(&part[..length]);
        size += length as u64;
    }
}

fn place(sha256: &str) -> Path {
    let (a, rest) = sha256.split_at(sha256.len().min(2));
    let b = &rest[..rest.len().min(2)];
    Path::from(format!("{a}/{b}/{sha256}"))
}

/// Names a stored file; the same bytes stored again keep their first name.
pub async fn insert(tx: &Tx, file: &StoredFile) -> Result<()> {
    let sql = "insert into stored_file (sha256, size, media_type, name, stored_at, stored_by)
         values ($1, $2, $3, $4, $5, $6) on conflict (sha256) do nothing";
    let values = [
        file.sha256.as_str().into(),
        file.size.into(),
        file.media_type.as_str().into(),
        file.name.as_str().into(),
        file.stored_at.into(),
        file.stored_by.as_str().into(),
    ];
    tx.execute(sql, values).await?;
    Ok(())
}

/// All stored files after a hash, in order of hash.
pub async fn list(tx: &Tx, after: &str, limit: u64) -> Result<Vec<StoredFile>> {
    let sql = format!(
        "select sha256, size, media_type, name, stored_at, stored_by from stored_file where sha256 > $1
         order by sha256 limit {limit}"
    );
    let rows = tx.rows(&sql, [after.into()]).await?;
    rows.iter().map(|row| Ok(StoredFile::from_query_result(row, "")?)).collect()
}

/// The name under which a stored file was given.
pub async fn find_name(tx: &Tx, sha256: &str) -> Result<Option<String>> {
    let row = tx.row("select name from stored_file where sha256 = $1", [sha256.into()]).await?;
    Ok(row.map(|row| row.try_get("", "name")).transpose()?)
}
