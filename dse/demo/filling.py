"""The demo's store, built from its raw files by the ordinary import."""

from __future__ import annotations

import hashlib

from dse import ingest, paths
from dse.errors import Refused, StoreError
from dse.store import Store

AUTHOR = "Démonstration"


def fill(store: Store) -> bool:
    """Import the raw files of the demo; false where the store already holds them.

    Refused into a store of other data; StoreError where the raw files are refused.
    """
    current = store.current()
    if current is not None and current.author != AUTHOR:
        raise Refused(
            "Ce dossier contient d’autres données : les données fictives s’y mêleraient. Choisissez-en un vide."
        )
    contents = {file.name: file.read_bytes() for file in sorted(paths.DEMO.glob("*.csv"))}
    if current is not None and {source.sha256 for source in current.sources} == _hashes(contents):
        return False
    return _import(store, contents)


def _hashes(contents: dict[str, bytes]) -> set[str]:
    return {hashlib.sha256(content).hexdigest() for content in contents.values()}


def _import(store: Store, contents: dict[str, bytes]) -> bool:
    proposal = ingest.propose([ingest.Upload(*each) for each in contents.items()], store)
    if proposal.problems:
        raise StoreError(
            f"Les fichiers de {paths.DEMO} sont refusés. Le premier problème : {proposal.problems[0].reason}"
        )
    if proposal.status == "unchanged":
        return False
    ingest.confirm(proposal, store, code="all", author=AUTHOR, message="Données de démonstration, fictives")
    return True
