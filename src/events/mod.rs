//! Events, registrations, waitlists, check-in.
