//! Rows that wait in a nameless temporary file, so that memory does not grow with a file.

use std::fs::File;
use std::io::{BufRead as _, BufReader, BufWriter, Seek as _, SeekFrom, Write as _};
use std::marker::PhantomData;

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::failure::{Failure, Outcome};

/// Where a row waits.
pub(super) type Place = u64;

fn broken(error: impl std::fmt::Display) -> Failure {
    Failure::Broken(format!("temporary file: {error}"))
}

/// Rows on the way in.
pub(super) struct Spool<T> {
    file: BufWriter<File>,
    next: Place,
    count: u64,
    rows: PhantomData<fn(T)>,
}

impl<T: Serialize> Spool<T> {
    pub(super) fn new() -> Outcome<Self> {
        let file = tempfile::tempfile().map_err(broken)?;
        Ok(Self { file: BufWriter::with_capacity(1 << 18, file), next: 0, count: 0, rows: PhantomData })
    }

    pub(super) fn push(&mut self, row: &T) -> Outcome<Place> {
        let place = self.next;
        let mut line = serde_json::to_vec(row).map_err(broken)?;
        line.push(b'\n');
        self.file.write_all(&line).map_err(broken)?;
        self.next += line.len() as u64;
        self.count += 1;
        Ok(place)
    }

    /// No more rows; they can be read now.
    pub(super) fn close(self) -> Outcome<Spooled<T>> {
        let mut file = self.file.into_inner().map_err(broken)?;
        file.seek(SeekFrom::Start(0)).map_err(broken)?;
        Ok(Spooled {
            file: BufReader::with_capacity(1 << 18, file),
            at: 0,
            count: self.count,
            rows: PhantomData,
        })
    }
}

/// Rows on the way out.
#[derive(Debug)]
pub(super) struct Spooled<T> {
    file: BufReader<File>,
    at: Place,
    count: u64,
    rows: PhantomData<fn() -> T>,
}

impl<T: DeserializeOwned> Spooled<T> {
    pub(super) fn len(&self) -> u64 {
        self.count
    }

    /// The next row in order.
    pub(super) fn read(&mut self) -> Outcome<Option<T>> {
        let mut line = Vec::new();
        let length = self.file.read_until(b'\n', &mut line).map_err(broken)?;
        if length == 0 {
            return Ok(None);
        }
        self.at += length as u64;
        serde_json::from_slice(&line).map(Some).map_err(broken)
    }

    /// The row at a place.
    pub(super) fn at(&mut self, place: Place) -> Outcome<T> {
        if place != self.at {
            let offset = i64::try_from(place).map_err(broken)? - i64::try_from(self.at).map_err(broken)?;
            // Keeps what is buffered where the next row is near, as it mostly is.
            self.file.seek_relative(offset).map_err(broken)?;
            self.at = place;
        }
        self.read()?.ok_or_else(|| broken("a row is missing"))
    }

    /// Back to the first row.
    pub(super) fn rewind(&mut self) -> Outcome<()> {
        self.file.seek(SeekFrom::Start(0)).map_err(broken)?;
        self.at = 0;
        Ok(())
    }
}
