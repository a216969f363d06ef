# ruff: noqa: S608 - every part of these statements is written here; whatever came in a file is a parameter.
"""What becomes of each row of a file of people, and writing it: in SQL, a stretch at once.

The same statement tells the fates of the dry run and looks again while writing: whatever moved on in between
is refused rather than overwritten.
"""

from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import connection

from cecosesola.kernel.clock import now, today

_CELLS = """
    jsonb_to_record(line.cells) AS c(document text, given_names text, family_names text, birth_date date,
        email text, phones jsonb, cooperative text, kind text, since date, area text)
"""
_READABLE = """
    line.brought_id = %(brought)s AND line.line BETWEEN %(first)s AND %(last)s
        AND NOT line.cells ? 'as_written'
"""

# Nobody has counted these rows yet: the planner takes thousands for a few, and compares each with each.
_SETWISE = "SET LOCAL enable_nestloop = off"

_REPEATED = (
    """
WITH told AS (
    SELECT line.id, line.line, first_value(line.line) OVER same AS first_line,
           CASE WHEN document IS NULL THEN 'birth_date' ELSE 'document' END AS key
      FROM federation_importrow line, """
    + _CELLS
    + """
     WHERE line.brought_id = %(brought)s AND NOT line.cells ? 'as_written'
    WINDOW same AS (PARTITION BY coalesce(document, public.house_words(given_names, family_names)),
                                 CASE WHEN document IS NULL
                                      THEN coalesce(birth_date::text, line.line::text) END
                        ORDER BY line.line)
)
UPDATE federation_importrow line
   SET cells = jsonb_build_object('as_written', line.cells), fate = 'refused',
       problems = jsonb_build_array(
           jsonb_build_object('column', key, 'code', 'repeated', 'text', first_line::text))
  FROM told WHERE told.id = line.id AND told.line > told.first_line
"""
)

# Cooperatives by their short code, or else by their name.
_PLACES = """places AS MATERIALIZED (
    SELECT DISTINCT ON (key) key, id, name FROM (
        SELECT public.house_fold(code) AS key, id, name, 1 AS place FROM federation_cooperative
        UNION ALL SELECT public.house_fold(name), id, name, 2 FROM federation_cooperative) ways
     ORDER BY key, place
), areas AS MATERIALIZED (
    SELECT public.house_fold(name) AS key, id, name FROM federation_area WHERE is_active
)"""

