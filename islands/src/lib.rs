//! What browsers load. A library for browsers must be a `cdylib`; if the portal's own were one, cargo would compile all of
//! the server twice in every release build: with link-time optimisation for the program, and without for the library.

#[cfg(target_family = "wasm")]
pub use club_portal::hydrate;
