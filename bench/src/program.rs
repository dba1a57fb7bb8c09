//! The real program as a child: commands that are timed, the server, and plain HTTP on connections that
//! stay open.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// The program with its settings.
pub struct Installation {
    program: PathBuf,
    pub address: String,
    folder: PathBuf,
}

/// A command that ended.
pub struct Run {
    pub spent: Duration,
    /// Kilobytes.
    pub most_resident: u64,
}

impl Installation {
    pub fn new(address: &str, folder: &Path) -> anyhow::Result<Self> {
        Ok(Self { program: crate::beside("tgpl")?, address: address.to_owned(), folder: folder.to_owned() })
    }

    /// The same program on another database.
    pub fn on(&self, address: &str) -> Self {
        Self { program: self.program.clone(), address: address.to_owned(), folder: self.folder.clone() }
    }

    fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(&self.program);
        command
            .args(words)
            .env("TGPL_DATA", self.folder.join("data"))
            .env("TGPL_DATABASE", &self.address)
            .env("TGPL_KEYS", crate::KEY)
            .env("TGPL_OFFICE_NETWORKS", "127.0.0.0/8")
            // Eight connections that ask without pause are no person.
            .env("TGPL_REQUESTS_PER_SECOND", "0")
            .env("TGPL_LOG_LEVEL", "warn")
            .stdin(Stdio::null());
        command
    }

    /// Runs a command to its end.
    pub fn run(&self, words: &[&str]) -> anyhow::Result<Run> {
        let begun = Instant::now();
        let mut child = self.command(words).stdout(Stdio::null()).spawn()?;
        let mut most_resident = 0;
        let status = loop {
            most_resident = most_resident.max(resident(child.id(), "VmHWM").unwrap_or(0));
            if let Some(status) = child.try_wait()? {
                break status;
            }
            std::thread::sleep(Duration::from_millis(20));
        };
        anyhow::ensure!(status.success(), "tgpl {words:?} failed");
        Ok(Run { spent: begun.elapsed(), most_resident })
    }

    /// Starts the server; answers after how long it was ready.
    pub fn serve(&self) -> anyhow::Result<(Server, Duration)> {
        let begun = Instant::now();
        let mut command = self.command(&["serve", "--listen", "127.0.0.1:0"]);
        let mut child = command.stdout(Stdio::piped()).spawn()?;
        let Some(out) = child.stdout.take() else { anyhow::bail!("the server has no output") };
        let mut lines = BufReader::new(out).lines();
        let address = loop {
            let Some(line) = lines.next().transpose()? else { anyhow::bail!("the server did not start") };
            if let Some((_, address)) = line.split_once(" serves http://") {
                break address.parse()?;
            }
        };
        std::thread::spawn(move || lines.for_each(drop));
        let server = Server { child, address };
        anyhow::ensure!(
            Connection::new(address, "")?.get("/readyz")?.status == 200,
            "the server is not ready"
        );
        Ok((server, begun.elapsed()))
    }
}

/// A figure of a process in kilobytes: `VmRSS` now, `VmHWM` at most.
fn resident(process: u32, name: &str) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find(|line| line.starts_with(name))?;
    line.split_whitespace().nth(1)?.parse().ok()
}

/// A server at work; ended when dropped.
pub struct Server {
    child: Child,
    pub address: SocketAddr,
}

impl Server {
    /// Kilobytes resident at most since the start.
    pub fn most_resident(&self) -> u64 {
        resident(self.child.id(), "VmHWM").unwrap_or(0)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // A server that has ended already needs no ending.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// An open connection of a browser that is signed in.
pub struct Connection {
    stream: BufReader<TcpStream>,
    host: String,
    session: String,
    plain: bool,
}

/// What came back.
pub struct Reply {
    pub status: u16,
    pub location: String,
    pub body: Vec<u8>,
}

impl Connection {
    pub fn new(address: SocketAddr, session: &str) -> anyhow::Result<Self> {
        let stream = TcpStream::connect(address)?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(Duration::from_secs(60)))?;
        Ok(Self {
            stream: BufReader::new(stream),
            host: address.to_string(),
            session: session.to_owned(),
            plain: false,
        })
    }

    pub fn get(&mut self, path: &str) -> anyhow::Result<Reply> {
        self.send("GET", path, "")
    }

    /// A page that is not packed, to read in it.
    pub fn read(&mut self, path: &str) -> anyhow::Result<String> {
        self.plain = true;
        let reply = self.get(path)?;
        self.plain = false;
        anyhow::ensure!(reply.status == 200, "{path}: {}", reply.status);
        Ok(String::from_utf8(reply.body)?)
    }

    pub fn post(&mut self, path: &str, form: &str) -> anyhow::Result<Reply> {
        self.send("POST", path, form)
    }

    fn send(&mut self, method: &str, path: &str, form: &str) -> anyhow::Result<Reply> {
        let mut request = format!(
            "{method} {path} HTTP/1.1\r\nhost: {}\r\nuser-agent: tgpl-bench\r\nsec-fetch-site: same-origin\r\ncookie: session={}\r\n",
            self.host, self.session
        );
        if !self.plain {
            request += "accept-encoding: gzip\r\n";
        }
        if method == "POST" {
            request += &format!(
                "content-type: application/x-www-form-urlencoded\r\ncontent-length: {}\r\n",
                form.len()
            );
        }
        request += "\r\n";
        request += form;
        self.stream.get_mut().write_all(request.as_bytes())?;
        self.reply()
    }

    fn reply(&mut self) -> anyhow::Result<Reply> {
        let status = self.line()?.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or(0);
        let (mut length, mut pieces, mut location) = (0, false, String::new());
        loop {
            let line = self.line()?;
            let Some((name, value)) = line.split_once(':') else { break };
            let value = value.trim();
            match name.to_ascii_lowercase().as_str() {
                "content-length" => length = value.parse()?,
                "transfer-encoding" => pieces = value.eq_ignore_ascii_case("chunked"),
                "location" => location = value.to_owned(),
                _ => {}
            }
        }
        let mut body = Vec::new();
        if pieces {
            loop {
                let size = usize::from_str_radix(self.line()?.trim(), 16)?;
                self.take(size, &mut body)?;
                self.line()?;
                if size == 0 {
                    break;
                }
            }
        } else {
            self.take(length, &mut body)?;
        }
        Ok(Reply { status, location, body })
    }

    fn line(&mut self) -> anyhow::Result<String> {
        let mut line = String::new();
        self.stream.read_line(&mut line)?;
        line.truncate(line.trim_end().len());
        Ok(line)
    }

    fn take(&mut self, size: usize, body: &mut Vec<u8>) -> anyhow::Result<()> {
        let begin = body.len();
        body.resize(begin + size, 0);
        self.stream.read_exact(&mut body[begin..])?;
        Ok(())
    }
}
