"""Every address, and who may open it."""

from collections.abc import Callable, Iterator
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import RoutePattern

from cecosesola.papers import words

Row = tuple[str, str, str]


def write() -> str:
    rows = list(_rows(get_resolver()))
    told = {name: promise or "—" for _address, name, promise in rows}
    api = [row for row in rows if row[0].startswith("api/")]
    pages = [row for row in rows if row not in api]
    return "\n".join(
        [
            words.HEAD,
            "# Access\n",
            "Who may open each address. What depends on the thing asked for (this fair, this statement)",
            "is asked again by the view, or by the service that it calls.\n",
            "## Policies\n",
            words.table(["policy", "opens for"], [(f"`{name}`", told[name]) for name in sorted(told)]),
            "\n## Pages\n",
            _addresses(pages),
            "\n## API\n",
            _addresses(api),
        ]
    )


def _addresses(rows: list[Row]) -> str:
    return words.table(["address", "policy"], [(f"`/{address}`", f"`{name}`") for address, name, _ in rows])


def _rows(resolver: URLResolver, before: str = "") -> Iterator[Row]:
    for pattern in resolver.url_patterns:
        address = before + _address(pattern)
        if isinstance(pattern, URLResolver):
            yield from _rows(pattern, address)
        else:
            yield address, *_policy(pattern.callback)


def _address(pattern: URLPattern | URLResolver) -> str:
    shape = pattern.pattern
    return str(shape) if isinstance(shape, RoutePattern) else ""


def _policy(view: Callable[..., Any]) -> tuple[str, str]:
    """What the view declares: by `guarded`, by `public` or, in the API, by its permissions."""
    policy = getattr(view, "policy", None)
    if policy == "public":
        return "public", "Anyone, said in so many words."
    if policy is not None:
        return _name(policy), words.said(policy)
    owner: Any = getattr(view, "cls", None) or getattr(view, "view_class", None)
    permissions = getattr(owner, "permission_classes", ())
    if not permissions:
        return "none", "Nobody: nothing is declared."
    promises = [words.said(permission).split(". ")[0].rstrip(".") + "." for permission in permissions]
    return ", ".join(map(_name, permissions)), " ".join(promises)


def _name(thing: Any) -> str:
    return f"{thing.__module__}.{thing.__qualname__}"
