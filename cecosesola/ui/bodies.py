"""What programs and phones send: a body that is JSON, or an error that says it is not."""

import json
from typing import Any

from django.http import HttpRequest

JSON = "application/json"
MOST_BYTES = 2 * 1024 * 1024


class TooLong(ValueError):
    """More at once than the house reads."""


def json_of(request: HttpRequest) -> Any:
    """The body as JSON. Raises ValueError for anything else, a form among it, and TooLong above 2 MiB."""
    if request.content_type != JSON:  # whoever looks for a form's fields has read its body by now
        raise ValueError(request.content_type)
    if len(request.body) > MOST_BYTES:
        raise TooLong
    try:
        return json.loads(request.body)
    except RecursionError as error:
        raise ValueError("too deep") from error
