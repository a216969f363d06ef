"""Hash chains whose heads are written into the minutes: who later cuts a tail off is found out."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext_lazy as _

from cecosesola.kernel import audit

_HEADS: dict[str, tuple[Any, Callable[[], str | None]]] = {}


def register_head(name: str, label: Any, head: Callable[[], str | None]) -> None:
    """A room above that keeps a hash chain lends its head, `place:hash`, to the minutes."""
    _HEADS[name] = (label, head)


def audit_head() -> str | None:
    seal = audit.head()
    return f"{seal.position}:{bytes(seal.hash).hex()}" if seal else None


def heads() -> dict[str, str]:
    """Each chain's head at this moment."""
    found = {name: head() for name, (_label, head) in _HEADS.items()}
    return {name: head for name, head in found.items() if head}


def label_of(name: str) -> Any:
    return _HEADS[name][0] if name in _HEADS else name


register_head("audit", _("what changed"), audit_head)