_JUDGED = (
    """
WITH said AS MATERIALIZED (
    SELECT line.id, line.line, line.fate AS old_fate, line.changes AS old_changes, c.*
      FROM federation_importrow line, """
    + _CELLS
    + """
     WHERE """
    + _READABLE
    + """
), """
    + _PLACES
    + """, matched AS MATERIALIZED (
    SELECT said.*, coalesce(twice.id, once.id, direct.id, namesake.id) AS person, places.id AS place,
           places.name AS place_name, areas.id AS area_id, areas.name AS area_name,
           coalesce(said.since, %(today)s::date) AS entry,
           namesake.several
      FROM said
      LEFT JOIN federation_person direct ON direct.document = said.document AND direct.redacted_at IS NULL
      LEFT JOIN federation_person once ON once.id = direct.merged_into_id
      LEFT JOIN federation_person twice ON twice.id = once.merged_into_id
      LEFT JOIN LATERAL (
        SELECT min(id) AS id, count(*) > 1 AS several FROM federation_person
         WHERE said.document IS NULL AND birth_date = said.birth_date
           AND search_text = public.house_words(said.given_names, said.family_names)
           AND merged_into_id IS NULL AND redacted_at IS NULL) namesake ON true
      LEFT JOIN places ON places.key = public.house_fold(said.cooperative)
      LEFT JOIN areas ON areas.key = public.house_fold(said.area)
), judged AS MATERIALIZED (
    SELECT matched.id, matched.person, matched.old_fate, matched.old_changes,
        CASE
            WHEN matched.document IS NULL AND matched.birth_date IS NULL THEN
                jsonb_build_array(jsonb_build_object('column', 'document', 'code', 'no_number', 'text', ''))
            WHEN (matched.document LIKE 'N%%' AND matched.person IS NULL)
                 OR person.merged_into_id IS NOT NULL OR person.redacted_at IS NOT NULL THEN
                jsonb_build_array(jsonb_build_object(
                    'column', 'document', 'code', 'unknown_number', 'text', matched.document))
            WHEN matched.several THEN
                jsonb_build_array(jsonb_build_object('column', 'document', 'code', 'no_number', 'text', ''))
            WHEN matched.cooperative <> '' AND matched.place IS NULL THEN
                jsonb_build_array(jsonb_build_object(
                    'column', 'cooperative', 'code', 'no_cooperative', 'text', matched.cooperative))
            WHEN matched.area <> '' AND matched.area_id IS NULL THEN
                jsonb_build_array(jsonb_build_object(
                    'column', 'area', 'code', 'no_area', 'text', matched.area))
            WHEN matched.kind <> member.kind THEN
                jsonb_build_array(jsonb_build_object(
                    'column', 'kind', 'code', 'other_kind', 'text', matched.kind))
            ELSE '[]'::jsonb
        END AS problems,
        CASE WHEN matched.person IS NULL THEN '{}'::jsonb ELSE jsonb_strip_nulls(jsonb_build_object(
            'given_names', CASE WHEN person.given_names <> matched.given_names
                THEN jsonb_build_array(person.given_names, matched.given_names) END,
            'family_names', CASE WHEN person.family_names <> matched.family_names
                THEN jsonb_build_array(person.family_names, matched.family_names) END,
            'birth_date', CASE WHEN matched.birth_date IS DISTINCT FROM person.birth_date
                AND matched.birth_date IS NOT NULL
                THEN jsonb_build_array(person.birth_date, matched.birth_date) END,
            'email', CASE WHEN matched.email <> person.email
                THEN jsonb_build_array(person.email, matched.email) END,
            'phones', (SELECT jsonb_build_array('', string_agg(number, ', '))
                FROM jsonb_array_elements_text(coalesce(matched.phones, '[]')) number
                WHERE NOT EXISTS (SELECT FROM federation_personphone held
                    WHERE held.person_id = matched.person AND held.number = number.value)
                HAVING count(*) > 0),
            'cooperative', CASE WHEN matched.place IS NOT NULL AND member.id IS NULL
                THEN jsonb_build_array('', matched.place_name) END,
            'area', CASE WHEN member.id IS NOT NULL AND member.area IS DISTINCT FROM matched.area_name
                AND matched.area_id IS NOT NULL
                THEN jsonb_build_array(coalesce(member.area, ''), matched.area_name) END
        )) END AS changes
      FROM matched
      LEFT JOIN federation_person person ON person.id = matched.person
      LEFT JOIN LATERAL (
        SELECT held.id, kind, area.name AS area FROM federation_membership held
          LEFT JOIN federation_area area ON area.id = held.area_id
         WHERE person_id = matched.person AND cooperative_id = matched.place
           AND period && daterange(matched.entry, NULL)
         ORDER BY period LIMIT 1) member ON true
), fated AS (
    SELECT id, person, problems, changes, old_fate, old_changes,
        CASE WHEN problems <> '[]' THEN 'refused' WHEN person IS NULL THEN 'new'
             WHEN changes = '{}' THEN 'same' ELSE 'changed' END AS fate
      FROM judged
)
"""
)

_JUDGE = (
    _JUDGED
    + """
UPDATE federation_importrow line
   SET fate = fated.fate, problems = fated.problems, changes = fated.changes, thing_id = fated.person
  FROM fated WHERE fated.id = line.id
"""
)

_LOOK_AGAIN = (
    _JUDGED
    + """
UPDATE federation_importrow line
   SET fate = CASE WHEN moved THEN 'refused' ELSE fated.fate END,
       problems = CASE WHEN moved THEN jsonb_build_array(jsonb_build_object(
           'column', 'document', 'code', 'moved_on', 'text', '')) ELSE fated.problems END,
       changes = CASE WHEN moved THEN '{}' ELSE fated.changes END, thing_id = fated.person
  FROM (SELECT *, fate IN ('new', 'changed') AND (fate <> old_fate OR changes <> old_changes) AS moved
          FROM fated) fated
 WHERE fated.id = line.id AND line.fate IN ('new', 'changed')
"""
)

_LOCK = (
    """
SELECT id FROM federation_person WHERE id IN (
    SELECT thing_id FROM federation_importrow line WHERE """
    + _READABLE
    + """ AND fate = 'changed')
 ORDER BY id FOR UPDATE
"""
)

