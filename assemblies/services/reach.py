"""How a meeting reaches people: the secret link of one's calendar, and what one wants to be told."""

import hashlib
import re
import secrets

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from assemblies.models import CalendarKey, Reach, Sending, SpacePerson
from cecosesola.kernel import audit, secrecy
from cecosesola.kernel.clock import now
from cecosesola.kernel.errors import Refused, refuse
from federation.selectors import Person

PURPOSE = "assemblies.reach"
# Messengers with an address of their own on the internet. Schemes that name any machine are left out, so
# that nobody makes the server knock at doors inside the house.
MESSENGERS = ("tgram", "discord", "slack", "msteams", "pover", "pushover", "wxteams", "zulip", "signl4")


def key_hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def make_calendar_key(*, by: Person) -> str:
    """A new secret link for one's own calendar. The one before it no longer opens. It is shown once."""
    secret = secrets.token_urlsafe(32)
    with transaction.atomic():
        Person.objects.select_for_update().get(pk=by.pk)
        take_calendar_key_back(by=by)
        key = CalendarKey.objects.create(person=by, key_hash=key_hash(secret), made_at=now())
        audit.record(by=by, verb="assemblies.make_calendar_key", thing=key, private=True)
    return secret


def take_calendar_key_back(*, by: Person) -> bool:
    """The link no longer opens. Answers whether there was one."""
    with transaction.atomic():
        key = CalendarKey.objects.select_for_update().filter(person=by, revoked_at=None).first()
        if key is None:
            return False
        key.revoked_at = now()
        key.save(update_fields=["revoked_at"])
        audit.record(by=by, verb="assemblies.take_calendar_key_back", thing=key, private=True)
    return True


def say_reach(
    *, by: Person, channel: str, address: str, wants_digest: bool, wants_reminders: bool
) -> Reach | None:
    """Say how one wants to be reached, and for what. Wanting nothing forgets the address."""
    address = address.strip()
    with transaction.atomic():
        Person.objects.select_for_update().get(pk=by.pk)
        if not (wants_digest or wants_reminders):
            Reach.objects.filter(person=by).delete()
            return None
        known = Reach.objects.filter(person=by).first()
        kept = (
            known.address if known and not address and known.channel == channel else _kept(channel, address)
        )
        reach, _new = Reach.objects.update_or_create(
            person=by,
            defaults={
                "channel": channel,
                "address": kept,
                "wants_digest": wants_digest,
                "wants_reminders": wants_reminders,
            },
        )
        audit.record(by=by, verb="assemblies.say_reach", thing=reach, new={"channel": channel}, private=True)
    return reach


def _kept(channel: str, address: str) -> str:
    if channel == Reach.Channel.EMAIL:
        try:
            validate_email(address)
        except ValidationError as error:
            raise refuse(
                "no_email",
                _("This is not an e-mail address."),
                address=_("Write it as name@place.org."),
            ) from error
        return address
    if re.fullmatch(r"[a-z0-9]+://\S{3,400}", address) is None:
        raise _not_a_messenger()
    if address.partition("://")[0] not in MESSENGERS or not _understood(address):
        raise _not_a_messenger()
    return secrecy.seal(address, PURPOSE)


def _understood(address: str) -> bool:
    from apprise import Apprise

    return bool(Apprise.instantiate(address, suppress_exceptions=True))


def _not_a_messenger() -> Refused:
    return refuse(
        "no_messenger",
        _("This messenger is not known here."),
        address=_("Paste its link, such as tgram://key/conversation. The help says how to get one."),
    )


def forget_reach(numbers: list[int]) -> None:
    """Erase how these people were reached, and their links."""
    for model in (CalendarKey, Reach, Sending, SpacePerson):
        model._default_manager.filter(person__in=numbers).delete()
