//! Cars and their service history.
