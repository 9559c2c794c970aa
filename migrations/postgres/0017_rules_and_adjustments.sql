-- Members who have something pending, or whose cars are still in a workshop: they are counted anew once a day.
CREATE INDEX point_balances_pending ON point_balances (customer_id) WHERE pending > 0;
CREATE INDEX service_orders_waiting ON service_orders (customer_id) WHERE closed_at IS NULL;
