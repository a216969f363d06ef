"""The journal: told once, corrected without loss, found in Spanish, photographs without the phone's trace."""

import datetime as dt
import io
import threading

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, connections
from PIL import Image

from cecosesola.kernel.errors import Refused
from cecosesola.kernel.files import LONGEST_SIDE, keep_picture
from cecosesola.kernel.models import AuditEvent, StoredFile
from federation.models import JournalEntry, JournalPhoto, JournalRevision, Membership, Role
from federation.selectors import memory as read
from federation.services import memory as services
from tests.factories import federation as f
from tests.promises import broken

pytestmark = pytest.mark.django_db


def tell(by=None, **extra):
    given = {
        "kind": "story",
        "title": "La primera feria",
        "body": "Limpió el galpón toda la noche. Amaneció y ya había cola.",
        "happened_on": dt.date(1984, 5, 3),
        "precision": "day",
        "key": "k1",
    } | extra
    return services.tell_story(by=by or f.worker(), **given)


def code_of(do, *args, **kwargs):
    with pytest.raises(Refused) as caught:
        do(*args, **kwargs)
    return caught.value.refusal.code


def picture(size=(40, 30), kind="JPEG", **save):
    made = io.BytesIO()
    Image.new("RGB", size, (200, 80, 20)).save(made, kind, **save)
    made.seek(0)
    return made


# --- telling and correcting -----------------------------------------------------------------------


def test_the_same_key_tells_once():
    one = f.worker()
    assert tell(one).pk == tell(one).pk
    assert JournalEntry.objects.count() == 1
    assert code_of(tell, one, title="Otra cosa") == "key_reused"


def test_a_correction_keeps_how_it_read_before():
    entry = tell()
    other = f.worker()
    changed = services.correct_story(by=other, entry=entry, base=1, body="Limpiamos el galpón.")
    assert changed.revision == 2
    assert [(r.number, r.body[:6], r.by_id) for r in read.revisions_of(entry)] == [
        (2, "Limpia", other.pk),
        (1, "Limpió", entry.told_by_id),
    ]


def test_saying_the_same_is_no_revision():
    entry = tell()
    services.correct_story(by=f.worker(), entry=entry, base=1, title=entry.title)
    assert JournalRevision.objects.count() == 1


def test_newer_words_are_never_overwritten():
    entry = tell()
    services.correct_story(by=f.worker(), entry=entry, base=1, title="La segunda")
    assert code_of(services.correct_story, by=f.worker(), entry=entry, base=1, title="La tercera") == (
        "changed_meanwhile"
    )
    entry.refresh_from_db()
    assert entry.title == "La segunda"


@pytest.mark.django_db(transaction=True)
def test_two_people_correcting_at_once_lose_nothing():
    entry = tell()
    start, codes = threading.Barrier(2), []

    def correct(person, words):
        start.wait()
        try:
            services.correct_story(by=person, entry=entry, base=1, title=words)
            codes.append("saved")
        except Refused as no:
            codes.append(no.refusal.code)
        finally:
            connections.close_all()

    people = [f.worker(), f.worker()]
    threads = [threading.Thread(target=correct, args=[p, f"T{n}"]) for n, p in enumerate(people)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(codes) == ["changed_meanwhile", "saved"]
    assert JournalRevision.objects.count() == 2


@pytest.mark.parametrize(
    ("extra", "code"),
    [
        ({"until": dt.date(1984, 5, 2)}, "ends_before"),
        ({"happened_on": dt.date(2099, 1, 1)}, "far_ahead"),
        ({"yearly": True, "precision": "year"}, "yearly_needs_a_day"),
    ],
)
def test_days_that_cannot_be(extra, code):
    assert code_of(tell, **extra) == code


def test_only_who_told_or_keeps_the_register_withdraws():
    entry = tell()
    assert code_of(services.withdraw_story, by=f.worker(), entry=entry, reason="x") == "not_theirs"
    services.withdraw_story(by=f.holder(Role.REGISTER), entry=entry, reason="se repite")
    assert not read.stories().exists()
    assert code_of(services.correct_story, by=f.worker(), entry=entry, base=1, title="x") == "withdrawn"
    assert JournalRevision.objects.count() == 1


def test_consumers_read_and_do_not_tell(enter):
    member = f.member(Membership.Kind.CONSUMER)
    entry = tell()
    assert code_of(tell, member, key="k2") == "not_found"
    assert enter(member).get(f"/gente/memoria/{entry.pk}/").status_code == 200
    assert enter(f.person()).get(f"/gente/memoria/{entry.pk}/").status_code == 404


# --- finding --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "words",
    [
        "limpiar",
        "limpio galpon",
        "LIMPIÓ",
        "limpiando",
        '"primera feria"',
        "ferias",
        "amanecer",
        "amanecio",
        "amaneciendo",
    ],
)
def test_found_without_accents_and_by_stem(words):
    entry = tell()
    tell(title="Otra", body="Nada que ver", key="k2")
    assert list(read.stories(words)) == [entry]


