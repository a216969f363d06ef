"""Every address against every kind of person; and no input, however odd, breaks a page.

What was met is also kept as a table in `docs/generated/access-matrix.md`, written by
`WRITE_ACCESS_MATRIX=1 python -m pytest tests/architecture/test_access_matrix.py -k opens_for`.
An address that is missing there, or met otherwise, fails.

What each policy means is written here a second time, by hand. An address whose policy is not in the
table, or whose parameters have no value here, fails: whoever adds one says who may open it.
"""

import datetime as dt
import io
import logging
import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urljoin

import pytest
from django import forms
from django.conf import settings
from django.template.backends.django import Template
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse

from assemblies.models import AnonymousNote, Decision, Offer, Topic
from assemblies.services import bring_topic
from assemblies.services.education import put_material
from cecosesola.kernel.clock import now, today
from cecosesola.ui import export, middleware, paging
from cecosesola.ui.middleware import drop_nul
from federation.models import Beginning, ChecklistItem, LikelyDouble, Merge, Person, Role, Scope
from federation.services import ask_break_glass, memory, taking
from federation.services.cooperatives import add_contact
from federation.services.importing import flow
from federation.services.reflections import reflect
from finance.models import Account, Entry
from markets.models import QuarantinedSale, Receipt, Sale, Settlement, TillSession
from markets.states import Stage
from tests.architecture import (
    matrix,
    matrix_assemblies,
    matrix_books,
    matrix_money,
    matrix_rotation,
    matrix_running,
)
from tests.architecture.test_every_view_is_guarded import patterns
from tests.factories import conduct, coops, journal
from tests.factories import federation as f
from tests.factories import markets as m
from tests.factories import proposals as pr
from tests.owner import start_over

ROOT = Path(settings.BASE_DIR)
OPEN, LOGIN, HIDDEN, FORBIDDEN = "open", "login", "hidden", "forbidden"
LINK = re.compile(r'<a\b[^>]*?\bhref="([^"]+)"')
PEOPLE = ("anonymous", "stranger", "other", "worker", "coordinator", "holder")

WORKERS = (LOGIN, HIDDEN, HIDDEN, OPEN, OPEN, OPEN)
MEMBERS = (LOGIN, HIDDEN, OPEN, OPEN, OPEN, OPEN)
COORDINATORS = (LOGIN, FORBIDDEN, FORBIDDEN, FORBIDDEN, OPEN, OPEN)
OTHER_KEY = (LOGIN, FORBIDDEN, FORBIDDEN, FORBIDDEN, FORBIDDEN, OPEN)
ITS_PEOPLE = (LOGIN, HIDDEN, HIDDEN, HIDDEN, HIDDEN, OPEN)
ANYONE_INSIDE = (LOGIN, OPEN, OPEN, OPEN, OPEN, OPEN)
EVERYBODY = (OPEN, OPEN, OPEN, OPEN, OPEN, OPEN)

