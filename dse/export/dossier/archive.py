"""The dossier as one ZIP: the same version and choices give the same bytes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import BinaryIO

from dse.export import codebook
from dse.export.dossier import files
from dse.export.dossier.contents import Contents, Progress
from dse.export.dossier.figure_pictures import DossierPictures, open_pictures
from dse.export.dossier.package import render_data_package
from dse.export.dossier.provenance import hash_bytes, render_provenance
from dse.export.dossier.readme import render_readme
from dse.export.dossier.report.document import render_report
from dse.export.dossier.report.review_document import render_review
from dse.export.dossier.reproducible_zip import pack
from dse.export.dossier.workbook.figures_workbook import render_workbook
from dse.review import propose

PROVENANCE = "provenance.json"


def write(
    contents: Contents,
    target: BinaryIO | Path,
    progress: Progress | None = None,
    figure_pictures: DossierPictures | None = None,
) -> None:
    """Write the complete dossier. On OSError the caller deletes the incomplete file. `figure_pictures`: what may be drawn already."""
    if isinstance(target, Path):
        with target.open("wb") as file:
            write(contents, file, progress, figure_pictures)
        return
    figures = len(list(contents.entries()))
    with (
        open_pictures(progress, figures) if figure_pictures is None else nullcontext(figure_pictures)
    ) as drawn:
        _write(contents, target, drawn)
    if progress:
        progress(1.0, "Dossier écrit")


def _write(contents: Contents, target: BinaryIO, figure_pictures: DossierPictures) -> None:
    for entry in contents.entries():
        figure_pictures.request(contents, entry)
    workbook = render_workbook(contents)  # first: it waits for no picture
    contents_by_name = dict(_files(contents, figure_pictures, workbook))
    contents_by_name["datapackage.json"] = render_data_package(contents, contents_by_name)
    contents_by_name[PROVENANCE] = render_provenance(
        contents, {name: hash_bytes(content) for name, content in contents_by_name.items()}
    )
    pack(target, sorted(contents_by_name.items()), contents.version.created)


def _files(
    contents: Contents, figure_pictures: DossierPictures, workbook: bytes
) -> Iterator[tuple[str, bytes]]:
    plan = propose(entry.answer for entry in contents.entries())
    review = render_review(contents, plan, figure_pictures)
    annex = render_report(contents, figure_pictures)
    for chapter in contents.chapters:
        for entry in chapter.entries:
            yield from files.render_figure_files(contents, chapter, entry, figure_pictures[entry.figure.id])
    yield "bilan.docx", review
    yield "annexe-statistique.docx", annex
    yield "tableaux.xlsx", workbook
    yield "codebook.csv", codebook.render_figures_csv(entry.figure for entry in contents.entries())
    yield "codes.csv", codebook.render_codes_csv()
    yield "LISEZ-MOI.txt", render_readme(contents)
