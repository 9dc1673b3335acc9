"""The demo's store, built from its raw files by the ordinary import."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from dse import ingest, paths
from dse.demo.signed import AUTHOR
from dse.demo.surveys_questions import WAVES
from dse.errors import Refused, StoreError
from dse.ingest.surveys import pseudonyms
from dse.store import SourceFile, Store

PUBLIC_KEY = bytes(pseudonyms.KEY_BYTES)  # the persons of the demo are invented
MESSAGE = "Données de démonstration, fictives"


def fill(store: Store) -> bool:
    """Import the raw files of the demo, as one version; false where the store already holds them, whatever followed.

    Refused into a store of other data; StoreError where the raw files are refused.
    """
    known = store.versions()
    if known and all(each.author != AUTHOR for each in known):
        raise Refused(
            "Ce dossier contient d’autres données : les données fictives s’y mêleraient. Choisissez-en un vide."
        )
    contents = {file.name: file.read_bytes() for file in sorted(paths.DEMO.glob("*.csv"))}
    if any({source.sha256 for source in each.sources} == _hashes(contents) for each in known):
        return False
    with pseudonyms.using(PUBLIC_KEY), TemporaryDirectory(prefix="dse-demo-") as place:
        return _as_one_version(Store(Path(place)), contents, store)


def _hashes(contents: Mapping[str, bytes]) -> set[str]:
    return {hashlib.sha256(content).hexdigest() for content in contents.values()}


def _as_one_version(draft: Store, contents: Mapping[str, bytes], store: Store) -> bool:
    """Import the register then each wave into a draft, since an import is of one wave; then save all of it together."""
    waves = {wave.file: wave.id for wave in WAVES if wave.file in contents}
    register = {name: content for name, content in contents.items() if name not in waves}
    sources = [*_import(draft, register, None)]
    for name, wave in waves.items():
        sources += _import(draft, {name: contents[name]}, wave)
    made, current = draft.current(), store.current()
    tables = {table: [] for table in (current.tables if current else ())}
    tables |= {table: [draft.read(made, table)] for table in made.tables}
    number = current.number if current else 0
    return (
        store.commit(tables, parent=number, author=AUTHOR, message=MESSAGE, sources=tuple(sources))
        is not None
    )


def _import(draft: Store, contents: Mapping[str, bytes], wave: str | None) -> tuple[SourceFile, ...]:
    """The files as the store names them, once imported."""
    uploads = [ingest.Upload(*each) for each in contents.items()]
    # Our forms alone: one of the team's, in the place of ours, need not suit the demo's files.
    proposal = ingest.propose(uploads, draft, wave=wave, forms_directory=paths.FORMS)
    if proposal.problems:
        raise StoreError(
            f"Les fichiers de {paths.DEMO} sont refusés. Le premier problème : {proposal.problems[0].reason}"
        )
    ingest.confirm(proposal, draft, code="all", author=AUTHOR, message=MESSAGE)
    return proposal.sources
