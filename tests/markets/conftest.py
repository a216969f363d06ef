"""A federation at its smallest, with a week at whatever stage a test needs."""

import pytest

from markets.states import Stage
from tests.factories import markets as m


@pytest.fixture
def planned(db: None) -> m.Walk:
    return m.walk(Stage.PLAN)


@pytest.fixture
def receiving_week(db: None) -> m.Walk:
    """Trucks are about to arrive: pledged, priced, allotted, and nothing weighed."""
    return m.walk(Stage.RECEIVE)


@pytest.fixture
def settling_week(db: None) -> m.Walk:
    """Received, sold and counted; no statement drawn up."""
    return m.walk(Stage.SETTLE)
