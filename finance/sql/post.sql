-- Posting. Amounts are signed: a debit is positive, a credit negative.
--
-- Order of locks, the same in every function: the cooperative's gate (shared) → period (key share) →
-- balances of accounts that are not hot (by id) → the entry's key. Everything after the locks is one
-- statement, because the triggers check entries and legs as whole sets.

-- The gate of a cooperative's books: postings pass together, whoever closes something passes alone.
-- Row locks do not queue (a steady stream of sharers keeps an exclusive taker waiting for ever); this does.
CREATE OR REPLACE FUNCTION ledger_gate(p_cooperative bigint, p_alone boolean) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    IF p_alone THEN
        PERFORM pg_advisory_xact_lock(41967, (p_cooperative % 2147483647)::integer);
    ELSE
        PERFORM pg_advisory_xact_lock_shared(41967, (p_cooperative % 2147483647)::integer);
    END IF;
END $$;

-- The open period of a day, locked against closing until the transaction ends. Made on demand.
-- Refuses `period_closed`, `no_books`.
CREATE OR REPLACE FUNCTION ledger_period(p_cooperative bigint, p_day date) RETURNS finance_period
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    v_starts date := date_trunc('month', p_day::timestamp)::date;
    v_period finance_period;
BEGIN
    PERFORM ledger_gate(p_cooperative, false);
    SELECT * INTO v_period FROM finance_period
        WHERE cooperative_id = p_cooperative AND starts = v_starts FOR KEY SHARE;
    IF NOT FOUND THEN
        -- The cooperative's row puts new periods and day snapshots one after the other.
        PERFORM FROM federation_cooperative WHERE id = p_cooperative FOR NO KEY UPDATE;
        PERFORM FROM finance_node WHERE cooperative_id = p_cooperative LIMIT 1;
        IF NOT FOUND THEN
            PERFORM ledger_refuse('no_books', format('cooperative %s has no books yet', p_cooperative));
        END IF;
        IF p_day IS NULL OR p_day NOT BETWEEN '1974-01-01' AND current_date + 3660 THEN
            PERFORM ledger_refuse('date_out_of_range', format('no books are kept for %s', p_day));
        END IF;
        INSERT INTO finance_period (cooperative_id, starts, ends, state, snapshot_through)
            SELECT p_cooperative, v_starts, (v_starts + interval '1 month' - interval '1 day')::date, 'open',
                (SELECT max(snapshot_through) FROM finance_period WHERE cooperative_id = p_cooperative)
            ON CONFLICT ON CONSTRAINT period_month_once DO NOTHING;
        SELECT * INTO STRICT v_period FROM finance_period
            WHERE cooperative_id = p_cooperative AND starts = v_starts FOR KEY SHARE;
    END IF;
    IF v_period.state <> 'open' THEN
        PERFORM ledger_refuse('period_closed', format('the period of %s is closed', p_day));
    END IF;
    RETURN v_period;
END $$;

-- Posts one entry and answers its number. The same key and hash answer the entry that is already there.
-- Refuses `key_reused`, `period_closed`, and by constraint: `balance_above_floor`, `leg_sums_to_zero`,
-- `leg_set_complete`, `leg_account_of_its_books`, `leg_account_open`, `leg_amount_*`, `entry_has_legs`,
-- `entry_two_people`, `entry_says_where_from`, `entry_reversed_once`, `entry_mirrors_reversed`.
--
-- Its plans are made once a session and held to index lookups: planning afresh for the length of the
-- arrays costs more than the posting.
CREATE OR REPLACE FUNCTION ledger_post(
    p_key text, p_body_hash text, p_cooperative bigint, p_effective date, p_source text,
    p_description text, p_actor bigint, p_decision bigint, p_accounts bigint[], p_amounts numeric[],
    p_reverses bigint DEFAULT NULL, p_approver bigint DEFAULT NULL
) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
DECLARE
    v_entry bigint;
    v_hash text;
    v_period finance_period;
    v_round smallint;
