//! What a stranger sees.
