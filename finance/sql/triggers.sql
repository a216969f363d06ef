-- What stands guard over the ledger's rows, whoever writes them.

-- Posted rows never change. A correction is a reversal, a newer rate, a new account.
CREATE OR REPLACE FUNCTION ledger_never_changes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'rows of % stay as they were written', TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = TG_NAME;
END $$;

CREATE OR REPLACE TRIGGER entry_never_changes BEFORE UPDATE OR DELETE OR TRUNCATE ON finance_entry
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_never_changes();
CREATE OR REPLACE TRIGGER leg_never_changes BEFORE UPDATE OR DELETE OR TRUNCATE ON finance_leg
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_never_changes();
CREATE OR REPLACE TRIGGER seal_never_changes BEFORE UPDATE OR DELETE OR TRUNCATE ON finance_entryseal
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_never_changes();
CREATE OR REPLACE TRIGGER fxrate_never_changes BEFORE UPDATE OR DELETE OR TRUNCATE ON finance_fxrate
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_never_changes();
CREATE OR REPLACE TRIGGER account_never_deleted BEFORE DELETE OR TRUNCATE ON finance_account
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_never_changes();
CREATE OR REPLACE TRIGGER balance_never_deleted BEFORE DELETE OR TRUNCATE ON finance_balance
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_never_changes();
CREATE OR REPLACE TRIGGER hold_never_deleted BEFORE DELETE OR TRUNCATE ON finance_hold
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_never_changes();
CREATE OR REPLACE TRIGGER period_never_deleted BEFORE DELETE OR TRUNCATE ON finance_period
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_never_changes();

-- How a trigger says no: with the name of the rule.
CREATE OR REPLACE FUNCTION ledger_violation(p_rule text, p_message text) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '%', p_message USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = p_rule;
END $$;

-- Legs come whole with their entry, balanced in each currency, on accounts of the same books, or not at
-- all. One pass finds whether something is wrong; only then is it asked what.
-- Plans are kept for the session, so joins are held to index lookups, which suit one leg and thousands. They
-- join by primary key alone: on a new server, which knows nothing of its tables yet, another condition in
-- the join makes the planner walk the index of that column instead, sixty times slower.
CREATE OR REPLACE FUNCTION ledger_check_legs() RETURNS trigger
LANGUAGE plpgsql SET enable_hashjoin = off SET enable_mergejoin = off SET enable_seqscan = off AS $$
BEGIN
    PERFORM FROM added GROUP BY entry_id, currency HAVING sum(amount) <> 0;
    IF FOUND THEN
        PERFORM ledger_violation('leg_sums_to_zero', 'debits and credits differ');
    END IF;
    PERFORM FROM added l
        LEFT JOIN finance_entry e ON e.id = l.entry_id
        LEFT JOIN finance_account a ON a.id = l.account_id
        GROUP BY l.entry_id, e.legs
        HAVING e.legs IS DISTINCT FROM count(*) OR min(l.line) <> 1 OR max(l.line) <> e.legs
            OR bool_or((e.cooperative_id, e.effective) IS DISTINCT FROM (l.cooperative_id, l.effective)
                       OR (a.cooperative_id, a.currency) IS DISTINCT FROM (l.cooperative_id, l.currency)
                       OR a.closed_at IS NOT NULL
                       OR a.hot <> (l.version IS NULL) OR a.hot <> (l.balance_after IS NULL));
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;
    PERFORM FROM added l WHERE NOT EXISTS (SELECT FROM finance_account a WHERE a.id = l.account_id
        AND a.cooperative_id = l.cooperative_id AND a.currency = l.currency);
    IF FOUND THEN
        PERFORM ledger_violation('leg_account_of_its_books', 'an account is of other books or currency');
    END IF;
    PERFORM FROM added l JOIN finance_account a ON a.id = l.account_id WHERE a.closed_at IS NOT NULL;
    IF FOUND THEN
        PERFORM ledger_violation('leg_account_open', 'an account is closed');
    END IF;
    PERFORM FROM added l JOIN finance_account a ON a.id = l.account_id
        WHERE a.hot <> (l.version IS NULL) OR a.hot <> (l.balance_after IS NULL);
    IF FOUND THEN
        PERFORM ledger_violation('leg_chained_or_hot', 'legs carry a running balance unless their account is hot');
    END IF;
    PERFORM ledger_violation('leg_set_complete', 'an entry has just the legs it was posted with');
END $$;
CREATE OR REPLACE TRIGGER leg_set_checked AFTER INSERT ON finance_leg
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION ledger_check_legs();

