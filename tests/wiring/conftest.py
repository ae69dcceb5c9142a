"""A run-time folder of its own for each test, reachable by PostgreSQL's user also when the tests run as root."""

import shutil
import tempfile
from pathlib import Path

import pytest

from luodi.wiring import embedded, places


@pytest.fixture
def own_var(monkeypatch):
    """Give a fresh LUODI_VAR without DATABASE_URL; the server in it, if any, is stopped afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="luodi-t-"))
    folder.chmod(0o755)
    monkeypatch.setenv("LUODI_VAR", str(folder))
    for name in ("DATABASE_URL", "DATABASE_OWNER_URL", "LUODI_AS_OWNER", "LUODI_STATEMENT_SECONDS"):
        monkeypatch.delenv(name, raising=False)
    yield folder
    assert places.var() == folder, "a test must not leave another LUODI_VAR: that server would be stopped"
    embedded.stop()
    shutil.rmtree(folder)
    shutil.rmtree(Path("/var/lib") / places.short_name(), ignore_errors=True)
