#!/usr/bin/env python3
# -*- coding: utf-8 -*-
"""Make .venv with the pinned parts of a requirements file: `python3 make_venv.py requirements.txt`.

Needs nothing but Python, and is written so that an old Python can still read it and say that it is old.
What is done is marked by the content of the requirements file: the next run looks at the mark and ends.
An installation that was cut short leaves another mark, and is made again from nothing.
"""
# ruff: noqa: UP009, UP031, T201, S603

from __future__ import print_function  # noqa: UP010

import sys

OLDEST = (3, 11)
if sys.version_info < OLDEST:
    sys.stderr.write(
        "cecosesola: hace falta Python %d.%d o posterior y este es %d.%d (%s). "
        "Indique otro: make run PYTHON=/ruta/a/python3.11\n"
        % (OLDEST[0], OLDEST[1], sys.version_info[0], sys.version_info[1], sys.executable)
    )
    sys.exit(1)

import fcntl  # noqa: E402
import hashlib  # noqa: E402
import importlib.util  # noqa: E402
import os  # noqa: E402
import re  # noqa: E402
import shutil  # noqa: E402
import subprocess  # noqa: E402
from pathlib import Path  # noqa: E402

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
UNFINISHED = VENV / ".unfinished"
DISK_NEEDED = 10**9


def stop(reason):
    """One line, and out."""
    sys.stderr.write("cecosesola: %s\n" % reason)
    sys.exit(1)


def install(requirements):
    """Make .venv hold this requirements file, if it does not yet."""
    wanted = fingerprint(requirements)
    mark = VENV / (".installed-" + requirements.stem)
    if mark.exists() and mark.read_text() == wanted and works() and not UNFINISHED.exists():
        return
    check_machine()
    if VENV.exists() and (UNFINISHED.exists() or not works()):
        shutil.rmtree(VENV)
    if not VENV.exists():
        print("  Preparando .venv con Python %d.%d" % sys.version_info[:2], flush=True)
        VENV.mkdir()
        UNFINISHED.touch()
        made = run([sys.executable, "-m", "venv", str(VENV)])
        if made.returncode:
            stop("no se pudo crear .venv: %s" % last_line(made.stdout))
    UNFINISHED.touch()
    install_parts(requirements)
    mark.write_text(wanted)
    UNFINISHED.unlink()


def check_machine():
    """What a bare machine may lack, said before anything is written."""
    missing = [module for module in ("venv", "ensurepip") if importlib.util.find_spec(module) is None]
    if missing:
        stop(
            "a este Python le falta el módulo %s: en Debian o Ubuntu, apt install python%d.%d-venv"
            % (missing[0], sys.version_info[0], sys.version_info[1])
        )
    if not os.access(ROOT, os.W_OK):
        stop("no se puede escribir en %s." % ROOT)
    free = shutil.disk_usage(ROOT).free
    if free < DISK_NEEDED:
        stop("queda poco disco: %d MB libres, hacen falta %d." % (free // 10**6, DISK_NEEDED // 10**6))


def install_parts(requirements):
    """Install with pip, telling how far it is. The file pins everything, so pip resolves nothing."""
    total = len(re.findall(r"(?m)^[A-Za-z0-9]", requirements.read_text()))
    command = [str(PYTHON), "-m", "pip", "install", "--disable-pip-version-check", "--no-input", "--no-deps"]
    command += ["--only-binary=:all:", "--progress-bar=off", "-r", str(requirements)]
    pip = subprocess.Popen(
        command, cwd=str(ROOT), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    progress, complaints, seen = Progress(total), [], 0
    for line in pip.stdout or ():
        found = re.match(r"(?:Collecting|Requirement already satisfied:) ([\w.-]+)", line)
        if found:
            seen += 1
            progress.show(seen, found.group(1))
        elif line.startswith("Installing collected packages"):
            progress.show(total, "instalando")
        elif line.startswith("ERROR") or "Errno" in line:
            complaints.append(line.strip())
    progress.end()
    if pip.wait():
        if any("No space left" in line for line in complaints):
            stop("no queda disco en %s para instalar las piezas." % ROOT)
        stop(
            "pip no pudo instalar %s: %s" % (requirements.name, complaints[0] if complaints else "sin motivo")
        )


class Progress:
    """One line that changes on a terminal; a line now and then in a log."""

    def __init__(self, total):
        self.total = total
        self.live = sys.stdout.isatty()
        self.told = 0

    def show(self, seen, name):
        text = "  Piezas %d/%d  %s" % (min(seen, self.total), self.total, name)
        if self.live:
            print("\r\033[K" + text, end="", flush=True)
        elif seen >= self.told + 20 or name == "instalando":
            self.told = seen
            print(text, flush=True)

    def end(self):
        if self.live:
            print(
                "\r\033[K  ✓ Piezas instaladas" if encodes("✓") else "\r\033[K  Piezas instaladas", flush=True
            )


def encodes(text):
    try:
        text.encode(sys.stdout.encoding or "ascii")
    except UnicodeEncodeError:
        return False
    return True


def fingerprint(requirements):
    """Changes with any pin; -c and -r lines bring in the file beside."""
    files = [requirements] + [
        ROOT / name for name in re.findall(r"(?m)^\s*-[cr]\s+(\S+)", requirements.read_text())
    ]
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()


def works():
    """Whether .venv has a Python of ours that still runs: the one that it was made from may be gone."""
    test = "import sys; sys.exit(sys.version_info < (%d, %d))" % OLDEST
    return PYTHON.exists() and run([str(PYTHON), "-c", test]).returncode == 0


def run(command):
    return subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)


def last_line(text):
    return (text.strip().splitlines() or ["sin motivo"])[-1]


def main():
    requirements = ROOT / (sys.argv[1] if len(sys.argv) > 1 else "requirements.txt")
    with requirements.open() as lock:  # two commands at once: the second waits and finds it done
        fcntl.flock(lock, fcntl.LOCK_EX)
        try:
            install(requirements)
        except KeyboardInterrupt:
            sys.exit(130)
        except OSError as error:
            stop("no se pudo preparar .venv: %s" % error.strerror)


if __name__ == "__main__":
    main()
