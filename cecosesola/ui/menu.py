"""The menu: each room hangs its own entries here, so that a room without pages does not appear.

A room registers once, in the `ready()` of its app config:

    menu.register(
        menu.Room("markets", _("Fairs"), "store", place=10, entries=[
            menu.Entry(_("Week"), "markets:week", "calendar-days", menu.allowed(policies.may_read)),
        ])
    )

The room's key is its URL namespace: that is how a page knows where it stands.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from cecosesola.kernel.errors import Refusal

Visible = Callable[[Any], bool]

# Rooms from this place on stand behind «More» on a phone.
MORE = 40


def everybody(person: Any) -> bool:
    """Anyone who has logged in."""
    return True


def allowed(policy: Callable[[Any], Refusal | None]) -> Visible:
    """Visible to whom the policy does not refuse."""
    return lambda person: policy(person) is None


@dataclass(frozen=True)
class Entry:
    """One page of a room's row: its words, where it leads, its icon (lucide) and who sees it."""

    label: Any
    url_name: str
    icon: str = "dot"
    visible: Visible = everybody


@dataclass(frozen=True)
class Room:
    """A tab of the menu. `place` orders the tabs: 10 fairs, 20 meetings, 30 rotation, 40 finance,
    50 health, 60 funerals, 70 people."""

    key: str
    label: Any
    icon: str
    place: int
    entries: list[Entry] = field(default_factory=list)


@dataclass(frozen=True)
class Link:
    """An entry as the template draws it."""

    label: Any
    url: str
    icon: str
    current: bool = False
    more: bool = False


@dataclass(frozen=True)
class Menu:
    """What one person sees from one page."""

    tabs: list[Link]
    row: list[Link]
    tools: list[Link]
    room: Any

    @property
    def phone(self) -> list[Link]:
        return [tab for tab in self.tabs if not tab.more]

    @property
    def more(self) -> list[Link]:
        return [tab for tab in self.tabs if tab.more]

    @property
    def in_more(self) -> bool:
        return any(tab.current for tab in self.more)


HOME = Room("", _("My day"), "sun", 0, [Entry(_("My day"), "home", "sun")])
_ROOMS: dict[str, Room] = {}
_TOOLS: dict[str, Entry] = {}


def register(room: Room) -> None:
    """Hang a room's tab. A second call for the same room adds its entries to the first's."""
    known = _ROOMS.get(room.key)
    if known:
        names = {entry.url_name for entry in known.entries}
        added = [entry for entry in room.entries if entry.url_name not in names]
        room = replace(known, entries=[*known.entries, *added])
    _ROOMS[room.key] = room


def register_tool(entry: Entry) -> None:
    """Hang a page of no room, such as the jobs, under «More»."""
    _TOOLS[entry.url_name] = entry


def rooms() -> list[Room]:
    return sorted(_ROOMS.values(), key=lambda room: room.place)


def links(entries: list[Entry], person: Any) -> list[Link]:
    """The entries that the person sees and whose page exists."""
    found = []
    for entry in entries:
        if not entry.visible(person):
            continue
        try:
            url = reverse(entry.url_name)
        except NoReverseMatch:
            continue
        found.append(Link(entry.label, url, entry.icon))
    return found


def of(request: HttpRequest) -> Menu:
    """The menu of whoever asks, seen from the page that is asked for."""
    person = getattr(request, "user", None)
    match = request.resolver_match
    if person is None or not person.is_authenticated:
        return Menu([], [], [], None)
    here = match.namespaces[0] if match and match.namespaces else ""
    at_home = match is not None and match.view_name == "home"
    tabs, row, label = [], [], None
    for room in [HOME, *rooms()]:
        pages = links(room.entries, person)
        if not pages:
            continue
        current = at_home if room is HOME else room.key == here and _within(pages, request.path)
        tabs.append(Link(room.label, pages[0].url, room.icon, current, room.place >= MORE))
        if current:
            label = room.label
            row = _mark(pages, request.path) if len(pages) > 1 else []
    tools = [replace(tool, current=tool.url == request.path) for tool in links([*_TOOLS.values()], person)]
    return Menu(tabs, row, tools, label)


def _within(pages: list[Link], path: str) -> bool:
    """Whether the address is of the room's own part of the house, such as /gente/."""
    return path.startswith("/".join(pages[0].url.split("/")[:2]) + "/")


def _mark(pages: list[Link], path: str) -> list[Link]:
    """Mark the page whose address is the longest beginning of where we are."""
    best = max((page.url for page in pages if path.startswith(page.url)), key=len, default="")
    return [replace(page, current=page.url == best) for page in pages]
