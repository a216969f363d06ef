"""`make` on a machine that lacks something: one clear line, and nothing half-done."""

import importlib.util
import shutil
import subprocess
import sys
from collections import namedtuple
from pathlib import Path

import pytest

import make_venv

ROOT = Path(__file__).resolve().parents[2]
Usage = namedtuple("Usage", "total used free")


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A clone with one requirements file, where pip is not called."""
    root = tmp_path / "una casa"
    root.mkdir()
    monkeypatch.setattr(make_venv, "ROOT", root)
    monkeypatch.setattr(make_venv, "VENV", root / ".venv")
    monkeypatch.setattr(make_venv, "PYTHON", root / ".venv/bin/python")
    monkeypatch.setattr(make_venv, "UNFINISHED", root / ".venv/.unfinished")
    monkeypatch.setattr(make_venv, "install_parts", lambda _requirements: None)
    (root / "requirements.txt").write_text("django==5.2.19\n")
    return root


@pytest.mark.parametrize("version", [(2, 7, 18), (3, 6, 15), (3, 10, 13)])
def test_an_old_python_is_named(version):
    pretend = f"import sys; sys.version_info = {version}; exec(open('make_venv.py').read())"
    told = subprocess.run(
        [sys.executable, "-c", pretend], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert told.returncode == 1
    assert len(told.stderr.splitlines()) == 1
    assert f"este es {version[0]}.{version[1]}" in told.stderr


def test_a_missing_venv_module_is_named(house, monkeypatch, capsys):
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name == "ensurepip" else object())
    with pytest.raises(SystemExit):
        make_venv.install(house / "requirements.txt")
    assert "falta el módulo ensurepip" in capsys.readouterr().err
    assert not (house / ".venv").exists()


def test_a_full_disk_is_told(house, monkeypatch, capsys):
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: Usage(10**9, 10**9, 20_000_000))
    with pytest.raises(SystemExit):
        make_venv.install(house / "requirements.txt")
    assert "queda poco disco: 20 MB" in capsys.readouterr().err
    assert not (house / ".venv").exists()


def test_an_installation_cut_short_is_made_again(house, monkeypatch):
    requirements = house / "requirements.txt"
    debris = house / ".venv/lib/half-a-package"
    debris.mkdir(parents=True)
    (house / ".venv/.unfinished").touch()
    (house / ".venv/.installed-requirements").write_text(make_venv.fingerprint(requirements))

    def make_one(command):
        if "venv" in command:
            make_venv.PYTHON.parent.mkdir(parents=True)
            make_venv.PYTHON.symlink_to(sys.executable)
        return subprocess.CompletedProcess(command, 0, stdout="")

    monkeypatch.setattr(make_venv, "run", make_one)
    make_venv.install(requirements)

    assert not debris.exists()
    assert not (house / ".venv/.unfinished").exists()
    monkeypatch.setattr(make_venv, "check_machine", pytest.fail)
    make_venv.install(requirements)  # nothing to do


def test_a_changed_pin_installs_again(house, monkeypatch):
    installed = []
    monkeypatch.setattr(make_venv, "install_parts", installed.append)
    monkeypatch.setattr(make_venv, "works", lambda: True)
    (house / ".venv").mkdir()
    for pins in ("django==5.2.19\n", "django==5.2.19\n", "django==5.2.20\n"):
        (house / "requirements.txt").write_text(pins)
        make_venv.install(house / "requirements.txt")
    assert len(installed) == 2
