"""Looking people up as one types, over a register of any length.

Every word typed is the beginning of some word of the name; accents and capitals do not count. Digits are the
beginning of a number (or of a phone, for whoever may see phones). When nobody is spelt like that, those who
sound alike are found, and then those who look alike; the page says so.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import connection, transaction
from django.db.models import F, Q, QuerySet, Value
from django.db.models.functions import Left, StrIndex
from django.db.models.lookups import Exact, GreaterThan

from cecosesola.kernel import phones
from federation.models import STANDING, Person

FEW = 1000
"""Up to so many are found first and sorted after. More than these are met soon by walking the list in order,
which then costs less than reading them all; each plan would be slow in the other's place."""

MOST_WORDS = 6
ALIKE = 0.5
"""How much of a word's triplets of letters must be in a name for it to look alike."""
SPELT, SOUND, LOOK = "spelt", "sound", "look"
_STANDING_SQL = "merged_into_id IS NULL AND redacted_at IS NULL"

_PHONED = (
    "SELECT person.id FROM federation_personphone phone JOIN federation_person person"  # noqa: S608
    f" ON person.id = phone.person_id WHERE number LIKE %s AND {_STANDING_SQL}"
)


@dataclass(frozen=True)
class Found:
    """Who was found, in no order yet, and how: `spelt` so, or only `sound`ing or `look`ing alike."""

    people: QuerySet[Person]
    how: str = SPELT


def search(words: str, *, with_phones: bool = False) -> Found:
    """People by what somebody types. Nothing typed finds everybody."""
    everybody = Person.objects.filter(STANDING)
    words = words.strip()[:80]
    if not words:
        return Found(everybody)
    numbers = _numbers(words)
    if numbers:
        return Found(_by_number(everybody, numbers, phones.beginning(words) if with_phones else ""))
    spelt, sound = _as_kept(words)
    if not spelt:
        return Found(everybody.none())
    found = _by_words(everybody, "search_text", spelt)
    if found is not None:
        return Found(found)
    found = _by_words(everybody, "sound", sound) if sound else None
    if found is not None:
        return Found(found, SOUND)
    return Found(everybody.filter(pk__in=_alike(spelt)), LOOK)


def find_people(words: str, most: int = 20) -> list[Person]:
    """The first few people by what somebody types, who may log in: for a list to tick."""
    return list(search(words).people.filter(is_active=True)[:most])


def _as_kept(words: str) -> tuple[list[str], list[str]]:
    """The words as the register compares them: as they are spelt, and as they sound."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT public.house_words(%s, ''), public.house_sound(%s, '')", [words, words])
        spelt, sound = cursor.fetchone()
    return spelt.split()[:MOST_WORDS], sound.split()[:MOST_WORDS]


def _numbers(words: str) -> list[str]:
    """The beginnings of numbers that these words may be: `20.111` is of V, of E, or an internal one."""
    number = Person.normalise(words)
    if not any(sign.isdigit() for sign in words) or not number.isascii():
        return []
    digits = number[1:]
    if not digits.isdigit():
        return []
    if words[:1].isalpha():
        return [number] if number[0] in "VEN" else []
    return [f"V{digits}", f"E{digits}", f"N{digits.zfill(6)}"]


def _ids(conditions: str, values: Sequence[str], limit: int) -> list[int]:
    """Up to `limit` numbers of people. The materialised part is planned as if all were wanted, and yet
    read only as far as they are: the limit never talks the planner into reading the whole table."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH hit AS MATERIALIZED ({conditions}) SELECT id FROM hit LIMIT %s",  # noqa: S608
            [*values, limit],
        )
        return [pk for (pk,) in cursor.fetchall()]


def _by_words(everybody: QuerySet[Person], column: str, words: list[str]) -> QuerySet[Person] | None:
    """People with a word that begins like each of these; None when there is nobody."""
    likes = " AND ".join([f"{column} LIKE %s"] * len(words))
    few = _ids(
        f"SELECT id FROM federation_person WHERE {_STANDING_SQL} AND {likes}",  # noqa: S608
        [f"% {word}%" for word in words],
        FEW + 1,
    )
    if not few:
        return None
    if len(few) <= FEW:
        return everybody.filter(pk__in=few)
    for word in words:
        # No index answers this, so that the list itself is walked.
        everybody = everybody.filter(GreaterThan(StrIndex(F(column), Value(f" {word}")), 0))
    return everybody


def _by_number(everybody: QuerySet[Person], numbers: list[str], phone: str) -> QuerySet[Person]:
    likes = " OR ".join(["document LIKE %s"] * len(numbers))
    # The number of a double is of whom the double is now.
    conditions = (
        f"SELECT id FROM federation_person WHERE {_STANDING_SQL} AND ({likes})"  # noqa: S608
        f" UNION SELECT merged_into_id FROM federation_person WHERE merged_into_id IS NOT NULL AND ({likes})"
    )
    values = [f"{number}%" for number in numbers] * 2
    if phone:
        conditions += f" UNION {_PHONED}"
        values.append(f"{phone}%")
    few = _ids(conditions, values, FEW + 1)
    if len(few) <= FEW:
        return everybody.filter(pk__in=few)
    begins = Q()
    for number in numbers:
        begins |= Q(Exact(Left("document", len(number)), number))
    return everybody.filter(begins)


def _alike(words: list[str]) -> list[int]:
    """The few whose names look most like what was typed, letter by letter."""
    words = [word for word in words if len(word) >= 4]
    if not words:
        return []
    likes = " AND ".join(["%s <%% search_text"] * len(words))
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('pg_trgm.word_similarity_threshold', %s, true)", [str(ALIKE)])
        cursor.execute(
            f"SELECT id FROM federation_person WHERE {_STANDING_SQL} AND {likes}"  # noqa: S608
            " ORDER BY word_similarity(%s, search_text) DESC, id LIMIT 20",
            [*words, " ".join(words)],
        )
        return [pk for (pk,) in cursor.fetchall()]


def standing_of(numbers: Iterable[int]) -> dict[int, Person]:
    """Who each of these rows is today: itself, or whom it was merged into, in one query.

    The rooms above keep the numbers that they wrote; here they learn whose those are now.
    """
    wanted = sorted({int(number) for number in numbers})
    if not wanted:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH RECURSIVE path (start, id, next) AS ("
            " SELECT id, id, merged_into_id FROM federation_person WHERE id = ANY(%s)"
            " UNION ALL SELECT path.start, person.id, person.merged_into_id"
            " FROM path JOIN federation_person person ON person.id = path.next)"
            " SELECT start, id FROM path WHERE next IS NULL",
            [wanted],
        )
        ends = dict(cursor.fetchall())
    people = Person.objects.in_bulk(set(ends.values()))
    return {start: people[end] for start, end in ends.items() if end in people}
