"""What changes in the roster: the verbs that pages, jobs and the rooms above call."""

from rotation.services.planning import plan_due, repair_due
from rotation.services.rosters import publish_due
from rotation.services.time_off import answer_time_off, ask_time_off, take_back_time_off

__all__ = ["answer_time_off", "ask_time_off", "plan_due", "publish_due", "repair_due", "take_back_time_off"]
