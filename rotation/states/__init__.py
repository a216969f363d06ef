"""How a week's roster, time off, a swap and a training go on."""

from rotation.states.people import SWAP, SWAP_TONES, TIME_OFF, TIME_OFF_TONES, SwapState, TimeOffState
from rotation.states.rosters import ROSTER, ROSTER_TONES, RosterState

__all__ = [
    "ROSTER",
    "ROSTER_TONES",
    "SWAP",
    "SWAP_TONES",
    "TIME_OFF",
    "TIME_OFF_TONES",
    "RosterState",
    "SwapState",
    "TimeOffState",
]
