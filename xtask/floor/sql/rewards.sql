SELECT id, kind, title_zh, title_en, picture, points, points_silver, points_gold, points_platinum, pay_fen, worth_fen,
stock_left, stock_received, position FROM rewards WHERE status = 'published' AND visible_from <= $1 AND (visible_until
IS NULL OR visible_until > $1) AND (CAST($2 AS TEXT) IS NULL OR kind = $2)
AND (CAST($7 AS TEXT) IS NULL OR LOWER(title_zh || ' ' || title_en) LIKE $7 ESCAPE '!') AND (CAST($3 AS BIGINT) IS NULL OR
(stock_left > 0 AND CASE WHEN $6 >= 3 THEN COALESCE(points_platinum, points_gold, points_silver, points) WHEN $6 = 2
THEN COALESCE(points_gold, points_silver, points) WHEN $6 = 1 THEN COALESCE(points_silver, points) ELSE points END <=
$3)) AND (position, id) > ($4, $5) ORDER BY position, id LIMIT 25
