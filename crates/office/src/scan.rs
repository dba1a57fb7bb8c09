//! Harmful files (*mã độc*): each file that comes in is shown to ClamAV, where the installation has one.
//!
//! The daemon is asked over its socket by `INSTREAM`: pieces with their length in front, an empty one at the end, one
//! line back. A file that could not be looked at is not taken: whoever runs the installation asked for it.

use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::os::unix::net::UnixStream;
use std::path::PathBuf;
use std::time::Duration;

/// Where the daemon listens.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Scanner {
    Unix(PathBuf),
    Tcp(String),
}

/// What the daemon says of a file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Verdict {
    Clean,
    /// The name it gives to what it found.
    Harmful(String),
}

/// How long the daemon may take for a piece or for its answer.
const PATIENCE: Duration = Duration::from_secs(60);
/// Bytes of a piece.
const PIECE: usize = 64 * 1024;
/// The longest answer that is read.
const LONGEST: u64 = 4096;

impl Scanner {
    /// Reads `unix:/run/clamav/clamd.ctl` or `tcp:127.0.0.1:3310`.
    ///
    /// # Errors
    /// Says what such an address looks like.
    pub fn read(text: &str) -> Result<Self, String> {
        let wrong = || format!("not an address of ClamAV: {text} (want unix:PATH or tcp:HOST:PORT)");
        match text.split_once(':') {
            Some(("unix", path)) if path.starts_with('/') => Ok(Self::Unix(PathBuf::from(path))),
            Some(("tcp", address)) if address.contains(':') => Ok(Self::Tcp(address.to_owned())),
            _ => Err(wrong()),
        }
    }

    /// Shows a file to the daemon.
    ///
    /// # Errors
    /// When the daemon is not there, does not answer, or says that it could not look at the file.
    pub fn look(&self, content: &[u8]) -> io::Result<Verdict> {
        match self {
            Self::Unix(path) => {
                let stream = UnixStream::connect(path)?;
                stream.set_read_timeout(Some(PATIENCE))?;
                stream.set_write_timeout(Some(PATIENCE))?;
                ask(stream, content)
            }
            Self::Tcp(address) => {
                let stream = TcpStream::connect(address)?;
                stream.set_read_timeout(Some(PATIENCE))?;
                stream.set_write_timeout(Some(PATIENCE))?;
                ask(stream, content)
            }
        }
    }
}

fn ask(mut stream: impl Read + Write, content: &[u8]) -> io::Result<Verdict> {
    stream.write_all(b"zINSTREAM\0")?;
    for piece in content.chunks(PIECE) {
        let length = u32::try_from(piece.len()).map_err(io::Error::other)?;
        stream.write_all(&length.to_be_bytes())?;
        stream.write_all(piece)?;
    }
    stream.write_all(&0_u32.to_be_bytes())?;
    stream.flush()?;
    let mut answer = Vec::new();
    stream.take(LONGEST).read_to_end(&mut answer)?;
    said(&String::from_utf8_lossy(&answer))
}

/// `stream: OK`, `stream: Eicar-Signature FOUND`, or what went wrong.
fn said(answer: &str) -> io::Result<Verdict> {
    let answer = answer.trim_end_matches(['\0', '\n']).trim();
    let of_stream = answer.strip_prefix("stream: ").unwrap_or(answer);
    match of_stream.strip_suffix(" FOUND") {
        Some(name) => Ok(Verdict::Harmful(name.to_owned())),
        None if of_stream == "OK" => Ok(Verdict::Clean),
        None => Err(io::Error::other(format!("ClamAV answers: {answer}"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_a_socket_or_a_port() {
        assert_eq!(Scanner::read("unix:/run/clamd.ctl"), Ok(Scanner::Unix("/run/clamd.ctl".into())));
        assert_eq!(Scanner::read("tcp:127.0.0.1:3310"), Ok(Scanner::Tcp("127.0.0.1:3310".to_owned())));
        for wrong in ["", "127.0.0.1:3310", "unix:clamd.ctl", "tcp:3310", "http://scan"] {
            assert!(Scanner::read(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn only_a_clear_answer_counts() {
        assert_eq!(said("stream: OK\0").ok(), Some(Verdict::Clean));
        let found = said("stream: Win.Test.EICAR_HDB-1 FOUND\0").ok();
        assert_eq!(found, Some(Verdict::Harmful("Win.Test.EICAR_HDB-1".to_owned())));
        for unclear in ["", "INSTREAM size limit exceeded. ERROR\0", "stream: NOT OK"] {
            assert!(said(unclear).is_err(), "{unclear}");
        }
    }
}