BEGIN
    FOR v_round IN 1..2 LOOP
        SELECT id, body_hash INTO v_entry, v_hash FROM finance_entry WHERE key = p_key;
        IF FOUND THEN
            IF v_hash <> p_body_hash THEN
                PERFORM ledger_refuse('key_reused', 'this key was used for another entry');
            END IF;
            RETURN v_entry;
        END IF;

        PERFORM pg_advisory_xact_lock_shared(41967, (p_cooperative % 2147483647)::integer);
        SELECT * INTO v_period FROM finance_period WHERE cooperative_id = p_cooperative
            AND starts = date_trunc('month', p_effective::timestamp)::date AND state = 'open' FOR KEY SHARE;
        IF NOT FOUND THEN
            v_period := ledger_period(p_cooperative, p_effective);
        END IF;
        PERFORM FROM finance_balance WHERE account_id = ANY (p_accounts) AND NOT hot
            ORDER BY account_id FOR NO KEY UPDATE;

        WITH entry AS (
            INSERT INTO finance_entry (cooperative_id, period_id, effective, key, body_hash, legs, source,
                    description, actor_id, approver_id, decision_id, reverses_id)
                VALUES (p_cooperative, v_period.id, p_effective, p_key, p_body_hash, cardinality(p_accounts),
                    p_source, p_description, p_actor, p_approver, p_decision, p_reverses)
                ON CONFLICT ON CONSTRAINT entry_key_once DO NOTHING
                RETURNING id
        ), line AS MATERIALIZED (
            SELECT e.id AS entry, l.line, l.account, l.amount, a.currency, b.hot,
                CASE WHEN NOT b.hot THEN b.debit - b.credit + sum(l.amount) OVER steps END AS balance_after,
                CASE WHEN NOT b.hot THEN b.version + row_number() OVER steps END AS version
            FROM entry e
            CROSS JOIN unnest(p_accounts, p_amounts) WITH ORDINALITY AS l(account, amount, line)
            LEFT JOIN finance_account a ON a.id = l.account
            LEFT JOIN finance_balance b ON b.account_id = l.account
            WINDOW steps AS (PARTITION BY l.account ORDER BY l.line)
        ), leg AS (
            INSERT INTO finance_leg (entry_id, line, account_id, cooperative_id, currency, effective, amount,
                    balance_after, version)
                SELECT entry, line, account, p_cooperative, coalesce(currency, '?'), p_effective, amount,
                    balance_after, version
                FROM line
        ), moved AS (
            SELECT account, hot, coalesce(sum(amount) FILTER (WHERE amount > 0), 0) AS debit,
                coalesce(-sum(amount) FILTER (WHERE amount < 0), 0) AS credit, count(*) AS legs
            FROM line GROUP BY account, hot
        ), balance AS (
            UPDATE finance_balance b SET debit = b.debit + m.debit, credit = b.credit + m.credit,
                    version = b.version + m.legs
                FROM moved m WHERE b.account_id = m.account AND NOT m.hot
        ), pending AS (
            INSERT INTO finance_pending (account_id, debit, credit, legs)
                SELECT account, debit, credit, legs FROM moved WHERE hot
        )
        SELECT id INTO v_entry FROM entry;
        IF v_entry IS NOT NULL THEN
            IF p_effective <= v_period.snapshot_through THEN
                PERFORM ledger_move_snapshots(ARRAY[v_entry]);
            END IF;
            RETURN v_entry;
        END IF;
        -- Somebody committed the same key meanwhile: the second round reads what they posted.
    END LOOP;
    RAISE EXCEPTION 'the key % is being posted elsewhere', p_key USING ERRCODE = 'serialization_failure';
END $$;

