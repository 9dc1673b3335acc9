"""A temporary store of the demo, built from its raw files by the ordinary import."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from dse import ingest, paths
from dse.demo.signature import AUTHOR
from dse.errors import StoreError
from dse.ingest import pseudonyms
from dse.store import SourceFile, Store

WAVE_FILES = {
    **{f"enquete_membres_{year}.csv": f"membres-{year}" for year in (2015, 2018, 2021)},
    "enquete_fin_2021.csv": "fin-2021",
}  # ids as in the forms
PUBLIC_KEY = bytes(pseudonyms.KEY_BYTES)  # the persons of the demo are invented
MESSAGE = "Données de démonstration, fictives"


@contextmanager
def open_draft() -> Iterator[tuple[Store, tuple[SourceFile, ...]]]:
    """The store, deleted at the end, and its raw files as a version lists them. StoreError if the import refuses them."""
    contents = {file.name: file.read_bytes() for file in sorted(paths.DEMO.glob("*.csv"))}
    with pseudonyms.use_key(PUBLIC_KEY), TemporaryDirectory(prefix="dse-demo-") as folder:
        store = Store(Path(folder))
        yield store, _import_all(store, contents)


def _import_all(store: Store, contents: Mapping[str, bytes]) -> tuple[SourceFile, ...]:
    """Import the register, then the waves of the survey one by one: an import takes one wave."""
    waves = {name: wave for name, wave in WAVE_FILES.items() if name in contents}
    register = {name: content for name, content in contents.items() if name not in waves}
    sources = [*_import(store, register, None)]
    for name, wave in waves.items():
        sources += _import(store, {name: contents[name]}, wave)
    return tuple(sources)


def _import(store: Store, contents: Mapping[str, bytes], wave: str | None) -> tuple[SourceFile, ...]:
    """Import files; returns them as a version lists them."""
    uploads = [ingest.Upload(*file) for file in contents.items()]
    # Our forms only: one that the team changed may not suit the demo's files.
    proposal = ingest.propose(uploads, store, wave=wave, forms_directory=paths.FORMS)
    if proposal.problems:
        raise StoreError(
            f"Les fichiers de {paths.DEMO} sont refusés. Le premier problème : {proposal.problems[0].reason}"
        )
    ingest.confirm(proposal, store, code="all", author=AUTHOR, message=MESSAGE)
    return proposal.sources
