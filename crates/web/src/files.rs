//! Files sent as downloads, piece by piece: memory does not grow with their length.

use std::fs::File;
use std::io::{self, Read as _};

use axum::body::{Body, Bytes};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_TYPE};
use axum::response::IntoResponse as _;
use futures_util::stream;
use office::exchange::ExportFile;

use crate::failure::Page;

/// Bytes read at once.
const PIECE: usize = 64 * 1024;

/// Sends a file that is ready, to be kept under its name.
pub fn send(export: ExportFile) -> Page {
    let headers = [
        (CONTENT_TYPE, export.media_type.to_owned()),
        (CONTENT_LENGTH, export.size.to_string()),
        (CONTENT_DISPOSITION, format!("attachment; filename=\"{}\"", export.name)),
    ];
    let pieces = stream::try_unfold(export.file, piece);
    Ok((headers, Body::from_stream(pieces)).into_response())
}

/// The next piece, read where waiting for the disk holds up nobody.
async fn piece(mut file: File) -> io::Result<Option<(Bytes, File)>> {
    let read = move || {
        let mut bytes = vec![0; PIECE];
        let length = file.read(&mut bytes)?;
        bytes.truncate(length);
        Ok((!bytes.is_empty()).then(|| (Bytes::from(bytes), file)))
    };
    tokio::task::spawn_blocking(read).await.map_err(io::Error::other)?
}
