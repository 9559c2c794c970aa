SELECT id, kind, title_zh, title_en, picture,

(SELECT string_agg(p.tier || ' ' || p.points || ' ' || p.pay_fen, ',') FROM reward_prices p WHERE p.reward_id =

rewards.id

) AS prices

, value_fen, stock_left, stock_received, position FROM rewards

WHERE status = 'published' AND visible_from <= $1 AND (visible_until IS NULL OR visible_until > $1) AND (CAST($2 AS
TEXT) IS NULL OR kind = $2) AND (CAST($7 AS TEXT) IS NULL OR LOWER(title_zh || ' ' || title_en) LIKE $7 ESCAPE '!')
AND (CAST($3 AS BIGINT) IS NULL OR (stock_left > 0 AND

(SELECT p.points FROM reward_prices p JOIN tiers l ON l.code = p.tier WHERE p.reward_id =

rewards.id

AND l.rank <=

$6

ORDER BY l.rank DESC LIMIT 1)

<= $3)) AND (position, id)

>

($4, $5) ORDER BY

position, id

LIMIT 25
