"""What goes over the wire, and what may come in: names, lengths, kinds."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from federation.models import (
    Contact,
    Cooperative,
    CooperativeService,
    Leaving,
    Membership,
    NetworkService,
    Sector,
)
from federation.services.cooperatives import ADDRESS


class Strict(serializers.Serializer[Any]):
    """Refuses members that it does not know, so that a misspelt one is not lost in silence."""

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, dict) and (unknown := sorted(set(data) - set(self.fields))):
            raise serializers.ValidationError({name: _("There is no such member.") for name in unknown})
        return super().to_internal_value(data)


class ServiceShape(serializers.ModelSerializer[CooperativeService]):
    service = serializers.ChoiceField(choices=NetworkService.choices)
    how = serializers.ChoiceField(choices=CooperativeService.How.choices)

    class Meta:
        model = CooperativeService
        fields = ["service", "how"]


class NetworkCooperativeShape(serializers.ModelSerializer[Cooperative]):
    """What the network sees of a cooperative."""

    kind = serializers.ChoiceField(choices=Cooperative.Kind.choices)
    sectors = serializers.ListField(child=serializers.ChoiceField(choices=Sector.choices))
    services = ServiceShape(many=True)

    class Meta:
        model = Cooperative
        fields = ["code", "name", "kind", "sectors", "services"]


class AddressShape(Strict):
    state = serializers.CharField(max_length=60, allow_blank=True, required=False)
    municipality = serializers.CharField(max_length=60, allow_blank=True, required=False)
    parish = serializers.CharField(max_length=60, allow_blank=True, required=False)
    community = serializers.CharField(max_length=80, allow_blank=True, required=False)
    directions = serializers.CharField(max_length=400, allow_blank=True, required=False)


class ContactShape(Strict):
    name = serializers.CharField(max_length=120)
    task = serializers.CharField(max_length=80)
    phone = serializers.CharField(max_length=24, allow_blank=True, default="", help_text="E.164 in answers.")


class ReachShape(Strict):
    """What an affiliate keeps itself. `contacts` is the whole list: who is not in it is taken out."""

    address = AddressShape(required=False)
    contacts = ContactShape(many=True, required=False, max_length=50)  # type: ignore[call-arg]


class CertificateShape(serializers.Serializer[Any]):
    number = serializers.CharField()
    issued_on = serializers.DateField()
    amount = serializers.DecimalField(max_digits=20, decimal_places=2, coerce_to_string=True)
    currency = serializers.CharField()
    cancelled_on = serializers.DateField(allow_null=True)


class OwnCooperativeShape(NetworkCooperativeShape):
    """All that the register says of a cooperative, for itself."""

    address = serializers.SerializerMethodField()
    contacts = serializers.SerializerMethodField()
    certificates = CertificateShape(many=True)
    members = serializers.SerializerMethodField()

    class Meta(NetworkCooperativeShape.Meta):
        fields = [
            *NetworkCooperativeShape.Meta.fields,
            "rif",
            "registered_name",
            "registry_number",
            "registered_on",
            "sunacoop",
            "joined_on",
            "left_on",
            "address",
            "contacts",
            "certificates",
            "members",
        ]

    @extend_schema_field(AddressShape)
    def get_address(self, cooperative: Cooperative) -> dict[str, str]:
        return {field: getattr(cooperative, field) for field in ADDRESS}

    @extend_schema_field(ContactShape(many=True))
    def get_contacts(self, cooperative: Cooperative) -> list[dict[str, str]]:
        contacts: list[Contact] = list(cooperative.contacts.all())
        return [{"name": one.name, "task": one.task, "phone": one.phone} for one in contacts]

    def get_members(self, cooperative: Cooperative) -> dict[str, int]:
        """How many today, by kind."""
        return dict(self.context["members"])


class MemberShape(serializers.ModelSerializer[Membership]):
    """A person in the cooperative for a time. Whoever comes back is there twice."""

    document = serializers.CharField(source="person.document")
    given_names = serializers.CharField(source="person.given_names")
    family_names = serializers.CharField(source="person.family_names")
    kind = serializers.ChoiceField(choices=Membership.Kind.choices)
    since = serializers.DateField(source="period.lower")
    until = serializers.DateField(
        source="period.upper", allow_null=True, help_text="The first day on which they are not in it."
    )

    class Meta:
        model = Membership
        fields = ["id", "document", "given_names", "family_names", "kind", "since", "until", "updated_at"]


class NewMemberShape(Strict):
    document = serializers.CharField(max_length=24, help_text="V or E and the digits; N without papers.")
    given_names = serializers.CharField(max_length=80)
    family_names = serializers.CharField(max_length=80)
    kind = serializers.ChoiceField(choices=Membership.Kind.choices)
    since = serializers.DateField()
    phone = serializers.CharField(max_length=24, allow_blank=True, default="")


class LeavingShape(Strict):
    on = serializers.DateField(help_text="The first day on which they are not in it.")
    leaving = serializers.ChoiceField(choices=Leaving.choices)
