"""Forgetting a person around their own row: what this room's other tables know of them."""

from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.db import connection
from django.db.models import Q

from cecosesola.kernel.clock import now
from federation.models import (
    ActivationCode,
    Beginning,
    Contact,
    Household,
    HouseholdMember,
    ImportRow,
    LikelyDouble,
    LoginSession,
    Membership,
    Merge,
    PersonPhone,
    PinTries,
    RecoveryCode,
    Reflection,
    SecondFactor,
    SupportedHome,
    TillPin,
)
from federation.services.support import erase

NOTHING = "—"


def forget(numbers: list[int], documents: list[str]) -> None:
    """Erase what this room's other tables say of these people, by their rows and their numbers.

    What the meeting told or decided stays: suspensions, reprimands, certificates, and what was told to all.
    """
    _where_they_live(numbers)
    _how_they_come_in(numbers, documents)
    _what_was_said(numbers)
    _what_files_brought(numbers, documents)


def _where_they_live(numbers: list[int]) -> None:
    PersonPhone.objects.filter(person__in=numbers).delete()
    homes = set(HouseholdMember.objects.filter(person__in=numbers).values_list("household", flat=True))
    HouseholdMember.objects.filter(person__in=numbers).delete()
    Household.objects.filter(pk__in=homes, members__isnull=True).delete()
    Contact.objects.filter(person__in=numbers).delete()
    for home in SupportedHome.objects.select_for_update().filter(contact__in=numbers).order_by("pk"):
        erase(home, at=now())


def _how_they_come_in(numbers: list[int], documents: list[str]) -> None:
    for model in (LoginSession, ActivationCode, RecoveryCode, SecondFactor, PinTries, TillPin):
        model._default_manager.filter(person__in=numbers).delete()
    for tried in (AccessAttempt, AccessLog, AccessFailureLog):
        tried.objects.filter(username__in=documents).delete()


def _what_was_said(numbers: list[int]) -> None:
    Membership.objects.filter(person__in=numbers).exclude(leaving_words="").update(leaving_words="")
    Beginning.objects.filter(newcomer__in=numbers).update(words=NOTHING)
    about = Q(author__in=numbers) | Q(beginning__newcomer__in=numbers)
    Reflection.objects.filter(about).delete()


def _what_files_brought(numbers: list[int], documents: list[str]) -> None:
    Merge.objects.filter(Q(survivor__in=numbers) | Q(merged__in=numbers)).update(moved={}, sealed=True)
    LikelyDouble.objects.filter(Q(one__in=numbers) | Q(other__in=numbers)).delete()
    ImportRow.objects.filter(
        Q(thing_id__in=numbers, brought__kind="people") | Q(cells__document__in=documents)
    ).update(cells={}, changes={})
    with connection.cursor() as cursor:
        # A line that was refused keeps the number as it was written.
        cursor.execute(
            "UPDATE federation_importrow SET cells = '{}', changes = '{}' WHERE cells ? 'as_written' AND"
            " regexp_replace(upper(cells->'as_written'->>'document'), '[^A-Z0-9]', '', 'g') = ANY (%s)",
            [[*documents, *(document[1:] for document in documents)]],
        )
