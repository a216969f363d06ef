-- Accounts: found or opened, safe against two hands at once.

-- How the ledger says no: a stable word that programs read as the constraint's name.
CREATE OR REPLACE FUNCTION ledger_refuse(p_code text, p_message text) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '%', p_message USING ERRCODE = 'LG001', CONSTRAINT = p_code;
END $$;

-- Finds or opens the account of (node code, party, product, currency). The floor and heat of an account
-- that is already there stay as they are. Refuses `no_such_node`.
CREATE OR REPLACE FUNCTION ledger_account(
    p_cooperative bigint, p_node text, p_party text, p_product text, p_currency text,
    p_hot boolean DEFAULT false, p_floor numeric DEFAULT NULL
) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    v_node bigint;
    v_side smallint;
    v_account bigint;
BEGIN
    SELECT n.id, n.side, a.id INTO v_node, v_side, v_account
        FROM finance_node n
        LEFT JOIN finance_account a ON a.node_id = n.id AND a.party = p_party AND a.product = p_product
            AND a.currency = p_currency
        WHERE n.cooperative_id = p_cooperative AND n.code = p_node;
    IF NOT FOUND THEN
        PERFORM ledger_refuse('no_such_node', format('cooperative %s has no node %s', p_cooperative, p_node));
    END IF;
    IF v_account IS NOT NULL THEN
        RETURN v_account;
    END IF;
    INSERT INTO finance_account (cooperative_id, node_id, side, party, product, currency, hot, floor)
        VALUES (p_cooperative, v_node, v_side, p_party, p_product, p_currency, p_hot, p_floor)
        ON CONFLICT ON CONSTRAINT account_once DO NOTHING
        RETURNING id INTO v_account;
    IF v_account IS NULL THEN
        SELECT id INTO STRICT v_account FROM finance_account
            WHERE node_id = v_node AND party = p_party AND product = p_product AND currency = p_currency;
    END IF;
    RETURN v_account;
END $$;

-- The same for thousands at once. Answers the ids in the order asked. Rows are opened in one order, so
-- that two callers with overlapping lists wait for each other instead of blocking each other.
CREATE OR REPLACE FUNCTION ledger_accounts(
    p_cooperatives bigint[], p_nodes text[], p_parties text[], p_products text[], p_currencies text[],
    p_hots boolean[], p_floors numeric[]
) RETURNS bigint[]
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    v_ids bigint[];
BEGIN
    PERFORM FROM unnest(p_cooperatives, p_nodes) AS w(cooperative, code)
        LEFT JOIN finance_node n ON n.cooperative_id = w.cooperative AND n.code = w.code
        WHERE n.id IS NULL;
    IF FOUND THEN
        PERFORM ledger_refuse('no_such_node', 'a cooperative lacks one of these nodes');
    END IF;
    INSERT INTO finance_account (cooperative_id, node_id, side, party, product, currency, hot, floor)
        SELECT n.cooperative_id, n.id, n.side, w.party, w.product, w.currency, w.hot, w.floor
        FROM unnest(p_cooperatives, p_nodes, p_parties, p_products, p_currencies, p_hots, p_floors)
            AS w(cooperative, code, party, product, currency, hot, floor)
        JOIN finance_node n ON n.cooperative_id = w.cooperative AND n.code = w.code
        WHERE NOT EXISTS (
            SELECT FROM finance_account a WHERE a.node_id = n.id AND a.party = w.party
                AND a.product = w.product AND a.currency = w.currency
        )
        ORDER BY n.id, w.party, w.product, w.currency
        ON CONFLICT ON CONSTRAINT account_once DO NOTHING;
    SELECT array_agg(a.id ORDER BY w.place) INTO v_ids
        FROM unnest(p_cooperatives, p_nodes, p_parties, p_products, p_currencies) WITH ORDINALITY
            AS w(cooperative, code, party, product, currency, place)
        JOIN finance_node n ON n.cooperative_id = w.cooperative AND n.code = w.code
        JOIN finance_account a ON a.node_id = n.id AND a.party = w.party AND a.product = w.product
            AND a.currency = w.currency;
    RETURN v_ids;
END $$;

-- Moves an account's floor. The balance's constraint refuses a floor that the balance is already below.
CREATE OR REPLACE FUNCTION ledger_set_floor(p_account bigint, p_floor numeric) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    UPDATE finance_account SET floor = p_floor WHERE id = p_account;
$$;

-- Closes an account that holds nothing. Postings of its cooperative wait, so that none comes between.
CREATE OR REPLACE FUNCTION ledger_close_account(p_account bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM ledger_gate(cooperative_id, true) FROM finance_account WHERE id = p_account;
    PERFORM FROM federation_cooperative c JOIN finance_account a ON a.cooperative_id = c.id
        WHERE a.id = p_account FOR NO KEY UPDATE OF c;
    PERFORM FROM finance_period p JOIN finance_account a USING (cooperative_id)
        WHERE a.id = p_account ORDER BY p.starts FOR UPDATE OF p;
    PERFORM FROM finance_balance b WHERE b.account_id = p_account AND b.held = 0
        AND b.debit - b.credit + coalesce(
            (SELECT sum(p.debit - p.credit) FROM finance_pending p WHERE p.account_id = p_account), 0) = 0;
    IF NOT FOUND THEN
        PERFORM ledger_refuse('account_not_empty', format('account %s still holds something', p_account));
    END IF;
    UPDATE finance_account SET closed_at = now() WHERE id = p_account AND closed_at IS NULL;
END $$;

-- Seeds a cooperative's chart of accounts; codes that are already there keep their names.
CREATE OR REPLACE FUNCTION ledger_open_books(p_cooperative bigint, p_codes text[], p_names text[], p_kinds text[])
RETURNS integer
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    WITH added AS (
        INSERT INTO finance_node (cooperative_id, code, name, kind)
            SELECT p_cooperative, t.code, t.name, t.kind
            FROM unnest(p_codes, p_names, p_kinds) AS t(code, name, kind) ORDER BY t.code
            ON CONFLICT ON CONSTRAINT node_code_once DO NOTHING
            RETURNING 1
    )
    SELECT count(*)::integer FROM added;
$$;
