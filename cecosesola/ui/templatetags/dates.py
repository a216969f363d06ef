"""Days, hours and weeks as people here say them."""

import datetime as dt
from typing import Any

from django import template
from django.utils import formats, timezone
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from cecosesola.kernel.clock import now, today
from cecosesola.kernel.weeks import Week

register = template.Library()

NOTHING = "—"


def _spanish() -> bool:
    return (get_language() or "es").startswith("es")


def local(value: dt.datetime) -> dt.datetime:
    return timezone.localtime(value) if timezone.is_aware(value) else value


def _date(value: Any) -> dt.date | None:
    if isinstance(value, dt.datetime):
        return local(value).date()
    return value if isinstance(value, dt.date) else None


@register.filter
def day(value: Any) -> str:
    """`viernes 27 de noviembre`; with its year when it is not this one."""
    date = _date(value)
    if date is None:
        return NOTHING
    form = r"l j \d\e F" if _spanish() else "l j F"
    if date.year != today().year:
        form += r" \d\e Y" if _spanish() else " Y"
    return formats.date_format(date, form)


@register.filter
def shortday(value: Any) -> str:
    """`27/11`; with its year when it is not this one."""
    date = _date(value)
    if date is None:
        return NOTHING
    return formats.date_format(date, "d/m" if date.year == today().year else "d/m/Y")


@register.filter
def days(since: Any, until: Any) -> str:
    """`{{ since|days:until }}` → `27 – 29 de noviembre`."""
    first, last = _date(since), _date(until)
    if first is None or last is None:
        return day(first or last)
    if first == last:
        return day(first)
    if (first.year, first.month) == (last.year, last.month):
        month = formats.date_format(last, r"\d\e F" if _spanish() else "F")
        return f"{first.day} – {last.day} {month}"
    form = r"j \d\e F" if _spanish() else "j F"
    return f"{formats.date_format(first, form)} – {formats.date_format(last, form)}"


@register.filter
def clock(value: Any) -> str:
    """`5:45`."""
    if isinstance(value, dt.datetime):
        value = local(value).time()
    return f"{value.hour}:{value:%M}" if isinstance(value, dt.time) else NOTHING


@register.filter
def moment(value: Any) -> str:
    """`hoy, 15:00`, `ayer, 9:10`, `27/11, 15:00`."""
    if not isinstance(value, dt.datetime):
        return shortday(value)
    return f"{_near(local(value).date())}, {clock(value)}"


def _near(date: dt.date) -> str:
    away = (date - today()).days
    named = {
        0: pgettext("a day", "today"),
        1: pgettext("a day", "tomorrow"),
        -1: pgettext("a day", "yesterday"),
    }
    return named.get(away) or shortday(date)


@register.filter
def since(value: Any) -> str:
    """`hace 3 minutos`, rounded to what matters."""
    if not isinstance(value, dt.datetime):
        return _("never")
    seconds = int((now() - value).total_seconds())
    if seconds < 60:
        return _("just now")
    if seconds < 3600:
        return _("%(n)d min ago") % {"n": seconds // 60}
    if seconds < 86400:
        return _("%(n)d h ago") % {"n": seconds // 3600}
    return moment(value)


@register.filter
def week(value: Any) -> str:
    """`semana 48`, from a Week, its name or a day."""
    if isinstance(value, str):
        try:
            value = Week.parse(value)
        except ValueError:
            return value
    date = _date(value)
    if date is not None:
        value = Week.of(date)
    if not isinstance(value, Week):
        return NOTHING
    if value.year == Week.of(today()).year:
        return _("week %(number)d") % {"number": value.number}
    return _("week %(number)d of %(year)d") % {"number": value.number, "year": value.year}


@register.filter
def period(value: Any) -> str:
    """A range of the database: `12/01 – 15/03`, `since 12/01`."""
    if value is None or getattr(value, "isempty", False):
        return NOTHING
    first, last = _date(value.lower), _date(value.upper)
    if isinstance(value.upper, dt.date) and not isinstance(value.upper, dt.datetime):
        last = value.upper - dt.timedelta(days=1)
    if last is None:
        return _("since %(day)s") % {"day": shortday(first)}
    return f"{shortday(first)} – {shortday(last)}"
