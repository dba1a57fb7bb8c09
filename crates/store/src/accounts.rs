//! Accounts and what lets them in: sessions, API tokens, delays after failures, parked forms.
//!
//! Secrets are kept as hashes (passwords, tokens) or sealed (second factor); nothing here decides who
//! may come in: the rules are in `law::accounts`, the acts in `office::accounts`.

mod parked;
mod sessions;
mod throttle;
mod tokens;

use chrono::{DateTime, Utc};
use law::access::Role;
use law::kernel::names;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Expr, ExprTrait as _};
use sea_orm::{Condition, IntoActiveModel as _, QueryOrder as _, QuerySelect as _};

pub(crate) use parked::parked_place;
pub use parked::{ParkedForm, count_parked, find_parked, insert_parked, remove_old_parked, remove_parked};
pub use sessions::{
    Session, end_session, end_sessions, find_session, insert_session, list_sessions, note_session_seen,
    remove_old_sessions, renew_session,
};
pub use throttle::{Failures, find_failures, note_failure, remove_failures, remove_old_failures};
pub use tokens::{ApiToken, end_token, end_tokens, find_token, insert_token, list_tokens, note_token_used};

use crate::code::Code;
use crate::db::Tx;
use crate::{Result, StoreError};

/// Records of accounts.
pub mod account {
    use super::*;

    /// An account (*tài khoản*) of a person or a program.
    #[derive(Clone, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "account")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        /// Lower-case log-in name.
        pub login: String,
        /// Name of the person.
        pub name: String,
        /// Argon2id, in PHC form.
        pub password_hash: String,
        pub role: Code<Role>,
        pub org_code: String,
        /// The provider whose cases this account sees, for roles that see only their own.
        pub provider_id: Option<Uuid>,
        /// The password was set by somebody else and must be changed before anything else.
        pub must_change: bool,
        /// Sealed secret of the second factor.
        pub totp_secret: Option<String>,
        /// The last time step whose code was used; no code is taken twice.
        pub totp_last_step: Option<i64>,
        /// Keyed hashes of the unused recovery codes, joined by line ends.
        pub recovery_codes: String,
        pub language: String,
        pub disabled_at: Option<DateTime<Utc>>,
        pub disabled_reason: Option<String>,
        pub last_seen_at: Option<DateTime<Utc>>,
        pub password_changed_at: DateTime<Utc>,
        pub created_at: DateTime<Utc>,
        pub version: i64,
    }

    /// Never prints a secret.
    impl std::fmt::Debug for Model {
        fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            write!(f, "Account({} {})", self.login, self.id)
        }
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

pub use account::Model as Account;

impl Account {
    /// Whether it may come in at all.
    #[must_use]
    pub fn is_enabled(&self) -> bool {
        self.disabled_at.is_none()
    }

    /// Whether a second factor is enrolled.
    #[must_use]
    pub fn has_second_factor(&self) -> bool {
        self.totp_secret.is_some()
    }

    /// How many recovery codes are left.
    #[must_use]
    pub fn recovery_codes_left(&self) -> usize {
        self.recovery_codes.lines().count()
    }
}

/// One account.
pub async fn find(tx: &Tx, id: Uuid) -> Result<Option<Account>> {
    Ok(account::Entity::find_by_id(id).one(&tx.inner).await?)
}

/// One account, kept from changing under us until the transaction ends.
pub async fn find_to_change(tx: &Tx, id: Uuid) -> Result<Option<Account>> {
    Ok(account::Entity::find_by_id(id).lock_exclusive().one(&tx.inner).await?)
}

/// The account with a log-in name.
pub async fn find_by_login(tx: &Tx, login: &str) -> Result<Option<Account>> {
    Ok(account::Entity::find().filter(account::Column::Login.eq(login)).one(&tx.inner).await?)
}

/// How many accounts there are, of any kind.
pub async fn count(tx: &Tx) -> Result<u64> {
    Ok(account::Entity::find().count(&tx.inner).await?)
}

/// How many enabled accounts of a role an organisation has.
pub async fn count_enabled(tx: &Tx, role: Role, organisation: &str) -> Result<u64> {
    Ok(account::Entity::find()
        .filter(account::Column::Role.eq(Code(role)))
        .filter(account::Column::OrgCode.eq(organisation))
        .filter(account::Column::DisabledAt.is_null())
        .count(&tx.inner)
        .await?)
}

/// What to look for among accounts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AccountSearch {
    /// Part of the log-in name or, without marks, of the person's name.
    pub words: String,
    pub role: Option<Role>,
    pub organisation: Option<String>,
    /// `Some(true)`: only enabled ones, `Some(false)`: only disabled ones.
    pub enabled: Option<bool>,
    /// Continue after this log-in name.
    pub after: Option<String>,
}

/// Accounts of these organisations (`None` = all), by log-in name.
pub async fn list(
    tx: &Tx,
    organisations: Option<&[String]>,
    search: &AccountSearch,
    limit: usize,
) -> Result<Vec<Account>> {
    const STEP: u64 = 500;
    let words = names::fold(&search.words);
    let fits = |account: &Account| {
        words.is_empty()
            || names::fold(&account.name).contains(&words)
            || names::fold(&account.login).contains(&words)
    };
    let mut found = Vec::new();
    let mut after = search.after.clone();
    // Names are folded here, not in a column: there are a few thousand accounts at most.
    loop {
        let page = page_of(tx, organisations, search, after.as_deref(), STEP).await?;
        let last = page.len() < STEP as usize;
        after = page.last().map(|account| account.login.clone());
        found.extend(page.into_iter().filter(fits));
        if last || found.len() >= limit {
            found.truncate(limit);
            return Ok(found);
        }
    }
}

