//! Invariants of donations.

use crate::invariants::Rule;

pub const RULES: &[Rule] = &[
    Rule {
        what: "charity projects: totals and donors match the donations, points match the charity account, fen match the receipts",
        of: "SELECT COUNT(*) FROM charity_projects",
        wrong: "SELECT p.id FROM charity_projects p LEFT JOIN (SELECT d.project_id, SUM(d.points) AS points, \
            SUM(d.fen) AS fen, COUNT(DISTINCT d.customer_id) AS donors FROM donations d GROUP BY d.project_id) d ON d.project_id = p.id \
            LEFT JOIN (SELECT d.project_id, SUM(e.amount) AS points FROM donations d JOIN point_entries e \
            ON e.transfer_id = d.transfer_id AND e.account = 'charity' GROUP BY d.project_id) e ON e.project_id = p.id \
            WHERE p.donated_points <> COALESCE(d.points, 0) OR p.donated_points <> COALESCE(e.points, 0) \
            OR p.donated_fen <> COALESCE(d.fen, 0) OR p.donors <> COALESCE(d.donors, 0)",
    },
    Rule {
        what: "donations: each matches one transfer of the same member and points, and vice versa",
        of: "SELECT COUNT(*) FROM donations",
        wrong: "SELECT d.id FROM donations d LEFT JOIN point_transfers t ON t.id = d.transfer_id \
            LEFT JOIN point_entries e ON e.transfer_id = t.id AND e.account = 'charity' \
            LEFT JOIN customer_merges g ON g.customer_id = t.customer_id \
            WHERE t.id IS NULL OR t.kind <> 'donate' OR t.source <> 'donation' OR t.source_id <> d.id \
            OR COALESCE(g.survivor_id, t.customer_id) <> d.customer_id OR e.amount IS NULL OR e.amount <> d.points \
            UNION ALL SELECT e.transfer_id FROM point_entries e LEFT JOIN donations d ON d.transfer_id = e.transfer_id \
            WHERE e.account = 'charity' AND d.id IS NULL",
    },
];
