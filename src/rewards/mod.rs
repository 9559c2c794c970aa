//! The catalogue, redemptions and the codes they give.

pub mod code;
