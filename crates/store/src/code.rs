//! The one column wrapper by which a value of `law` is stored: text code in, enum out.

use law::kernel::coded::Coded;
use sea_orm::sea_query::{ArrayType, ColumnType, Nullable, StringLen, ValueType, ValueTypeErr};
use sea_orm::{ColIdx, DbErr, QueryResult, TryGetError, TryGetable, Value};
use serde::{Deserialize, Serialize};

/// A value of `law` in a column.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Code<T>(pub T);

impl<T> std::ops::Deref for Code<T> {
    type Target = T;
    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T: Coded> std::fmt::Display for Code<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.0.code())
    }
}

impl<T> From<T> for Code<T> {
    fn from(value: T) -> Self {
        Self(value)
    }
}

impl<T: Coded> From<Code<T>> for Value {
    fn from(code: Code<T>) -> Self {
        code.0.code().into()
    }
}

impl<T: Coded> TryGetable for Code<T> {
    fn try_get_by<I: ColIdx>(row: &QueryResult, index: I) -> Result<Self, TryGetError> {
        let text = String::try_get_by(row, index)?;
        let unknown = || TryGetError::DbErr(DbErr::Type(format!("unknown {} code: {text}", T::NAME)));
        T::from_code(&text).map(Self).ok_or_else(unknown)
    }
}

impl<T: Coded> ValueType for Code<T> {
    fn try_from(value: Value) -> Result<Self, ValueTypeErr> {
        let text = <String as ValueType>::try_from(value)?;
        T::from_code(&text).map(Self).ok_or(ValueTypeErr)
    }
    fn type_name() -> String {
        T::NAME.to_owned()
    }
    fn array_type() -> ArrayType {
        ArrayType::String
    }
    fn column_type() -> ColumnType {
        ColumnType::String(StringLen::None)
    }
}

impl<T: Coded> Nullable for Code<T> {
    fn null() -> Value {
        Value::String(None)
    }
}
