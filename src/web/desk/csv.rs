//! Tables as files to be kept.

use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};

use crate::batch::Sheet;

/// The table as a file.
pub(super) fn download(table: Sheet, name: &str) -> Response {
    let headers = [
        (CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
        (CONTENT_DISPOSITION, format!("attachment; filename=\"{name}.csv\"")),
        (CACHE_CONTROL, "private, no-store".to_owned()),
    ];
    (headers, table.into_text()).into_response()
}
