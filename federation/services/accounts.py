"""One's own account: language, phone, password."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cecosesola.kernel import audit
from cecosesola.kernel.errors import refuse
from federation.models import LoginSession, Person
from federation.policies.entry import entry_of
from federation.services import entries
from federation.services.register import set_first_phone


def change_language(*, by: Person, language: str) -> Person:
    """Remember the language that the person reads in. Says nothing new when it is the same."""
    if language not in {"es", "en"}:
        raise refuse("no_such_language", _("Choose Spanish or English."))
    with transaction.atomic():
        person = Person.objects.select_for_update().get(pk=by.pk)
        if person.language != language:
            old, person.language = person.language, language
            person.save(update_fields=["language"])
            audit.record(
                by=by,
                verb="federation.change_language",
                thing=person,
                old={"language": old},
                new={"language": language},
                private=True,
            )
    return person


def change_account(*, by: Person, phone: str, language: str) -> Person:
    """A person's own first phone (E.164, or none) and language."""
    with transaction.atomic():
        person = change_language(by=by, language=language)
        if set_first_phone(person, phone):
            # The number itself stays out of the audit: it outlives what a person may want forgotten.
            audit.record(by=by, verb="federation.change_account", thing=person, private=True)
    return person


def change_password(*, by: Person, current: str, new: str) -> Person:
    """Change one's own password, knowing the one in use. Every other login ends."""
    with transaction.atomic():
        person = Person.objects.select_for_update().get(pk=by.pk)
        if not person.check_password(current):
            raise refuse("wrong_password", _("That is not your password now."), current=_("Write it again."))
        person.set_password(new)
        person.save(update_fields=["password"])
        entries.end_logins(person, LoginSession.Ended.PASSWORD, but=entry_of(by))
        audit.record(by=by, verb="federation.change_password", thing=person, private=True)
    return person
