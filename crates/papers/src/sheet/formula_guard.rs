//! Keeps a spreadsheet program from running a text of a CSV file as a formula.
//!
//! A text that begins with `=`, `+`, `-`, `@`, tab or carriage return gets an apostrophe in front.
//! So does a text that already looks guarded (`'=1`), or taking the guard off would not be the
//! exact inverse of putting it on.

use std::borrow::Cow;

pub(super) fn guard(text: &str) -> Cow<'_, str> {
    if is_dangerous(text.trim_start_matches('\'')) {
        Cow::Owned(format!("'{text}"))
    } else {
        Cow::Borrowed(text)
    }
}

pub(super) fn unguard(mut text: String) -> String {
    if text.starts_with('\'') && is_dangerous(text.trim_start_matches('\'')) {
        text.remove(0);
    }
    text
}

fn is_dangerous(text: &str) -> bool {
    text.starts_with(['=', '+', '-', '@', '\t', '\r'])
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn guards_formulas_only() {
        for (text, guarded) in [
            ("=1+1", "'=1+1"),
            ("+84912", "'+84912"),
            ("-", "'-"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("\t=1", "'\t=1"),
            ("'=1", "''=1"),
            ("'0912", "'0912"),
            ("1-1", "1-1"),
            ("", ""),
        ] {
            assert_eq!(guard(text), guarded);
            assert_eq!(unguard(guarded.to_owned()), text);
        }
    }

    proptest! {
        #[test]
        fn taking_the_guard_off_undoes_putting_it_on(text in "['=+@\t\r-]{0,4}\\PC{0,8}") {
            prop_assert_eq!(unguard(guard(&text).into_owned()), text);
        }
    }
}
