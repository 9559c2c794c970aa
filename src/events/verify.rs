//! Invariants of events.

use crate::invariants::Rule;

pub const RULES: &[Rule] = &[
    Rule {
        what: "events: seats taken match the confirmed and attended registrations and never exceed the capacity",
        of: "SELECT COUNT(*) FROM events",
        wrong: "SELECT e.id FROM events e LEFT JOIN (SELECT event_id, SUM(seats) AS seats FROM registrations \
            WHERE state IN ('confirmed', 'attended') GROUP BY event_id) r ON r.event_id = e.id \
            WHERE e.taken > e.capacity OR e.taken <> COALESCE(r.seats, 0)",
    },
    Rule {
        what: "events: no waiting party would fit into seats that were free before the event began",
        of: "SELECT COUNT(*) FROM registrations WHERE state = 'waiting'",
        wrong: "SELECT r.id FROM registrations r JOIN events e ON e.id = r.event_id WHERE r.state = 'waiting' \
            AND e.status IN ('published', 'closed') AND r.seats <= e.capacity - e.taken AND e.updated_at < e.starts_at",
    },
    Rule {
        what: "promotions: each is notified exactly once, and nobody else is",
        of: "SELECT COUNT(*) FROM registrations WHERE promoted_at IS NOT NULL",
        wrong: "SELECT r.id FROM registrations r \
            LEFT JOIN outbox o ON o.dedupe_key = 'registration:' || r.id || ':promoted' \
            WHERE (r.promoted_at IS NULL) <> (o.id IS NULL) AND (o.id IS NOT NULL OR EXISTS (\
            SELECT 1 FROM accounts a WHERE a.customer_id = r.customer_id AND a.disabled_at IS NULL))",
    },
];
