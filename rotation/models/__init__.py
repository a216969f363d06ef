"""Posts, who may take them, and who takes which, week by week."""

from rotation.models.absences import StandBy, Swap, TimeOff
from rotation.models.attendance import AttendanceNote
from rotation.models.posts import Post, PostHours, PostKey, Skill
from rotation.models.rosters import Roster, Turn, TurnChange
from rotation.models.skills import FixedPlace, Qualification, Training
from rotation.models.weights import Weights

__all__ = [
    "AttendanceNote",
    "FixedPlace",
    "Post",
    "PostHours",
    "PostKey",
    "Qualification",
    "Roster",
    "Skill",
    "StandBy",
    "Swap",
    "TimeOff",
    "Training",
    "Turn",
    "TurnChange",
    "Weights",
]
