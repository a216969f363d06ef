-- What Django's models cannot say: constraints across columns of two tables, exact numerics, storage.

-- An account's cooperative and side are those of its node.
ALTER TABLE finance_account ADD CONSTRAINT account_of_its_node
    FOREIGN KEY (node_id, cooperative_id, side) REFERENCES finance_node (id, cooperative_id, side);

ALTER TABLE finance_account ADD CONSTRAINT account_floor_finite
    CHECK (floor > '-Infinity' AND floor < 'Infinity');

ALTER TABLE finance_account ADD CONSTRAINT account_party_form
    CHECK (party ~ '^([a-z_]+:[A-Za-z0-9._-]+)?$');

ALTER TABLE finance_hold ADD CONSTRAINT hold_amount_exact CHECK (amount < 'Infinity' AND scale(amount) <= 2);

ALTER TABLE finance_period ADD CONSTRAINT period_is_a_month
    CHECK (extract(day FROM starts) = 1 AND ends = (starts + interval '1 month' - interval '1 day')::date);

-- Balances change all day: leave room on their pages, so that an update touches no index.
ALTER TABLE finance_balance SET (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.02);
ALTER TABLE finance_pending SET (autovacuum_vacuum_scale_factor = 0.02);
ALTER TABLE finance_unsealed SET (autovacuum_vacuum_scale_factor = 0.02);
