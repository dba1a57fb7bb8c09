//! Persons: what the law distinguishes about them. Records of persons live in `store`.

use crate::coded;

coded! {
    /// Sex as on the identity paper (*giới tính*).
    Sex as "sex" {
        /// *Nam*.
        Male = "male",
        /// *Nữ*.
        Female = "female",
    }
}

/// The code of the Kinh, the majority group, in the list of 1979.
pub const KINH: &str = "01";
