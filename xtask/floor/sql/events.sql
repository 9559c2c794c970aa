SELECT e.*, m.name_zh AS model_zh, m.name_en AS model_en, (SELECT COUNT(*) FROM registrations w WHERE w.event_id =
e.id AND w.state = 'waiting') AS waiting FROM events e LEFT JOIN models m ON m.id = e.model_id

WHERE e.status IN ('published', 'closed') AND (e.ends_at <= $1) = $2 AND ($3 = '' OR e.city = $3) AND e.starts_at >=
$4 AND e.starts_at < $5 AND (e.starts_at > $6 OR (e.starts_at = $6 AND e.id > $7)) ORDER BY e.starts_at, e.id LIMIT $8
