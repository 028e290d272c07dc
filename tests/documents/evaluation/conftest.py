"""Every account of the small demo company in turn: what document 40 shows of it, and SQL on its files."""

import pytest

from tests.documents.evaluation import shown as reading
from tests.documents.evaluation.facts import Facts


@pytest.fixture(scope="session", params=reading.ACCOUNTS)
def shown(request, demo_freeze, shared_folder):
    return reading.read(demo_freeze, request.param, shared_folder)


@pytest.fixture(scope="session")
def facts(shown):
    made = Facts(shown.folder)
    yield made
    made.close()
