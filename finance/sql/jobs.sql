-- What the minute's jobs do: fold hot accounts, seal entries into the hash chain.

-- Adds what hot accounts received to their balances. Answers how many legs it folded.
CREATE OR REPLACE FUNCTION ledger_fold() RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    v_legs bigint;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('ledger_fold'));
    WITH taken AS (
        DELETE FROM finance_pending RETURNING account_id, debit, credit, legs
    ), moved AS (
        SELECT account_id, sum(debit) AS debit, sum(credit) AS credit, sum(legs) AS legs
        FROM taken GROUP BY account_id
    ), folded AS (
        UPDATE finance_balance b SET debit = b.debit + m.debit, credit = b.credit + m.credit,
                version = b.version + m.legs
            FROM moved m WHERE b.account_id = m.account_id
            RETURNING m.legs
    )
    SELECT coalesce(sum(legs), 0) INTO v_legs FROM folded;
    RETURN v_legs;
END $$;

-- What the chain says of an entry: every fact that must never change, as unambiguous JSON, hashed.
CREATE OR REPLACE VIEW finance_entry_digest AS
    SELECT e.id AS entry_id, sha256(convert_to(json_build_array(
        e.id, e.cooperative_id, e.period_id, e.effective, extract(epoch FROM e.recorded_at), e.key, e.body_hash,
        e.source, e.description, e.actor_id, e.approver_id, e.decision_id, e.reverses_id, (
            SELECT json_agg(json_build_array(l.line, l.account_id, l.currency, l.amount, l.balance_after, l.version)
                            ORDER BY l.line)
            FROM finance_leg l WHERE l.entry_id = e.id
        ))::text, 'UTF8')) AS digest
    FROM finance_entry e;

-- Seals up to p_limit committed entries, in the order it finds them. Answers how many.
-- An entry committed late, with a lower number, simply takes a later place in the chain.
CREATE OR REPLACE FUNCTION ledger_seal(p_limit integer) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    v_position bigint;
    v_hash bytea;
    v_entry record;
    v_entries bigint[] := '{}';
    v_hashes bytea[] := '{}';
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('ledger_seal'));
    SELECT position, hash INTO v_position, v_hash FROM finance_entryseal ORDER BY position DESC LIMIT 1;
    v_position := coalesce(v_position, 0);
    v_hash := coalesce(v_hash, ''::bytea);
    FOR v_entry IN
        WITH taken AS (
            DELETE FROM finance_unsealed WHERE id IN (SELECT id FROM finance_unsealed ORDER BY id LIMIT p_limit)
            RETURNING entry_id
        )
        SELECT d.entry_id, d.digest FROM taken JOIN finance_entry_digest d USING (entry_id) ORDER BY d.entry_id
    LOOP
        v_hash := sha256(v_hash || v_entry.digest);
        v_entries := v_entries || v_entry.entry_id;
        v_hashes := v_hashes || v_hash;
    END LOOP;
    INSERT INTO finance_entryseal (entry_id, position, hash, sealed_at)
        SELECT s.entry, v_position + s.place, s.hash, now()
        FROM unnest(v_entries, v_hashes) WITH ORDINALITY AS s(entry, hash, place);
    RETURN cardinality(v_entries);
END $$;

-- The first entry whose seal does not follow from the chain, or that lost its seal. NULL when all holds.
CREATE OR REPLACE FUNCTION ledger_broken_seal() RETURNS bigint
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT coalesce(
        (
            SELECT entry_id FROM (
                SELECT s.entry_id, s.position, s.hash, row_number() OVER chain AS place,
                    sha256(lag(s.hash, 1, ''::bytea) OVER chain || d.digest) AS expected
                FROM finance_entryseal s LEFT JOIN finance_entry_digest d USING (entry_id)
                WINDOW chain AS (ORDER BY s.position)
            ) c
            WHERE hash IS DISTINCT FROM expected OR position <> place
            ORDER BY position LIMIT 1
        ), (
            SELECT e.id FROM finance_entry e
            WHERE NOT EXISTS (SELECT FROM finance_entryseal s WHERE s.entry_id = e.id)
                AND NOT EXISTS (SELECT FROM finance_unsealed u WHERE u.entry_id = e.id)
            ORDER BY e.id LIMIT 1
        )
    );
$$;
