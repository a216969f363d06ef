"""Chromium at the house's own pages."""

import os
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Playwright, sync_playwright

from tests.chromium import find_chromium

QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-quic",
]
PHONE, DESK = {"width": 360, "height": 780}, {"width": 1280, "height": 800}


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    # Playwright's loop stands in this thread, where Django would then refuse its ordinary queries.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as driver:
        yield driver
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture(scope="session")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    browser = playwright.chromium.launch(executable_path=find_chromium(), args=QUIET)
    yield browser
    browser.close()


@pytest.fixture
def open_page(chromium: Browser, live_server: Any, enter: Any) -> Iterator[Any]:
    """`open_page(person, size=PHONE, dark=True)`: a page of a browser where the person has logged in.

    Whatever the console complains of is kept in `page.complaints`.
    """
    contexts = []

    def _open(person: Any = None, *, size: Any = PHONE, dark: bool = False, js: bool = True) -> Page:
        context = chromium.new_context(
            base_url=live_server.url,
            viewport=size,
            color_scheme="dark" if dark else "light",
            locale="es-VE",
            timezone_id="America/Caracas",
            reduced_motion="reduce",
            java_script_enabled=js,
        )
        contexts.append(context)
        if person is not None:
            cookie = enter(person).cookies["sessionid"].value
            context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
        page = context.new_page()
        page.complaints = []  # type: ignore[attr-defined]
        page.on(
            "console",
            lambda said: page.complaints.append(said.text) if said.type in {"error", "warning"} else None,  # type: ignore[attr-defined]
        )
        page.on("pageerror", lambda error: page.complaints.append(str(error)))  # type: ignore[attr-defined]
        return page

    yield _open
    for context in contexts:
        context.close()
