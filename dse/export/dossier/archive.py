"""The dossier as one ZIP: the same version and choices give the same bytes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import BinaryIO

from dse.export import codebook
from dse.export.dossier import files, pictures
from dse.export.dossier.contents import Contents, Progress
from dse.export.dossier.package import package
from dse.export.dossier.pictures import Drawn
from dse.export.dossier.provenance import provenance, sha256
from dse.export.dossier.readme import readme
from dse.export.dossier.report.document import report
from dse.export.dossier.reproducible_zip import pack
from dse.export.dossier.workbook.figures_workbook import workbook

PROVENANCE = "provenance.json"


def write(contents: Contents, target: BinaryIO | Path, progress: Progress | None = None) -> None:
    """Write the whole dossier. OSError where the disk refuses; what was begun is then the caller's to take away."""
    if isinstance(target, Path):
        with target.open("wb") as opened:
            write(contents, opened, progress)
        return
    drawn = _draw(contents, progress)
    made = dict(_files(contents, drawn))
    made["datapackage.json"] = package(contents, made)
    made[PROVENANCE] = provenance(contents, {name: sha256(content) for name, content in made.items()})
    pack(target, sorted(made.items()), contents.version.created)
    if progress:
        progress(1.0, "Dossier écrit")


def _draw(contents: Contents, progress: Progress | None) -> dict[str, Drawn | None]:
    """The pictures of each figure, each drawn once for all the files that show it."""
    entries, drawn = list(contents.entries()), {}
    for done, entry in enumerate(entries):
        if progress:
            progress(done / (len(entries) + 1), f"Dessin des graphiques : {done + 1} sur {len(entries)}")
        drawn[entry.figure.id] = pictures.draw(contents, entry)
    return drawn


def _files(contents: Contents, drawn: Mapping[str, Drawn | None]) -> Iterator[tuple[str, bytes]]:
    for chapter in contents.chapters:
        for entry in chapter.entries:
            yield from files.of_figure(contents, chapter, entry, drawn[entry.figure.id])
    yield "rapport.docx", report(contents, drawn)
    yield "tableaux.xlsx", workbook(contents)
    yield "codebook.csv", codebook.figures_csv(entry.figure for entry in contents.entries())
    yield "codes.csv", codebook.codes_csv()
    yield "LISEZ-MOI.txt", readme(contents)
