"""How every test runs: a schema made by its owner, and everything else as the web role.

What the web role may not do in production it may not do here: a service that needs more fails in its
own test. Where a test must act as the owner (to see a trigger refuse what privileges would already
refuse), it says so with `as_owner()`.
"""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client, TransactionTestCase
from django.test.utils import setup_databases, teardown_databases
from django.utils import translation

from cecosesola.kernel import deferred
from cecosesola.launch.translations import compile_translations
from tests import chromium
from tests.owner import become_web_role, remember_what_migrations_wrote, start_over


def _empty_as_owner(self: Any) -> None:
    """After a test that commits: emptying tables is the owner's work, not the web role's."""
    start_over()


def pytest_configure(config: pytest.Config) -> None:
    chromium.require_where_told()
    TransactionTestCase._fixture_teardown = _empty_as_owner
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)  # whitenoise warns of a missing one
    if not hasattr(config, "workerinput"):
        compile_translations(settings.BASE_DIR)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    chromium.skip_where_missing(items)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    chromium.tell_in_summary(terminalreporter)


@pytest.fixture(scope="session")
def django_db_setup(
    request: pytest.FixtureRequest,
    django_test_environment: None,
    django_db_blocker: Any,
    django_db_use_migrations: bool,
    django_db_keepdb: bool,
    django_db_createdb: bool,
    django_db_modify_db_settings: None,
) -> Iterator[None]:
    """Make and migrate the test database as its owner, then go on as the web role."""
    with django_db_blocker.unblock():
        made = setup_databases(
            verbosity=0, interactive=False, keepdb=django_db_keepdb and not django_db_createdb
        )
        remember_what_migrations_wrote()
        become_web_role()
    yield
    with django_db_blocker.unblock():
        become_web_role(leave=True)
        if not django_db_keepdb:
            teardown_databases(made, verbosity=0)


@pytest.fixture(autouse=True)
def sent(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, tuple[object, ...]]]:
    """Tasks sent after a commit, instead of a broker: `(name, arguments)`."""
    kept: list[tuple[str, tuple[object, ...]]] = []
    monkeypatch.setattr(deferred, "_send", lambda task, args: kept.append((task, args)))
    return kept


@pytest.fixture(autouse=True)
def _empty_cache() -> None:
    """Each test starts with nothing remembered: sessions and caches are its own."""
    from django.core.cache import cache

    cache.clear()


@pytest.fixture(autouse=True)
def _in_spanish() -> None:
    """Each test starts in the house's language: a page read in English stays active after its request."""
    translation.deactivate()


@pytest.fixture
def enter(client: Client) -> Any:
    """Log a person in and give the client back: `enter(worker).get("/")`."""

    def _enter(person: Any) -> Client:
        other = Client()
        other.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
        other.cookies[settings.LANGUAGE_COOKIE_NAME] = "es"
        return other

    return _enter


@pytest.fixture
def hours() -> Any:
    """`hours(3)` is three hours from now."""
    from cecosesola.kernel.clock import now

    return lambda count: now() + dt.timedelta(hours=count)
