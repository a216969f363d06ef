"""Entering cooperatives in the register, changing what it says of them, and their stays in the network."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext_lazy as _
from stdnum.exceptions import ValidationError as NotValid
from stdnum.ve import rif as ve_rif

from cecosesola.kernel import audit
from cecosesola.kernel.clock import today
from cecosesola.kernel.errors import Refusal, Refused, refuse, require
from federation.models import Contact, Cooperative, CooperativeService, NetworkStay, Person
from federation.policies.cooperatives import Hand, may_change_reach, may_keep_cooperatives
from federation.services.citing import require_decision
from federation.services.reaching import as_dialled

ADDRESS = ("state", "municipality", "parish", "community", "directions")
TOLD = ("name", "kind", "sectors", "rif", "registered_name", "registry_number", "registered_on", "sunacoop")
FIRST_DAY = dt.date(1900, 1, 1)


def valid_rif(written: str) -> str:
    """`J-08500000-7` → `J085000007`. Raises Refused when its last digit does not follow from the others."""
    if not written.strip():
        return ""
    try:
        return str(ve_rif.validate(written.replace(".", "")))
    except NotValid as error:
        raise refuse(
            "not_a_rif",
            _("This RIF is not well written."),
            rif=_("A letter, eight digits and one that checks them: J-08500000-7. Look at the paper again."),
        ) from error


def register_cooperative(*, by: Person, code: str, services: Iterable[str] = (), **told: Any) -> Cooperative:
    """Enter a cooperative or organisation. `told` holds fields of TOLD and ADDRESS; joining comes after."""
    require(may_keep_cooperatives(by))
    told["rif"] = valid_rif(told.get("rif", ""))
    told["name"] = " ".join(told["name"].split())
    with transaction.atomic():
        _free(code=code, name=told["name"], rif=told["rif"])
        made = Cooperative.objects.create(code=code, **{field: told[field] for field in told})
        _set_services(made, services)
        audit.record(
            by=by,
            verb="federation.register_cooperative",
            thing=made,
            new={"code": code, "kind": made.kind, "rif": made.rif},
        )
    return made


def change_cooperative(
    *, by: Person, cooperative: Cooperative, services: Iterable[str] | None = None, **told: Any
) -> Cooperative:
    """Change what the register says of a cooperative; only what differs is written and told."""
    require(may_keep_cooperatives(by))
    if "rif" in told:
        told["rif"] = valid_rif(told["rif"])
    if "name" in told:
        told["name"] = " ".join(told["name"].split())
    with transaction.atomic():
        _free(name=told.get("name", ""), rif=told.get("rif", ""), but=cooperative.pk)
        kept = Cooperative.objects.select_for_update().get(pk=cooperative.pk)
        old, new = _write(kept, told)
        if services is not None:
            before, after = _set_services(kept, services)
            if before != after:
                old["services"], new["services"] = before, after
        if new:
            audit.record(by=by, verb="federation.change_cooperative", thing=kept, old=old, new=new)
    return kept


def change_address(*, by: Hand, cooperative: Cooperative, **address: str) -> Cooperative:
    """Change where it is: the register, or the cooperative's own program."""
    with transaction.atomic():
        kept = Cooperative.objects.select_for_update().get(pk=cooperative.pk)
        require(may_change_reach(by, kept))
        old, new = _write(kept, {field: address[field] for field in ADDRESS if field in address})
        if new:
            audit.record(by=by, verb="federation.change_cooperative", thing=kept, old=old, new=new)
    return kept


def set_contacts(
    *, by: Hand, cooperative: Cooperative, contacts: Iterable[Mapping[str, str]]
) -> list[Contact]:
    """Write whom to call, all at once: who is not in the list any more is taken out.

    Each is a name, a task and a phone. Names and phones stay out of the audit.
    """
    wanted = {}
    for contact in contacts:
        name, task = " ".join(contact["name"].split()), " ".join(contact["task"].split())
        wanted[(name, task)] = as_dialled(contact.get("phone", ""))
    with transaction.atomic():
        kept = Cooperative.objects.select_for_update().get(pk=cooperative.pk)
        require(may_change_reach(by, kept))
        known = {(one.name, one.task): one for one in kept.contacts.all()}
        gone = [one.pk for key, one in known.items() if key not in wanted]
        Contact.objects.filter(pk__in=gone).delete()
        changed = 0
        for (name, task), phone in wanted.items():
            here = known.get((name, task))
            if here is None:
                Contact.objects.create(cooperative=kept, name=name, task=task, phone=phone)
            elif here.phone != phone:
                here.phone = phone
                here.save(update_fields=["phone"])
            else:
                continue
            changed += 1
        if gone or changed:
            audit.record(
                by=by,
                verb="federation.set_contacts",
                thing=kept,
                old={"contacts": len(known)},
                new={"contacts": len(wanted)},
            )
        return list(kept.contacts.all())


