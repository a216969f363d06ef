"""What finance prints: each paper is made, says what it must, and tells nobody what is not theirs to know."""

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from cecosesola.ui import pdf
from federation.models import Person, Role
from finance import services
from finance.models import CashBag
from tests.factories import federation as f
from tests.factories import pay as p
from tests.factories import together as t
from tests.finance.conftest import Books
from tests.finance.test_pages import client_of
from tests.finance.test_pages_cash import drawer

pytestmark = pytest.mark.django_db


@pytest.fixture
def keeper(books: Books) -> Person:
    f.primary()
    return f.holder(Role.FINANCE)


@pytest.fixture
def words(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The source of every paper that is compiled: the compiling itself is not replaced."""
    kept: list[str] = []
    compile_it = pdf.compiled

    def compiled(source: Any) -> bytes:
        kept.append("\n".join(lines := list(source)))
        return compile_it(lines)

    monkeypatch.setattr(pdf, "compiled", compiled)
    return kept


def printed(client: Client, words: list[str], name: str, pk: int) -> str:
    answer = client.get(reverse(f"finance:{name}", args=[pk]))
    assert answer.status_code == 200
    assert answer.content.startswith(b"%PDF")
    assert answer["Cache-Control"] == "private, no-store"
    return words[-1]


def test_a_campaigns_poster_tells_how_far_and_no_source_of_few(
    books: Books, keeper: Person, words: list[str]
) -> None:
    campaign = t.campaign(keeper, books.cooperative, 1000)
    for _gift in range(5):
        t.gift(keeper, campaign, 50)
    giver = f.member()
    for source, amount in (("pocket", 33), ("food", 44)):
        t.gift(keeper, campaign, amount, source, **({"person": giver} if source == "pocket" else {}))
    poster = printed(client_of(f.worker()), words, "campaign_paper", campaign.pk)
    assert "32 %" in poster
    assert "327,00" in poster
    assert "250,00" in poster
    for kept in ("33,00", "44,00", giver.get_full_name()):
        assert kept not in poster


def test_a_groups_turns_hang_where_it_meets_and_nowhere_else(
    books: Books, keeper: Person, words: list[str]
) -> None:
    group = t.started(keeper, books.cooperative, 3)
    first = group.places.get(turn=1)
    services.receive_turn(by=keeper, place_of=first, turn=1)
    sheet = printed(client_of(first.person), words, "group_paper", group.pk)
    assert "1 / 3" in sheet
    assert all(place.person.get_full_name() in sheet for place in group.places.select_related("person"))
    assert client_of(f.worker()).get(reverse("finance:group_paper", args=[group.pk])).status_code == 404
    forming = t.group(keeper, books.cooperative, 1)
    assert "0 / 1" not in printed(client_of(keeper), words, "group_paper", forming.pk)


def test_a_bags_slip_never_tells_what_one_counted_alone(
    books: Books, keeper: Person, words: list[str]
) -> None:
    other = f.holder(Role.TILL)
    facts = {"kind": "drop", "currency": "VES", "label": "P-9", "key": "k", "source": str(drawer(books).pk)}
    client_of(keeper).post(reverse("finance:open_bag", args=[books.cooperative.code]), facts)
    bag = CashBag.objects.get()
    count = {"piece_100": "3", "turn": "leaving-1"}
    tally = reverse("finance:tally_bag", args=[bag.pk])
    client_of(keeper).post(tally, count)
    assert "300,00" not in printed(client_of(other), words, "bag_paper", bag.pk)
    client_of(other).post(tally, count)
    slip = printed(client_of(other), words, "bag_paper", bag.pk)
    assert "300,00" in slip
    assert "P-9" in slip
    assert keeper.get_full_name() in slip


def test_the_list_to_sign_has_whoever_has_not_received_it(
    books: Books, keeper: Person, words: list[str]
) -> None:
    p.workers(books.cooperative, 3)
    p.rate(keeper, books.cooperative, 1000)
    drawn = p.drawn(keeper, books.cooperative)
    desk = client_of(keeper)
    assert desk.get(reverse("finance:pay_run_paper", args=[drawn.pk])).status_code == 404, "not in the books"
    run = services.post_run(by=f.holder(Role.FINANCE), run=drawn)
    gone, *left = run.lines.exclude(person=keeper).select_related("person").order_by("pk")
    services.hand_out(by=keeper, line=gone)
    sheet = printed(desk, words, "pay_run_paper", run.pk)
    assert gone.person.document not in sheet
    assert all(line.person.document in sheet for line in left)
    assert "1.000,00" in sheet
    assert client_of(f.worker()).get(reverse("finance:pay_run_paper", args=[run.pk])).status_code == 403


def test_whatever_people_write_is_words_on_paper_and_never_code(
    books: Books, keeper: Person, words: list[str]
) -> None:
    campaign = t.campaign(
        keeper, books.cooperative, purpose='#panic("x") \\ "comillas" $1$ *todo*\n= Título', name="#eval(1)"
    )
    t.gift(keeper, campaign, Decimal(5))
    assert "eval" in printed(client_of(keeper), words, "campaign_paper", campaign.pk)
