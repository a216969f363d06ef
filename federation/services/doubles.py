"""Keeping the list of people who may be one."""

from django.db import connection, transaction

from cecosesola.kernel.clock import now

MOST_OF_A_PHONE = 20
"""A number that more people than these share is an office's or a family's, and tells nothing."""

_FIND = """
WITH standing AS MATERIALIZED (
    SELECT id, document, birth_date, sound FROM federation_person
     WHERE merged_into_id IS NULL AND redacted_at IS NULL
), shared AS (
    SELECT number FROM federation_personphone GROUP BY number HAVING count(*) BETWEEN 2 AND %(most)s
), pairs AS (
    SELECT a.id AS one, b.id AS other, 'birth' AS why, 1 AS place
      FROM standing a JOIN standing b ON a.birth_date = b.birth_date AND a.id < b.id
     WHERE a.sound = b.sound OR similarity(a.sound, b.sound) > 0.6
    UNION ALL
    SELECT a.id, b.id, 'phone', 2
      FROM shared
      JOIN federation_personphone p USING (number)
      JOIN federation_personphone q ON q.number = p.number AND p.person_id < q.person_id
      JOIN standing a ON a.id = p.person_id
      JOIN standing b ON b.id = q.person_id
     WHERE similarity(a.sound, b.sound) > 0.5
       AND (a.birth_date = b.birth_date OR a.birth_date IS NULL OR b.birth_date IS NULL)
    UNION ALL
    SELECT a.id, b.id, 'number', 3
      FROM standing a JOIN standing b ON a.sound = b.sound AND a.id < b.id
     WHERE a.document ~ '^[VE]' AND b.document ~ '^[VE]'
       AND (a.birth_date = b.birth_date OR a.birth_date IS NULL OR b.birth_date IS NULL)
       AND public.house_slip(substr(a.document, 2), substr(b.document, 2))
), found AS MATERIALIZED (
    SELECT DISTINCT ON (one, other) one, other, why FROM pairs ORDER BY one, other, place
), gone AS (
    DELETE FROM federation_likelydouble known
     WHERE different_at IS NULL
       AND NOT EXISTS (SELECT FROM found WHERE one = known.one_id AND other = known.other_id)
)
INSERT INTO federation_likelydouble (one_id, other_id, why, found_at, reason)
SELECT one, other, why, %(now)s, '' FROM found
ON CONFLICT (one_id, other_id) DO NOTHING
"""


def find_doubles() -> int:
    """Look the whole register over, at once. Returns how many new pairs were found.

    What somebody told apart stays so; pairs that no longer look alike go.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('federation.find_doubles'))")
        cursor.execute(_FIND, {"most": MOST_OF_A_PHONE, "now": now()})
        return int(cursor.rowcount)
