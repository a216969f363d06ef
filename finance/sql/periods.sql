-- Periods and day snapshots.

-- Closes a month: waits for the postings under way, then nothing posts into it.
-- Refuses `period_not_over`, `earlier_period_open`, `period_already_closed`.
CREATE OR REPLACE FUNCTION ledger_close_period(p_period bigint, p_actor bigint, p_today date) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    v_period finance_period;
BEGIN
    PERFORM ledger_gate(cooperative_id, true) FROM finance_period WHERE id = p_period;
    SELECT * INTO STRICT v_period FROM finance_period WHERE id = p_period FOR UPDATE;
    IF v_period.state = 'closed' THEN
        PERFORM ledger_refuse('period_already_closed', 'this period is closed already');
    END IF;
    IF v_period.ends >= p_today THEN
        PERFORM ledger_refuse('period_not_over', format('the period lasts until %s', v_period.ends));
    END IF;
    PERFORM FROM finance_period WHERE cooperative_id = v_period.cooperative_id
        AND starts < v_period.starts AND state = 'open';
    IF FOUND THEN
        PERFORM ledger_refuse('earlier_period_open', 'an earlier period is still open');
    END IF;
    UPDATE finance_period SET state = 'closed', closed_at = now(), closed_by_id = p_actor WHERE id = p_period;
END $$;

-- Opens the last closed month again. Refuses `period_not_closed`, `later_period_closed`.
CREATE OR REPLACE FUNCTION ledger_reopen_period(p_period bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    v_period finance_period;
BEGIN
    PERFORM ledger_gate(cooperative_id, true) FROM finance_period WHERE id = p_period;
    SELECT * INTO STRICT v_period FROM finance_period WHERE id = p_period FOR UPDATE;
    IF v_period.state = 'open' THEN
        PERFORM ledger_refuse('period_not_closed', 'this period is open');
    END IF;
    PERFORM FROM finance_period WHERE cooperative_id = v_period.cooperative_id
        AND starts > v_period.starts AND state = 'closed';
    IF FOUND THEN
        PERFORM ledger_refuse('later_period_closed', 'a later period is closed');
    END IF;
    UPDATE finance_period SET state = 'open', closed_at = NULL, closed_by_id = NULL WHERE id = p_period;
END $$;

-- What an account held at the end of a day, debit positive: the last snapshot and what came after it.
CREATE OR REPLACE FUNCTION ledger_balance_on(p_account bigint, p_day date) RETURNS numeric
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    WITH snapshot AS (
        SELECT day, balance FROM finance_dayclose
        WHERE account_id = p_account AND day <= p_day ORDER BY day DESC LIMIT 1
    )
    SELECT coalesce((SELECT balance FROM snapshot), 0) + coalesce((
        SELECT sum(amount) FROM finance_leg
        WHERE account_id = p_account AND effective <= p_day
            AND effective > coalesce((SELECT day FROM snapshot), '-infinity')
    ), 0);
$$;

-- Snapshots the end of a day for every account that moved since the last snapshot. Answers how many.
-- A day that has its snapshots is left alone, so a second run changes nothing. Postings of the
-- cooperative wait while it counts; those that come later with an earlier date move the snapshots.
CREATE OR REPLACE FUNCTION ledger_close_day(p_cooperative bigint, p_day date) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    v_through date;
    v_count integer;
BEGIN
    PERFORM ledger_gate(p_cooperative, true);
    PERFORM FROM federation_cooperative WHERE id = p_cooperative FOR NO KEY UPDATE;
    PERFORM FROM finance_period WHERE cooperative_id = p_cooperative ORDER BY starts FOR UPDATE;
    SELECT max(snapshot_through) INTO v_through FROM finance_period WHERE cooperative_id = p_cooperative;
    IF p_day <= v_through THEN
        RETURN 0;
    END IF;
    -- Counted from each account's own last snapshot, which may be older than the cooperative's: a late
    -- posting on an account without a snapshot in between has nothing to move until now.
    INSERT INTO finance_dayclose (account_id, day, balance)
        SELECT moved.account_id, p_day, ledger_balance_on(moved.account_id, p_day)
        FROM (
            SELECT DISTINCT l.account_id FROM finance_entry e JOIN finance_leg l ON l.entry_id = e.id
            WHERE e.cooperative_id = p_cooperative AND e.effective <= p_day
                AND e.effective > coalesce(v_through, '-infinity')
        ) moved
        ORDER BY moved.account_id;
    GET DIAGNOSTICS v_count = ROW_COUNT;
    UPDATE finance_period SET snapshot_through = p_day WHERE cooperative_id = p_cooperative;
    RETURN v_count;
END $$;
