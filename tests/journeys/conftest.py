"""What the journeys share."""

from __future__ import annotations

import pytest

from local.places import Places


@pytest.fixture
def places(tmp_path_factory: pytest.TempPathFactory) -> Places:
    return Places(state=tmp_path_factory.mktemp("product"))
