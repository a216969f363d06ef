"""Every worker reads, tells and questions. Nothing here needs a key: no meeting outranks another."""

from cecosesola.kernel.errors import Refusal
from federation.selectors import Person, worker_refusal


def may_read(person: Person) -> Refusal | None:
    return worker_refusal(person)


def may_tell(person: Person) -> Refusal | None:
    """Anyone may decide if it is coherent with the criteria, and tells it."""
    return worker_refusal(person)


def may_bring_topic(person: Person) -> Refusal | None:
    return worker_refusal(person)