-- An entry arrives in the same statement as its legs, in an open period of its cooperative; a reversal
-- mirrors what it reverses. Every new entry waits for its seal.
CREATE OR REPLACE FUNCTION ledger_check_entries() RETURNS trigger
LANGUAGE plpgsql SET enable_hashjoin = off SET enable_mergejoin = off SET enable_seqscan = off AS $$
BEGIN
    INSERT INTO finance_unsealed (entry_id) SELECT id FROM added;
    PERFORM FROM added e
        LEFT JOIN finance_leg l ON l.entry_id = e.id AND l.line = 1
        LEFT JOIN finance_period p ON p.id = e.period_id AND p.cooperative_id = e.cooperative_id
            AND e.effective BETWEEN p.starts AND p.ends AND p.state = 'open'
        WHERE l.line IS NULL OR p.id IS NULL OR e.reverses_id IS NOT NULL OR e.actor_id = e.approver_id
            OR e.key = '' OR e.source = '';
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;
    PERFORM FROM added e WHERE NOT EXISTS (SELECT FROM finance_leg l WHERE l.entry_id = e.id);
    IF FOUND THEN
        PERFORM ledger_violation('entry_has_legs', 'an entry comes with its legs');
    END IF;
    PERFORM FROM added e WHERE NOT EXISTS (SELECT FROM finance_period p WHERE p.id = e.period_id
        AND p.cooperative_id = e.cooperative_id AND e.effective BETWEEN p.starts AND p.ends AND p.state = 'open');
    IF FOUND THEN
        PERFORM ledger_violation('entry_in_open_period', 'an entry falls in an open period of its cooperative');
    END IF;
    PERFORM FROM added e WHERE e.actor_id = e.approver_id;
    IF FOUND THEN
        PERFORM ledger_violation('entry_two_people', 'two different people');
    END IF;
    PERFORM FROM added e WHERE e.key = '' OR e.source = '';
    IF FOUND THEN
        PERFORM ledger_violation('entry_says_where_from', 'an entry has a key and a source');
    END IF;
    PERFORM FROM added e JOIN finance_entry o ON o.id = e.reverses_id
        WHERE o.cooperative_id <> e.cooperative_id OR o.legs <> e.legs OR o.reverses_id IS NOT NULL
            OR EXISTS (
                SELECT FROM finance_leg l
                LEFT JOIN finance_leg m ON m.entry_id = o.id AND m.line = l.line
                    AND m.account_id = l.account_id AND m.amount = -l.amount
                WHERE l.entry_id = e.id AND m.line IS NULL
            );
    IF FOUND THEN
        PERFORM ledger_violation('entry_mirrors_reversed', 'a reversal mirrors its entry, and is not reversed itself');
    END IF;
    RETURN NULL;
END $$;
CREATE OR REPLACE TRIGGER entry_set_checked AFTER INSERT ON finance_entry
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION ledger_check_entries();

-- Every account has its balance row from the start, and its floor is the one the balance obeys.
CREATE OR REPLACE FUNCTION ledger_make_balances() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO finance_balance (account_id, debit, credit, held, version, side, floor, hot)
        SELECT id, 0, 0, 0, 0, side, floor, hot FROM added ORDER BY id;
    RETURN NULL;
END $$;
CREATE OR REPLACE TRIGGER account_has_balance AFTER INSERT ON finance_account
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION ledger_make_balances();

-- Of an account only the floor and the closing change: everything else is what its legs rely on.
CREATE OR REPLACE FUNCTION ledger_keep_account() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.id, NEW.cooperative_id, NEW.node_id, NEW.side, NEW.party, NEW.product, NEW.currency, NEW.hot)
        IS DISTINCT FROM
       (OLD.id, OLD.cooperative_id, OLD.node_id, OLD.side, OLD.party, OLD.product, OLD.currency, OLD.hot) THEN
        RAISE EXCEPTION 'an account stays what it was opened as'
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'account_stays_itself';
    END IF;
    IF NEW.floor IS DISTINCT FROM OLD.floor THEN
        UPDATE finance_balance SET floor = NEW.floor WHERE account_id = NEW.id;
    END IF;
    RETURN NULL;
END $$;
CREATE OR REPLACE TRIGGER account_stays_itself AFTER UPDATE ON finance_account
    FOR EACH ROW EXECUTE FUNCTION ledger_keep_account();

-- A hold ends once, and its amount was fixed when it was made.
CREATE OR REPLACE FUNCTION ledger_keep_hold() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state <> 'active' OR (NEW.id, NEW.account_id, NEW.amount, NEW.key, NEW.body_hash)
        IS DISTINCT FROM (OLD.id, OLD.account_id, OLD.amount, OLD.key, OLD.body_hash) THEN
        RAISE EXCEPTION 'a hold ends once'
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'hold_ends_once';
    END IF;
    RETURN NULL;
END $$;
CREATE OR REPLACE TRIGGER hold_ends_once AFTER UPDATE ON finance_hold
    FOR EACH ROW EXECUTE FUNCTION ledger_keep_hold();
