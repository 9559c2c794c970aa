//! Friends recommended by members.
