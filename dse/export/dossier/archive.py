"""The dossier as one ZIP: the same version and choices give the same bytes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import BinaryIO

from dse.export import codebook
from dse.export.dossier import files, pictures
from dse.export.dossier.contents import Contents, Progress
from dse.export.dossier.package import render_data_package
from dse.export.dossier.provenance import hash_bytes, render_provenance
from dse.export.dossier.readme import render_readme
from dse.export.dossier.report.document import render_report
from dse.export.dossier.reproducible_zip import pack
from dse.export.dossier.workbook.figures_workbook import render_workbook
from dse.export.files import drawing_processes
from dse.export.files.figure_drawing import FigurePictures

PROVENANCE = "provenance.json"


def write(contents: Contents, target: BinaryIO | Path, progress: Progress | None = None) -> None:
    """Write the complete dossier. On OSError the caller deletes the incomplete file."""
    if isinstance(target, Path):
        with target.open("wb") as file:
            write(contents, file, progress)
        return
    figure_pictures = _draw(contents, progress)
    contents_by_name = dict(_files(contents, figure_pictures))
    contents_by_name["datapackage.json"] = render_data_package(contents, contents_by_name)
    contents_by_name[PROVENANCE] = render_provenance(
        contents, {name: hash_bytes(content) for name, content in contents_by_name.items()}
    )
    pack(target, sorted(contents_by_name.items()), contents.version.created)
    if progress:
        progress(1.0, "Dossier écrit")


def _draw(contents: Contents, progress: Progress | None) -> dict[str, FigurePictures | None]:
    """The pictures of each figure, drawn once for all the files that show it."""
    entries = list(contents.entries())
    drawings = [pictures.prepare_drawing(contents, entry) for entry in entries]

    def report(done: int) -> None:
        if progress:
            progress(done / (total + 1), f"Dessin des graphiques : {done} sur {total}")

    charts = [drawing for drawing in drawings if drawing is not None]
    total = len(charts)
    results = iter(drawing_processes.draw_all(charts, report))
    return {
        entry.figure.id: None if drawing is None else next(results)
        for entry, drawing in zip(entries, drawings, strict=True)
    }


def _files(
    contents: Contents, figure_pictures: Mapping[str, FigurePictures | None]
) -> Iterator[tuple[str, bytes]]:
    for chapter in contents.chapters:
        for entry in chapter.entries:
            yield from files.render_figure_files(contents, chapter, entry, figure_pictures[entry.figure.id])
    yield "rapport.docx", render_report(contents, figure_pictures)
    yield "tableaux.xlsx", render_workbook(contents)
    yield "codebook.csv", codebook.render_figures_csv(entry.figure for entry in contents.entries())
    yield "codes.csv", codebook.render_codes_csv()
    yield "LISEZ-MOI.txt", render_readme(contents)
