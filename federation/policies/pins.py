"""PINs that anybody would try first."""

import itertools
import re

from django.utils.translation import gettext_lazy as _

from cecosesola.kernel.errors import Refusal
from cecosesola.kernel.phones import national
from federation.models import Person

FORM = Refusal("pin_form", _("A PIN is four to six figures."), fields={"pin": _("Four to six figures.")})
OBVIOUS = Refusal(
    "pin_obvious",
    _("That PIN is too easy to guess."),
    fields={"pin": _("Not figures in a row or repeated, not a year, not part of your number or phone.")},
)


def pin_refused(pin: str, person: Person) -> Refusal | None:
    """None for four to six figures that a neighbour would not try first."""
    if not re.fullmatch(r"[0-9]{4,6}", pin):
        return FORM
    steps = {(int(b) - int(a)) % 10 for a, b in itertools.pairwise(pin)}
    in_a_row = len(steps) == 1  # 0000, 1234, 9876, 2468
    repeated = len(set(pin)) <= 2 or pin == pin[: len(pin) // 2] * 2  # 1221, 4545, 123123
    year = bool(re.fullmatch(r"(19|20)\d\d", pin)) or _is_date(pin)
    numbers = person.phones.values_list("number", flat=True)
    digits = [person.document, *(national(number) for number in numbers)]
    own = any(pin in re.sub(r"\D", "", known) for known in digits)
    return OBVIOUS if in_a_row or repeated or year or own else None


def _is_date(pin: str) -> bool:
    """`150384`: a birthday, day first."""
    return len(pin) == 6 and 1 <= int(pin[:2]) <= 31 and 1 <= int(pin[2:4]) <= 12