BY_POLICY = {
    "may_raise": WORKERS,
    "may_read_notes": WORKERS,
    "may_leave_note": WORKERS,
    "may_teach": WORKERS,
    "may_see_school": ANYONE_INSIDE,
    "public": EVERYBODY,
    "may_enter": ANYONE_INSIDE,
    "may_see_people": WORKERS,
    "may_see_keys": WORKERS,
    "may_see_changes": WORKERS,
    "may_read_journal": MEMBERS,
    "may_tell_story": WORKERS,
    "may_see_support": WORKERS,
    "may_go_with_brigade": OTHER_KEY,
    "may_see_jobs": WORKERS,
    "may_give_keys": OTHER_KEY,
    "may_break_glass": WORKERS,
    "may_keep_register": OTHER_KEY,
    "may_rerun": OTHER_KEY,
    "may_read": WORKERS,
    "may_tell": WORKERS,
    "may_bring_topic": WORKERS,
    "may_propose": WORKERS,
    "may_keep_criteria": WORKERS,
    "may_promise": WORKERS,
    "may_read_pledges": WORKERS,
    "may_coordinate": COORDINATORS,
    "may_keep_catalogue": COORDINATORS,
    "may_read_books": WORKERS,
    "may_keep_books": OTHER_KEY,
    "may_keep_cooperatives": OTHER_KEY,
    "may_see_turnover": WORKERS,
    "may_see_clients": OTHER_KEY,
    "may_ask_client": OTHER_KEY,
    "may_see_beginnings": WORKERS,
    "may_introduce": WORKERS,
    "may_keep_checklist": OTHER_KEY,
    "may_note_reprimands": OTHER_KEY,
    "may_use_till": COORDINATORS,
    "may_keep_machines": COORDINATORS,
    **matrix_assemblies.BY_POLICY,
    **matrix_rotation.BY_POLICY,
    **matrix_books.BY_POLICY,
    **matrix_money.BY_POLICY,
}
# Where the thing itself decides, or where a program knocks.
BY_NAME = {
    # Of a case nobody learns but those concerned, whatever keys they hold: tests/assemblies/test_conduct.py.
    **dict.fromkeys(
        (
            "assemblies:case",
            "assemblies:write_case",
            "assemblies:move_case",
            "assemblies:name_case_person",
            "assemblies:impose_measure",
            "assemblies:lift_measure",
            "assemblies:redact_case",
        ),
        (LOGIN, HIDDEN, HIDDEN, HIDDEN, HIDDEN, HIDDEN),
    ),
    "assemblies:offer": MEMBERS,
    "assemblies:add_session": (LOGIN, HIDDEN, FORBIDDEN, FORBIDDEN, FORBIDDEN, FORBIDDEN),
    "assemblies:tick_session": (LOGIN, HIDDEN, FORBIDDEN, FORBIDDEN, FORBIDDEN, FORBIDDEN),
    "assemblies:material": MEMBERS,
    "federation:person": WORKERS,
    "federation:person_keys": WORKERS,
    "markets:receipt": WORKERS,
    "markets:correct_receipt": WORKERS,
    "markets:dispute_receipt": ANYONE_INSIDE,
    "markets:settlement": WORKERS,
    "markets:answer_settlement": ANYONE_INSIDE,
    "finance:account": WORKERS,
    "federation:end_key": OTHER_KEY,
    "assemblies:close_objection": (LOGIN, HIDDEN, HIDDEN, OPEN, OPEN, FORBIDDEN),  # not who proposed it
    "assemblies:hand_on": (LOGIN, HIDDEN, HIDDEN, FORBIDDEN, FORBIDDEN, OPEN),  # only whoever does it
    "federation:withdraw_story": (LOGIN, HIDDEN, HIDDEN, FORBIDDEN, OPEN, OPEN),
    "federation:end_support": ITS_PEOPLE,
    "federation:beginning": WORKERS,
    "federation:begin_trial": (LOGIN, HIDDEN, HIDDEN, FORBIDDEN, FORBIDDEN, OPEN),
    "federation:answer_beginning": (LOGIN, HIDDEN, HIDDEN, FORBIDDEN, FORBIDDEN, OPEN),
    "federation:reflect": (LOGIN, HIDDEN, HIDDEN, HIDDEN, HIDDEN, HIDDEN),  # only the two of a trial
    "federation:ask_mentor": (LOGIN, HIDDEN, HIDDEN, FORBIDDEN, FORBIDDEN, FORBIDDEN),  # only the mentor
    "api_token": None,  # tests/federation/test_api.py asks each of these as each kind of client
    "api_cooperatives": None,
    "api_cooperative": None,
    "api_members": None,
    "api_member": None,
    "api_member_leaves": None,
    "federation:act": WORKERS,  # of an emergency: whoever works may be the second
    "markets:know_machine": None,
    "markets:pin": EVERYBODY,
    "till_sync": None,  # its own key, its own tests
    "till_state": None,
    "markets:till_prices": (
        LOGIN,
        FORBIDDEN,
        FORBIDDEN,
        FORBIDDEN,
        HIDDEN,
        HIDDEN,
    ),  # nothing is sold in this week
    "schema": EVERYBODY,
    "api_docs": EVERYBODY,
    **matrix_running.BY_NAME,
    **matrix_assemblies.BY_NAME,
    **matrix_rotation.BY_NAME,
    **matrix_books.BY_NAME,
    **matrix_money.BY_NAME,
}
# What people meet at pages that speak of themselves, though they hold no key.
TO_THEMSELVES = {
    "assemblies:case": OPEN,
    "assemblies:write_case": OPEN,
    "assemblies:move_case": OPEN,
    "assemblies:name_case_person": OPEN,
    "assemblies:impose_measure": OPEN,
    "assemblies:lift_measure": OPEN,
    "assemblies:add_session": OPEN,
    "assemblies:tick_session": OPEN,
    "federation:person": OPEN,
    "federation:person_keys": OPEN,
    "federation:end_key": OPEN,
    "federation:beginning": OPEN,
    "federation:reflect": OPEN,
    "federation:story": OPEN,
    "federation:take_photo_down": OPEN,
    "federation:end_support": OPEN,
    "federation:act": OPEN,
    **matrix_money.TO_THEMSELVES,
}
# Programs of cooperatives: without a token, with a false one, a worker's own login, another
# cooperative's program, one's own without the scope, one's own with it.
PROGRAMS = ("no token", "false token", "worker's login", "other cooperative", "own, other scope", "own")
TO_PROGRAMS = {
    "api_cooperatives": (LOGIN, LOGIN, LOGIN, OPEN, FORBIDDEN, OPEN),
    "api_cooperative": (LOGIN, LOGIN, LOGIN, OPEN, FORBIDDEN, OPEN),
    "api_members": (LOGIN, LOGIN, LOGIN, OPEN, FORBIDDEN, OPEN),
    "api_member": (LOGIN, LOGIN, LOGIN, HIDDEN, FORBIDDEN, OPEN),
    "api_member_leaves": (LOGIN, LOGIN, LOGIN, HIDDEN, FORBIDDEN, OPEN),
}
EVERY = sorted(patterns(get_resolver()), key=lambda pair: pair[0])
NAMES = [name for name, _pattern in EVERY]


