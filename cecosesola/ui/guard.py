"""Every page declares who may open it. A view that declares nothing opens for nobody.

    @guarded(policies.may_see_people)
    def people(request): …

The policy takes the person and answers None or a Refusal. What depends on the thing asked for is
checked inside the view, with `require(policy(person, thing))`.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar
from urllib.parse import urlsplit

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import Resolver404, resolve

from cecosesola.kernel.access import LOGIN
from cecosesola.kernel.errors import Refusal, require

Policy = Callable[[Any], Refusal | None]
Answer = TypeVar("Answer", bound=HttpResponseBase)
View = TypeVar("View", bound=Callable[..., Any])


def may_enter(person: Any) -> Refusal | None:
    """Anyone who has logged in: for what is one's own, such as the account."""
    return None if person.is_authenticated else LOGIN


def guarded(
    policy: Policy, *, leads: Policy | None = None
) -> Callable[[Callable[..., Answer]], Callable[..., Answer]]:
    """Open the view to whom the policy does not refuse. Anonymous people are sent to log in.

    Where the page lets people in who may see only some of its things, `leads` says who may see them all: only
    they are led there from pages that do not ask about the thing (`opens`).
    """

    def declare(view: Callable[..., Answer]) -> Callable[..., Answer]:
        @wraps(view)
        def opened(request: HttpRequest, *args: Any, **kwargs: Any) -> Answer:
            person: Any = request.user
            require(may_enter(person))
            require(policy(person))
            return view(request, *args, **kwargs)

        opened.policy = policy  # type: ignore[attr-defined]
        opened.leads = leads or policy  # type: ignore[attr-defined]
        return opened

    return declare


def public(view: View) -> View:
    """Open the view to anyone, said in so many words."""
    view.policy = "public"  # type: ignore[attr-defined]
    return view


def opens(person: Any, address: str) -> bool:
    """Whether a page of this house lets somebody in, so that a link to it leads somewhere."""
    try:
        view = resolve(urlsplit(address).path).func
    except Resolver404:
        return False
    if getattr(view, "policy", None) == "public":
        return True
    leads = getattr(view, "leads", None)
    return leads is not None and may_enter(person) is None and leads(person) is None


def declared(view: Callable[..., Any]) -> bool:
    """Whether the view says who may open it: by `guarded`, `public` or, in the API, its permissions."""
    if getattr(view, "policy", None) is not None:
        return True
    owner = getattr(view, "cls", None) or getattr(view, "view_class", None)
    return bool(owner and (getattr(owner, "policy", None) or getattr(owner, "permission_classes", None)))
