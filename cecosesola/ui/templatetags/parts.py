"""The parts that pages are built of."""

import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import forms, template
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString

from cecosesola.kernel.access import SECOND_FACTOR
from cecosesola.kernel.errors import Refusal

register = template.Library()


@register.inclusion_tag("_components/act.html", takes_context=True)
def act(
    context: template.Context,
    label: Any,
    url: str = "",
    refusal: Refusal | None = None,
    *,
    method: str = "get",
    tone: str = "",
    icon: str = "",
    name: str = "",
    value: Any = "",
    confirm: Any = "",
) -> dict[str, Any]:
    """A button that leads somewhere (`get`) or does something (`post`).

    With a refusal it stands there, switched off, and says why:
    `{% act _("Open the till") url refusal method="post" tone="primary" icon="lock-open" %}`
    Where only a second factor lacks, it stays switched on and leads to it.
    """
    if refusal is not None and refusal.code == SECOND_FACTOR.code:
        refusal = None
    return {
        "label": label,
        "url": url,
        "refusal": refusal,
        "method": method,
        "tone": tone,
        "icon": icon,
        "name": name,
        "value": value,
        "confirm": confirm,
        "key": f"why-{zlib.crc32(f'{label}·{url}'.encode()):x}",
        "csrf_token": context.get("csrf_token"),
    }


@dataclass(frozen=True)
class Stage:
    key: str
    label: Any
    place: int
    done: bool
    now: bool


@register.inclusion_tag("_components/stages.html")
def stages(steps: Iterable[tuple[str, Any]], current: str, label: Any = "") -> dict[str, Any]:
    """The stepper: `{% stages week.State.choices week.state %}`. Steps are (key, words) in order."""
    pairs = [(str(key), words) for key, words in steps]
    keys = [key for key, _words in pairs]
    here = keys.index(str(current)) if str(current) in keys else -1
    return {
        "label": label,
        "count": len(pairs),
        "here": here + 1,
        "stages": [
            Stage(key, words, place + 1, place < here, place == here)
            for place, (key, words) in enumerate(pairs)
        ],
        "current": pairs[here][1] if here >= 0 else "",
    }


@register.inclusion_tag("_components/empty.html", name="empty")  # outside a {% for %}, which has its own
@register.inclusion_tag("_components/empty.html")
def empty_state(
    title: Any, text: Any = "", icon: str = "sprout", url: str = "", label: Any = ""
) -> dict[str, Any]:
    """An empty page that teaches: what will be here, and how it starts."""
    return {"title": title, "text": text, "icon": icon, "url": url, "label": label}


@register.simple_block_tag
def tablebox(content: str, label: Any) -> SafeString:
    """A table that scrolls inside its own box, reachable by keyboard, when the phone is narrower."""
    return format_html(
        '<div class="table-box" tabindex="0" role="region" aria-label="{}">{}</div>',
        label,
        conditional_escape(content),
    )


@register.inclusion_tag("_components/errors.html")
def form_errors(form: forms.BaseForm) -> dict[str, Any]:
    """What is missing, on top, each line leading to its field."""
    found = []
    for name, messages in form.errors.items():
        field = form[name] if name in form.fields else None
        place = {"label": field.label if field else "", "target": field.id_for_label if field else ""}
        found += [{**place, "message": message} for message in messages]
    return {"errors": found}


@register.inclusion_tag("_components/form.html", takes_context=True)
def house_form(
    context: template.Context, form: forms.BaseForm, submit: Any, *, action: str = "", back: str = ""
) -> dict[str, Any]:
    """A whole form: errors, fields, one filled button, a quiet way back."""
    return {
        "form": form,
        "submit": submit,
        "action": action,
        "back": back,
        "csrf_token": context.get("csrf_token"),
    }
