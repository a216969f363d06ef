"""Looking people up: by beginnings, by number and phone, by sound and by looks; in Spanish order."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from federation.models import Person, Role
from federation.selectors import search as searching
from federation.selectors.search import search, standing_of
from tests.factories import federation as f

pytestmark = pytest.mark.django_db


def person(given, family, **extra):
    return f.person(given_names=given, family_names=family, **extra)


def names(words, **how):
    found = search(words, **how)
    return [str(one) for one in found.people.order_by("family_order", "given_order", "id")]


@pytest.fixture
def people():
    return [
        person("José Ángel", "Peña Núñez", document="V4111222"),
        person("Ana María", "Pérez-Gil", document="V20111222"),
        person("Johana", "González", document="E84000111"),
        person("Mary", "O'Brien Vásquez", document="N000123"),
        person("Luis", "Zambrano", phones=["+584147654321"]),
    ]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("jose", ["José Ángel Peña Núñez"]),
        ("ANGEL nun", ["José Ángel Peña Núñez"]),
        ("peña", ["José Ángel Peña Núñez"]),
        ("gil an", ["Ana María Pérez-Gil"]),
        ("o'brien", ["Mary O'Brien Vásquez"]),
        ("z", ["Luis Zambrano"]),
        ("  lu   zam ", ["Luis Zambrano"]),
        ("ngel", []),
        ("%", []),
        ("_", []),
        ("\\", []),
    ],
)
def test_each_word_is_the_beginning_of_a_word_of_the_name(people, words, found):
    assert (names(words) if search(words).how == searching.SPELT else []) == found


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("4111", ["José Ángel Peña Núñez"]),
        ("V-4.111.222", ["José Ángel Peña Núñez"]),
        ("84.000", ["Johana González"]),
        ("e84", ["Johana González"]),
        ("123", ["Mary O'Brien Vásquez"]),
        ("N000123", ["Mary O'Brien Vásquez"]),
        ("V84000111", []),
        ("٤١١١", []),
    ],
)
def test_digits_are_the_beginning_of_a_number(people, words, found):
    assert names(words) == found


@pytest.mark.parametrize("words", ["0414-765", "04147654321", "+58 414 7654321", "0058414765"])
def test_a_phone_is_found_only_for_whoever_may_see_phones(people, enter, words):
    assert names(words) == []
    assert names(words, with_phones=True) == ["Luis Zambrano"]
    assert "Zambrano" not in enter(f.worker()).get("/gente/", {"q": words}).content.decode()
    assert "Zambrano" in enter(f.holder(Role.REGISTER)).get("/gente/", {"q": words}).content.decode()


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("Gonsales", "Johana González"),
        ("Yohana Gonzalez", "Johana González"),
        ("Mari Basques", "Mary O'Brien Vásquez"),
        ("Sambrano", "Luis Zambrano"),
        ("Hosé Penia", None),
    ],
)
def test_who_is_not_spelt_so_is_found_by_sound_and_the_page_says_it(people, enter, words, found):
    how = search(words).how
    if found is None:
        assert how == searching.LOOK
        return
    assert (names(words), how) == ([found], searching.SOUND)
    body = enter(f.worker()).get("/gente/", {"q": words}).content.decode()
    assert "Nadie se escribe así; estos suenan parecido." in body


def test_and_then_by_looks(people, enter):
    assert (names("zambranozo"), search("zambranozo").how) == (["Luis Zambrano"], searching.LOOK)
    body = enter(f.worker()).get("/gente/", {"q": "zambranozo"}).content.decode()
    assert "estos se parecen" in body


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Johana", "Yohana"),
        ("González", "Gonsales"),
        ("Giménez", "Jiménez"),
        ("Ximena", "Jimena"),
        ("Hernández", "Ernandes"),
        ("Vázquez", "Basques"),
        ("Yris", "Iris"),
        ("Nancy", "Nanci"),
        ("Llovera", "Yobera"),
        ("Quintero", "Kintero"),
        ("Jhonny", "Yoni"),
        ("Guillermina", "Guiyermina"),
        ("Campos", "Canpos"),
        ("Sophia", "Sofía"),
    ],
)
def test_names_that_sound_alike_have_one_sound(one, other):
    with connection.cursor() as cursor:
        cursor.execute("SELECT public.house_sound(%s, ''), public.house_sound(%s, '')", [one, other])
        first, second = cursor.fetchone()
    assert first == second


@pytest.mark.parametrize(
    ("one", "other"), [("Ana", "Ena"), ("Rosa", "Rocha"), ("Gil", "Gal"), ("Peña", "Pera")]
)
def test_and_those_that_do_not_have_two(one, other):
    with connection.cursor() as cursor:
        cursor.execute("SELECT public.house_sound(%s, ''), public.house_sound(%s, '')", [one, other])
        first, second = cursor.fetchone()
    assert first != second


def test_lists_are_in_spanish_order(enter):
    reader = f.worker(family_names="Zeta")
    for family in ("Ñáñez", "Nuñez", "Álvarez", "Zapata", "Acosta", "Ochoa"):
        f.worker(family_names=family)
    wanted = ["Acosta", "Álvarez", "Nuñez", "Ñáñez", "Ochoa", "Zapata", "Zeta"]
    inside = enter(reader)
    assert [one.family_names for one in inside.get("/gente/").context["page"]] == wanted
    members = inside.get(f"/gente/cooperativas/{f.primary().code}/").context["page"]
    assert [one.person.family_names for one in members] == wanted
    for someone in Person.objects.all():
        f.key(someone, Role.TILL)
    keys = inside.get("/gente/llaves/").context["page"]
    assert [one.person.family_names for one in keys] == wanted


def test_many_are_walked_in_order_and_few_are_sorted_alike(monkeypatch, enter):
    """Above a number of hits the plan changes; what is found does not."""
    for number in range(60):
        person("Ana" if number % 2 else "Luisa", f"Colmenárez {number:02d}", document=f"V555{number:04d}")
    few = [names("colm"), names("ana colm"), names("555"), names("colmenares")]
    monkeypatch.setattr(searching, "FEW", 5)
    assert [names("colm"), names("ana colm"), names("555"), names("colmenares")] == few
    assert [len(found) for found in few] == [60, 30, 60, 60]
    inside = enter(f.worker(family_names="Zeta"))
    first = inside.get("/gente/?q=colm").context["page"]
    second = inside.get(first.next).context["page"]
    assert [str(one) for one in [*first, *second]] == few[0]


def test_who_became_another_or_was_forgotten_is_not_listed(people, enter):
    gone, other = people[0], people[1]
    Person.objects.filter(pk=gone.pk).update(merged_into=other, is_active=False)
    assert names("jose") == []
    assert names("4111222") == ["Ana María Pérez-Gil"], "its number leads to who it is now"
    body = enter(f.worker()).get(f"/gente/{gone.pk}/").content.decode()
    assert "Esta fila es ahora" in body
    assert f"/gente/{other.pk}/" in body
    assert {start: end.pk for start, end in standing_of([gone.pk, other.pk, 0]).items()} == {
        gone.pk: other.pk,
        other.pk: other.pk,
    }


def test_searching_costs_the_same_queries_for_two_and_for_many(enter):
    for number in range(2):
        f.worker(family_names=f"Freitez {number}")
    inside = enter(f.worker())
    inside.get("/gente/?q=frei")
    with CaptureQueriesContext(connection) as few:
        inside.get("/gente/?q=frei")
    for number in range(20):
        f.worker(family_names=f"Freitez {number}")
    with CaptureQueriesContext(connection) as many:
        inside.get("/gente/?q=frei")
    assert len(many) == len(few) <= 12


def test_the_order_and_the_words_stand_on_indexes():
    """The plans that the speed rests on exist at all: asked without the other ways."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_sort = off")
        cursor.execute(
            "EXPLAIN SELECT id FROM federation_person WHERE merged_into_id IS NULL AND redacted_at IS NULL"
            " AND strpos(search_text, ' ana') > 0 ORDER BY family_order, given_order, id LIMIT 41"
        )
        assert "person_in_order" in str(cursor.fetchall())
        cursor.execute("EXPLAIN SELECT id FROM federation_person WHERE search_text LIKE '% ana%'")
        assert "person_by_words" in str(cursor.fetchall())
        cursor.execute("EXPLAIN SELECT id FROM federation_person WHERE sound LIKE '% ana%'")
        assert "person_by_sound" in str(cursor.fetchall())


