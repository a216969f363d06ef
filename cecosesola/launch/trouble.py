"""Why a command stops before its end."""


class Trouble(Exception):
    """What the person at the keyboard can mend. Its text is the one line that they see."""


class Halt(BaseException):
    """Somebody asked us to stop; what was started is stopped on the way out."""
