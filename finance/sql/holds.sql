-- Holds: an amount set aside in an account until it is captured by an entry or released.

-- Sets an amount aside. The balance's floor constraint refuses more than is available.
-- Refuses `key_reused`, `account_closed`, `hold_on_hot`.
CREATE OR REPLACE FUNCTION ledger_hold(
    p_key text, p_body_hash text, p_account bigint, p_amount numeric, p_reason text, p_actor bigint
) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    v_account finance_account;
    v_hold bigint;
    v_hash text;
BEGIN
    PERFORM FROM finance_balance WHERE account_id = p_account FOR NO KEY UPDATE;
    SELECT * INTO STRICT v_account FROM finance_account WHERE id = p_account;
    IF v_account.hot THEN
        PERFORM ledger_refuse('hold_on_hot', 'nothing can be held in a hot account');
    END IF;
    IF v_account.closed_at IS NOT NULL THEN
        PERFORM ledger_refuse('account_closed', 'this account is closed');
    END IF;
    INSERT INTO finance_hold (account_id, amount, captured, state, key, body_hash, reason, actor_id)
        VALUES (p_account, p_amount, 0, 'active', p_key, p_body_hash, p_reason, p_actor)
        ON CONFLICT ON CONSTRAINT hold_key_once DO NOTHING
        RETURNING id INTO v_hold;
    IF v_hold IS NULL THEN
        SELECT id, body_hash INTO STRICT v_hold, v_hash FROM finance_hold WHERE key = p_key;
        IF v_hash <> p_body_hash THEN
            PERFORM ledger_refuse('key_reused', 'this key was used for another hold');
        END IF;
        RETURN v_hold;
    END IF;
    UPDATE finance_balance SET held = held + p_amount WHERE account_id = p_account;
    RETURN v_hold;
END $$;

-- Posts an entry that takes up to the held amount out of the account, and frees the rest.
-- Refuses `hold_ended`, `hold_capture_within`, and what `ledger_post` refuses.
CREATE OR REPLACE FUNCTION ledger_capture(
    p_hold bigint, p_key text, p_body_hash text, p_effective date, p_source text, p_description text,
    p_actor bigint, p_decision bigint, p_accounts bigint[], p_amounts numeric[], p_approver bigint DEFAULT NULL
) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    v_hold finance_hold;
    v_account finance_account;
    v_taken numeric;
    v_entry bigint;
BEGIN
    SELECT * INTO STRICT v_hold FROM finance_hold WHERE id = p_hold FOR UPDATE;
    SELECT * INTO STRICT v_account FROM finance_account WHERE id = v_hold.account_id;
    IF v_hold.state <> 'active' THEN
        PERFORM FROM finance_entry WHERE id = v_hold.entry_id AND key = p_key;
        IF NOT FOUND THEN
            PERFORM ledger_refuse('hold_ended', 'this hold was captured or released already');
        END IF;
        RETURN ledger_post(p_key, p_body_hash, v_account.cooperative_id, p_effective, p_source, p_description,
            p_actor, p_decision, p_accounts, p_amounts, NULL, p_approver);
    END IF;
    PERFORM FROM finance_entry WHERE key = p_key;
    IF FOUND THEN
        PERFORM ledger_refuse('key_reused', 'this key was used for another entry');
    END IF;
    SELECT -v_account.side * sum(l.amount) INTO v_taken
        FROM unnest(p_accounts, p_amounts) AS l(account, amount) WHERE l.account = v_hold.account_id;
    IF v_taken IS NULL OR v_taken <= 0 OR v_taken > v_hold.amount THEN
        PERFORM ledger_refuse('hold_capture_within', format('this hold is of %s', v_hold.amount));
    END IF;
    PERFORM ledger_period(v_account.cooperative_id, p_effective);
    PERFORM FROM finance_balance WHERE account_id = ANY (p_accounts) AND NOT hot
        ORDER BY account_id FOR NO KEY UPDATE;
    UPDATE finance_balance SET held = held - v_hold.amount WHERE account_id = v_hold.account_id;
    v_entry := ledger_post(p_key, p_body_hash, v_account.cooperative_id, p_effective, p_source, p_description,
        p_actor, p_decision, p_accounts, p_amounts, NULL, p_approver);
    UPDATE finance_hold SET state = 'captured', captured = v_taken, entry_id = v_entry, ended_at = now()
        WHERE id = p_hold;
    RETURN v_entry;
END $$;

-- Frees a hold. A second release changes nothing. Refuses `hold_ended` for a captured one.
CREATE OR REPLACE FUNCTION ledger_release(p_hold bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    v_hold finance_hold;
BEGIN
    SELECT * INTO STRICT v_hold FROM finance_hold WHERE id = p_hold FOR UPDATE;
    IF v_hold.state = 'released' THEN
        RETURN;
    END IF;
    IF v_hold.state = 'captured' THEN
        PERFORM ledger_refuse('hold_ended', 'this hold was captured already');
    END IF;
    UPDATE finance_balance SET held = held - v_hold.amount WHERE account_id = v_hold.account_id;
    UPDATE finance_hold SET state = 'released', ended_at = now() WHERE id = p_hold;
END $$;