# --- choosing somebody in a form ------------------------------------------------------------------


def test_a_box_suggests_people_as_one_types(people, enter):
    inside = enter(f.worker())
    answer = inside.get("/gente/elegir/", {"campo": "person", "person": "gonz"})
    assert 'value="E84000111 · Johana González"' in answer.content.decode()
    assert inside.get("/gente/elegir/").content.decode().strip() == ""
    assert enter(f.member()).get("/gente/elegir/?q=gonz").status_code == 404


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("E84000111 · Johana González", "Johana González"),
        ("e-84.000.111", "Johana González"),
        ("johana gonz", "Johana González"),
        ("nadie", None),
        ("", None),
        ("gonsales", None),
    ],
)
def test_a_person_is_chosen_by_number_or_by_a_name_that_only_one_has(people, typed, found):
    from django.core.exceptions import ValidationError

    from federation.forms.person_field import PersonField

    try:
        chosen = PersonField().clean(typed)
    except ValidationError:
        chosen = None
    assert (str(chosen) if chosen else None) == found


def test_of_two_with_one_name_the_number_decides(people):
    from django.core.exceptions import ValidationError

    from federation.forms.person_field import PersonField

    person("Johana", "González")
    with pytest.raises(ValidationError, match="Varias"):
        PersonField().clean("johana gonzález")


def test_the_number_of_a_double_chooses_whom_it_is_now(people):
    from federation.forms.person_field import PersonField

    Person.objects.filter(pk=people[0].pk).update(merged_into=people[1], is_active=False)
    assert PersonField().clean("V4111222") == people[1]
