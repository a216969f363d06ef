"""«Bring in»: files of people and cooperatives. «Take out»: people's personal data."""

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from cecosesola.kernel import phones as phone_words
from cecosesola.kernel.access import NOT_FOUND
from cecosesola.kernel.deferred import after_commit
from cecosesola.kernel.errors import Refused
from cecosesola.ui import export, paging
from cecosesola.ui.forms import add_refusal, attempt, form_page
from cecosesola.ui.guard import guarded
from federation import policies
from federation.forms.files import BringForm, TakeForm, WriteForm
from federation.models import Import, ImportRow, Person, PersonPhone, TwoPersonAct
from federation.selectors import imports as read_imports
from federation.services import taking
from federation.services.importing import columns, flow
from federation.states import IMPORT_TONES, ImportState
from federation.views.people import in_stretches

SMALL = 400_000
"""Bytes that are read while the person waits: some thousand lines, about a second."""


@guarded(policies.may_keep_register)
def imports(request: HttpRequest) -> HttpResponse:
    """Bringing a file, what its columns may be called, and the files of before."""
    form = BringForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            brought = flow.bring(
                by=request.user,  # type: ignore[arg-type]
                kind=form.cleaned_data["kind"],
                file_name=file.name,
                content=file.read(),
            )
        except Refused as refused:
            add_refusal(form, refused.refusal)
        else:
            _set_going(brought)
            return redirect("federation:import", pk=brought.pk)
    return form_page(
        request,
        "federation/imports.html",
        form,
        recent=[(one, IMPORT_TONES[ImportState(one.state)]) for one in read_imports.recent()],
        tables=[(Import.Kind(kind).label, told.columns) for kind, told in flow.KINDS.items()],
    )


def _set_going(brought: Import) -> None:
    """A small file at once, a large one by the job processes; and if those are away, by the minute's step."""
    if brought.size <= SMALL:
        flow.go_on(brought.pk)
    else:
        after_commit(flow.GO_ON, brought.pk)


def _found(pk: int) -> Import:
    found = Import.objects.defer("content").select_related("by").filter(pk=pk).first()
    if found is None:
        raise Refused(NOT_FOUND)
    return found


@guarded(policies.may_keep_register)
def brought(request: HttpRequest, pk: int) -> HttpResponseBase:
    """A file: how far it is, and each line's fate."""
    found = _found(pk)
    fate = request.GET.get("suerte", "")
    fate = fate if fate in ImportRow.Fate.values else ""
    rows = read_imports.rows(found, fate)
    kind = flow.KINDS[Import.Kind(found.kind)]
    labels = {column.key: column.label for column in kind.columns}
    if wanted := export.wanted(request):
        return export.answer(wanted, _("lines of the file"), _fate_columns(labels), rows.iterator(2000))
    page = paging.page(request, rows, by=("line",), size=50)
    form = WriteForm(request.POST if request.method == "POST" else None, by_two=kind.by_two)
    if request.method == "POST":
        answer = attempt(form, flow.ask_to_write, by=request.user, brought=found)
        if isinstance(answer, TwoPersonAct):
            messages.success(request, _("Asked. It is written when a second person confirms it."))
            return redirect("federation:act", pk=answer.pk)
        if answer is not None:
            if found.size <= SMALL:
                flow.go_on(found.pk)
            return redirect("federation:import", pk=found.pk)
    return form_page(
        request,
        "federation/import.html",
        form,
        brought=found,
        tone=IMPORT_TONES[ImportState(found.state)],
        page=page,
        lines=[(row, _told(row), _problems(row, labels), _changes(row, labels)) for row in page],
        fate=fate,
        fates=[(key, label, found.counts.get(key, 0)) for key, label in ImportRow.Fate.choices],
        under_way=found.state in {ImportState.READING, ImportState.APPLYING},
        ready=found.state == ImportState.READY,
        waiting=read_imports.waiting_act(found),
        by_two=kind.by_two,
        percent=read_imports.percent(found),
        done=found.applied_lines if found.state == ImportState.APPLYING else found.read_lines,
    )


@guarded(policies.may_keep_register)
@require_POST
def leave_import(request: HttpRequest, pk: int) -> HttpResponse:
    flow.leave(by=request.user, brought=_found(pk))  # type: ignore[arg-type]
    messages.success(request, _("Left aside: nothing of that file was written."))
    return redirect("federation:imports")


def _told(row: ImportRow) -> str:
    """Who or what a line speaks of."""
    cells = row.cells.get("as_written", row.cells)
    keys = ("family_names", "given_names") if "family_names" in cells else ("name", "code")
    return ", ".join(str(cells[key]) for key in keys if cells.get(key))