-- Posts many entries in one statement per table: all or none. Arrays run in parallel: one element an
-- entry, and for legs one element a leg, where p_entries says which entry (from 1) it belongs to.
-- Answers the entries' numbers in the order asked, those of replayed keys included.
CREATE OR REPLACE FUNCTION ledger_post_many(
    p_keys text[], p_body_hashes text[], p_cooperatives bigint[], p_effective date[], p_sources text[],
    p_descriptions text[], p_actors bigint[], p_decisions bigint[],
    p_entries integer[], p_accounts bigint[], p_amounts numeric[],
    p_approvers bigint[] DEFAULT NULL
) RETURNS bigint[]
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp SET enable_seqscan = off AS $$
DECLARE
    v_ids bigint[];
    v_new boolean[];
    v_count integer := cardinality(p_keys);
    v_month record;
    v_period finance_period;
    v_periods bigint[] := '{}';
    v_late boolean := false;
    v_round smallint;
BEGIN
    FOR v_round IN 1..3 LOOP
        PERFORM FROM unnest(p_keys, p_body_hashes) AS w(key, hash)
            JOIN finance_entry e ON e.key = w.key WHERE e.body_hash <> w.hash;
        IF FOUND THEN
            PERFORM ledger_refuse('key_reused', 'one of these keys was used for another entry');
        END IF;
        SELECT array_agg(coalesce(e.id, nextval('finance_entry_id_seq')) ORDER BY w.place),
                array_agg(e.id IS NULL ORDER BY w.place)
            INTO v_ids, v_new
            FROM (SELECT key, place FROM unnest(p_keys) WITH ORDINALITY AS k(key, place) ORDER BY place) w
            LEFT JOIN finance_entry e ON e.key = w.key;
        IF NOT (true = ANY (v_new)) THEN
            RETURN v_ids;
        END IF;

        v_periods := '{}';
        FOR v_month IN
            SELECT w.cooperative, date_trunc('month', w.day::timestamp)::date AS starts, min(w.day) AS first,
                min(w.day) FILTER (WHERE n.new) AS oldest
            FROM unnest(p_cooperatives, p_effective) WITH ORDINALITY AS w(cooperative, day, place)
            JOIN unnest(v_new) WITH ORDINALITY AS n(new, place) USING (place)
            WHERE n.new GROUP BY 1, 2 ORDER BY 1, 2
        LOOP
            v_period := ledger_period(v_month.cooperative, v_month.first);
            v_periods := v_periods || v_period.id;
            v_late := v_late OR coalesce(v_month.oldest <= v_period.snapshot_through, false);
        END LOOP;

        PERFORM FROM finance_balance WHERE account_id IN (SELECT DISTINCT unnest(p_accounts)) AND NOT hot
            ORDER BY account_id FOR NO KEY UPDATE;

        BEGIN
            WITH asked AS MATERIALIZED (
                SELECT w.*, v_ids[w.place] AS id, t.legs
                FROM unnest(p_keys, p_body_hashes, p_cooperatives, p_effective, p_sources, p_descriptions,
                        p_actors, p_decisions, coalesce(p_approvers, array_fill(NULL::bigint, ARRAY[v_count])))
                    WITH ORDINALITY AS w(key, hash, cooperative, day, source, description, actor, decision,
                        approver, place)
                LEFT JOIN (SELECT entry, count(*) AS legs FROM unnest(p_entries) AS c(entry) GROUP BY entry) t
                    ON t.entry = w.place
                WHERE v_new[w.place]
            ), entry AS (
                INSERT INTO finance_entry (id, cooperative_id, period_id, effective, key, body_hash, legs, source,
                        description, actor_id, approver_id, decision_id)
                    SELECT a.id, a.cooperative, p.id, a.day, a.key, a.hash, coalesce(a.legs, 0), a.source,
                        a.description, a.actor, a.approver, a.decision
                    FROM asked a
                    LEFT JOIN finance_period p ON p.id = ANY (v_periods) AND p.cooperative_id = a.cooperative
                        AND a.day BETWEEN p.starts AND p.ends
                    ORDER BY a.place
            ), line AS MATERIALIZED (
                SELECT e.id AS entry, e.cooperative, e.day, l.account, l.amount, a.currency, b.hot,
                    row_number() OVER (PARTITION BY l.entry ORDER BY l.place) AS line,
                    CASE WHEN NOT b.hot THEN b.debit - b.credit + sum(l.amount) OVER steps END AS balance_after,
                    CASE WHEN NOT b.hot THEN b.version + row_number() OVER steps END AS version
                FROM unnest(p_entries, p_accounts, p_amounts) WITH ORDINALITY AS l(entry, account, amount, place)
                JOIN asked e ON e.place = l.entry
                LEFT JOIN finance_account a ON a.id = l.account
                LEFT JOIN finance_balance b ON b.account_id = l.account
                WINDOW steps AS (PARTITION BY l.account ORDER BY l.entry, l.place)
            ), leg AS (
                INSERT INTO finance_leg (entry_id, line, account_id, cooperative_id, currency, effective, amount,
                        balance_after, version)
                    SELECT entry, line, account, cooperative, coalesce(currency, '?'), day, amount,
                        balance_after, version
                    FROM line
            ), moved AS (
                SELECT account, hot, coalesce(sum(amount) FILTER (WHERE amount > 0), 0) AS debit,
                    coalesce(-sum(amount) FILTER (WHERE amount < 0), 0) AS credit, count(*) AS legs
                FROM line GROUP BY account, hot
            ), balance AS (
                UPDATE finance_balance b SET debit = b.debit + m.debit, credit = b.credit + m.credit,
                        version = b.version + m.legs
                    FROM moved m WHERE b.account_id = m.account AND NOT m.hot
            )
            INSERT INTO finance_pending (account_id, debit, credit, legs)
                SELECT account, debit, credit, legs FROM moved WHERE hot;
        EXCEPTION WHEN unique_violation THEN
            -- A key was posted by somebody else meanwhile (or is twice in this list): look again.
            IF v_round = 3 THEN
                RAISE;
            END IF;
            CONTINUE;
        END;
        IF v_late THEN
            PERFORM ledger_move_snapshots(ARRAY(SELECT i.id FROM unnest(v_ids, v_new) AS i(id, new) WHERE i.new));
        END IF;
        RETURN v_ids;
    END LOOP;
