-- Lists are read by their order, from a key on.
DROP INDEX customers_name;
CREATE INDEX customers_name ON customers (name, id);
CREATE INDEX registrations_event ON registrations (event_id, id);
DROP INDEX counter_redemptions_dealer;
CREATE INDEX counter_redemptions_dealer ON counter_redemptions (dealer_id, held_at, id);
