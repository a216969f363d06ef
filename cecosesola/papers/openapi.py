"""The API's own description, as machines read it."""

from drf_spectacular.renderers import OpenApiYamlRenderer
from drf_spectacular.settings import spectacular_settings


def write() -> str:
    schema = spectacular_settings.DEFAULT_GENERATOR_CLASS().get_schema(request=None, public=True)
    head = "# Written by `make docs` from the code. Change the code, not this file.\n"
    return head + OpenApiYamlRenderer().render(schema, renderer_context={}).decode()
