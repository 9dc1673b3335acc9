"""What the program itself has to be found: figures, pages and their parts, helps, words of the dictionary. Reads no store."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from dse import paths
from dse.disclosure import audience
from dse.export import codebook
from dse.figures import REGISTRY, SECTIONS, Figure
from dse.figures.figure import find_refusal
from dse.page_titles import DATA_PARTS
from dse.search.entries import COLUMN, FIGURE, HELP, PAGE, SYNONYM, TEXT, WORD, Entry, Line
from dse.search.words import load_synonyms
from schemas import codelists

HELP_PAGES = (
    *(
        "README.md",
        "docs/lire-et-projeter.md",
        "docs/saisir.md",
        "docs/enquetes.md",
        "docs/exporter.md",
        "docs/base-des-membres.md",
    ),
    *("docs/vie-privee.md", "docs/acces.md", "docs/controles.md", "docs/formulaires.md"),
)
# Its cards show every theme: the name of one finds it.
THEMES_FIGURE = "themes_by_year"
_HEADING = re.compile(r"^#{1,3} (.+)$", re.MULTILINE)


def list_entries(page_titles: Mapping[str, str], audience_code: str) -> list[Entry]:
    """All that an audience may look for but what the store holds; before a public neither columns nor figures that it may not see.

    `page_titles`: by slug, the pages that it may open.
    """
    entries = [*_list_figures(audience_code, page_titles), *_list_pages(page_titles), *_list_helps()]
    return entries if audience(audience_code).is_public else [*entries, *_list_columns()]


def _list_figures(audience_code: str, page_titles: Mapping[str, str]) -> Iterator[Entry]:
    for figure in REGISTRY.values():
        if find_refusal(figure, audience_code) or figure.page not in page_titles:
            continue
        lines = (Line(figure.question), *_list_synonyms(FIGURE, figure.id), Line(figure.method, TEXT))
        if figure.id == THEMES_FIGURE:
            lines += tuple(Line(label, SYNONYM) for label in codelists.labels("themes").values())
        yield Entry(FIGURE, figure.id, figure.question, _describe_position(figure, page_titles), lines)


def _describe_position(figure: Figure, page_titles: Mapping[str, str]) -> str:
    """The page of a figure and its part."""
    section = SECTIONS.get(figure.page, {}).get(figure.position[0])
    return " · ".join([page_titles[figure.page], *([section.title] if section else [])])


def _list_pages(page_titles: Mapping[str, str]) -> Iterator[Entry]:
    """Pages, then their parts: `slug/part`."""
    for slug, title in page_titles.items():
        yield Entry(PAGE, slug, title, "", (Line(title), *_list_synonyms(PAGE, slug)))
    for slug, title in page_titles.items():
        for part, section in SECTIONS.get(slug, {}).items():
            target = f"{slug}/{part}"
            lines = (
                Line(section.title, SYNONYM),
                Line(section.question, TEXT),
                *_list_synonyms(PAGE, target),
            )
            yield Entry(PAGE, target, section.title, title, lines)
    for part in DATA_PARTS if "donnees" in page_titles else ():
        target = f"donnees/{part}"
        yield Entry(PAGE, target, part, page_titles["donnees"], (Line(part), *_list_synonyms(PAGE, target)))


def _list_helps() -> Iterator[Entry]:
    """Chapters of the documents that are written for the team: `file#heading`."""
    for file in HELP_PAGES:
        title = _HEADING.findall((paths.ROOT / file).read_text(encoding="utf-8"))[0]
        for heading, text in read_chapters(file).items():
            target = f"{file}#{heading}"
            yield Entry(
                HELP,
                target,
                heading,
                "" if heading == title else title,
                (Line(heading), *_list_synonyms(HELP, target), Line(text, TEXT)),
            )


def read_chapters(file: str) -> dict[str, str]:
    """The chapters of a document by their headings, without those that say nothing themselves."""
    _, *pieces = _HEADING.split((paths.ROOT / file).read_text(encoding="utf-8"))
    headings, texts = pieces[::2], pieces[1::2]
    return {heading: text.strip() for heading, text in zip(headings, texts, strict=True) if text.strip()}


def _list_columns() -> Iterator[Entry]:
    """Columns of the tables: `table.column`."""
    for column in codebook.list_columns().to_pylist():
        target = f"{column['table_name']}.{column['name']}"
        lines = (
            Line(column["title"], COLUMN),
            *_list_synonyms(WORD, target),
            Line(column["description"], TEXT),
        )
        yield Entry(WORD, target, column["title"], column["table_title"], lines)


def _list_synonyms(kind: str, target: str) -> tuple[Line, ...]:
    return tuple(Line(phrase, SYNONYM) for phrase in load_synonyms().get((kind, target), ()))
