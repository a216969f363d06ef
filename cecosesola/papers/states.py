"""Every table of moves as a diagram, with the words that people read."""

import importlib
import importlib.util
from types import ModuleType

from django.db.models import TextChoices

from cecosesola.kernel.states import Machine
from cecosesola.papers import words


def write() -> str:
    parts = [
        words.HEAD,
        "# States\n",
        "What moves through states, and the only moves there are. "
        "Each state with its Spanish and English words.\n",
    ]
    for room in words.rooms():
        if importlib.util.find_spec(f"{room.name}.states") is None or room.name == "cecosesola.kernel":
            continue
        module = importlib.import_module(f"{room.name}.states")
        machines = [value for value in vars(module).values() if isinstance(value, Machine)]
        if machines:
            parts.append(f"## {room.name}\n")
        parts += [_section(machine, module) for machine in machines]
    return "\n".join(parts)


def _section(machine: Machine, module: ModuleType) -> str:
    labels = _labels(machine, module)
    named = [f"    {state}: {labels[state]}" for state in machine.moves if state in labels]
    return "\n".join([f"### {machine.name}\n", "```mermaid", machine.mermaid(), *named, "```\n"])


def _labels(machine: Machine, module: ModuleType) -> dict[str, str]:
    """The words of the choices that have just this machine's states."""
    for value in vars(module).values():
        if isinstance(value, type) and issubclass(value, TextChoices):
            labels = {str(choice): words.both(choice.label) for choice in value}
            if set(labels) == set(machine.moves):
                return labels
    return {}
