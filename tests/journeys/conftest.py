"""One installation and one Chromium for all journeys; each page is watched for errors and broken policy."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.journeys.browsing import Browsing
from tests.journeys.installation import Installation

CONFTEST = Path(__file__)
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
# The browser of these tests talks to nobody but the installation.
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
             "--disable-component-update", "--disable-sync"]  # fmt: skip


@pytest.hookimpl(tryfirst=True)  # before xdist reads the groups
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.parent == CONFTEST.parent:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.xdist_group("journeys"))  # one installation, whatever the workers


# Until the package ends, not the session: Playwright holds a running event loop, under which Django refuses to query.
@pytest.fixture(scope="package")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    _require_chromium()
    built = Installation(tmp_path_factory.mktemp("journeys"))
    try:
        built.start()
        yield built
    finally:
        built.stop()


@pytest.fixture(scope="package")
def chromium() -> Iterator[Any]:
    _require_chromium()
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def browsing(chromium: Any, installation: Installation) -> Browsing:
    return Browsing(chromium, installation.address)


@pytest.fixture(scope="package")
def kinds(browsing: Browsing) -> Any:
    """One address of each kind of page: kinds.Kinds."""
    from tests.journeys.kinds import kinds_of  # the models behind the table want Django set up

    return kinds_of(browsing)


@pytest.fixture
def page(browsing: Browsing) -> Iterator[Callable[..., Any]]:
    """`page("technician", width=390, language="en", theme="dark")`: signed in, on their first page."""
    yield browsing.open
    browsing.close_pages()


def _require_chromium() -> None:
    if CHROMIUM:
        return
    why = "no Chromium here: install Debian’s `chromium`"
    if os.environ.get("CI"):
        pytest.fail(why)
    pytest.skip(why)
