"""Telling, correcting and withdrawing what the network remembers."""

import datetime as dt
from typing import IO, Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cecosesola.kernel import audit, files
from cecosesola.kernel.clock import now, today
from cecosesola.kernel.errors import refuse, require
from cecosesola.kernel.idempotency import once
from federation.models import Cooperative, JournalEntry, JournalPhoto, JournalRevision, Person
from federation.policies import memory as policies

MOST_PHOTOS = 24


def tell_story(
    *,
    by: Person,
    key: str,
    kind: str,
    title: str,
    body: str,
    happened_on: dt.date,
    precision: str,
    until: dt.date | None = None,
    place: str = "",
    with_whom: str = "",
    yearly: bool = False,
) -> JournalEntry:
    """Write something down for the years to come. The same key tells it once."""
    require(policies.may_tell_story(by))
    _check_days(happened_on, until, precision, yearly)
    words = {"kind": kind, "title": title, "body": body, "place": place, "with_whom": with_whom}

    def do() -> int:
        moment = now()
        entry = JournalEntry.objects.create(
            **words,
            happened_on=happened_on,
            precision=precision,
            until=until,
            yearly=yearly,
            told_by=by,
            told_at=moment,
        )
        JournalRevision.objects.create(entry=entry, number=1, title=title, body=body, by=by, at=moment)
        audit.record(by=by, verb="federation.tell_story", thing=entry, new={"kind": kind})
        return entry.pk

    body_of_request = [words, happened_on, precision, until, yearly]
    pk, _replay = once(f"journal:{by.pk}", key, body_of_request, do)
    return JournalEntry.objects.get(pk=pk)


def correct_story(*, by: Person, entry: JournalEntry, base: int, **changes: Any) -> JournalEntry:
    """Change an entry that was read at revision `base`. Somebody else's newer words are never overwritten.

    Raises Refused `changed_meanwhile` when it has a newer revision: nothing is lost, the form keeps what
    was typed beside what the other wrote.
    """
    require(policies.may_tell_story(by))
    with transaction.atomic():
        entry = _standing(entry)
        if entry.revision != base:
            raise refuse(
                "changed_meanwhile",
                _("Somebody changed it while you wrote. Read their words below, join both, and save again."),
                status=409,
            )
        old = {name: getattr(entry, name) for name in changes}
        changed = {name: value for name, value in changes.items() if old[name] != value}
        if not changed:
            return entry
        for name, value in changed.items():
            setattr(entry, name, value)
        _check_days(entry.happened_on, entry.until, entry.precision, entry.yearly)
        entry.revision += 1
        entry.save(update_fields=[*changed, "revision"])
        JournalRevision.objects.create(
            entry=entry, number=entry.revision, title=entry.title, body=entry.body, by=by, at=now()
        )
        audit.record(
            by=by,
            verb="federation.correct_story",
            thing=entry,
            old={name: old[name] for name in changed if name != "body"},
            new={name: value for name, value in changed.items() if name != "body"}
            | {"revision": entry.revision},
        )
    return entry


def withdraw_story(*, by: Person, entry: JournalEntry, reason: str) -> JournalEntry:
    """Take an entry out of the journal. Its revisions stay in the database; the reason is told."""
    require(policies.may_withdraw_story(by, entry))
    with transaction.atomic():
        entry = _standing(entry)
        entry.withdrawn_at = now()
        entry.save(update_fields=["withdrawn_at"])
        audit.record(by=by, verb="federation.withdraw_story", thing=entry, new={"reason": reason})
    return entry


def put_photo(*, by: Person, entry: JournalEntry, picture: IO[bytes], alt: str) -> JournalPhoto:
    """Add a photograph, made small and without what the phone wrote into it. The same picture is put once."""
    require(policies.may_tell_story(by))
    with transaction.atomic():
        entry = _standing(entry)
        if entry.photos.filter(removed_at=None).count() >= MOST_PHOTOS:
            raise refuse("too_many_photos", _("An entry holds 24 photographs. Tell the rest in another."))
        file = files.keep_picture(picture)
        known = entry.photos.filter(file=file, removed_at=None).first()
        if known is not None:
            return known
        photo = JournalPhoto.objects.create(entry=entry, file=file, alt=alt, put_by=by, put_at=now())
        audit.record(by=by, verb="federation.put_photo", thing=entry, new={"photo": photo.pk})
    return photo


def take_photo_down(*, by: Person, photo: JournalPhoto) -> JournalPhoto:
    require(policies.may_take_photo_down(by, photo))
    with transaction.atomic():
        photo = JournalPhoto.objects.select_for_update().select_related("entry").get(pk=photo.pk)
        if photo.removed_at is None:
            photo.removed_at = now()
            photo.save(update_fields=["removed_at"])
            audit.record(by=by, verb="federation.take_photo_down", thing=photo.entry, new={"photo": photo.pk})
    return photo


def link_story(*, by: Person, entry: JournalEntry, who: Person | Cooperative, linked: bool) -> None:
    """Say that an entry is about somebody or some cooperative, or that it is not. Saying it twice is once.

    Anybody may take their own name out of a story.
    """
    if not (isinstance(who, Person) and who.pk == by.pk and not linked):
        require(policies.may_tell_story(by))
    with transaction.atomic():
        entry = _standing(entry)
        links: Any = entry.people if isinstance(who, Person) else entry.cooperatives
        if links.filter(pk=who.pk).exists() == linked:
            return
        (links.add if linked else links.remove)(who)
        verb = "federation.link_story" if linked else "federation.unlink_story"
        audit.record(by=by, verb=verb, thing=entry, new={"who": f"{who._meta.label_lower}:{who.pk}"})


def _standing(entry: JournalEntry) -> JournalEntry:
    """The entry, locked, unless it was withdrawn."""
    entry = JournalEntry.objects.select_for_update().get(pk=entry.pk)
    if entry.withdrawn_at is not None:
        raise refuse("withdrawn", _("This entry was withdrawn from the journal."), status=409)
    return entry


def _check_days(happened_on: dt.date, until: dt.date | None, precision: str, yearly: bool) -> None:
    if until is not None and until < happened_on:
        raise refuse("ends_before", _("Look at the days."), until=_("It must end after it begins."))
    if happened_on > today() + dt.timedelta(days=366):
        raise refuse("far_ahead", _("Look at the day."), happened_on=_("That is more than a year ahead."))
    if yearly and precision != JournalEntry.Precision.DAY:
        raise refuse(
            "yearly_needs_a_day",
            _("What is remembered every year needs its day."),
            yearly=_("Give the exact day, or leave this unmarked."),
        )
