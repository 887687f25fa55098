//! Evidence review.
