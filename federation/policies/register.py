"""Who may read and change the register."""

from collections.abc import Collection

from django.utils.translation import gettext_lazy as _

from cecosesola.kernel.errors import Refusal
from federation.models import SENSITIVE, Mandate, Person, Role
from federation.policies.keys import may_hold, may_read_as_worker

OWN_KEY = Refusal(
    "own_key",
    _("Nobody gives themselves a key. Ask somebody else who keeps the register."),
    status=403,
    fields={"person": _("This is you.")},
)

TAKES_TWO = Refusal(
    "takes_two",
    _("This key is given by two people who keep the register. Ask for it, and another confirms."),
    status=409,
)
SELF = Refusal(
    "own_account",
    _("For your own account another person who keeps the register does this."),
    status=403,
)
GONE = Refusal(
    "gone",
    _("This row is no longer a person of its own. Look up who they are now under «People»."),
    status=409,
    fields={"person": _("Look up who they are now.")},
)
CONCERNED = Refusal(
    "concerned", _("This is about you: let two others who keep the register do it."), status=403
)


def may_see_people(person: Person) -> Refusal | None:
    """Every worker sees people and cooperatives, without their phones."""
    return may_read_as_worker(person)


def may_see_person(reader: Person, person: Person) -> Refusal | None:
    """Every worker sees who somebody is; and everybody sees what the register says of themselves."""
    return None if reader.pk == person.pk else may_see_people(reader)


def may_see_keys(person: Person) -> Refusal | None:
    """Every worker sees who holds which key, given by what and until when."""
    return may_read_as_worker(person)


def may_see_changes(person: Person) -> Refusal | None:
    """Every worker sees who changed what; the private is left out."""
    return may_read_as_worker(person)


def may_see_phone(reader: Person, person: Person) -> Refusal | None:
    """A phone is seen by its owner and by whoever keeps the register."""
    return None if reader.pk == person.pk else may_hold(reader, Role.REGISTER)


def may_keep_register(person: Person) -> Refusal | None:
    """Register and change people and their households: whoever keeps the register."""
    return may_hold(person, Role.REGISTER)


def may_be_given(person: Person) -> Refusal | None:
    """A row that is now another, or whose data were removed, gets no key and enters no cooperative."""
    return None if person.stands else GONE


def may_settle(person: Person, concerned: Collection[int]) -> Refusal | None:
    """Merge, part or redact people: whoever keeps the register, and never their own row."""
    return may_keep_register(person) or (CONCERNED if person.pk in concerned else None)


def may_give_keys(person: Person) -> Refusal | None:
    """Whoever keeps the register."""
    return may_hold(person, Role.REGISTER)


def may_give_key_to(giver: Person, person: Person) -> Refusal | None:
    return may_give_keys(giver) or (OWN_KEY if giver.pk == person.pk else None)


def takes_two(role: str) -> Refusal | None:
    """Roles that reach money, data or keys are given by two people."""
    return TAKES_TWO if role in SENSITIVE else None


def may_help_enter(helper: Person, person: Person) -> Refusal | None:
    """Make somebody's code to enter, open their PIN, ask that their second factor be forgotten."""
    return may_give_keys(helper) or (SELF if helper.pk == person.pk else None)


def may_break_glass(person: Person) -> Refusal | None:
    """In an emergency any worker asks for a key for an hour, and any other worker confirms it."""
    return may_read_as_worker(person)


def may_end_key(person: Person, mandate: Mandate) -> Refusal | None:
    """One's own key may always be handed back; another's is ended by whoever keeps the register."""
    return None if mandate.person_id == person.pk else may_give_keys(person)


def may_rerun_jobs(person: Person) -> Refusal | None:
    return may_hold(person, Role.JOBS)
