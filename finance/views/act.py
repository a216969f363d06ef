"""One page for the many short forms of this room: a title, a form, and the way back."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from cecosesola.ui.forms import HouseForm, attempt, form_page


def act(
    request: HttpRequest,
    form: HouseForm,
    service: Callable[..., Any],
    *,
    title: str,
    submit: str,
    done: str,
    up: str,
    up_url: str,
    lead: str = "",
    then: Callable[[Any], str] | None = None,
    **given: Any,
) -> HttpResponse:
    """Show a form, or hand what was sent to a service and go on to `then` of its answer, or back."""
    if request.method == "POST":
        answer = attempt(form, service, **given)
        if answer is not None:
            messages.success(request, done)
            return redirect(then(answer) if then else up_url)
    return form_page(
        request, "finance/act.html", form, title=title, submit=submit, up=up, up_url=up_url, lead=lead
    )
