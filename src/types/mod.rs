//! Resolved names to types.