def register_pages(keeper: Person) -> dict[str, int]:
    """What the register's own pages show: people who are alike, who were joined, and a file."""
    one, other, gone = f.person(), f.person(), f.person()
    pair = LikelyDouble.objects.create(one=one, other=other, why="birth", found_at=now())
    merge = Merge.objects.create(
        survivor=other, merged=gone, moved={"active": True, "fields": {}}, done_at=now()
    )
    Person.objects.filter(pk=gone.pk).update(merged_into=other, is_active=False)
    content = b"Nombres;Apellidos;Nacimiento\nAna;Gil;1/1/1990"
    brought = flow.bring(by=keeper, kind="people", file_name="x.csv", content=content)
    flow.go_on(brought.pk)
    taken = taking.ask_take(by=keeper, words="", cooperative=None, kind="csv", reason="x")
    pages = (
        "change_person",
        "household",
        "enter_household",
        "leave_household",
        "find_other",
        "merge",
        "redact",
    )
    return {f"federation:{name}": one.pk for name in pages} | {
        "federation:tell_apart": pair.pk,
        "federation:part": merge.pk,
        "federation:import": brought.pk,
        "federation:leave_import": brought.pk,
        "federation:taken_out": taken.pk,
    }


def proposal_pages(keeper: Person) -> dict[str, int]:
    """Proposals in the states that their pages need, an objection, a criterion and something to do."""
    discussed, testing = pr.proposal(keeper, "discussing"), pr.proposal(keeper, "testing")
    circulating = pr.proposal(keeper, "testing", affects=[pr.space()])
    pr.claim(circulating)
    pr.held()
    objection = pr.say(pr.proposal(keeper, "discussing"), "objection", f.worker())
    criterion, reviewed = pr.criterion(keeper), pr.criterion(keeper, "under_review")
    action = pr.action(keeper)
    names = ("proposal", "reword", "say", "move_proposal", "lay_aside", "ask_stance", "add_space")
    own = ("confirm_criterion", "renew_criterion", "retire_criterion")
    found = dict.fromkeys(names, discussed.pk) | dict.fromkeys(own, reviewed.pk)
    found |= {
        "claim": testing.pk,
        "wording": discussed.versions.get().pk,
        "heard_in_space": circulating.circulations.get().pk,
        "objection": objection.pk,
        "close_objection": objection.pk,
        "criterion": criterion.pk,
        "review_criterion": criterion.pk,
        "end_action": action.pk,
        "hand_on": action.pk,
    }
    return {f"assemblies:{name}": pk for name, pk in found.items()}


