"""Where things live on disk; imports nothing of ours.

What lies in the application's `data/` is ours, read only. What the team makes lies in one folder, its store's.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT / "data"
FORMS = DATA / "forms"
CODELISTS = DATA / "codelists"
SOURCES = DATA / "sources.toml"
AUDIENCES = DATA / "audiences.toml"
WHEELS = ROOT / "wheels"  # of an application that was unpacked from an archive
FILES = ROOT / "files.txt"  # and all that the archive brought there
VERSIONS = "manifests"  # of a store: one record a version
SHIPPED = DATA / "shipped.csv"
DEMO = DATA / "demo"
DEMO_STORE = DEMO / "store"

_store_of_command: Path | None = None


@contextmanager
def use_store(store: str | None) -> Iterator[None]:
    """Make a folder the team's store while a command that names it runs; None changes nothing."""
    global _store_of_command  # a process runs one command
    before = _store_of_command
    _store_of_command = Path(store).expanduser() if store else before
    try:
        yield
    finally:
        _store_of_command = before


def store_path() -> Path:
    """The team's store: the one that the command names, else `DSE_STORE` if set, else the usual one."""
    return _store_of_command or _expanded(os.environ.get("DSE_STORE") or str(usual_store()))


@cache
def usual_store() -> Path:
    """data/store; of an application that was unpacked, and is replaced whole by the next, a folder of the user's documents."""
    return _documents_folder() / "DSE" if WHEELS.is_dir() else DATA / "store"


def earlier_data() -> list[Path]:
    """Beside an unpacked application whose data lie in the usual place: each `data/` where one before it kept the team's."""
    if not WHEELS.is_dir() or _store_of_command or os.environ.get("DSE_STORE"):
        return []
    folders = (ROOT / "data", ROOT.parent / "data", ROOT.parent.parent / "data")
    return [
        folder
        for folder in folders
        if has_versions(folder / "store") and (folder / "store").resolve() != usual_store().resolve()
    ]


def has_versions(store: Path) -> bool:
    """Whether a folder holds data: the record of one version at least, beside what the system may put in any folder."""
    return any((store / VERSIONS).glob("*.json"))


def _documents_folder() -> Path:
    """Where this system keeps a user's documents; it may have been moved to another disk, or be called otherwise."""
    if sys.platform == "win32":
        import winreg

        shell = r"Software\Microsoft\Windows\CurrentVersion\Explorer\User Shell Folders"
        with winreg.OpenKey(winreg.HKEY_CURRENT_USER, shell) as key:
            return Path(winreg.ExpandEnvironmentStrings(winreg.QueryValueEx(key, "Personal")[0]))
    settings = Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config") / "user-dirs.dirs"
    text = settings.read_text(encoding="utf-8") if settings.is_file() else ""
    named = re.search(r'(?m)^XDG_DOCUMENTS_DIR="(\$HOME)?((?:[^"\\]|\\.)*)"', text)
    folder = re.sub(r"\\(.)", r"\1", named[2]) if named else ""
    if named and named[1]:
        folder = folder.strip("/")  # the home itself stands for a folder that was switched off
    return Path.home() / (folder or "Documents")


# Asked at every look at a list of codes: what a text stands for is worked out once.
@cache
def _expanded(text: str) -> Path:
    return Path(text).expanduser()


@cache
def _below(folder: Path, name: str) -> Path:
    return folder / name


def own_cache() -> Path | None:
    """Where this machine's user keeps what can be computed again, by the habit of the system; None of a user without a home."""
    habits = {"win32": "AppData/Local", "darwin": "Library/Caches"}
    named = [Path(os.environ.get(name, "")) for name in ("XDG_CACHE_HOME", "LOCALAPPDATA")]
    try:
        folder = next(filter(Path.is_absolute, named), None) or Path.home() / habits.get(
            sys.platform, ".cache"
        )
    except RuntimeError:  # a service may run under a user of whom the system knows no home
        return None
    return folder / "dse"


def team_folder() -> Path:
    """Where everything that the team makes lies: its store's folder, even while the demo is shown."""
    return store_path()


def team_forms() -> Path:
    """Forms of the team, survey forms among them; the titles that it matched are in `titres/` there."""
    return _below(team_folder(), "forms")


def team_codelists() -> Path:
    """Lines that the team adds to our lists of codes, triennials and breaks."""
    return _below(team_folder(), "codelists")


def sources() -> Path:
    """The description of the member database: the team's, else our commented example."""
    return _team_file_or(SOURCES)


def audiences() -> Path:
    """The settings of the audiences: the team's, else ours."""
    return _team_file_or(AUDIENCES)


def _team_file_or(ours: Path) -> Path:
    own = team_folder() / ours.name
    return own if os.path.lexists(own) else ours
