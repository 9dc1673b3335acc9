"""The dossier as one ZIP: the same version and choices give the same bytes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from dse.export.dossier import files
from dse.export.dossier.contents import Contents, Progress
from dse.export.dossier.packed import pack
from dse.export.dossier.provenance import provenance, sha256

PROVENANCE = "provenance.json"


def write(contents: Contents, target: BinaryIO | Path, progress: Progress | None = None) -> None:
    """Write the whole dossier. OSError where the disk refuses; what was begun is then the caller's to take away."""
    if isinstance(target, Path):
        with target.open("wb") as opened:
            write(contents, opened, progress)
        return
    made = dict(_files(contents, progress))
    made[PROVENANCE] = provenance(contents, {name: sha256(content) for name, content in made.items()})
    pack(target, sorted(made.items()), contents.version.created)


def _files(contents: Contents, progress: Progress | None) -> Iterator[tuple[str, bytes]]:
    whole, done = sum(1 for _ in contents.entries()), 0
    for chapter in contents.chapters:
        for entry in chapter.entries:
            yield from files.of_figure(contents, chapter, entry)
            done += 1
            if progress:
                progress(done / whole, f"Écriture des fichiers : figure {done} sur {whole}")
