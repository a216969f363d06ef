-- The chart of accounts as people edit it, and what each of its lines held at the end of a day.

-- Adds a line to a cooperative's chart. Refuses `node_exists`; the table's checks refuse an odd code.
CREATE OR REPLACE FUNCTION ledger_add_node(p_cooperative bigint, p_code text, p_name text, p_kind text)
RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    v_node bigint;
BEGIN
    INSERT INTO finance_node (cooperative_id, code, name, kind) VALUES (p_cooperative, p_code, p_name, p_kind)
        ON CONFLICT ON CONSTRAINT node_code_once DO NOTHING
        RETURNING id INTO v_node;
    IF v_node IS NULL THEN
        PERFORM ledger_refuse('node_exists', format('cooperative %s has a node %s', p_cooperative, p_code));
    END IF;
    RETURN v_node;
END $$;

-- Gives a line another name. Its code and kind stay: entries rely on them. Answers the name it had.
CREATE OR REPLACE FUNCTION ledger_rename_node(p_node bigint, p_name text) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    v_old text;
BEGIN
    SELECT name INTO v_old FROM finance_node WHERE id = p_node FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        PERFORM ledger_refuse('no_such_node', format('there is no node %s', p_node));
    END IF;
    UPDATE finance_node SET name = p_name WHERE id = p_node;
    RETURN v_old;
END $$;

-- Takes off a line that no account was ever opened under, unless rooms post to its code by name.
-- The lock and the foreign key together keep out an account that is being opened. Refuses `node_in_use`.
CREATE OR REPLACE FUNCTION ledger_remove_node(p_node bigint, p_kept text[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    v_code text;
BEGIN
    SELECT code INTO v_code FROM finance_node WHERE id = p_node FOR UPDATE;
    IF NOT FOUND THEN
        PERFORM ledger_refuse('no_such_node', format('there is no node %s', p_node));
    END IF;
    PERFORM FROM finance_account WHERE node_id = p_node;
    IF FOUND OR v_code = ANY (p_kept) THEN
        PERFORM ledger_refuse('node_in_use', format('node %s is in use', v_code));
    END IF;
    DELETE FROM finance_node WHERE id = p_node;
END $$;

-- What each line of the chart held at the end of a day, debit positive, per currency: of every account
-- the last snapshot until then and the legs since. `members` counts the members' accounts that hold
-- something, so that a page can keep quiet about fewer than five.
CREATE OR REPLACE FUNCTION ledger_trial_on(p_cooperatives bigint[], p_day date)
RETURNS TABLE (cooperative_id bigint, node_id bigint, currency text, accounts bigint, members bigint, net numeric)
LANGUAGE sql STABLE AS $$
    SELECT a.cooperative_id, a.node_id, a.currency::text, count(*),
        count(*) FILTER (WHERE a.party LIKE 'member:%' AND coalesce(s.balance, 0) + coalesce(t.amount, 0) <> 0),
        sum(coalesce(s.balance, 0) + coalesce(t.amount, 0))
    FROM finance_account a
    LEFT JOIN LATERAL (
        SELECT d.day, d.balance FROM finance_dayclose d
        WHERE d.account_id = a.id AND d.day <= p_day ORDER BY d.day DESC LIMIT 1
    ) s ON true
    LEFT JOIN LATERAL (
        SELECT sum(l.amount) AS amount FROM finance_leg l
        WHERE l.account_id = a.id AND l.effective <= p_day AND l.effective > coalesce(s.day, '-infinity')
    ) t ON true
    WHERE a.cooperative_id = ANY (p_cooperatives)
    GROUP BY a.cooperative_id, a.node_id, a.currency;
$$;
