"""The words for what the audit keeps: `federation.give_mandate` reads «gave a key»."""

import datetime as dt
import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Field
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from cecosesola.kernel.money import format_number
from cecosesola.ui.changed import FIELDS

FIGURE = re.compile(r"^-?\d{1,20}\.(\d{1,8})$")
_VERBS: dict[str, Any] = {}
_KINDS: dict[str, str] = {}


def register(verbs: Mapping[str, Any], *, pages: Mapping[str, str] | None = None) -> None:
    """Teach verbs (`room.verb` → words) and where a kind of thing has its page
    (`room.model` → URL name that takes the thing's number)."""
    _VERBS.update(verbs)
    _KINDS.update(pages or {})


def words(verb: str) -> str:
    """The verb for people; an untaught one is read from its name."""
    if verb in _VERBS:
        return str(_VERBS[verb])
    return verb.rsplit(".", 1)[-1].replace("_", " ")


def field(object_type: str, name: str) -> str:
    """What changed, for people: as the thing itself calls it, or as it is called anywhere.

    A currency stands behind its words: `difference_VES`.
    """
    known = _field_of(object_type, name)
    if known is not None and not known.is_relation:
        return str(known.verbose_name)
    first, _line, last = name.rpartition("_")
    if last.isupper() and first in FIELDS:
        return f"{FIELDS[first]} {last}"
    return str(FIELDS.get(name) or name.replace("_", " "))


def value(object_type: str, name: str, kept: Any) -> Any:
    """What it changed to, for people: a choice by its words, yes or no, a day as it is written."""
    if isinstance(kept, bool):
        return _("yes") if kept else _("no")
    known = _field_of(object_type, name)
    for code, label in known.flatchoices if known is not None and known.choices else ():
        if code == kept:
            return str(label)
    if isinstance(kept, str) and (figure := FIGURE.match(kept)):
        return format_number(Decimal(kept), len(figure[1]))
    return _moment(kept) if isinstance(kept, str) else kept


def _moment(kept: str) -> str:
    try:
        moment = dt.datetime.fromisoformat(kept) if kept[4:5] == "-" == kept[7:8] else None
    except ValueError:
        moment = None
    if moment is None:
        return kept
    if len(kept) == len("2026-11-23"):
        return formats.date_format(moment, "SHORT_DATE_FORMAT")
    if moment.tzinfo is not None:
        moment = timezone.localtime(moment)
    return formats.date_format(moment, "SHORT_DATETIME_FORMAT")


def _field_of(object_type: str, name: str) -> Field | None:
    try:
        found = apps.get_model(object_type)._meta.get_field(name)
    except (LookupError, ValueError, FieldDoesNotExist):
        return None
    return found if isinstance(found, Field) else None


def page_of(object_type: str) -> str | None:
    return _KINDS.get(object_type)
