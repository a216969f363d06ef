-- Store completed sales of one device: sales, lines, tenders, totals and one ledger entry per session,
-- all or nothing, in one round trip.
--
-- The token is checked here, at the moment of storing, whatever the caller remembers of the device.
-- The caller has checked the shape of every sale. What is odd about a sale (its price, its session, its
-- place in the device's chain) becomes a flag; nothing here refuses it. A sale that is already stored is
-- answered as `replayed` and changes nothing; one of a session that this device never had is not answered.
--
-- Amounts are céntimos, weights are grams, units are thousandths. Lines and tenders name their sale by
-- its place in p_ids (from 1).
--
-- Rows are looked up one by one through their keys (scalar and lateral subqueries): the planner does not
-- know how short the arrays are, and would otherwise read whole tables.
CREATE OR REPLACE FUNCTION till_ingest(
    p_device bigint, p_token text, p_unsent integer,
    p_ids uuid[], p_sessions bigint[], p_counters bigint[], p_sold_at timestamptz[], p_books bigint[],
    p_totals bigint[], p_previous text[], p_hashes text[], p_flags text[],
    l_sale integer[], l_n smallint[], l_tier text[], l_product bigint[], l_gross bigint[], l_tare bigint[],
    l_quantity bigint[], l_price bigint[], l_amount bigint[],
    t_sale integer[], t_n smallint[], t_kind text[], t_currency text[], t_amount bigint[], t_rate numeric[],
    t_ves bigint[],
    m_sale integer[], m_n smallint[], m_bank text[], m_phone text[], m_document text[], m_reference text[],
    m_paid_on date[], m_amount bigint[]
) RETURNS TABLE (sale_id uuid, status text, sale_flags text[])
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
-- The batch is small and always of one shape: planning each statement anew would cost more than running it.
SET plan_cache_mode = force_generic_plan AS $$
DECLARE
    v_last_counter bigint;
    v_last_hash text;
    v_new integer[];
    v_repeated integer[] := '{}';
    v_odd jsonb;
    v_now timestamptz := clock_timestamp();
    v_session record;
    v_entries bigint[] := '{}';
    v_entry_sessions bigint[] := '{}';
BEGIN
    -- One device, one stream: its own lock orders its batches and guards the chain.
    SELECT d.last_counter, d.last_hash INTO v_last_counter, v_last_hash
      FROM markets_device d WHERE d.id = p_device AND d.token_hash = p_token AND d.revoked_at IS NULL
       FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'no such device' USING ERRCODE = 'TL001';
    END IF;

    SELECT coalesce(array_agg(i ORDER BY p_counters[i]), '{}') INTO v_new
      FROM generate_subscripts(p_ids, 1) AS i
     WHERE (SELECT s.id FROM markets_sale s WHERE s.id = p_ids[i]) IS NULL
       AND (SELECT t.device_id FROM markets_tillsession t
             WHERE t.id = p_sessions[i] AND t.confirmed_by_id IS NOT NULL) = p_device;

    IF v_new <> '{}' THEN
        -- A mobile payment's reference counts once; one that comes again is kept, and said.
        IF m_sale <> '{}' THEN
            WITH shown AS (
                SELECT m.* FROM unnest(m_sale, m_n, m_bank, m_phone, m_document, m_reference, m_paid_on, m_amount)
                       AS m(sale, n, bank, phone, document, reference, paid_on, amount)
                 WHERE m.sale = ANY (v_new)
            ), stored AS (
                INSERT INTO markets_pagomovil
                       (sale_id, n, bank, phone, document, reference, paid_on, amount, is_repeated)
                SELECT p_ids[sale], n, bank, phone, document, reference, paid_on, amount / 100.0, false FROM shown
                ON CONFLICT (bank, paid_on, amount, reference) WHERE NOT is_repeated DO NOTHING
                RETURNING markets_pagomovil.sale_id, markets_pagomovil.n
            ), again AS (
                INSERT INTO markets_pagomovil
                       (sale_id, n, bank, phone, document, reference, paid_on, amount, is_repeated)
                SELECT p_ids[sale], n, bank, phone, document, reference, paid_on, amount / 100.0, true FROM shown
                 WHERE NOT EXISTS (SELECT 1 FROM stored WHERE stored.sale_id = p_ids[shown.sale] AND stored.n = shown.n)
                RETURNING markets_pagomovil.sale_id
            )
            SELECT coalesce(array_agg(array_position(p_ids, again.sale_id)), '{}') INTO v_repeated FROM again;
        END IF;

        -- One ledger entry per session: what came in by tender, what it was for by tier.
        FOR v_session IN
            WITH line AS (
                SELECT l.sale, sum(amount) FILTER (WHERE tier = 'large') AS large,
                       sum(amount) FILTER (WHERE tier = 'mini') AS mini,
                       sum(amount) FILTER (WHERE tier IS NULL) AS dry
                  FROM unnest(l_sale, l_tier, l_amount) AS l(sale, tier, amount) GROUP BY l.sale
            ), tender AS (
                SELECT t.sale, sum(ves) FILTER (WHERE kind = 'cash' AND currency = 'VES') AS cash_ves,
                       sum(amount) FILTER (WHERE currency = 'USD') AS cash_usd,
                       sum(ves) FILTER (WHERE currency = 'USD') AS usd_in_ves,
                       sum(ves) FILTER (WHERE kind = 'card') AS card,
                       sum(ves) FILTER (WHERE kind = 'pago_movil') AS pago_movil
                  FROM unnest(t_sale, t_kind, t_currency, t_amount, t_ves) AS t(sale, kind, currency, amount, ves)
                 GROUP BY t.sale
            )
            SELECT p_sessions[i] AS id, min(p_ids[i]::text) AS first_sale, count(*) AS sales,
                   round(coalesce(sum(large), 0) / 100.0, 2) AS large, round(coalesce(sum(mini), 0) / 100.0, 2) AS mini,
                   round(coalesce(sum(dry), 0) / 100.0, 2) AS dry,
                   round(coalesce(sum(cash_ves), 0) / 100.0, 2) AS cash_ves, round(coalesce(sum(cash_usd), 0) / 100.0, 2) AS cash_usd,
                   round(coalesce(sum(usd_in_ves), 0) / 100.0, 2) AS usd_in_ves, round(coalesce(sum(card), 0) / 100.0, 2) AS card,
                   round(coalesce(sum(pago_movil), 0) / 100.0, 2) AS pago_movil
              FROM unnest(v_new) AS i LEFT JOIN line ON line.sale = i LEFT JOIN tender ON tender.sale = i
             GROUP BY p_sessions[i] ORDER BY 1
        LOOP
            v_entry_sessions := v_entry_sessions || v_session.id;
            v_entries := v_entries || till_post_sales(
                v_session.id, v_session.first_sale, v_session.large, v_session.mini, v_session.dry,
                v_session.cash_ves, v_session.cash_usd, v_session.usd_in_ves, v_session.card, v_session.pago_movil
            );
        END LOOP;

        INSERT INTO markets_sale (id, device_id, session_id, counter, sold_at, received_at, book_id, total, hash,
                                  previous_hash, flags, is_late, entry_id)
        SELECT p_ids[i], p_device, p_sessions[i], p_counters[i], p_sold_at[i], v_now, p_books[i], p_totals[i] / 100.0,
               p_hashes[i], p_previous[i],
               string_to_array(nullif(p_flags[i], ''), ',')
               || CASE WHEN chain.follows IS DISTINCT FROM p_previous[i] THEN ARRAY['chain_broken'] END
               || CASE WHEN p_counters[i] <= v_last_counter THEN ARRAY['number_reused']
                       WHEN p_counters[i] <> chain.expected THEN ARRAY['number_gap'] END
               || CASE WHEN i = ANY (v_repeated) THEN ARRAY['reference_repeated'] END
               || CASE WHEN session.state IN ('counted', 'closed') THEN ARRAY['late'] END
               || '{}'::text[],
               session.state IN ('counted', 'closed'), v_entries[array_position(v_entry_sessions, p_sessions[i])]
          FROM (
                SELECT i, lag(p_hashes[i], 1, v_last_hash) OVER by_number AS follows,
                       lag(p_counters[i], 1, v_last_counter) OVER by_number + 1 AS expected
                  FROM unnest(v_new) AS i WINDOW by_number AS (ORDER BY p_counters[i])
               ) AS chain
         CROSS JOIN LATERAL (SELECT t.state FROM markets_tillsession t WHERE t.id = p_sessions[i] LIMIT 1) AS session;

        INSERT INTO markets_saleline (sale_id, n, tier, product_id, gross, tare, quantity, price, amount)
        SELECT p_ids[sale], n, tier, product, gross / 1000.0, tare / 1000.0, quantity / 1000.0, price / 100.0,
               amount / 100.0
          FROM unnest(l_sale, l_n, l_tier, l_product, l_gross, l_tare, l_quantity, l_price, l_amount)
               AS l(sale, n, tier, product, gross, tare, quantity, price, amount)
         WHERE sale = ANY (v_new);

        INSERT INTO markets_tender (sale_id, n, kind, currency, amount, rate, amount_ves)
        SELECT p_ids[sale], n, kind, currency, amount / 100.0, rate, ves / 100.0
          FROM unnest(t_sale, t_n, t_kind, t_currency, t_amount, t_rate, t_ves)
               AS t(sale, n, kind, currency, amount, rate, ves)
         WHERE sale = ANY (v_new);

        INSERT INTO markets_sessionhour AS h (session_id, hour, sales, lines, large_kg, mini_kg, large_ves, mini_ves, dry_ves)
        SELECT p_sessions[i], date_trunc('hour', p_sold_at[i]), count(DISTINCT i), count(l.sale),
               coalesce(sum(quantity) FILTER (WHERE tier = 'large'), 0) / 1000.0,
               coalesce(sum(quantity) FILTER (WHERE tier = 'mini'), 0) / 1000.0,
               coalesce(sum(amount) FILTER (WHERE tier = 'large'), 0) / 100.0,
               coalesce(sum(amount) FILTER (WHERE tier = 'mini'), 0) / 100.0,
               coalesce(sum(amount) FILTER (WHERE tier IS NULL), 0) / 100.0
          FROM unnest(v_new) AS i
          LEFT JOIN unnest(l_sale, l_tier, l_quantity, l_amount) AS l(sale, tier, quantity, amount) ON l.sale = i
         GROUP BY 1, 2 ORDER BY 1, 2
        ON CONFLICT (session_id, hour) DO UPDATE SET
               sales = h.sales + excluded.sales, lines = h.lines + excluded.lines,
               large_kg = h.large_kg + excluded.large_kg, mini_kg = h.mini_kg + excluded.mini_kg,
               large_ves = h.large_ves + excluded.large_ves, mini_ves = h.mini_ves + excluded.mini_ves,
               dry_ves = h.dry_ves + excluded.dry_ves;

        INSERT INTO markets_sessionproduct AS p (session_id, product_id, units, amount)
        SELECT p_sessions[l.sale], l.product, sum(quantity) / 1000.0, sum(amount) / 100.0
          FROM unnest(l_sale, l_product, l_quantity, l_amount) AS l(sale, product, quantity, amount)
         WHERE l.product IS NOT NULL AND l.sale = ANY (v_new)
         GROUP BY 1, 2 ORDER BY 1, 2
        ON CONFLICT (session_id, product_id) DO UPDATE SET
               units = p.units + excluded.units, amount = p.amount + excluded.amount;
    END IF;

    UPDATE markets_device d
       SET last_seen = v_now, unsent = p_unsent,
           last_counter = greatest(d.last_counter, coalesce((SELECT max(p_counters[i]) FROM unnest(v_new) AS i), 0)),
           last_hash = coalesce(
               (SELECT p_hashes[i] FROM unnest(v_new) AS i WHERE p_counters[i] > d.last_counter
                 ORDER BY p_counters[i] DESC LIMIT 1), d.last_hash)
     WHERE d.id = p_device;

    RETURN QUERY
        SELECT s.id,
               CASE WHEN i = ANY (v_new) THEN 'stored'
                    WHEN s.hash = p_hashes[i] THEN 'replayed' ELSE 'conflict' END,
               s.flags::text[]
          FROM generate_subscripts(p_ids, 1) AS i
         CROSS JOIN LATERAL (SELECT m.* FROM markets_sale m WHERE m.id = p_ids[i] LIMIT 1) AS s;
END $$;

-- The ledger side of some sales of a session. A difference between what was charged and what was paid
-- goes to the till's difference account, so that a sale with a wrong sum is recorded and seen.
CREATE OR REPLACE FUNCTION till_post_sales(
    p_session bigint, p_first_sale text, p_large numeric, p_mini numeric, p_dry numeric,
    p_cash_ves numeric, p_cash_usd numeric, p_usd_in_ves numeric, p_card numeric, p_pago_movil numeric
) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    s record;
    v_accounts bigint[];
    v_amounts numeric[];
BEGIN
    -- Shared with other batches, exclusive with the count: what is counted is what was posted.
    SELECT session.*, fair.cooperative_id INTO STRICT s
      FROM markets_tillsession session
      JOIN markets_till till ON till.id = session.till_id
      JOIN markets_fair fair ON fair.id = till.fair_id
     WHERE session.id = p_session FOR SHARE OF session;
    SELECT array_agg(leg.account), array_agg(leg.amount) INTO v_accounts, v_amounts
      FROM (VALUES
            (s.cash_ves_account, p_cash_ves), (s.cash_usd_account, p_cash_usd),
            (s.exchange_usd_account, -p_cash_usd), (s.exchange_ves_account, p_usd_in_ves),
            (s.card_account, p_card), (s.pago_movil_account, p_pago_movil),
            (s.sales_large_account, -p_large), (s.sales_mini_account, -p_mini), (s.sales_dry_account, -p_dry),
            (s.difference_account,
             p_large + p_mini + p_dry - p_cash_ves - p_usd_in_ves - p_card - p_pago_movil)
           ) AS leg(account, amount)
     WHERE leg.amount <> 0;
    IF v_accounts IS NULL THEN
        RETURN NULL;  -- nothing was charged and nothing was paid
    END IF;
    -- A sale that arrives when its month is closed is booked today: it is never refused.
    RETURN ledger_post(
        'sale:' || p_first_sale, '', s.cooperative_id,
        CASE WHEN EXISTS (SELECT FROM finance_period p WHERE p.cooperative_id = s.cooperative_id
                             AND p.state = 'closed' AND s.day BETWEEN p.starts AND p.ends)
             THEN (now() AT TIME ZONE 'America/Caracas')::date ELSE s.day END, 'markets.tillsession:' || p_session,
        'Ventas de caja', NULL, NULL, v_accounts, v_amounts
    );
END $$;
