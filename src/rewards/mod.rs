//! The catalogue and redemptions.
