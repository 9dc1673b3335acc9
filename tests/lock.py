"""Writes the locks and `docs/dev/licences.md` again: `.venv/bin/python -m tests.lock`, when a list of requirements has changed.

uv chooses what no list names, once for Python 3.11 to 3.13 on Windows, macOS and Linux; `--upgrade` takes the newest.
Licences are read from the packages that are installed: install before, and once more after.
"""

from __future__ import annotations

import importlib.metadata
import subprocess
import sys
from collections.abc import Iterable, Sequence

import uv

from dse import environment, paths

PACK = (paths.ROOT / "dse" / "packing" / "requirements.txt",)
LISTS = (environment.RUN, environment.TEST, PACK)
LICENCES = paths.ROOT / "docs" / "dev" / "licences.md"
_LOCK_HEADER = (
    "# Made by `python -m tests.lock` from {}: every package, in one version, and the hashes of its files.\n"
)
_LICENCES_HEADER = """# Licences of what is installed with the dashboard

Made by `python -m tests.lock` from what the packages say of themselves.

| package | licence |
|---|---|
"""


def main(arguments: Sequence[str] = ()) -> None:
    for requirements in LISTS:
        lock = environment.find_lock(requirements)
        command = [
            uv.find_uv_bin(), "pip", "compile", requirements[-1].name, "--output-file", lock.name, "--universal",
            "--python-version", "3.11", "--generate-hashes", "--no-header", "--no-annotate", "--quiet", *arguments,
        ]  # fmt: skip
        subprocess.run(command, cwd=lock.parent, check=True)
        source = requirements[-1].relative_to(paths.ROOT).as_posix()
        content = _LOCK_HEADER.format(source) + lock.read_text(encoding="utf-8")
        lock.write_text(content, encoding="utf-8", newline="\n")
    packages = environment.read_pins([environment.find_lock(list_) for list_ in (environment.RUN, PACK)])
    LICENCES.write_text(render_licences(sorted(packages)), encoding="utf-8", newline="\n")


def render_licences(packages: Iterable[str]) -> str:
    """The page of the licences of these packages."""
    return _LICENCES_HEADER + "".join(f"| {name} | {_read_licence(name)} |\n" for name in packages)


def _read_licence(package: str) -> str:
    """The SPDX expression that a package declares; else what its classifiers, else its own words, say."""
    metadata = importlib.metadata.metadata(package)
    classifiers = [
        line.split(" :: ")[-1] for line in metadata.get_all("Classifier", []) if line.startswith("License")
    ]
    return metadata.get("License-Expression") or ", ".join(classifiers) or metadata["License"].splitlines()[0]


if __name__ == "__main__":
    main(sys.argv[1:])
