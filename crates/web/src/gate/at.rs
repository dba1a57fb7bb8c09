//! Paths: the parameter in a path, and where a person may be sent next.

use axum::extract::{FromRequestParts, Path};
use axum::http::request::Parts;
use serde::de::DeserializeOwned;

use crate::failure::PageFailure;

/// The parameter of a path, like axum's `Path`; what cannot be one is not found.
#[derive(Clone, Copy, Debug)]
pub struct At<T>(pub T);

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for At<T> {
    type Rejection = PageFailure;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, PageFailure> {
        let Path(value) = Path::from_request_parts(parts, state).await.map_err(|_| PageFailure::Missing)?;
        Ok(At(value))
    }
}

/// Whether this is a path of ours and nothing else: no other site can be reached by it.
pub fn is_local_path(path: &str) -> bool {
    let plain = path.bytes().all(|byte| byte > b' ' && byte != 0x7f && byte != b'\\');
    plain && path.starts_with('/') && !path.starts_with("//") && path.len() <= 2000
}

/// The path to go on to, if it is ours; otherwise the first page.
pub fn local_path(path: &str) -> &str {
    if is_local_path(path) { path } else { "/" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_paths_of_ours_are_local() {
        for path in ["/", "/cases?q=a&state=open", "/cases/new#part"] {
            assert!(is_local_path(path), "{path}");
        }
        for path in [
            "",
            "cases",
            "//evil.example",
            "/\\evil.example",
            "https://evil.example",
            "javascript:alert(1)",
            "/\t/evil.example",
            "/a\r\nSet-Cookie: x=1",
            "\\\\evil.example",
            " /x",
        ] {
            assert!(!is_local_path(path), "{path:?}");
        }
    }
}