@pytest.fixture(scope="module")
def house(django_db_setup: None, django_db_blocker: Any) -> Iterator[dict[str, Any]]:
    """One federation for all of these tests: a week in settlement, and somebody of each kind."""
    with django_db_blocker.unblock():
        walk = m.walk(Stage.SETTLE)
        walk.drive.settle()
        everything = f.worker()
        for role in Role.values:
            f.key(everything, role)
        f.key(everything, Role.SUPPLY, f"producer:{walk.organised.pk}")
        topic = Topic.objects.first() or bring_topic(by=walk.coordinator, title="Agua")
        entry = Entry.objects.first()
        session = TillSession.objects.select_related("device").first()
        unreadable = QuarantinedSale.objects.create(
            device=session.device, payload="{}", payload_hash="0" * 64, error="not a sale"
        )
        story = journal.story(by=walk.coordinator)
        photo = journal.photo(story)
        begun, on_trial = coops.beginning(), coops.trial()
        about, asker = f.member(at=f.cooperative()), f.worker()
        delivery = journal.delivery(by=everything, contact=about)
        memory.link_story(by=everything, entry=story, who=about, linked=True)
        held = f.key(f.member(), Role.BUYING)
        client, _secret = coops.client()
        contact = add_contact(by=everything, cooperative=f.cooperative(), name="Ana", task="Pedidos")
        pk = {
            "federation:person": about.pk,
            "federation:beginning": on_trial.pk,
            "federation:begin_trial": begun.pk,
            "federation:answer_beginning": on_trial.pk,
            "federation:reflect": on_trial.pk,
            "federation:ask_mentor": on_trial.pk,
            "federation:tick": on_trial.steps.first().pk,
            "federation:share_reflection": reflect(
                by=on_trial.newcomer, beginning=on_trial, words="Me cuesta."
            ).pk,
            "federation:note_reprimand": on_trial.membership_id,
            "federation:member_leaves": on_trial.membership_id,
            "federation:change_line": ChecklistItem.objects.first().pk,
            "federation:cancel_certificate": coops.certificate().pk,
            "federation:remove_contact": contact.pk,
            "federation:client": client.pk,
            "api_member": on_trial.membership_id,
            "api_member_leaves": on_trial.membership_id,
            "federation:story": story.pk,
            "federation:correct_story": story.pk,
            "federation:withdraw_story": story.pk,
            "federation:put_photo": story.pk,
            "federation:link_story": story.pk,
            "federation:unlink_story": story.pk,
            "federation:story_photo": photo.pk,
            "federation:take_photo_down": photo.pk,
            "federation:change_home": delivery.home_id,
            "federation:end_support": delivery.home_id,
            "federation:round": delivery.round_id,
            "federation:shares": delivery.round_id,
            "federation:delivered": delivery.pk,
            "federation:missed": delivery.pk,
            "federation:person_keys": about.pk,
            "federation:person_access": walk.coordinator.pk,
            "federation:act": ask_break_glass(by=asker, role=Role.WEEK, reason="x").pk,
            "federation:end_key": held.pk,
            **register_pages(everything),
            **matrix_running.pages(walk.coordinator),
            **matrix_assemblies.pages(walk.coordinator),
            **matrix_rotation.pages(everything),
            "assemblies:decision": Decision.objects.first().pk,
            "assemblies:hear_decision": Decision.objects.first().pk,
            "assemblies:topic": topic.pk,
            "assemblies:move_topic": topic.pk,
            **proposal_pages(everything),
            "markets:session": session.pk,
            "markets:confirm_opening": session.pk,
            "markets:count_session": session.pk,
            "markets:sign_count": session.pk,
            "markets:recount_session": session.pk,
            "markets:explain_difference": session.pk,
            "markets:reconcile_session": session.pk,
            "markets:revoke_machine": session.device_id,
            "markets:sale": Sale.objects.first().pk,
            "markets:review_sale": Sale.objects.first().pk,
            "markets:resolve_quarantine": unreadable.pk,
            "markets:receipt": Receipt.objects.first().pk,
            "markets:correct_receipt": Receipt.objects.first().pk,
            "markets:dispute_receipt": Receipt.objects.first().pk,
            "markets:answer_dispute": Receipt.objects.first().pk,
            "markets:withdraw_pledge": walk.week.pledges.first().pk,
            "markets:producer": walk.organised.pk,
            "markets:change_item": walk.item.pk,
            "markets:change_product": walk.market.products[0].pk,
            "markets:change_producer": walk.organised.pk,
            "markets:change_fair": walk.market.fairs[0].pk,
            "markets:fair_hours": walk.market.fairs[0].pk,
            "markets:new_till": walk.market.fairs[0].pk,
            "markets:settlement": Settlement.objects.first().pk,
            "markets:answer_settlement": Settlement.objects.first().pk,
            "finance:account": Account.objects.filter(party="").first().pk,
            "finance:entry": entry.pk,
            "finance:reverse": entry.pk,
            **matrix_books.pages(everything),
        }
        money, owners = matrix_money.pages(everything, walk.market.cast.primary)
        pk |= money
        case, offer, note = conduct_pages(walk.coordinator, pk)
        people = {
            "anonymous": None,
            "stranger": f.person(),
            "other": f.member(at=f.cooperative()),
            "worker": f.worker(),
            "coordinator": walk.coordinator,
            "holder": everything,
        }
        yield {
            "pk": pk,
            "people": people,
            "logins": {who: come_in(person).cookies for who, person in people.items()},
            "note": note,
            "measure": case.measure().pk,
            "state": "follow_up",
            "week": str(walk.week),
            "fair": walk.market.fairs[0].code,
            "target": walk.market.fairs[1].code,
            "item": walk.item.pk,
            "stage": Stage.PRICE,
            "version": 1,
            "code": walk.market.cast.primary.code,
            "other": walk.coordinator.pk,
            "node_code": "1.1.2.01",
            "through": 0,
            "turn": 1,
            "currency": "VES",
            "name": "markets.move_weeks",
            **matrix_running.others(),
            **matrix_assemblies.others(),
            **matrix_rotation.others(),
            "themselves": dict.fromkeys(TO_THEMSELVES, about)
            | {name: case.recorder for name in TO_THEMSELVES if name.startswith("assemblies:")}
            | dict.fromkeys(("assemblies:add_session", "assemblies:tick_session"), offer.made_by)
            | owners
            | {
                "federation:end_key": held.person,
                "federation:beginning": on_trial.newcomer,
                "federation:reflect": on_trial.newcomer,
                "federation:act": asker,
            },
            "programs": programs(on_trial),
        }
        start_over()
        matrix.write((*PEOPLE, "themselves"), PROGRAMS)


