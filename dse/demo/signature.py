"""The author of a version of the demo. It tells fictional data from the team's, wherever they are shown or exported."""

from __future__ import annotations

from dse.store import Store, Version

AUTHOR = "Démonstration"
FICTIONAL = "données fictives"


def is_fictional(store: Store, version: Version) -> bool:
    """Whether a version has any file that the demo wrote."""
    fictional = {sha for build in store.versions() if build.author == AUTHOR for sha in _file_hashes(build)}
    return not fictional.isdisjoint(_file_hashes(version))


def _file_hashes(version: Version) -> list[str]:
    return [file.sha256 for files in version.tables.values() for file in files]
