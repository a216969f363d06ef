"""The browser of the browser tests: Chromium where the machine has one, said aloud where it has not."""

import os
import shutil

import pytest

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
MISSING = "no Chromium on this machine: install it, or name one with CHROMIUM=/path/to/chromium"


def find_chromium() -> str | None:
    """The program to drive; CHROMIUM names one outright."""
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)


def require_where_told() -> None:
    """With CECOSESOLA_REQUIRE_BROWSER=1 (.ci/run) a machine without a browser fails at once."""
    if os.environ.get("CECOSESOLA_REQUIRE_BROWSER") == "1" and find_chromium() is None:
        raise pytest.UsageError(f"browser tests may not be skipped here, but there is {MISSING}")


def skip_where_missing(items: list[pytest.Item]) -> None:
    if find_chromium() is None:
        for item in items:
            if item.get_closest_marker("browser"):
                item.add_marker(pytest.mark.skip(reason=MISSING))


def tell_in_summary(reporter: pytest.TerminalReporter) -> None:
    skipped = [report for report in reporter.stats.get("skipped", []) if MISSING in str(report.longrepr)]
    if skipped:
        reporter.write_line(f"{len(skipped)} browser tests did NOT run: {MISSING}", yellow=True, bold=True)
