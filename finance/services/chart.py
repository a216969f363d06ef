"""Editing a cooperative's chart of accounts."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cecosesola.kernel import audit
from cecosesola.kernel.errors import Refused, refuse, require
from federation.selectors import Cooperative, Person
from finance import chart, policies
from finance.models import Node
from finance.services.calls import REFUSALS, call
from finance.services.campaigns import names_outside_money, outside_refusal
from finance.states import Kind

KINDS = {"1": Kind.ASSET, "2": Kind.LIABILITY, "3": Kind.EQUITY, "4": Kind.INCOME, "5": Kind.EXPENSE}
"""The first figure of a code says what kind of account it is."""


def add_node(*, by: Person, cooperative: Cooperative, code: str, name: str) -> Node:
    """Add a line to the chart; its kind follows from the first figure of its code, such as `5.2.1.04`.

    Raises Refused: `no_key`, `bad_code`, `no_name`, `node_exists`, `outside_subsidy`.
    """
    require(policies.may_keep_books(by))
    code, name = code.strip(), _named(name)
    if code[:1] not in KINDS:
        raise Refused(REFUSALS["node_code_says_kind"])
    with transaction.atomic():
        pk = call("SELECT ledger_add_node(%s, %s, %s, %s)", (cooperative.pk, code, name, str(KINDS[code[0]])))
        node = Node.objects.get(pk=pk)
        audit.record(by=by, verb="finance.add_node", thing=node, new={"code": code, "name": name})
    return node


def rename_node(*, by: Person, node: Node, name: str) -> Node:
    """Call a line of the chart by another name. Its code and kind stay, for entries rely on them.

    Raises Refused: `no_key`, `no_name`, `outside_subsidy`.
    """
    require(policies.may_keep_books(by))
    name = _named(name)
    with transaction.atomic():
        old = call("SELECT ledger_rename_node(%s, %s)", (node.pk, name))
        if old != name:
            audit.record(by=by, verb="finance.rename_node", thing=node, old={"name": old}, new={"name": name})
    node.refresh_from_db()
    return node


def remove_node(*, by: Person, node: Node) -> None:
    """Take a line off that nothing was ever written under. Those that the house posts to by itself stay.

    Raises Refused: `no_key`, `node_in_use`.
    """
    require(policies.may_keep_books(by))
    with transaction.atomic():
        call("SELECT ledger_remove_node(%s, %s::text[])", (node.pk, [line.code for line in chart.TEMPLATE]))
        audit.record(
            by=by, verb="finance.remove_node", thing=node, old={"code": node.code, "name": node.name}
        )


def _named(name: str) -> str:
    if not name.strip():
        raise refuse("no_name", _("Write a name."), name=_("Write a name."))
    if names_outside_money(name):
        raise outside_refusal("name")
    return name.strip()
