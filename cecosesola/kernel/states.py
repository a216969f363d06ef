"""State tables: which moves exist, as data that tests walk and diagrams are drawn from."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from cecosesola.kernel.errors import Refusal


@dataclass(frozen=True)
class Machine:
    """A named table of moves: each state and the states it may become."""

    name: str
    moves: Mapping[str, frozenset[str]]
    initial: str

    @classmethod
    def build(cls, name: str, initial: str, moves: Mapping[str, Iterable[str]]) -> "Machine":
        table = {str(old): frozenset(str(new) for new in news) for old, news in moves.items()}
        unknown = {new for news in table.values() for new in news} - set(table)
        if unknown or str(initial) not in table:
            raise ValueError(f"{name}: states without a row: {sorted(unknown)}")
        return cls(name, table, str(initial))

    def refusal(self, old: str, new: str) -> Refusal | None:
        """None when the move exists."""
        if str(new) in self.moves[str(old)]:
            return None
        return Refusal(
            "no_such_move",
            _("This cannot go from «%(old)s» to «%(new)s».") % {"old": old, "new": new},
            status=409,
        )

    def final(self) -> frozenset[str]:
        return frozenset(state for state, news in self.moves.items() if not news)

    def mermaid(self) -> str:
        lines = ["stateDiagram-v2", f"    [*] --> {self.initial}"]
        lines += [f"    {old} --> {new}" for old, news in self.moves.items() for new in sorted(news)]
        lines += [f"    {state} --> [*]" for state in sorted(self.final())]
        return "\n".join(lines)