def conduct_pages(by: Person, pk: dict[str, int]) -> tuple[conduct.World, Offer, str]:
    """A case that was heard, an edition of a course with its material, a note of yesterday."""
    case = conduct.World("collective")
    teacher = f.worker()
    offer = conduct.offer(teacher)
    material = put_material(
        by=teacher, course=offer.course, title="Guía", upload=io.BytesIO(b"%PDF-1.7 (demo)")
    )
    note = AnonymousNote.objects.create(
        space=case.case.space, day=today() - dt.timedelta(days=1), text="Algo."
    )
    names = (
        "case", "write_case", "move_case", "name_case_person", "end_case_part", "attest_case",
        "impose_measure", "lift_measure", "redact_case",
    )  # fmt: skip
    pk |= {f"assemblies:{name}": case.case.pk for name in names}
    pk |= {f"assemblies:{name}": offer.pk for name in ("offer", "enrol", "add_session", "cancel_offer")}
    courses = ("course", "offer_course", "put_material")
    pk |= {f"assemblies:{name}": offer.course_id for name in courses}
    pk |= {"assemblies:material": material.pk, "assemblies:tick_session": offer.sessions.get().pk}
    return case, offer, str(note.pk)


def programs(member: Beginning) -> list[Client]:
    """A client of the API for each of `PROGRAMS`."""
    own, other = member.cooperative, f.cooperative()
    narrow = coops.client(own, scopes=[Scope.COOPERATIVE_WRITE])
    tokens = ["", "false", "", coops.token(*coops.client(other)), coops.token(*narrow)]
    tokens.append(coops.token(*coops.client(own)))
    found = [Client(raise_request_exception=False, headers=_bearer(one)) for one in tokens]
    found[2].force_login(f.worker(), backend="django.contrib.auth.backends.ModelBackend")
    return found


