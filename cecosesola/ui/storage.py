"""Static files whose names carry their content."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HouseStorage(CompressedManifestStaticFilesStorage):
    """Modules import each other by plain names; here those become the names that are served."""

    support_js_module_import_aggregation = True
