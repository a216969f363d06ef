"""How we share the word: for everybody how widely, to oneself one's own."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.formats import date_format
from django.utils.timezone import localtime

from assemblies.models import Space
from assemblies.policies import may_read
from assemblies.selectors import power as read
from cecosesola.ui.charts import Series
from cecosesola.ui.guard import guarded


@guarded(may_read)
def power(request: HttpRequest) -> HttpResponse:
    person: Any = request.user
    asked = request.GET.get("instancia", "")
    space = None
    if asked.isdecimal() and len(asked) < 18:
        space = Space.objects.filter(pk=int(asked)).first()
    months, told = read.power(person, space)
    labels = [date_format(localtime(month.since), "M Y") for month in months]
    parts = [
        {
            "label": one.source.label,
            "rows": list(zip(labels, one.months, one.mine, strict=True)),
            "series": [Series(one.source.label, [month.people for month in one.months])],
            "known": any(month.people is not None for month in one.months),
        }
        for one in told
    ]
    spaces = Space.objects.filter(closed_at=None).order_by("-is_network", "name", "id")[:60]
    context = {"parts": parts, "labels": labels, "space": space, "spaces": spaces}
    return render(request, "assemblies/power.html", context)
