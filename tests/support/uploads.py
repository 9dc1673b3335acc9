"""Files as the team would send them, and a store that has imported them."""

from __future__ import annotations

from dse import paths
from dse.ingest import Proposal, Upload, confirm, propose
from dse.store import Store, Version

FILES = paths.ROOT / "tests" / "fixtures" / "files"
CLEAN = (
    "membres",
    "offre",
    "accompagnements",
    "activites",
    "presences",
    "indicateurs",
    "partenariats",
    "changements",
    "contacts",
    "productions",
    "cibles",
)


def clean(name: str) -> Upload:
    """One of the files kept beside the tests."""
    return Upload(f"{name}.csv", (FILES / f"{name}.csv").read_bytes())


def every_clean() -> list[Upload]:
    """All the files without a mistake, as one import."""
    return [clean(name) for name in CLEAN]


def build_upload(name: str, *lines: str) -> Upload:
    """A file made of lines."""
    return Upload(name, "\n".join((*lines, "")).encode("utf-8"))


def changed(name: str, old: str, new: str) -> Upload:
    """A clean file where one text, found exactly once, is another."""
    text = (FILES / f"{name}.csv").read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {name}"
    return Upload(f"{name}.csv", text.replace(old, new).encode("utf-8"))


def proposed(store: Store, *lines: str, **options: object) -> Proposal:
    """What a file made of lines would do."""
    return propose([build_upload("essai.csv", *lines)], store, **options)


def accepted(store: Store, *uploads: Upload, **options: object) -> Version:
    """The version after an import, doubts confirmed."""
    proposal = propose(uploads, store, **options)
    assert not proposal.problems, "\n".join(each.sentence for each in proposal.problems)
    return confirm(proposal, store, code="all", author="Nadia", message="Import")


def codes(proposal: Proposal) -> list[tuple[str, int | None, str | None]]:
    """Code, row and column of each problem, in order."""
    return [(each.code, each.row, each.column) for each in proposal.problems]


def rows(store: Store, table: str) -> list[dict[str, object]]:
    """Rows of a table of the current version."""
    return store.read(store.current(), table).to_pylist()


def bytes_of(store: Store) -> dict[str, bytes]:
    """Every file of a store, by its path."""
    return {
        str(path.relative_to(store.path)): path.read_bytes()
        for path in sorted(store.path.rglob("*"))
        if path.is_file()
    }
