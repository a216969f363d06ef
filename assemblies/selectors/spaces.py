"""The spaces."""

from assemblies.models import Space


def network_meeting() -> Space:
    """The weekly meeting of the whole network."""
    return Space.objects.get(is_network=True)
