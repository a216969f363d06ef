"""What people did cannot be altered without the chain saying where."""

import io
import threading

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, connections, transaction

from cecosesola.kernel import audit
from cecosesola.kernel.models import AuditEvent, AuditSeal, AuditUnsealed, Job
from tests.owner import as_owner
from tests.promises import broken

pytestmark = pytest.mark.django_db


def happen(count: int = 3) -> list[AuditEvent]:
    with transaction.atomic():
        return [
            audit.record(by=None, verb="kernel.test", thing=Job(name=f"paso {n}"), new={"n": n, "peso": None})
            for n in range(count)
        ]


def tamper(sql: str) -> None:
    """What somebody with the database's own password would do, triggers switched off."""
    with as_owner(), connection.cursor() as cursor:
        for table in ("kernel_auditevent", "kernel_auditseal"):
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute(sql)
        for table in ("kernel_auditevent", "kernel_auditseal"):
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def verify(**options: str) -> str:
    out = io.StringIO()
    call_command("verify_audit", stdout=out, **options)
    return out.getvalue()


def test_an_untouched_chain_holds_and_names_its_head():
    happen(3)
    assert audit.seal() == 3
    assert audit.seal() == 0
    assert audit.first_break() is None
    assert f"Head: {audit.head()}" in verify()


def test_an_empty_chain_holds():
    assert audit.first_break() is None
    assert "empty" in verify()


@pytest.mark.parametrize(
    "change",
    [
        "actor = 'Otra persona'",
        "label = 'otra cosa'",
        "new = '{\"n\": 2}'",
        "old = '{\"n\": 2}'",
        "at = at + interval '1 microsecond'",
        "verb = 'kernel.other'",
        "object_id = 'x'",
        "object_type = 'x.y'",
        "actor_id = 7",
        "private = true",
    ],
)
def test_a_changed_row_is_named(change):
    events = happen(4)
    audit.seal()
    tamper(f"UPDATE kernel_auditevent SET {change} WHERE id = {events[1].pk}")
    assert audit.first_break() == audit.Break(events[1].pk, 2, "changed")
    with pytest.raises(CommandError, match=f"Event {events[1].pk}, place 2 was changed"):
        verify()


def test_an_erased_row_is_named():
    events = happen(4)
    audit.seal()
    tamper(f"DELETE FROM kernel_auditevent WHERE id = {events[2].pk}")
    assert audit.first_break() == audit.Break(events[2].pk, 3, "erased")


def test_an_erased_row_with_its_seal_is_found_by_the_next():
    events = happen(4)
    audit.seal()
    tamper(
        f"DELETE FROM kernel_auditevent WHERE id = {events[1].pk};"
        f"DELETE FROM kernel_auditseal WHERE event_id = {events[1].pk}"
    )
    found = audit.first_break()
    assert found is not None
    assert (found.event_id, found.how) == (events[2].pk, "moved")


def test_a_row_slipped_in_past_the_chain_is_named():
    events = happen(2)
    audit.seal()
    tamper(
        "INSERT INTO kernel_auditevent (at, actor, verb, object_type, object_id, label, old, new, private)"
        " VALUES (now(), 'x', 'kernel.test', 'kernel.job', '1', 'x', '{}', '{}', false)"
    )
    slipped = AuditEvent.objects.exclude(pk__in=[event.pk for event in events]).get()
    assert audit.first_break() == audit.Break(slipped.pk, None, "unsealed")


def test_a_tail_cut_off_is_told_by_a_head_written_down():
    events = happen(3)
    audit.seal()
    written = str(audit.head())
    assert "holds" in verify(head=written)
    tamper(
        f"DELETE FROM kernel_auditevent WHERE id = {events[2].pk};"
        f"DELETE FROM kernel_auditseal WHERE event_id = {events[2].pk}"
    )
    assert audit.first_break() is None
    with pytest.raises(CommandError, match="events are missing"):
        verify(head=written)


@pytest.mark.parametrize("nonsense", ["", "x", "1", "1:", ":", "99:ff", "-1:ff", "1:zz"])
def test_a_head_that_never_was_does_not_stand(nonsense):
    happen(1)
    audit.seal()
    assert not audit.holds(nonsense)


def test_a_name_with_any_sign_is_sealed():
    with transaction.atomic():
        audit.record(by=None, verb="kernel.test", thing=Job(name='«Ñandú» "\\" 🐔'), new={"a": ["\u2028", 1]})
    audit.seal()
    assert audit.first_break() is None


def test_the_web_role_may_not_write_the_chain():
    happen(1)
    for sql in (
        "INSERT INTO kernel_auditseal (position, event_id, hash) VALUES (1, 1, 'x')",
        "DELETE FROM kernel_auditunsealed",
        "UPDATE kernel_auditevent SET actor = 'x'",
    ):
        with pytest.raises(Exception, match="permission denied"), transaction.atomic():
            connection.cursor().execute(sql)


def test_promises_of_the_seals():
    happen(2)
    audit.seal()
    event = AuditEvent.objects.first()
    broken(
        "audit_sealed_once",
        f"INSERT INTO kernel_auditseal (position, event_id, hash) VALUES (99, {event.pk}, 'x')",
    )
    broken("Cannot update or delete", "UPDATE kernel_auditseal SET hash = 'x'")
    broken("Cannot update or delete", "DELETE FROM kernel_auditseal")
    broken("Cannot update or delete", "DELETE FROM kernel_auditevent")


@pytest.mark.django_db(transaction=True)
def test_sealing_from_two_places_at_once_seals_each_event_once():
    happen(200)
    start = threading.Barrier(2)

    def work() -> None:
        start.wait()
        audit.seal()
        connections.close_all()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert AuditSeal.objects.count() == 200
    assert not AuditUnsealed.objects.exists()
    assert audit.first_break() is None


@pytest.mark.django_db(transaction=True)
def test_an_event_committed_late_takes_a_later_place():
    """A long transaction took number 1 and commits after number 2 was sealed."""
    begun, go_on = threading.Event(), threading.Event()

    def slow() -> None:
        with transaction.atomic():
            audit.record(by=None, verb="kernel.test", thing=Job(name="lento"))
            begun.set()
            go_on.wait(20)
        connections.close_all()

    thread = threading.Thread(target=slow)
    thread.start()
    begun.wait(20)
    happen(1)
    assert audit.seal() == 1
    go_on.set()
    thread.join()
    assert audit.seal() == 1
    late = AuditEvent.objects.get(label="lento")
    assert AuditSeal.objects.get(event_id=late.pk).position == 2
    assert audit.first_break() is None
