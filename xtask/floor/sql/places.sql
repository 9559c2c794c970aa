SELECT city AS zh, city_en AS en, starts_at FROM events WHERE status IN ('published', 'closed') AND ends_at > $1 ORDER BY
starts_at LIMIT $2
