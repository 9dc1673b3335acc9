"""Who signs a version of the demo: by it fictional data are known from the team's, and said to be so."""

from __future__ import annotations

from dse.store import Store, Version

AUTHOR = "Démonstration"
FICTIONAL = "données fictives"


def is_fictional(store: Store, version: Version) -> bool:
    """Whether a version holds any rows of the demo."""
    invented = {name for each in store.versions() if each.author == AUTHOR for name in _files(each)}
    return not invented.isdisjoint(_files(version))


def _files(version: Version) -> list[str]:
    return [file.sha256 for files in version.tables.values() for file in files]