def add_contact(*, by: Hand, cooperative: Cooperative, name: str, task: str, phone: str = "") -> Contact:
    """Write one more person to call."""
    with transaction.atomic():
        kept = Cooperative.objects.select_for_update().get(pk=cooperative.pk)
        require(may_change_reach(by, kept))
        name, task = " ".join(name.split()), " ".join(task.split())
        if kept.contacts.filter(name=name, task=task).exists():
            raise refuse("contact_known", _("They are already here for that task."), status=409)
        made = Contact.objects.create(cooperative=kept, name=name, task=task, phone=as_dialled(phone))
        audit.record(by=by, verb="federation.set_contacts", thing=kept, new={"task": task})
    return made


def remove_contact(*, by: Hand, contact: Contact) -> None:
    """Take somebody out of the people to call."""
    with transaction.atomic():
        kept = Cooperative.objects.select_for_update().get(pk=contact.cooperative_id)
        require(may_change_reach(by, kept))
        gone, _models = Contact.objects.filter(pk=contact.pk).delete()
        if gone:
            audit.record(by=by, verb="federation.set_contacts", thing=kept, old={"task": contact.task})


def record_joining(
    *, by: Person, cooperative: Cooperative, on: dt.date, decision: str, reason: str = ""
) -> NetworkStay:
    """Write that a cooperative joins the network, or comes back to it, citing the decision."""
    require(may_keep_cooperatives(by))
    require_decision(decision)
    _sensible(on)
    with transaction.atomic():
        kept = Cooperative.objects.select_for_update().get(pk=cooperative.pk)
        last = kept.stays.order_by("-period").first()
        if last is not None and last.period.upper is None:
            raise refuse("already_in", _("It is in the network already."), status=409)
        if last is not None and on < last.period.upper:
            raise refuse(
                "too_early",
                _("It was still in the network on that day."),
                on=_("Choose the day on which it left, or a later one."),
            )
        stay = NetworkStay.objects.create(
            cooperative=kept, period=DateRange(on, None), joined_ref=decision, joined_reason=reason
        )
        audit.record(
            by=by, verb="federation.record_joining", thing=kept, new={"on": on, "decision": decision}
        )
    cooperative.refresh_from_db()
    return stay


def record_leaving(
    *, by: Person, cooperative: Cooperative, on: dt.date, decision: str, reason: str
) -> NetworkStay:
    """Write that a cooperative leaves the network: `on` is the first day without it."""
    require(may_keep_cooperatives(by))
    require_decision(decision)
    _sensible(on)
    with transaction.atomic():
        kept = Cooperative.objects.select_for_update().get(pk=cooperative.pk)
        stay = kept.stays.filter(period__upper_inf=True).first()
        if stay is None:
            raise refuse("not_in", _("It is not in the network now."), status=409)
        if kept.is_primary:
            raise refuse(
                "primary_stays", _("The primary cooperative is the network's own house."), status=409
            )
        if on <= stay.period.lower:
            raise refuse(
                "left_before_joining",
                _("It cannot leave before it joined."),
                on=_("Choose a day after the one on which it joined."),
            )
        stay.period = DateRange(stay.period.lower, on)
        stay.left_ref, stay.left_reason = decision, reason
        stay.save(update_fields=["period", "left_ref", "left_reason"])
        audit.record(
            by=by,
            verb="federation.record_leaving",
            thing=kept,
            new={"on": on, "decision": decision, "reason": reason},
        )
    cooperative.refresh_from_db()
    return stay


def _sensible(day: dt.date) -> None:
    if not FIRST_DAY <= day <= today() + dt.timedelta(days=366):
        raise refuse("odd_day", _("That day cannot be."), on=_("Look at the year."))


def _free(*, code: str = "", name: str = "", rif: str = "", but: int | None = None) -> None:
    """Nobody else has this code, name or RIF, nor gets it before this transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('federation.cooperative'))")
    others = Cooperative.objects.exclude(pk=but or 0)
    if code and others.filter(code=code).exists():
        raise Refused(
            Refusal("code_taken", _("Another has this short code."), 409, {"code": _("Choose another.")})
        )
    if name and others.filter(name=name).exists():
        raise refuse("name_taken", _("It is in the register already."), status=409, name=_("Look it up."))
    if rif and others.filter(rif=rif).exists():
        raise refuse(
            "rif_taken", _("Another has this RIF."), status=409, rif=_("Look it up in the list by its name.")
        )


def _write(kept: Cooperative, told: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Write what differs; answers what was and what is."""
    old, new = {}, {}
    for field, value in told.items():
        if (before := getattr(kept, field)) != value:
            old[field], new[field] = before, value
            setattr(kept, field, value)
    if new:
        kept.save(update_fields=list(new))
    return old, new


def _set_services(kept: Cooperative, wanted: Iterable[str]) -> tuple[list[str], list[str]]:
    """`wanted` are pairs such as `markets:runs`. Answers the pairs before and after."""
    before = sorted(f"{one.service}:{one.how}" for one in kept.services.all())
    after = sorted(set(wanted))
    for pair in set(before) - set(after):
        service, how = pair.split(":")
        kept.services.filter(service=service, how=how).delete()
    CooperativeService.objects.bulk_create(
        CooperativeService(cooperative=kept, service=pair.split(":")[0], how=pair.split(":")[1])
        for pair in sorted(set(after) - set(before))
    )
    return before, after
