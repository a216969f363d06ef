"""The door of this room for reads: what the rooms above may name."""

from rotation.selectors.crew import Crew, crew_of
from rotation.selectors.turns import hours_on, published

__all__ = ["Crew", "crew_of", "hours_on", "published"]