@pytest.mark.parametrize("words", ["& | ! ( :*", "'; DROP TABLE x; --", '"', "-", "%", "ñ", "a" * 80])
def test_no_words_break_the_search(enter, words):
    tell()
    assert (
        enter(f.worker()).get("/gente/memoria/", {"q": words, "anio": words, "tipo": words}).status_code
        == 200
    )


def test_on_this_day_of_another_year():
    tell(yearly=True)
    tell(yearly=True, title="Otro día", happened_on=dt.date(1984, 5, 4), key="k2")
    with time_machine.travel("2026-05-03T15:00:00Z", tick=False):
        assert [entry.title for entry in read.on_this_day()] == ["La primera feria"]
    with time_machine.travel("1984-05-03T15:00:00Z", tick=False):
        assert read.on_this_day() == []


def test_a_leap_day_is_remembered_every_year():
    tell(yearly=True, happened_on=dt.date(1984, 2, 29))
    assert read.on_this_day(dt.date(2026, 2, 28))
    assert not read.on_this_day(dt.date(2028, 2, 28))
    assert read.on_this_day(dt.date(2028, 2, 29))


def test_it_stands_on_my_day(enter):
    tell(yearly=True)
    with time_machine.travel("2026-05-03T15:00:00Z", tick=False):
        body = enter(f.worker()).get("/").content.decode()
    assert "Hoy hace 42 años" in body
    assert "La primera feria" in body


def test_the_list_asks_as_many_queries_for_two_as_for_twenty(enter, django_assert_num_queries):
    reader = enter(f.worker())
    counts = []
    for _round in range(2):
        for n in range(9 if counts else 2):
            entry = tell(key=f"{len(counts)}-{n}", title=f"Relato {n}")
            services.put_photo(by=entry.told_by, entry=entry, picture=picture((20 + n, 9)), alt="Un galpón")
        with connection.execute_wrapper(lambda run, *args: (counts.append(1), run(*args))[1]):
            start = len(counts)
            assert reader.get("/gente/memoria/").status_code == 200
            counts.append(len(counts) - start)
    sums = [n for n in counts if n > 1]
    assert len(sums) == 2
    assert sums[0] == sums[1]


# --- photographs ----------------------------------------------------------------------------------


def test_a_photograph_is_made_small_upright_and_forgets_where_it_was_taken():
    exif = Image.Exif()
    exif[0x0112] = 6  # lies on its side
    exif[0x0110] = "Teléfono de Ana"
    exif.get_ifd(0x8825)[1] = "N"  # a position
    kept = keep_picture(picture((3000, 1000), exif=exif))
    with Image.open(io.BytesIO(bytes(StoredFile.objects.get(pk=kept.pk).content))) as opened:
        assert opened.format == "WEBP"
        assert opened.height == LONGEST_SIDE
        assert opened.width < opened.height
        assert not opened.getexif()
        assert "exif" not in opened.info


@pytest.mark.parametrize(
    "content", [b"", b"not a picture", b"\xff\xd8\xff\xe0" + b"\x00" * 40, b"GIF89a" + b"\0" * 30]
)
def test_what_is_no_picture_is_refused(content):
    entry = tell()
    assert code_of(
        services.put_photo, by=entry.told_by, entry=entry, picture=io.BytesIO(content), alt="x"
    ) in {
        "not_a_picture",
        "empty_file",
    }
    assert not StoredFile.objects.exists()


def test_a_picture_with_too_many_points_is_refused_before_it_is_opened():
    assert code_of(keep_picture, picture((8000, 7000), kind="PNG")) == "picture_too_big"


def test_the_same_picture_is_kept_and_put_once():
    entry = tell()
    first = services.put_photo(by=entry.told_by, entry=entry, picture=picture(), alt="Un galpón")
    again = services.put_photo(by=f.worker(), entry=entry, picture=picture(), alt="Otra vez")
    other = tell(key="k2")
    services.put_photo(by=other.told_by, entry=other, picture=picture(), alt="Un galpón")
    assert first == again
    assert (JournalPhoto.objects.count(), StoredFile.objects.count()) == (2, 1)