_NEW = (
    """
WITH fresh AS MATERIALIZED (
    SELECT line.id, c.*, coalesce(c.document, public.federation_next_number()) AS number
      FROM federation_importrow line, """
    + _CELLS
    + """
     WHERE """
    + _READABLE
    + """ AND line.fate = 'new' AND line.thing_id IS NULL
     ORDER BY line.line
), made AS (
    INSERT INTO federation_person (password, document, given_names, family_names, birth_date, email,
                                   is_active, language, created_at)
    SELECT %(password)s, number, given_names, family_names, birth_date, coalesce(email, ''), true, 'es',
           %(now)s
      FROM fresh
    ON CONFLICT (document) DO NOTHING
    RETURNING id, document
)
UPDATE federation_importrow line SET thing_id = made.id
  FROM fresh JOIN made ON made.document = fresh.number WHERE fresh.id = line.id
"""
)

_LOST = (
    """
UPDATE federation_importrow line
   SET fate = 'refused', problems = jsonb_build_array(jsonb_build_object(
       'column', 'document', 'code', 'moved_on', 'text', ''))
 WHERE """
    + _READABLE
    + """ AND fate = 'new' AND thing_id IS NULL
"""
)

_CHANGED = (
    """
UPDATE federation_person person
   SET given_names = coalesce(line.changes->'given_names'->>1, given_names),
       family_names = coalesce(line.changes->'family_names'->>1, family_names),
       birth_date = coalesce((line.changes->'birth_date'->>1)::date, birth_date),
       email = coalesce(line.changes->'email'->>1, email)
  FROM federation_importrow line
 WHERE """
    + _READABLE
    + """ AND line.fate = 'changed' AND person.id = line.thing_id
   AND line.changes ?| ARRAY['given_names', 'family_names', 'birth_date', 'email']
"""
)

_PHONES = (
    """
INSERT INTO federation_personphone (person_id, number, preferred)
SELECT line.thing_id, number.value, number.place = 1 AND NOT EXISTS (
           SELECT FROM federation_personphone held WHERE held.person_id = line.thing_id AND held.preferred)
  FROM federation_importrow line,
       jsonb_array_elements_text(coalesce(line.cells->'phones', '[]')) WITH ORDINALITY AS number(value, place)
 WHERE """
    + _READABLE
    + """ AND line.fate IN ('new', 'changed')
ON CONFLICT (person_id, number) DO NOTHING
"""
)

_MEMBERSHIPS = (
    """
WITH """
    + _PLACES
    + """
INSERT INTO federation_membership
    (person_id, cooperative_id, kind, area_id, period, entry_ref, leaving, leaving_words, leaving_ref)
SELECT line.thing_id, places.id, coalesce(c.kind, 'consumer'),
       (SELECT areas.id FROM areas WHERE areas.key = public.house_fold(c.area)),
       daterange(coalesce(c.since, %(today)s::date), NULL), '', '', '', ''
  FROM federation_importrow line, """
    + _CELLS
    + """, places
 WHERE """
    + _READABLE
    + """ AND places.key = public.house_fold(c.cooperative)
   AND (line.fate = 'new' OR (line.fate = 'changed' AND line.changes ? 'cooperative'))
"""
)

_AREAS = (
    """
WITH """
    + _PLACES
    + """
UPDATE federation_membership member SET area_id = areas.id
  FROM federation_importrow line, """
    + _CELLS
    + """, places, areas
 WHERE """
    + _READABLE
    + """ AND line.fate = 'changed' AND line.changes ? 'area' AND areas.name = line.changes->'area'->>1
   AND member.person_id = line.thing_id AND member.cooperative_id = places.id
   AND places.key = public.house_fold(c.cooperative)
   AND member.period && daterange(coalesce(c.since, %(today)s::date), NULL)
"""
)


def judge(brought: int, first: int, last: int) -> None:
    """Tell the fate of the rows of these lines."""
    given = _given(brought, first, last)
    with connection.cursor() as cursor:
        cursor.execute(_SETWISE)
        cursor.execute(_REPEATED, given)
        cursor.execute(_JUDGE, given)


def write(brought: int, first: int, last: int) -> None:
    """Write the rows of these lines that are new or changed, and still as they were looked at."""
    given = _given(brought, first, last)
    with connection.cursor() as cursor:
        cursor.execute(_SETWISE)
        for statement in (_LOCK, _LOOK_AGAIN, _NEW, _LOST, _CHANGED, _PHONES, _MEMBERSHIPS, _AREAS):
            cursor.execute(statement, given)


def _given(brought: int, first: int, last: int) -> dict[str, Any]:
    return {
        "brought": brought,
        "first": first,
        "last": last,
        "today": today(),
        "now": now(),
        "password": make_password(None),
    }
