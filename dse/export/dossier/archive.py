"""The dossier as one ZIP: the same version and choices give the same bytes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import BinaryIO
from zipfile import ZipFile

from dse.export import codebook
from dse.export.dossier import files, parts
from dse.export.dossier.contents import Contents, Entry, Progress
from dse.export.dossier.figure_pictures import DossierPictures, open_pictures
from dse.export.dossier.package import render_data_package
from dse.export.dossier.provenance import hash_bytes, render_provenance
from dse.export.dossier.readme import render_readme
from dse.export.dossier.report.document import render_report
from dse.export.dossier.report.review_document import render_review
from dse.export.dossier.reproducible_zip import pack
from dse.export.dossier.review_contents import keep_review
from dse.export.dossier.workbook.figures_workbook import render_workbook

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


def read_documents(path: Path) -> dict[str, bytes]:
    """The Word documents of a dossier that was written, by name."""
    with ZipFile(path) as archive:
        names = [name for name in parts.DOCUMENTS.values() if name in archive.namelist()]
        return {name: archive.read(name) for name in names}


def _write(contents: Contents, target: BinaryIO, figure_pictures: DossierPictures) -> None:
    figure_pictures.request_all(contents, list(_list_drawn(contents)))
    contents_by_name = dict(_files(contents, figure_pictures))
    if parts.DATA in contents.choice.parts:
        contents_by_name["datapackage.json"] = render_data_package(contents, contents_by_name)
    contents_by_name[PROVENANCE] = render_provenance(
        contents, {name: hash_bytes(content) for name, content in contents_by_name.items()}
    )
    pack(target, sorted(contents_by_name.items()), contents.version.created)


def _list_drawn(contents: Contents) -> Iterator[Entry]:
    """The figures whose pictures are in some part."""
    if {parts.ANNEX, parts.IMAGES} & set(contents.choice.parts):
        return contents.entries()
    return keep_review(contents).entries() if parts.REVIEW in contents.choice.parts else iter(())


def _files(contents: Contents, figure_pictures: DossierPictures) -> Iterator[tuple[str, bytes]]:
    parts_written = contents.choice.parts
    if parts.WORKBOOK in parts_written:  # first: it waits for no picture
        yield "tableaux.xlsx", render_workbook(contents)
    if parts.REVIEW in parts_written:
        yield parts.DOCUMENTS[parts.REVIEW], render_review(contents, contents.plan, figure_pictures)
    if parts.ANNEX in parts_written:
        yield parts.DOCUMENTS[parts.ANNEX], render_report(contents, figure_pictures)
    for chapter in contents.chapters:
        for entry in chapter.entries:
            if parts.DATA in parts_written:
                yield from files.render_tables(contents, chapter, entry)
            if parts.IMAGES in parts_written:
                yield from files.render_images(chapter, entry, figure_pictures[entry.figure.id])
    if parts.DATA in parts_written:
        yield "codebook.csv", codebook.render_figures_csv(entry.figure for entry in contents.entries())
        yield "codes.csv", codebook.render_codes_csv()
    yield "LISEZ-MOI.txt", render_readme(contents)
