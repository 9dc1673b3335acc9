"""The demo's tables, made from its raw files by the ordinary import."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from dse import ingest, paths
from dse.demo.signed import AUTHOR
from dse.demo.surveys_questions import WAVES
from dse.errors import StoreError
from dse.ingest.surveys import pseudonyms
from dse.store import SourceFile, Store

PUBLIC_KEY = bytes(pseudonyms.KEY_BYTES)  # the persons of the demo are invented
MESSAGE = "Données de démonstration, fictives"


@contextmanager
def draft() -> Iterator[tuple[Store, tuple[SourceFile, ...]]]:
    """A store that holds the demo for a while, and its raw files as a version names them. StoreError where these are refused."""
    contents = {file.name: file.read_bytes() for file in sorted(paths.DEMO.glob("*.csv"))}
    with pseudonyms.using(PUBLIC_KEY), TemporaryDirectory(prefix="dse-demo-") as place:
        made = Store(Path(place))
        yield made, _import_all(made, contents)


def _import_all(store: Store, contents: Mapping[str, bytes]) -> tuple[SourceFile, ...]:
    """Import the register then each wave, since an import is of one wave."""
    waves = {wave.file: wave.id for wave in WAVES if wave.file in contents}
    register = {name: content for name, content in contents.items() if name not in waves}
    sources = [*_import(store, register, None)]
    for name, wave in waves.items():
        sources += _import(store, {name: contents[name]}, wave)
    return tuple(sources)


def _import(store: Store, contents: Mapping[str, bytes], wave: str | None) -> tuple[SourceFile, ...]:
    """The files as the store names them, once imported."""
    uploads = [ingest.Upload(*each) for each in contents.items()]
    # Our forms alone: one of the team's, in the place of ours, need not suit the demo's files.
    proposal = ingest.propose(uploads, store, wave=wave, forms_directory=paths.FORMS)
    if proposal.problems:
        raise StoreError(
            f"Les fichiers de {paths.DEMO} sont refusés. Le premier problème : {proposal.problems[0].reason}"
        )
    ingest.confirm(proposal, store, code="all", author=AUTHOR, message=MESSAGE)
    return proposal.sources
