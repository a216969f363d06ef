"""How a number on paper is written so that any phone dials it."""

from django.utils.translation import gettext_lazy as _

from cecosesola.kernel import phones
from cecosesola.kernel.errors import Refusal, Refused


def as_dialled(written: str, *, field: str = "phone") -> str:
    """`0414-123.45.67` → `+584141234567`; nothing stays nothing. Raises Refused for what is no phone."""
    if not written.strip():
        return ""
    number = phones.tidy(written)
    if number is None:
        how = _("Write it with its code, such as 0414-1234567 or +57 310 1234567.")
        raise Refused(Refusal("not_a_phone", _("This is not a phone number."), fields={field: how}))
    return number
