"""The second factor: six figures from the phone's clock (TOTP, RFC 6238), and ten codes on paper.

django-otp computes; what is kept, locked and counted is ours, because its own tables keep paper codes
readable and its check does not lock the row (see docs/adr).
"""

import base64
import binascii
import datetime as dt
import secrets
from urllib.parse import quote, urlencode

from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django_otp.oath import TOTP

from cecosesola.kernel import audit
from cecosesola.kernel.clock import now
from cecosesola.kernel.errors import Refusal, Refused, refuse
from federation.models import LoginSession, Person, RecoveryCode, SecondFactor
from federation.policies.entry import entry_of, proved
from federation.services import codes

STEP = 30
TOLERANCE = 1  # half a minute of a slow clock, on either side
TRIES = 5
LOCKED_FOR = dt.timedelta(minutes=15)
PAPER_CODES = 10
PAPER_LENGTH = 9  # after the sign that names the slot
ISSUER = "Cecosesola"

WRONG = Refusal(
    "wrong_code",
    _("That code is not right, or it was used already. Wait for the next one."),
    fields={"code": _("Write the six figures that your phone shows now.")},
)
LOCKED = Refusal(
    "factor_locked", _("That was many wrong codes. Wait a quarter of an hour and try again."), status=429
)
WRONG_PASSWORD = Refusal(
    "wrong_password", _("That is not your password now."), fields={"current": _("Write it again.")}
)


def prepare(*, by: Person, current: str) -> SecondFactor:
    """Begin to set it up, or to move it to another phone: a new secret, which counts once confirmed.

    Whoever has one already proves it first, in this session.
    """
    entry = entry_of(by)
    with transaction.atomic():
        person = Person.objects.select_for_update().get(pk=by.pk)
        if not person.check_password(current):
            raise Refused(WRONG_PASSWORD)
        factor, _made = SecondFactor.objects.get_or_create(person=person)
        if factor.confirmed_at and not (entry and proved(entry)):
            raise refuse("prove_first", _("Give the code of the phone you have now, or a paper code, first."))
        factor.pending = base64.b32encode(secrets.token_bytes(20)).decode()
        factor.save(update_fields=["pending"])
    return factor


def address_of(factor: SecondFactor) -> str:
    """What the phone reads from the picture."""
    label = quote(f"{ISSUER}:{factor.person.document}")
    return f"otpauth://totp/{label}?{urlencode({'secret': factor.pending, 'issuer': ISSUER})}"


def confirm(*, by: Person, code: str) -> list[str]:
    """The phone answered with its first code: from now on it counts. Returns the paper codes, this once."""
    with transaction.atomic():
        Person.objects.select_for_update().get(pk=by.pk)
        factor = SecondFactor.objects.select_for_update().filter(person=by).exclude(pending="").first()
        if factor is None:
            raise refuse("not_begun", _("Begin again: nothing is being set up."), status=409)
        step = _step(factor.pending, code, after=0)
        if step is not None:
            # Another secret has codes of its own, but time goes on for both.
            factor.secret, factor.pending, factor.confirmed_at = factor.pending, "", now()
            factor.last_step, factor.failures, factor.locked_until = max(step, factor.last_step), 0, None
            factor.save()
            _prove(by)
            papers = _papers(by)
            audit.record(by=by, verb="federation.set_second_factor", thing=by, private=True)
            return papers
        locked = _count(factor)
    raise Refused(LOCKED if locked else WRONG)


def give(*, by: Person, code: str) -> None:
    """Prove it for this session, by phone or by paper. Each code counts once; five wrong ones lock it."""
    with transaction.atomic():
        factor = (
            SecondFactor.objects.select_for_update().filter(person=by, confirmed_at__isnull=False).first()
        )
        if factor is None:
            raise refuse("not_set_up", _("Set up your second factor first."), status=409)
        if factor.locked_until and factor.locked_until > now():
            raise Refused(LOCKED)
        if _accepted(factor, code):
            factor.failures, factor.locked_until = 0, None
            factor.save(update_fields=["failures", "locked_until", "last_step"])
            _prove(by)
            return
        locked = _count(factor)
    raise Refused(LOCKED if locked else WRONG)


def new_papers(*, by: Person) -> list[str]:
    """Ten new paper codes; those of before no longer count. Only just after proving who one is."""
    entry = entry_of(by)
    if entry is None or not proved(entry):
        raise refuse("prove_first", _("Give the code of your phone first."))
    with transaction.atomic():
        SecondFactor.objects.select_for_update().get(person=by)
        papers = _papers(by)
        audit.record(by=by, verb="federation.new_paper_codes", thing=by, private=True)
    return papers


def forget(*, person: Person) -> None:
    """Take a second factor away with its papers, inside the transaction of who says so."""
    SecondFactor.objects.filter(person=person).delete()
    RecoveryCode.objects.filter(person=person).delete()


def _prove(by: Person) -> None:
    entry = entry_of(by)
    if entry is not None and entry.kind == LoginSession.Kind.PASSWORD:
        entry.second_factor_at = now()
        LoginSession.objects.filter(pk=entry.pk, ended_at=None).update(
            second_factor_at=entry.second_factor_at
        )


def _accepted(factor: SecondFactor, code: str) -> bool:
    written = codes.typed(code)
    if written.isdecimal() and len(written) == 6:
        step = _step(factor.secret, written, after=factor.last_step)
        if step is not None:
            factor.last_step = step
        return step is not None
    return _paper_accepted(factor.person, written)


def _step(secret: str, code: str, *, after: int) -> int | None:
    """The half minute that the code belongs to, when it is of about now and later than the last one."""
    written = codes.typed(code)
    if not (written.isascii() and written.isdecimal() and len(written) == 6):
        return None
    try:
        totp = TOTP(base64.b32decode(secret), STEP)
    except binascii.Error:
        return None
    totp.time = now().timestamp()
    return totp.t() if totp.verify(int(written), TOLERANCE, after + 1) else None


def _paper_accepted(person: Person, written: str) -> bool:
    slot = codes.ALPHABET.find(written[:1]) if len(written) == PAPER_LENGTH + 1 else -1
    row = RecoveryCode.objects.select_for_update().filter(person=person, slot=slot, used_at=None).first()
    if row is None or not check_password(written, row.code_hash):
        return False
    row.used_at = now()
    row.save(update_fields=["used_at"])
    audit.record(by=person, verb="federation.use_paper_code", thing=person, private=True)
    return True


def _papers(person: Person) -> list[str]:
    RecoveryCode.objects.filter(person=person).delete()
    papers = [codes.ALPHABET[slot] + codes.make(PAPER_LENGTH) for slot in range(PAPER_CODES)]
    RecoveryCode.objects.bulk_create(
        RecoveryCode(person=person, slot=slot, code_hash=make_password(code))
        for slot, code in enumerate(papers)
    )
    return [codes.grouped(code) for code in papers]


def _count(factor: SecondFactor) -> bool:
    """Note a wrong code; whether that was one too many."""
    factor.failures += 1
    locked = factor.failures >= TRIES
    if locked:
        factor.failures, factor.locked_until = 0, now() + LOCKED_FOR
    factor.save(update_fields=["failures", "locked_until"])
    return locked


def is_enforced() -> bool:
    return bool(settings.SECOND_FACTOR)
