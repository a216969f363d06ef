-- The audit's chain of hashes. A minute's job seals what was committed; nobody waits for a lock to write.

-- Every new event waits to be sealed, whoever wrote it. Runs as the owner: the web role only reads here.
CREATE OR REPLACE FUNCTION public.audit_wait_for_seal() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    INSERT INTO kernel_auditunsealed (event_id) SELECT id FROM added;
    RETURN NULL;
END $$;
CREATE TRIGGER audit_wait_for_seal AFTER INSERT ON public.kernel_auditevent
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION public.audit_wait_for_seal();

-- Everything an event says, as unambiguous JSON, hashed. No clock's zone and no column's order matters.
CREATE OR REPLACE VIEW public.kernel_audit_digest AS
    SELECT e.id AS event_id, sha256(convert_to(json_build_array(
        e.id, extract(epoch FROM e.at), e.actor_id, e.actor, e.verb, e.object_type, e.object_id, e.label,
        e.old, e.new, e.private
    )::text, 'UTF8')) AS digest
    FROM public.kernel_auditevent e;

-- Seals up to p_limit committed events, lowest number first. Answers how many. An event committed late,
-- with a lower number, takes a later place.
CREATE OR REPLACE FUNCTION public.audit_seal(p_limit integer) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    v_position bigint;
    v_hash bytea;
    v_event record;
    v_events bigint[] := '{}';
    v_hashes bytea[] := '{}';
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('audit_seal'));
    SELECT position, hash INTO v_position, v_hash FROM kernel_auditseal ORDER BY position DESC LIMIT 1;
    v_position := coalesce(v_position, 0);
    v_hash := coalesce(v_hash, ''::bytea);
    FOR v_event IN
        WITH taken AS (
            DELETE FROM kernel_auditunsealed
            WHERE event_id IN (SELECT event_id FROM kernel_auditunsealed ORDER BY event_id LIMIT p_limit)
            RETURNING event_id
        )
        SELECT d.event_id, d.digest FROM taken JOIN kernel_audit_digest d USING (event_id) ORDER BY d.event_id
    LOOP
        v_hash := sha256(v_hash || v_event.digest);
        v_events := v_events || v_event.event_id;
        v_hashes := v_hashes || v_hash;
    END LOOP;
    INSERT INTO kernel_auditseal (event_id, position, hash, sealed_at)
        SELECT s.event, v_position + s.place, s.hash, now()
        FROM unnest(v_events, v_hashes) WITH ORDINALITY AS s(event, hash, place);
    RETURN cardinality(v_events);
END $$;

-- The first event that breaks the chain and how: changed (its seal no longer follows), erased (sealed but
-- gone), moved (a place in the chain is missing), unsealed (slipped in past the chain). No row: all holds.
CREATE OR REPLACE FUNCTION public.audit_broken(OUT event_id bigint, OUT place bigint, OUT how text) RETURNS SETOF record
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    (SELECT c.event_id, c.position,
            CASE WHEN c.digest IS NULL THEN 'erased' WHEN c.position <> c.place THEN 'moved' ELSE 'changed' END
        FROM (
            SELECT s.event_id, s.position, s.hash, d.digest, row_number() OVER chain AS place,
                sha256(lag(s.hash, 1, ''::bytea) OVER chain || d.digest) AS expected
            FROM kernel_auditseal s LEFT JOIN kernel_audit_digest d USING (event_id)
            WINDOW chain AS (ORDER BY s.position)
        ) c
        WHERE c.hash IS DISTINCT FROM c.expected OR c.position <> c.place
        ORDER BY c.position LIMIT 1)
    UNION ALL
    (SELECT e.id, NULL, 'unsealed' FROM kernel_auditevent e
        WHERE NOT EXISTS (SELECT FROM kernel_auditseal s WHERE s.event_id = e.id)
            AND NOT EXISTS (SELECT FROM kernel_auditunsealed u WHERE u.event_id = e.id)
        ORDER BY e.id LIMIT 1)
    LIMIT 1;
$$;
