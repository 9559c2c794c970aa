//! The owners' club portal.
#![cfg_attr(not(feature = "ssr"), expect(unused, reason = "x"))]
#[cfg(feature = "ssr")]
pub mod clock;
#[cfg(feature = "ssr")]
pub mod db;
#[cfg(feature = "ssr")]
pub mod points;
#[cfg(feature = "ssr")]
pub mod values;