def _problems(row: ImportRow, labels: dict[str, Any]) -> list[str]:
    told = []
    for problem in row.problems:
        words = str(columns.PROBLEMS[problem["code"]])
        words = words % {"text": problem["text"]} if "%(text)s" in words else words
        shown = problem["text"] if problem["code"] not in {"repeated", "missing"} else ""
        told.append(
            f"{labels.get(problem['column'], problem['column'])}{f' «{shown}»' if shown else ''} {words}"
        )
    return told


def _changes(row: ImportRow, labels: dict[str, Any]) -> list[tuple[Any, str, str]]:
    """What a line changes: column, before and after, as people read them."""
    told = []
    for key, (old, new) in row.changes.items():
        if key == "phones":
            new = ", ".join(phone_words.national(number) for number in new.split(", "))
        told.append((labels.get(key, key), str(old or "—"), str(new)))
    return told


def _fate_columns(labels: dict[str, Any]) -> list[export.Column]:
    def changes(row: ImportRow) -> str:
        return "; ".join(f"{label}: {old} → {new}" for label, old, new in _changes(row, labels))

    def cell(key: str) -> Any:
        def value(row: ImportRow) -> str:
            held = row.cells.get("as_written", row.cells).get(key, "")
            return ", ".join(map(phone_words.national, held)) if isinstance(held, list) else str(held)

        return value

    return [
        export.Column(gettext_lazy("Line"), lambda row: row.line),
        export.Column(gettext_lazy("Fate"), lambda row: row.get_fate_display()),
        export.Column(gettext_lazy("Why"), lambda row: "; ".join(_problems(row, labels))),
        export.Column(gettext_lazy("What changes"), changes),
        *[export.Column(label, cell(key)) for key, label in labels.items() if key != "letter"],
    ]


# --- going out -------------------------------------------------------------------------------------

PRIVATE = [
    export.Column(gettext_lazy("Number"), lambda person: person.document),
    export.Column(gettext_lazy("Family names"), lambda person: person.family_names),
    export.Column(gettext_lazy("Given names"), lambda person: person.given_names),
    export.Column(gettext_lazy("Born"), lambda person: person.birth_date),
    export.Column(gettext_lazy("Phones"), lambda person: ", ".join(person.called_at)),
    export.Column(gettext_lazy("E-mail"), lambda person: person.email),
    export.Column(
        gettext_lazy("Cooperatives today"),
        lambda person: ", ".join(str(membership.cooperative) for membership in person.now_in),
    ),
]


def _with_phones(people: QuerySet[Person]) -> Iterator[Person]:
    stretch: list[Person] = []

    def told() -> Iterator[Person]:
        held: dict[int, list[str]] = {}
        numbers = PersonPhone.objects.filter(person__in=[person.pk for person in stretch])
        for phone in numbers.order_by("-preferred", "id"):
            held.setdefault(phone.person_id, []).append(str(phone))
        for person in stretch:
            person.called_at = held.get(person.pk, [])  # type: ignore[attr-defined]
            yield person

    for person in in_stretches(people):
        stretch.append(person)
        if len(stretch) >= 1000:
            yield from told()
            stretch.clear()
    yield from told()


def _file(kind: str, people: QuerySet[Person]) -> HttpResponseBase:
    return export.answer(kind, _("people with their data"), PRIVATE, _with_phones(people))


@guarded(policies.may_keep_register)
def take_out(request: HttpRequest) -> HttpResponseBase:
    """People's data as a file: at once for a few, asked of a second person for many."""
    person: Any = request.user
    form = TakeForm(request.POST or None, initial={"words": request.GET.get("q", "")[:80]})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        people = taking.whom(data["words"], data["cooperative"])
        if people.count() <= taking.MANY:
            taking.take(by=person, people=people, about=data["cooperative"], reason=data["reason"])
            return _file(data["kind"], people)
        act = attempt(form, taking.ask_take, by=person)
        if act is not None:
            messages.success(
                request, _("Asked. When a second person confirms it, the file waits for you here.")
            )
            return redirect("federation:act", pk=act.pk)
    return form_page(
        request, "federation/take_out.html", form, ready=taking.ready_for(person), many=taking.MANY
    )


@guarded(policies.may_keep_register)
@require_POST
def taken_out(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The file that two people agreed on."""
    act = TwoPersonAct.objects.filter(pk=pk, kind=taking.TAKE, asked_by=request.user.pk).first()
    if act is None:
        raise Refused(NOT_FOUND)
    people = taking.taken(by=request.user, act=act)  # type: ignore[arg-type]
    return _file(act.payload["kind"], people)
