"""What the person at the keyboard can mend."""


class Trouble(Exception):  # noqa: N818 - a trouble is told, not raised at a programmer
    """Stops the command. Its text is the one line that the person sees."""
