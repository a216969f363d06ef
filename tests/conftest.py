"""What every test can use."""

import pytest

from tests import chromium, services


def pytest_configure(config: pytest.Config) -> None:
    chromium.require_where_told()
    services.ensure_services(config)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    chromium.skip_where_missing(items)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    chromium.tell_in_summary(terminalreporter)
