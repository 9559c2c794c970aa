//! The browser library. It must be a `cdylib`; if the portal's own crate were one, cargo would compile the whole server
//! twice in every release build: with link-time optimisation for the binary, and without it for the library.

#[cfg(target_family = "wasm")]
pub use club_portal::hydrate;