async fn page_of(
    tx: &Tx,
    organisations: Option<&[String]>,
    search: &AccountSearch,
    after: Option<&str>,
    limit: u64,
) -> Result<Vec<Account>> {
    let mut query = account::Entity::find().order_by_asc(account::Column::Login).limit(limit);
    if let Some(codes) = organisations {
        query = query.filter(account::Column::OrgCode.is_in(codes.iter().map(String::as_str)));
    }
    if let Some(role) = search.role {
        query = query.filter(account::Column::Role.eq(Code(role)));
    }
    if let Some(code) = &search.organisation {
        query = query.filter(account::Column::OrgCode.eq(code));
    }
    query = match search.enabled {
        Some(true) => query.filter(account::Column::DisabledAt.is_null()),
        Some(false) => query.filter(account::Column::DisabledAt.is_not_null()),
        None => query,
    };
    if let Some(after) = after {
        query = query.filter(account::Column::Login.gt(after));
    }
    Ok(query.all(&tx.inner).await?)
}

/// Enabled accounts that were neither used nor made since a moment.
pub async fn list_idle(tx: &Tx, since: DateTime<Utc>) -> Result<Vec<Account>> {
    use account::Column;
    let never = Condition::all().add(Column::LastSeenAt.is_null()).add(Column::CreatedAt.lt(since));
    Ok(account::Entity::find()
        .filter(Column::DisabledAt.is_null())
        .filter(Condition::any().add(Column::LastSeenAt.lt(since)).add(never))
        .order_by_asc(Column::Login)
        .all(&tx.inner)
        .await?)
}

/// Adds an account.
pub async fn insert(tx: &Tx, record: Account) -> Result<()> {
    record.into_active_model().reset_all().insert(&tx.inner).await?;
    Ok(())
}

/// Changes an account that still has the version of the record.
pub async fn update(tx: &Tx, mut record: Account) -> Result<()> {
    let (id, seen) = (record.id, record.version);
    record.version += 1;
    let changed = account::Entity::update_many()
        .set(record.into_active_model().reset_all())
        .filter(account::Column::Id.eq(id))
        .filter(account::Column::Version.eq(seen))
        .exec(&tx.inner)
        .await?;
    if changed.rows_affected == 1 { Ok(()) } else { Err(StoreError::Stale) }
}

/// Notes that an account was used; no change of the record that anybody must know of.
pub async fn note_seen(tx: &Tx, id: Uuid, at: DateTime<Utc>) -> Result<()> {
    tx.execute("update account set last_seen_at = $2 where id = $1", [id.into(), at.into()]).await?;
    Ok(())
}

/// Keeps the language a person chose for the screens.
pub async fn note_language(tx: &Tx, id: Uuid, language: &str) -> Result<()> {
    tx.execute("update account set language = $2 where id = $1", [id.into(), language.into()]).await?;
    Ok(())
}

/// Uses up a time step of the second factor; false when this step or a later one was used before.
pub async fn use_step(tx: &Tx, id: Uuid, step: i64) -> Result<bool> {
    let used = account::Entity::update_many()
        .col_expr(account::Column::TotpLastStep, Expr::value(step))
        .filter(account::Column::Id.eq(id))
        .filter(account::Column::TotpLastStep.is_null().or(account::Column::TotpLastStep.lt(step)))
        .exec(&tx.inner)
        .await?;
    Ok(used.rows_affected == 1)
}

/// Takes recovery codes away; false when somebody was faster.
pub async fn use_recovery_code(tx: &Tx, id: Uuid, before: &str, after: &str) -> Result<bool> {
    let sql = "update account set recovery_codes = $3 where id = $1 and recovery_codes = $2";
    Ok(tx.execute(sql, [id.into(), before.into(), after.into()]).await?.rows_affected() == 1)
}

/// The place that is bound into the sealed second factor of an account.
#[must_use]
pub fn totp_place(account: Uuid) -> String {
    format!("account:totp:{account}")
}

/// Seals a secret for one place.
pub fn seal(tx: &Tx, place: &str, secret: &str) -> Result<String> {
    tx.keys().seal(place, secret)
}

/// Opens a sealed secret at its place.
pub fn open(tx: &Tx, place: &str, sealed: &str) -> Result<String> {
    tx.keys().open(place, sealed)
}

/// The keyed hash of a secret: equal secrets of one place have equal hashes.
#[must_use]
pub fn keyed_hash(tx: &Tx, place: &str, secret: &str) -> String {
    tx.keys().index(&format!("{place}\n{secret}"))
}

/// Takes the hash of the set-up link away, once; false when it is another or already taken.
pub async fn take_setting(tx: &Tx, key: &str, value: &str) -> Result<bool> {
    let sql = "delete from setting where key = $1 and value = $2";
    Ok(tx.execute(sql, [key.into(), value.into()]).await?.rows_affected() == 1)
}
