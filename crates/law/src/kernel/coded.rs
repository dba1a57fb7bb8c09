//! Values with a stable code: what the contract, the database and the JSON interface call them.
//!
//! A code never changes its meaning; a new meaning is a new code. Names for people live in the
//! texts of `web` under `code-<name>-<code>`.

/// A closed list of values, each known outside by a stable text code.
pub trait Coded: Copy + Eq + Ord + std::fmt::Debug + Send + Sync + 'static {
    /// What the list is called in error messages and text keys.
    const NAME: &'static str;
    /// Every value, in the order in which screens list them.
    const ALL: &'static [Self];

    /// The stable code.
    fn code(self) -> &'static str;

    /// The value that carries this code.
    fn from_code(code: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|value| value.code() == code)
    }
}

/// Declares an enum whose values carry stable codes, with serde by code.
#[macro_export]
macro_rules! coded {
    ($(#[$meta:meta])* $name:ident as $label:literal { $($(#[$vmeta:meta])* $variant:ident = $code:literal),+ $(,)? }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        pub enum $name { $($(#[$vmeta])* $variant),+ }

        impl $crate::kernel::coded::Coded for $name {
            const NAME: &'static str = $label;
            const ALL: &'static [Self] = &[$(Self::$variant),+];
            fn code(self) -> &'static str {
                match self { $(Self::$variant => $code),+ }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str($crate::kernel::coded::Coded::code(*self))
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str($crate::kernel::coded::Coded::code(*self))
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let code = <std::borrow::Cow<'de, str> as serde::Deserialize>::deserialize(deserializer)?;
                <Self as $crate::kernel::coded::Coded>::from_code(&code).ok_or_else(|| {
                    serde::de::Error::custom(format!("unknown {} code: {code}", $label))
                })
            }
        }
    };
}