def _bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"} if token else {}


def address(house: dict[str, Any], name: str, pattern: URLPattern, /, **instead: Any) -> str:
    given = {
        key: house["pk"][name] if key == "pk" else house[key] for key in pattern.pattern.converters
    } | instead
    return reverse(name, kwargs=given)


def enter(house: dict[str, Any], who: str) -> Client:
    """A browser of somebody who logged in when the house was made."""
    client = Client(raise_request_exception=False)
    client.cookies.update(house["logins"][who])
    return client


def come_in(person: Person | None) -> Client:
    client = Client(raise_request_exception=False)
    if person is not None:
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def expected(name: str, pattern: URLPattern) -> tuple[str, ...] | None:
    if name in BY_NAME:
        return BY_NAME[name]
    policy = pattern.callback.policy
    return BY_POLICY[getattr(policy, "__name__", policy)]


def kind(answer: Any) -> str:
    if answer.status_code == 302 and answer.url.startswith("/entrar/?next="):
        return LOGIN
    if answer.status_code in {200, 204, 302, 400, 405, 409, 422}:
        return OPEN
    return {401: LOGIN, 403: FORBIDDEN, 404: HIDDEN}.get(answer.status_code, f"status {answer.status_code}")


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "pattern"), EVERY, ids=NAMES)
def test_each_address_opens_for_whom_it_says(house, name, pattern):
    meant = expected(name, pattern)
    url = address(house, name, pattern)
    if meant is None:
        assert enter(house, "anonymous").get(url).status_code in {401, 403, 404, 405}
        matrix.tell(name, pattern, [matrix.OWN_KEY] * len(PEOPLE), "—")
        return
    met = {who: kind(enter(house, who).get(url)) for who in PEOPLE}
    assert met == dict(zip(PEOPLE, meant, strict=True))
    meets = "—"
    if name in TO_THEMSELVES:
        meets = kind(come_in(house["themselves"][name]).get(url))
        assert meets == TO_THEMSELVES[name]
    matrix.tell(name, pattern, [*met.values()], meets)


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["other", "worker", "coordinator"])
def test_no_page_leads_where_its_reader_may_not_go(house, who):
    browser = enter(house, who)
    met: dict[str, int] = {}
    links: dict[str, str] = {}
    for name, pattern in EVERY:
        answer = browser.get(url := address(house, name, pattern))
        met[url] = answer.status_code
        if answer.status_code == 200 and answer["Content-Type"].startswith("text/html"):
            for link in LINK.findall(answer.content.decode()):
                links.setdefault(urljoin(url, unescape(link).split("#")[0]), name)
    assert len(links) > 50
    met |= {link: browser.get(link).status_code for link in links if link.startswith("/") and link not in met}
    assert {link: page for link, page in links.items() if met.get(link, 200) not in {200, 302}} == {}


