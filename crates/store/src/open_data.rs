//! Open data (*dữ liệu mở*): the lists that the law publishes, and the files that a job made of them.

use chrono::{DateTime, NaiveDate, Utc};
use law::staff::{OrganisationKind, ProviderKind};
use sea_orm::FromQueryResult;

use crate::Result;
use crate::code::Code;
use crate::db::Tx;

/// An organisation that gives legal aid, as it is published.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult)]
pub struct PublicOrganisation {
    pub code: String,
    pub name: String,
    pub kind: Code<OrganisationKind>,
    pub parent: Option<String>,
    pub province_code: Option<String>,
    pub address: Option<String>,
    pub phone: Option<String>,
}

/// Organisations that run on a day, by code.
pub async fn organisations(tx: &Tx, day: NaiveDate) -> Result<Vec<PublicOrganisation>> {
    let sql = "select code, name, kind, parent, province_code, address, phone from organisation
         where valid_from <= $1 and (valid_to is null or valid_to >= $2) order by code";
    let rows = tx.rows(sql, [day.into(), day.into()]).await?;
    rows.iter().map(|row| Ok(PublicOrganisation::from_query_result(row, "")?)).collect()
}

/// A person who gives legal aid, as the list of the department of justice names them.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult)]
pub struct PublicProvider {
    pub name: String,
    pub kind: Code<ProviderKind>,
    pub org_code: String,
    pub org_name: String,
    pub province_code: Option<String>,
}

/// Providers who work on a day, by organisation and name.
pub async fn providers(tx: &Tx, day: NaiveDate) -> Result<Vec<PublicProvider>> {
    let sql = "select p.name, p.kind, p.org_code, o.name as org_name, o.province_code from provider p
         join organisation o on o.code = p.org_code
         where (p.appointed_on is null or p.appointed_on <= $1) and (p.ended_on is null or p.ended_on > $2)
           and (o.valid_to is null or o.valid_to >= $3)
         order by p.org_code, p.name_folded, p.id";
    let rows = tx.rows(sql, [day.into(), day.into(), day.into()]).await?;
    rows.iter().map(|row| Ok(PublicProvider::from_query_result(row, "")?)).collect()
}

/// A file as it is sent.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult)]
pub struct OpenFile {
    pub content: String,
    pub sha256: String,
    pub made_at: DateTime<Utc>,
}

/// Puts a file in the place of the one before.
pub async fn keep(tx: &Tx, name: &str, format: &str, file: &OpenFile) -> Result<()> {
    let sql = "insert into open_file (name, format, content, sha256, made_at) values ($1, $2, $3, $4, $5)
         on conflict (name, format) do update set content = excluded.content, sha256 = excluded.sha256,
         made_at = excluded.made_at";
    let values = [
        name.into(),
        format.into(),
        file.content.as_str().into(),
        file.sha256.as_str().into(),
        file.made_at.into(),
    ];
    tx.execute(sql, values).await?;
    Ok(())
}

/// A file, if the job has made it.
pub async fn find(tx: &Tx, name: &str, format: &str) -> Result<Option<OpenFile>> {
    let sql = "select content, sha256, made_at from open_file where name = $1 and format = $2";
    let row = tx.row(sql, [name.into(), format.into()]).await?;
    row.map(|row| Ok(OpenFile::from_query_result(&row, "")?)).transpose()
}
