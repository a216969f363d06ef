"""docs/generated is what the code writes now, and writing it asks nothing of a server."""

import os
import subprocess
import sys
from pathlib import Path

from django.conf import settings
from django.core.management import call_command

from cecosesola.papers import shelf


def test_the_papers_are_those_of_the_code():
    assert [path.name for path in shelf.stale(shelf.written())] == [], "run: make docs"


def test_every_policy_says_for_whom_it_opens():
    assert "| — |" not in shelf.PAPERS["access.md"]()


def test_check_names_what_differs_in_one_line(monkeypatch, tmp_path, capsys):
    monkeypatch.setattr(shelf, "SHELF", tmp_path)
    monkeypatch.setattr(shelf, "PAPERS", {"one.md": lambda: "words"})
    assert _check() == 1
    assert capsys.readouterr().err.strip() == "docs/generated is behind the code (one.md). Run: make docs"
    (tmp_path / "one.md").write_text("words\n")
    assert _check() == 0


def _check() -> int:
    try:
        call_command("docs", "--check")
    except SystemExit as end:
        return int(end.code or 0)
    return 0


def test_no_server_is_needed(tmp_path):
    """The same papers come out with no address given and none running."""
    servers = ("DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL", "DATABASE_AS_OWNER")
    env = {name: value for name, value in os.environ.items() if name not in servers}
    env |= {"CECOSESOLA_ENV": "local", "CECOSESOLA_VAR": str(tmp_path)}
    manage = Path(settings.BASE_DIR) / "manage.py"
    done = subprocess.run(
        [sys.executable, str(manage), "docs", "--check"], env=env, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