def test_whoever_is_in_the_story_takes_a_photograph_down(enter):
    entry = tell()
    photo = services.put_photo(by=entry.told_by, entry=entry, picture=picture(), alt="Ana")
    shown, other = f.worker(), f.worker()
    assert code_of(services.take_photo_down, by=shown, photo=photo) == "not_in_it"
    services.link_story(by=other, entry=entry, who=shown, linked=True)
    assert enter(other).get(f"/gente/memoria/fotos/{photo.pk}/").status_code == 200
    services.take_photo_down(by=shown, photo=photo)
    assert enter(other).get(f"/gente/memoria/fotos/{photo.pk}/").status_code == 404


def test_anybody_takes_their_own_name_out():
    entry = tell()
    member = f.member(Membership.Kind.CONSUMER)
    services.link_story(by=entry.told_by, entry=entry, who=member, linked=True)
    services.link_story(by=entry.told_by, entry=entry, who=member, linked=True)
    assert AuditEvent.objects.filter(verb="federation.link_story").count() == 1
    assert (
        code_of(services.link_story, by=member, entry=entry, who=entry.told_by, linked=False) == "not_found"
    )
    services.link_story(by=member, entry=entry, who=member, linked=False)
    assert not entry.people.exists()


# --- pages ----------------------------------------------------------------------------------------


def test_the_form_keeps_both_texts_when_somebody_else_was_quicker(enter):
    entry = tell()
    fields = {
        "kind": "story",
        "title": "Lo mío",
        "body": "Lo que yo escribí",
        "happened_on": "1984-05-03",
        "precision": "day",
        "base": "1",
    }
    services.correct_story(by=f.worker(), entry=entry, base=1, body="Lo que escribió la otra persona")
    inside = enter(f.worker())
    answer = inside.post(f"/gente/memoria/{entry.pk}/corregir/", fields)
    body = answer.content.decode()
    assert answer.status_code == 422
    assert "Lo que yo escribí" in body
    assert "Lo que escribió la otra persona" in body
    assert 'name="base" value="2"' in body
    assert inside.post(f"/gente/memoria/{entry.pk}/corregir/", fields | {"base": "2"}).status_code == 302


def test_telling_adding_and_naming_by_the_pages(enter):
    worker = f.worker()
    inside = enter(worker)
    told = inside.post(
        "/gente/memoria/contar/",
        {
            "key": "a",
            "kind": "visit",
            "title": "Visita",
            "body": "Vinieron",
            "happened_on": "2024-01-01",
            "precision": "day",
        },
    )
    assert told.status_code == 302
    file = SimpleUploadedFile("foto.jpg", picture().getvalue(), "image/jpeg")
    assert inside.post(f"{told.url}foto/", {"picture": file, "alt": "Un camión"}).status_code == 302
    assert inside.post(f"{told.url}nombrar/", {"person": worker.document}).status_code == 302
    assert inside.post(f"{told.url}nombrar/", {"person": ""}).status_code == 422
    body = inside.get(told.url).content.decode()
    assert "Un camión" in body
    assert worker.get_full_name() in body
    assert inside.post(f"{told.url}no-nombrar/", {"person": worker.pk}).status_code == 302
    assert inside.post(f"{told.url}no-nombrar/", {"person": "x" * 50}).status_code == 404


PROMISES = {
    "journal_says_something": "UPDATE federation_journalentry SET body = ''",
    "journal_ends_after_it_begins": "UPDATE federation_journalentry SET until = '1900-01-01'",
    "journal_yearly_has_a_day": "UPDATE federation_journalentry SET yearly = true, precision = 'month'",
    "journal_revision_once": (
        "INSERT INTO federation_journalrevision (entry_id, number, title, body, by_id, at)"
        " SELECT entry_id, number, title, body, by_id, at FROM federation_journalrevision"
    ),
    "journal_revision_stays": "DELETE FROM federation_journalrevision",
    "photo_is_described": "UPDATE federation_journalphoto SET alt = ''",
    "photo_once_in_an_entry": (
        "INSERT INTO federation_journalphoto (entry_id, file_id, alt, put_by_id, put_at)"
        " SELECT entry_id, file_id, alt, put_by_id, put_at FROM federation_journalphoto"
    ),
}


@pytest.mark.parametrize("name", PROMISES)
def test_promises_by_hand(name):
    entry = tell()
    services.put_photo(by=entry.told_by, entry=entry, picture=picture(), alt="Un galpón")
    told = "Cannot update or delete" if name.endswith("_stays") else name
    broken(told, PROMISES[name])


def test_a_kept_file_never_changes():
    keep_picture(picture())
    broken("Cannot update", "UPDATE kernel_storedfile SET media_type = 'x'")
    broken(
        "file_size_bounded",
        "INSERT INTO kernel_storedfile (sha256, media_type, size, content, created_at)"
        " VALUES ('x', 'x', 0, '', now())",
    )