END $$;

-- Adds what was posted on or before a snapshot's day to that snapshot and the later ones.
CREATE OR REPLACE FUNCTION ledger_move_snapshots(p_entries bigint[]) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM FROM finance_dayclose d
        WHERE d.account_id IN (SELECT account_id FROM finance_leg WHERE entry_id = ANY (p_entries))
        ORDER BY d.account_id, d.day FOR NO KEY UPDATE;
    UPDATE finance_dayclose d SET balance = d.balance + late.amount
        FROM (
            SELECT s.id, sum(l.amount) AS amount
            FROM finance_leg l
            JOIN finance_dayclose s ON s.account_id = l.account_id AND s.day >= l.effective
            WHERE l.entry_id = ANY (p_entries) GROUP BY s.id
        ) late
        WHERE d.id = late.id;
END $$;

-- Posts the exact mirror of an entry, once. Refuses `entry_reversed_once` by constraint.
CREATE OR REPLACE FUNCTION ledger_reverse(
    p_entry bigint, p_key text, p_body_hash text, p_effective date, p_source text, p_description text,
    p_actor bigint, p_decision bigint DEFAULT NULL
) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    v_cooperative bigint;
    v_accounts bigint[];
    v_amounts numeric[];
BEGIN
    SELECT e.cooperative_id, array_agg(l.account_id ORDER BY l.line), array_agg(-l.amount ORDER BY l.line)
        INTO v_cooperative, v_accounts, v_amounts
        FROM finance_entry e JOIN finance_leg l ON l.entry_id = e.id
        WHERE e.id = p_entry GROUP BY e.id;
    IF NOT FOUND THEN
        PERFORM ledger_refuse('no_such_entry', format('there is no entry %s', p_entry));
    END IF;
    RETURN ledger_post(p_key, p_body_hash, v_cooperative, p_effective, p_source, p_description, p_actor,
        p_decision, v_accounts, v_amounts, p_entry);
END $$;