@pytest.mark.django_db
@pytest.mark.parametrize("name", TO_PROGRAMS)
def test_each_address_opens_for_the_programs_it_says(house, name):
    pattern = dict(EVERY)[name]
    url = address(house, name, pattern)
    takes = name == "api_member_leaves"  # it shows nothing
    met = tuple(
        kind(program.post(url, {}, content_type="application/json") if takes else program.get(url))
        for program in house["programs"]
    )
    assert met == TO_PROGRAMS[name]
    matrix.tell_program(name, pattern, met)


def test_the_table_in_the_docs_has_every_address_and_no_other():
    assert set(matrix.read()) == set(NAMES)
    asked = {name for name in NAMES if name.startswith("api_")} - {"api_docs", "api_token"}
    assert set(matrix.read_programs()) == set(TO_PROGRAMS) == asked


ODD = {
    "week": [
        "2026-W99",
        "2026-W00",
        "x",
        "0",
        "9999-W52",
        "0001-W01",
        "٢٠٢٦-W01",
        "2026-W48\n",
        "%00",
        "\x00",
    ],
    "fair": ["no-hay", "0", "-", "9" * 300],
    "target": ["no-hay", "0"],
    "code": ["no-hay", "0"],
    "stage": ["x", "0", "\x00"],
    "node_code": ["x", "0", "%00", "\x00", "9" * 300],
    "currency": ["EUR", "x", "\x00"],
    "name": ["x", "0", "\x00", "../x"],
}
NUMBERS = [0, 999_999_999, 2**31, 2**63, 10**30]
WITH_PARAMETERS = [(name, pattern) for name, pattern in EVERY if pattern.pattern.converters]


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "pattern"), WITH_PARAMETERS, ids=[n for n, _p in WITH_PARAMETERS])
def test_no_odd_address_breaks_a_page(house, name, pattern, caplog):
    caplog.set_level(logging.CRITICAL)
    inside = enter(house, "holder")
    for key in pattern.pattern.converters:
        for value in ODD.get(key, NUMBERS):
            try:
                url = address(house, name, pattern, **{key: value})
            except Exception as error:  # no such address can be written
                assert type(error).__name__ == "NoReverseMatch"  # noqa: PT017
                continue
            for method in (inside.get, inside.post):
                assert method(url).status_code < 500, (method.__name__, url)


