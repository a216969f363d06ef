"""Who reads and tells what the network remembers."""

from django.utils.translation import gettext_lazy as _

from cecosesola.kernel.access import LOGIN, NOT_FOUND
from cecosesola.kernel.errors import Refusal
from federation.models import JournalEntry, JournalPhoto, Person, Role
from federation.policies.keys import keys_of, may_read_as_worker

NOT_THEIRS = Refusal(
    "not_theirs",
    _("Whoever told it, or keeps the register, may withdraw it. You may correct it instead."),
    status=403,
)
NOT_IN_IT = Refusal(
    "not_in_it",
    _("Whoever put the photograph, is in the story, or keeps the register may take it down."),
    status=403,
)


def may_read_journal(person: Person) -> Refusal | None:
    """Every member of a cooperative of the network."""
    if not person.is_authenticated:
        return LOGIN
    return None if keys_of(person).member_of else NOT_FOUND


def may_tell_story(person: Person) -> Refusal | None:
    """Every worker tells, and corrects what others told: each change stays readable."""
    return may_read_as_worker(person)


def may_withdraw_story(person: Person, entry: JournalEntry) -> Refusal | None:
    if entry.told_by_id == person.pk or keys_of(person).holds(Role.REGISTER):
        return may_tell_story(person)
    return NOT_THEIRS


def may_take_photo_down(person: Person, photo: JournalPhoto) -> Refusal | None:
    """A picture of somebody leaves when they ask: nobody else needs to agree."""
    if person.pk in (photo.put_by_id, photo.entry.told_by_id) or keys_of(person).holds(Role.REGISTER):
        return None
    return None if photo.entry.people.filter(pk=person.pk).exists() else NOT_IN_IT
