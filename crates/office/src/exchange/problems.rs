//! What is wrong in a file: line, column, value and the code of the reason. Sentences are made in `web`.

use std::collections::BTreeMap;

use papers::sheet::SheetProblem;
use serde::{Deserialize, Serialize};

use super::columns::{HEADER_LINE, Header};
use super::spool::{Spool, Spooled};
use crate::failure::Outcome;

/// One thing that is wrong.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Problem {
    /// Line of the file or sheet, from 1; 0 when it is about the file as a whole.
    pub line: u64,
    /// Name of the column, or its title where it has no name.
    pub column: String,
    /// What stands there, shortened.
    pub value: String,
    /// Stable code: its sentence is the text `import-problem-<code>` with dots and underscores as hyphens.
    pub code: String,
    /// Data for the sentence.
    pub detail: BTreeMap<String, String>,
}

/// How much of a cell a problem repeats.
const SHOWN: usize = 80;

impl Problem {
    pub(super) fn new(line: u64, column: &str, value: &str, code: &str) -> Self {
        Self {
            line,
            column: column.to_owned(),
            value: value.chars().take(SHOWN).collect(),
            code: code.to_owned(),
            detail: BTreeMap::new(),
        }
    }

    pub(super) fn of_file(code: &str) -> Self {
        Self::new(HEADER_LINE, "", "", code)
    }

    pub(super) fn column(mut self, column: &str) -> Self {
        column.clone_into(&mut self.column);
        self
    }

    pub(super) fn with(mut self, name: &str, value: impl ToString) -> Self {
        self.detail.insert(name.to_owned(), value.to_string());
        self
    }

    /// What the reader of sheets complains about.
    pub(super) fn of_sheet(problem: &SheetProblem, header: Option<&Header>) -> Self {
        let title = problem.column().map(|column| match header.and_then(|header| header.title_at(column)) {
            Some(title) => title.to_owned(),
            None => column.to_string(),
        });
        let it = Self::new(problem.line().unwrap_or(0), &title.unwrap_or_default(), "", problem.code());
        match problem {
            SheetProblem::TooLarge { bytes, limit } => it.with("bytes", bytes).with("limit", limit),
            SheetProblem::Bomb { unpacked, limit, .. } => it.with("bytes", unpacked).with("limit", limit),
            SheetProblem::Encoding { looks, .. } => it.with("looks", looks.code()),
            SheetProblem::Foreign(foreign) => it.with("looks", foreign.code()),
            SheetProblem::DuplicateHeader { name, first, second, .. } => {
                it.column(name).with("first", first).with("second", second)
            }
            SheetProblem::TooManyColumns { limit } | SheetProblem::CellTooLong { limit, .. } => {
                it.with("limit", limit)
            }
            SheetProblem::TooManyRows { limit } => it.with("limit", limit),
            SheetProblem::FormulaError { error, .. } => Self { value: error.clone(), ..it },
            _ => it,
        }
    }
}

/// Problems as they are found; however many, they do not stay in memory.
pub(super) struct Problems {
    spool: Spool<Problem>,
}

/// So many problems are put in the order of their lines; nobody reads more.
const SORTED: u64 = 100_000;

impl Problems {
    pub(super) fn new() -> Outcome<Self> {
        Ok(Self { spool: Spool::new()? })
    }

    pub(super) fn push(&mut self, problem: &Problem) -> Outcome<()> {
        self.spool.push(problem).map(|_| ())
    }

    pub(super) fn close(self) -> Outcome<ProblemList> {
        let mut spooled = self.spool.close()?;
        if spooled.len() > SORTED {
            return Ok(ProblemList { spooled });
        }
        let mut all = Vec::new();
        while let Some(problem) = spooled.read()? {
            all.push(problem);
        }
        all.sort_by_key(|problem| problem.line);
        let mut sorted = Spool::new()?;
        for problem in &all {
            sorted.push(problem)?;
        }
        Ok(ProblemList { spooled: sorted.close()? })
    }
}

/// The problems of a file, in the order of their lines.
#[derive(Debug)]
pub struct ProblemList {
    spooled: Spooled<Problem>,
}

impl ProblemList {
    /// How many there are.
    #[must_use]
    pub fn len(&self) -> u64 {
        self.spooled.len()
    }

    /// Whether nothing is wrong.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Back to the first.
    pub fn rewind(&mut self) -> Outcome<()> {
        self.spooled.rewind()
    }

    /// The next one.
    pub fn read(&mut self) -> Outcome<Option<Problem>> {
        self.spooled.read()
    }
}