@contextmanager
def unrendered() -> Iterator[None]:
    """Answers without their pages: what a view and its services do, in half the time."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Template, "render", lambda *_args, **_named: "")
        yield


def loose(part: str) -> set[str]:
    """The names that views read by themselves, taken from their source so that none is forgotten."""
    asks = re.compile(rf'request\.{part}(?:\.get(?:list)?\(|\[)"(\w+)"|"(\w+)" in request\.{part}')
    sources = (source.read_text() for source in ROOT.glob("*/views/**/*.py"))
    return {one or other for source in sources for one, other in asks.findall(source)}


@contextmanager
def watched(*parts: str) -> Iterator[list[str]]:
    """Which `parts` of requests (GET, POST, FILES) views read: who reads nothing meets nothing odd."""
    read: list[str] = []

    def watch(request: Any) -> None:
        drop_nul(request)
        kind = type(request)

        def told(name: str) -> property:
            return property(lambda self: read.append(name) or getattr(kind, name).__get__(self))

        request.__class__ = type(kind.__name__, (kind,), {name: told(name) for name in parts})

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(middleware, "drop_nul", watch)
        yield read


# Every name that a view or a list asks of an address, and those of the forms that are bound to one.
ASKED = sorted({"person", "first", "last", paging.PARAMETER} | loose("GET"))
ODDLY = ["x", "-1", "9" * 20, "٣", "2026-W99", "9999-12-31", "WzEsMl0", "\x00"]
QUERIES = [urlencode(dict.fromkeys(ASKED, value)) for value in ODDLY]
QUERIES += ["&".join(f"{name}=%FF" for name in ASKED), f"{export.PARAMETER}=x"]


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "pattern"), EVERY, ids=NAMES)
def test_no_odd_query_breaks_a_page(house, name, pattern, caplog):
    caplog.set_level(logging.CRITICAL)
    inside = enter(house, "holder")
    url = address(house, name, pattern)
    broken = []
    with watched("GET") as read, ExitStack() as rest:
        for number, query in enumerate(QUERIES):
            if inside.get(f"{url}?{query}").status_code >= 500:
                broken.append(query)
            if not read:
                break
            if number == 1:
                rest.enter_context(unrendered())
    assert broken == []


# The first three are also put into each field by itself.
GARBAGE = ["", "-1", "1" * 40, "x", "\x00", "99999999999999999.99", "2026-W99", "9999-W52", "NaN", "1e9"]
# Every name that a view reads by itself, without a form.
LOOSE = sorted(loose("POST"))


def filled(form: forms.BaseForm) -> dict[str, Any]:
    """A form filled as somebody would who presses the first of everything."""
    data: dict[str, Any] = {}
    for name, field in form.fields.items():
        initial = form.get_initial_for_field(field, name)
        if isinstance(field, forms.ModelChoiceField):
            first = field.queryset.first()
            data[name] = first.pk if first else ""
        elif isinstance(field, forms.ChoiceField):
            keys = [key for key, _label in field.choices if key]
            data[name] = keys[0] if keys else ""
        elif isinstance(field, forms.DecimalField | forms.IntegerField):
            data[name] = "1"
        else:
            data[name] = initial if isinstance(initial, str) and initial else "uno"
    return data


def breaks(house: dict[str, Any], url: str, bodies: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The bodies that a page cannot take; whoever was logged out by one comes in again for the next.

    A page that looks at nothing of what is sent is asked once.
    """
    broken, inside = [], enter(house, "holder")
    with watched("POST", "FILES") as read:
        for body in bodies:
            if "_auth_user_id" not in inside.session:
                inside = come_in(house["people"]["holder"])
            if inside.post(url, body).status_code >= 500:
                broken.append(body)
            if not read:
                break
    return broken


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "pattern"), EVERY, ids=NAMES)
def test_nothing_sent_breaks_a_page(house, name, pattern, caplog):
    caplog.set_level(logging.CRITICAL)
    url = address(house, name, pattern)
    shown: list[dict[str, Any]] = [{}, dict.fromkeys(LOOSE, "-1")]
    unseen: list[dict[str, Any]] = [dict.fromkeys(LOOSE, value) for value in GARBAGE if value != "-1"]
    unseen += [{"do": verb, "reason": value} for verb in ("dispute", "settle") for value in GARBAGE[:2]]
    page = enter(house, "holder").get(url)
    form = page.context and page.context.get("form")
    whole = filled(form) if isinstance(form, forms.BaseForm) else {}
    if whole:
        shown += [whole, *(dict.fromkeys(whole, value) for value in GARBAGE[:2])]
        unseen += [dict.fromkeys(whole, value) for value in GARBAGE[2:]]
        unseen += [whole | {field: value} for field in whole for value in GARBAGE[:3]]
    broken = breaks(house, url, shown)
    with unrendered():  # a page with an odd value in every field was drawn above
        broken += breaks(house, url, unseen)
    assert broken == []
