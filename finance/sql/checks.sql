-- The ledger's own examination: every promise that rows can be asked about, in one pass over the legs.

-- Counts what breaks each invariant; all zero in sound books.
--
-- Two identities stand for a million comparisons. An entry's legs sum to zero, so the sum of all amounts,
-- each weighted by a pseudo-random number of its entry, is zero; a single unbalanced entry moves it, and
-- several can only hide behind each other for the weights of one seed. And a running balance b over
-- versions v without a break satisfies sum(b + v × amount) = (versions + 1) × final balance.
-- Only when an identity fails are the rows compared one by one.
--
-- Plain SQL without settings of its own, so that it is inlined where it is called and runs in parallel.
CREATE OR REPLACE FUNCTION ledger_integrity(p_seed bigint) RETURNS TABLE (
    unbalanced_entries bigint, incomplete_entries bigint, wrong_balances bigint, wrong_versions bigint,
    broken_chains bigint, wrong_holds bigint, below_floor bigint, wrong_mirrors bigint
)
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    WITH leg AS MATERIALIZED (
        SELECT l.account_id, count(*) AS legs, count(l.version) AS versions, max(l.version) AS last,
            sum(l.amount) AS net, sum(l.amount) FILTER (WHERE l.amount > 0) AS debit,
            sum(l.amount * (hashint8extended(l.entry_id, p_seed) & 65535)) AS weighted,
            sum(l.balance_after + l.version * l.amount) AS chained
        FROM finance_leg l GROUP BY l.account_id
    ), pending AS (
        SELECT p.account_id, sum(p.debit) AS debit, sum(p.credit) AS credit, sum(p.legs) AS legs
        FROM finance_pending p GROUP BY p.account_id
    ), hold AS (
        SELECT h.account_id, sum(h.amount) AS held FROM finance_hold h WHERE h.state = 'active'
        GROUP BY h.account_id
    ), account AS (
        SELECT a.id, a.currency, a.hot, b.version, b.held, coalesce(h.held, 0) AS holds,
            b.side * (b.debit - b.credit) - b.held AS available, b.floor,
            b.debit + coalesce(p.debit, 0) AS debit, b.credit + coalesce(p.credit, 0) AS credit,
            b.version + coalesce(p.legs, 0) AS moves, b.debit - b.credit AS net,
            b.account_id IS NULL OR (b.side, b.floor, b.hot) IS DISTINCT FROM (a.side, a.floor, a.hot) AS strange,
            coalesce(l.legs, 0) AS legs, coalesce(l.versions, 0) AS versions, coalesce(l.last, 0) AS last,
            coalesce(l.debit, 0) AS leg_debit, coalesce(l.debit, 0) - coalesce(l.net, 0) AS leg_credit,
            coalesce(l.chained, 0) AS chained, coalesce(l.weighted, 0) AS weighted
        FROM finance_account a
        LEFT JOIN finance_balance b ON b.account_id = a.id
        LEFT JOIN leg l ON l.account_id = a.id
        LEFT JOIN pending p ON p.account_id = a.id
        LEFT JOIN hold h ON h.account_id = a.id
    ), total AS (
        SELECT count(*) FILTER (WHERE (debit, credit) IS DISTINCT FROM (leg_debit, leg_credit)) AS wrong_balances,
            count(*) FILTER (WHERE moves <> legs OR versions <> CASE WHEN hot THEN 0 ELSE legs END
                OR last <> versions) AS wrong_versions,
            count(*) FILTER (WHERE NOT hot AND chained <> (version + 1) * net) AS broken_chains,
            count(*) FILTER (WHERE held <> holds) AS wrong_holds,
            count(*) FILTER (WHERE available < floor) AS below_floor,
            count(*) FILTER (WHERE strange) AS wrong_mirrors,
            coalesce(sum(legs), 0) AS legs
        FROM account
    )
    SELECT
        CASE WHEN EXISTS (SELECT FROM account GROUP BY currency HAVING sum(weighted) <> 0) THEN (
            SELECT count(DISTINCT entry_id) FROM (
                SELECT entry_id FROM finance_leg GROUP BY entry_id, currency HAVING sum(amount) <> 0) u
        ) ELSE 0 END,
        CASE WHEN t.legs <> (SELECT coalesce(sum(e.legs), 0) FROM finance_entry e) THEN (
            SELECT count(*) FROM (
                SELECT e.id FROM finance_entry e LEFT JOIN finance_leg l ON l.entry_id = e.id
                GROUP BY e.id HAVING count(l.line) <> e.legs) i
        ) ELSE 0 END,
        t.wrong_balances, t.wrong_versions, t.broken_chains, t.wrong_holds, t.below_floor, t.wrong_mirrors
    FROM total t;
$$;
