//! Names of the codes of `law`, and the choices a form offers from them.

use law::kernel::coded::Coded;
use uuid::Uuid;

use crate::texts::{Lang, T, prefix};
use crate::ui::form::Choice;

/// The name of a value for people.
pub fn name<C: Coded>(t: T, value: C) -> String {
    t.code(prefix!("code"), &format!("{}-{}", C::NAME, value.code()))
}

/// The name of a code of a family that is not an enum of `law`.
pub fn named(t: T, family: &str, code: &str) -> String {
    t.code(prefix!("code"), &format!("{family}-{code}"))
}

/// The name of a code in official papers, which have one language.
pub fn vietnamese(family: &str, code: &str) -> String {
    named(T::new(Lang::Vi), family, code)
}

/// The number of a request on its receipt: short enough to be told by telephone.
pub fn receipt(request: Uuid) -> String {
    let hex = request.simple().to_string().to_uppercase();
    format!("YC {}-{}", &hex[24..28], &hex[28..])
}

/// All values as choices.
pub fn choices<C: Coded>(t: T) -> Vec<Choice> {
    C::ALL.iter().map(|value| Choice::new(value.code(), name(t, *value))).collect()
}
