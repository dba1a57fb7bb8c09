//! What people meet: pages of the real server over HTTP, signed in, packed as browsers ask for it.

use std::net::SocketAddr;
use std::time::Instant;

use chrono::Duration;
use office::Actor;
use office::accounts::{SessionRules, Visit};
use office::cases::CaseFilter;
use uuid::Uuid;

use crate::program::{Connection, Reply};
use crate::table::{Spent, Table, Target};
use crate::{AT_ONCE, Bench, PASSWORD, ROUNDS};

pub async fn measure(bench: &Bench, table: &mut Table) -> anyhow::Result<()> {
    let (first, _) = bench.installation.serve()?;
    drop(first);
    let (server, ready) = bench.installation.serve()?;
    table.time(
        "start of the server, until it is ready",
        Spent { p50: ready, p95: ready },
        None,
        Target::ms(2000),
    );
    table.memory("server resident after the start", server.most_resident(), None);
    let director = sessions(bench, &bench.director).await?;
    let analyst = sessions(bench, &bench.analyst).await?;
    let pages = Pages { address: server.address };

    for (what, who, path) in [
        ("page: list, Centre, running litigation", &director, "/cases?form=litigation&state=open"),
        ("page: list, Centre, closed, one field", &director, "/cases?field=land_housing&state=closed"),
        ("page: list, nation, labour", &analyst, "/cases?field=labour"),
        ("page: list, nation, running litigation", &analyst, "/cases?form=litigation&state=open"),
        ("page: search, name part, Centre", &director, "/cases?q=nguyen+thi"),
        ("page: search, name part, nation", &analyst, "/cases?q=hoang+van"),
        ("page: search, rare name, nation", &analyst, "/cases?q=mong+thi+hoa"),
        ("page: search, file code, Centre", &director, "/cases?q=TT.TGTT.83"),
        ("page: search, file code, nation", &analyst, "/cases?q=TT.TGTT.83.2021"),
    ] {
        let spent = pages.ask(who, |_, connection| connection.get(path), 200)?;
        table.time(what, spent, None, Target::ms(25));
    }

    let filter = CaseFilter::default();
    let list = office::cases::list(&bench.desk, &bench.director, &filter, None, 200).await?;
    let ids: Vec<Uuid> = list.listing.lines.iter().map(|line| line.id).collect();
    let show = |round: usize, connection: &mut Connection| {
        connection.get(&format!("/cases/{}", ids[round % ids.len()]))
    };
    table.time("page: a case", pages.ask(&director, show, 200)?, None, Target::ms(25));

    let tokens: Vec<String> = director
        .iter()
        .map(|session| {
            let page = Connection::new(server.address, session)?.read("/cases/new")?;
            let (_, rest) = page.split_once("name=\"csrf\" value=\"").unwrap_or_default();
            Ok(rest.split_once('"').unwrap_or_default().0.to_owned())
        })
        .collect::<anyhow::Result<_>>()?;
    let today = bench.desk.today();
    let register = |round: usize, connection: &mut Connection| {
        let id = bench.desk.id();
        let (token, words) = (&tokens[round % AT_ONCE], words_of(id));
        let form = format!(
            "csrf={token}&id={id}&org_code={}&file_code=BENCH.{}&form=litigation&field=criminal\
             &provider_role=defence&accepted_on={today}&source=self&client_name={words}&client_birth=1980\
             &client_sex=male&category=poor&beneficiaries=1",
            crate::CENTRE,
            id.simple()
        );
        connection.post("/cases", &form)
    };
    let spent = pages.ask(&director, register, 303)?;
    table.time("form: register a case, looking for its like", spent, None, Target::ms(40));

    settle(bench).await?;
    let (from, to) = bench.year;
    for (what, path, most) in [
        (
            "page: all indicators, Centre, a year",
            format!("/reports/period?org={}&from={from}&to={to}", crate::CENTRE),
            100,
        ),
        ("page: all indicators, nation, a year", format!("/reports/period?org=CUC&from={from}&to={to}"), 500),
        (
            "page: all indicators, a row a province",
            format!("/reports/period/provinces?org=CUC&from={from}&to={to}"),
            1000,
        ),
    ] {
        let mut connection = Connection::new(server.address, &analyst[0])?;
        let mut all = Vec::new();
        for _ in 0..20 {
            let begun = Instant::now();
            let reply = connection.get(&path)?;
            all.push(begun.elapsed());
            anyhow::ensure!(reply.status == 200, "{path}: {}", reply.status);
        }
        table.time(what, Spent::of(all)?, None, Target::ms(most));
    }
    table.memory("server resident, at most, after all of this", server.most_resident(), Some(300));
    Ok(())
}

