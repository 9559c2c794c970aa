//! The kinds of documents that earn points, as a table of queries; no other code tells them apart.

use crate::points::model::PointSource;
use crate::points::rules::RuleCode;

/// A kind of document that other systems write.
pub struct Source {
    /// Its code identifies its transfers and its marks.
    pub kind: PointSource,
    /// Code of the rule that it earns by.
    pub rule: RuleCode,
    /// Members' documents past a position in order of change whose version is not booked, one batch.
    pub recent: &'static str,
    /// The last id of the next slice of all documents.
    pub slice_end: &'static str,
    /// Documents of a slice whose version is not booked.
    pub slice: &'static str,
    /// One document as it stands now.
    pub document: &'static str,
}

impl Source {
    /// Whether it earns by the amount paid, times the tier's multiplier.
    pub fn is_paid(&self) -> bool {
        matches!(self.kind, PointSource::ServiceOrder)
    }
}

/// A document that earned and then passed to another customer is found by its mark. Documents from before the customer
/// joined are left out where that is certain; `bookings` decides the rest.
macro_rules! unbooked {
    ($source:literal, $table:literal, $joined:literal, $where:literal, $limit:literal) => {
        concat!(
            "SELECT o.updated_at, o.id FROM ",
            $table,
            " o LEFT JOIN members m ON m.customer_id = o.customer_id LEFT JOIN point_documents d ON d.source = '",
            $source,
            "' AND d.source_id = o.id WHERE ",
            $where,
            " AND COALESCE(d.version, 0) < o.version AND (d.version IS NOT NULL OR (m.customer_id IS NOT NULL AND (",
            $joined,
            "))) ORDER BY o.updated_at, o.id",
            $limit
        )
    };
}

macro_rules! source {
    ($kind:ident = $source:literal, $table:literal, $rule:ident, $joined:literal, $document:literal) => {
        Source {
            kind: PointSource::$kind,
            rule: RuleCode::$rule,
            recent: unbooked!($source, $table, $joined, "(o.updated_at, o.id) > ($1, $2)", " LIMIT 100"),
            slice_end: concat!(
                "SELECT MAX(id) FROM (SELECT id FROM ",
                $table,
                " WHERE id > $1 ORDER BY id LIMIT 10000) s"
            ),
            slice: unbooked!($source, $table, $joined, "o.id > $1 AND o.id <= $2", ""),
            document: concat!($document, " LEFT JOIN members m ON m.customer_id = o.customer_id WHERE o.id = $1"),
        }
    };
}

/// All sources, in the order in which they are scanned.
pub static SOURCES: [Source; 3] = [
    source!(
        ServiceOrder = "service_order",
        "service_orders",
        Workshop,
        "o.closed_at IS NULL OR o.closed_at >= m.joined_at",
        "SELECT o.customer_id, o.version, o.closed_at AS at, CAST(NULL AS DATE) AS day, o.status = 'closed' AS stands, \
         o.status = 'credited' AS undone, o.kind, o.order_no AS title_zh, o.order_no AS title_en, o.paid_fen, \
         v.model_id, o.dealer_id, m.joined_at FROM service_orders o JOIN vehicles v ON v.id = o.vehicle_id"
    ),
    // The date in UTC is never later than in Shanghai, so this leaves out no document.
    source!(
        Delivery = "delivery",
        "deliveries",
        Delivery,
        "CAST(o.delivered_on AS TEXT) >= SUBSTR(CAST(m.joined_at AS TEXT), 1, 10)",
        "SELECT o.customer_id, o.version, CAST(NULL AS TIMESTAMPTZ) AS at, o.delivered_on AS day, \
         o.status = 'delivered' AS stands, o.status = 'returned' AS undone, CAST(NULL AS TEXT) AS kind, \
         w.name_zh AS title_zh, w.name_en AS title_en, CAST(0 AS BIGINT) AS paid_fen, v.model_id, o.dealer_id, \
         m.joined_at FROM deliveries o JOIN vehicles v ON v.id = o.vehicle_id JOIN models w ON w.id = v.model_id"
    ),
    source!(
        Survey = "survey",
        "survey_answers",
        Survey,
        "o.answered_at >= m.joined_at",
        "SELECT o.customer_id, o.version, o.answered_at AS at, CAST(NULL AS DATE) AS day, \
         o.status = 'answered' AS stands, o.status = 'withdrawn' AS undone, CAST(NULL AS TEXT) AS kind, \
         COALESCE(s.order_no, '') AS title_zh, COALESCE(s.order_no, '') AS title_en, CAST(0 AS BIGINT) AS paid_fen, \
         v.model_id, s.dealer_id, m.joined_at FROM survey_answers o LEFT JOIN service_orders s ON s.id = o.order_id \
         LEFT JOIN vehicles v ON v.id = s.vehicle_id"
    ),
];