/// Waits, at most half a minute, until what follows from the registered cases is done: it belongs to them, not to the
/// pages that come.
async fn settle(bench: &Bench) -> anyhow::Result<()> {
    let sql = "select cast(count(*) as text) as line from outbox where done_at is null and failed_at is null";
    for _ in 0..300 {
        if bench.desk.store().ask(sql).await?.first().is_none_or(|waiting| waiting == "0") {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    Ok(())
}

/// A name that nobody else has, in plain letters.
fn words_of(id: Uuid) -> String {
    let letters: String = id.simple().to_string().bytes().map(|b| char::from(b'a' + (b % 26))).collect();
    format!("Do+{}+{}", &letters[..16], &letters[16..])
}

/// Waits until the jobs that a start brings are done, at most two minutes.
pub async fn settle_jobs(bench: &Bench) -> anyhow::Result<()> {
    let sql = "select cast(count(*) as text) as line from job where done_at is null and failed_at is null";
    for _ in 0..1200 {
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
        if bench.desk.store().ask(sql).await?.first().is_none_or(|waiting| waiting == "0") {
            break;
        }
    }
    Ok(())
}

/// A session for each connection.
pub async fn sessions(bench: &Bench, actor: &Actor) -> anyhow::Result<Vec<String>> {
    let rules = SessionRules { idle: Duration::minutes(60), absolute: Duration::hours(12) };
    let visit = Visit {
        ip: "127.0.0.1".to_owned(),
        user_agent: "tgpl-bench".to_owned(),
        inside_office: true,
        device: None,
    };
    let mut tokens = Vec::new();
    for _ in 0..AT_ONCE {
        let come = office::accounts::sign_in(&bench.desk, &rules, &visit, &actor.login, PASSWORD).await?;
        tokens.push(come.token);
    }
    Ok(tokens)
}

struct Pages {
    address: SocketAddr,
}

impl Pages {
    /// Asks from eight connections at once.
    fn ask<F>(&self, sessions: &[String], act: F, status: u16) -> anyhow::Result<Spent>
    where
        F: Fn(usize, &mut Connection) -> anyhow::Result<Reply> + Sync,
    {
        let one = |place: usize| {
            let mut connection = Connection::new(self.address, &sessions[place])?;
            let mut spent = Vec::new();
            for round in 0..ROUNDS / AT_ONCE {
                let begun = Instant::now();
                let reply = act(place + round * AT_ONCE, &mut connection)?;
                spent.push(begun.elapsed());
                anyhow::ensure!(
                    reply.status == status,
                    "{} instead of {status} ({}) {}",
                    reply.status,
                    reply.location,
                    String::from_utf8_lossy(&reply.body[..reply.body.len().min(200)])
                );
            }
            anyhow::Ok(spent)
        };
        let mut all = Vec::new();
        std::thread::scope(|scope| {
            let running: Vec<_> = (0..AT_ONCE).map(|place| scope.spawn(move || one(place))).collect();
            for thread in running {
                let spent = thread.join().map_err(|_| anyhow::anyhow!("a connection gave up"))??;
                all.extend(spent);
            }
            anyhow::Ok(())
        })?;
        Spent::of(all)
    }
}
