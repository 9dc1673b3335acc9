"""Catalogue of bad inputs, C2: titles of columns. Numbers are those of the catalogue."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable

import catalogue
import pytest
from catalogue import fingerprinted, grid, is_accepted, is_asked, is_not_read, is_refused, put, upload

from dse import paths
from dse.ingest import Upload
from dse.ingest.issues import letters
from dse.ingest.recognition import form_matching, title_matching
from dse.store import Store

FILES = [
    *((name, "csv") for name in ("membres", "accompagnements", "indicateurs", "changements")),
    ("presences", "xlsx"),
    ("activites", "ods"),
]


def titled(cells: catalogue.Grid, spelt: Callable[[str], str]) -> catalogue.Grid:
    """The same lines under titles written otherwise."""
    return [[spelt(each) for each in cells[0]], *cells[1:]]


def renamed(name: str, old: str, new: str) -> catalogue.Grid:
    """A clean file, one of its titles another."""
    assert old in grid(name)[0]
    return titled(grid(name), lambda title: new if title == old else title)


@pytest.mark.parametrize(("name", "kind"), FILES)
@pytest.mark.parametrize("again", [str, str.upper, lambda title: f" {title}\u00a0"])
def test_24_a_title_twice_names_both_columns(
    clean_store: Store, name: str, kind: str, again: Callable[[str], str]
) -> None:
    cells = [[*line, line[1]] for line in grid(name)]
    cells[0][-1] = again(cells[0][1])
    place = letters(len(cells[0]) - 1)
    proposal = is_refused(clean_store, [("IMP-108", 1, place)], upload(name, cells, kind))
    assert "colonne B" in proposal.problems[0].reason and proposal.problems[0].header


SPELLINGS: dict[str, Callable[[str], str]] = {
    "hard spaces": lambda title: f"\u00a0{title.replace(' ', chr(0xA0))}\u202f",
    "signs without width": lambda title: f"\u200b{title[:2]}\u200b{title[2:]}\ufeff",
    "two spaces": lambda title: f"  {title.replace(' ', '  ')} ",
    "accents apart": lambda title: unicodedata.normalize("NFD", title),
    "straight apostrophes": lambda title: title.replace("’", "'"),
    "typographic apostrophes": lambda title: title.replace("'", "’"),
    "capitals": str.upper,
    "small letters": str.lower,
    "no accents": lambda title: "".join(
        each for each in unicodedata.normalize("NFD", title) if not unicodedata.combining(each)
    ),
    "a line break": lambda title: title.replace(" ", "\n"),
}


@pytest.mark.parametrize(("name", "kind"), [FILES[0], FILES[-1]])
@pytest.mark.parametrize("spelling", SPELLINGS)
def test_26_titles_oddly_written(clean_store: Store, name: str, kind: str, spelling: str) -> None:
    is_accepted(clean_store, upload(name, titled(grid(name), SPELLINGS[spelling]), kind))


@pytest.mark.parametrize("kind", catalogue.KINDS)
@pytest.mark.parametrize(
    "title", ["Nom de l’organisation", "Nom de l'organisation", "NOM  DE L’ORGANISATION\u200b"]
)
def test_26_another_name_of_a_title(clean_store: Store, kind: str, title: str) -> None:
    is_accepted(clean_store, upload("membres", renamed("membres", "Nom", title), kind))


@pytest.mark.parametrize(("name", "kind"), FILES)
@pytest.mark.parametrize("step", [-1, 2])
def test_27_columns_in_another_order(clean_store: Store, name: str, kind: str, step: int) -> None:
    def moved(line: list[str]) -> list[str]:
        return line[::-1] if step == -1 else line[1::2] + line[::2]

    is_accepted(clean_store, upload(name, [moved(line) for line in grid(name)], kind))


UNKNOWN = [
    ("membres", "Identifiant", "Identifian", "« Identifiant »"),
    ("presences", "Activité", "Activty", "« Activité »"),
    ("presences", "Organisation", "Organisatoin", "« Organisation »"),
    ("accompagnements", "Référence", "Reference no", "« Référence »"),
    ("offre", "Identifiant", "Identification", "« Identifiant »"),
]


@pytest.mark.parametrize("kind", catalogue.KINDS)
@pytest.mark.parametrize(("name", "old", "new", "nearest"), UNKNOWN)
def test_27_a_needed_title_that_is_unknown_is_told_with_the_nearest(
    clean_store: Store, name: str, kind: str, old: str, new: str, nearest: str
) -> None:
    proposal = is_not_read(clean_store, "IMP-111", upload(name, renamed(name, old, new), kind))
    assert nearest in proposal.problems[0].sentence and f"« {new} »" in proposal.problems[0].sentence


@pytest.mark.parametrize("kind", catalogue.KINDS)
def test_27_an_optional_title_that_is_unknown_asks_with_the_nearest(clean_store: Store, kind: str) -> None:
    cells = renamed("presences", "Dont femmes", "Don femmes")
    cells = catalogue.put(cells, 2, "Participants", "4")
    proposal = is_asked(clean_store, [("IMP-116", None, "E")], upload("presences", cells, kind))
    assert "« Dont femmes »" in proposal.doubts[0].advice


@pytest.mark.parametrize("kind", catalogue.KINDS)
@pytest.mark.parametrize("titles", [["Zzz", "Yyy", "Xxx"], ["名前", "住所", "電話"], ["a", "b", "c"]])
def test_27_titles_of_which_none_is_known(clean_store: Store, kind: str, titles: list[str]) -> None:
    proposal = is_not_read(clean_store, "IMP-110", upload("essai", [titles, ["1", "2", "3"]], kind))
    assert all(f"« {each} »" in proposal.problems[0].sentence for each in titles)


@pytest.mark.parametrize(("name", "kind"), FILES)
def test_28_titles_and_no_line(clean_store: Store, name: str, kind: str) -> None:
    proposal = is_not_read(clean_store, "IMP-112", upload(name, grid(name)[:1], kind))
    assert "ligne" in proposal.problems[0].reason


@pytest.mark.parametrize("content", [b"", b" ", b"\r\n\r\n", b"\t\n"])
@pytest.mark.parametrize("name", ["membres.csv", "membres.xlsx", "membres.ods", "membres"])
def test_28_a_file_that_holds_nothing(clean_store: Store, name: str, content: bytes) -> None:
    is_not_read(clean_store, "IMP-101", Upload(name, content))


@pytest.mark.parametrize(("name", "kind"), FILES)
@pytest.mark.parametrize("mark", ["*", " (1)", " [2]", "²", " **", " :", " (1) *"])
def test_26_a_title_with_the_mark_of_a_note(clean_store: Store, name: str, kind: str, mark: str) -> None:
    is_accepted(clean_store, upload(name, titled(grid(name), lambda title: f"{title}{mark}"), kind))


def test_24_two_titles_that_only_notes_tell_apart(clean_store: Store) -> None:
    cells = [[*line, line[3]] for line in grid("presences")]
    cells[0][3:] = ["Participants (1)", "Dont femmes", "Participants (2)"]
    is_refused(clean_store, [("IMP-108", None, "F")], upload("presences", cells))


@pytest.mark.parametrize("kind", catalogue.KINDS)
@pytest.mark.parametrize(
    "title",
    [
        *(
            "Coût (k€)",
            "Coût (CHF)",
            "Budget en milliers d’euros",
            "Coût total, en k€",
            "Coût M€",
            "Budget ($)",
        ),
        *("Coût en millions", "Coût (FCFA)", "Coût (keuros)", "Budget en francs suisses"),
    ],
)
def test_27_a_title_in_another_unit_asks_to_convert(clean_store: Store, kind: str, title: str) -> None:
    cells = put(renamed("accompagnements", "Coût (€)", title), 2, "Statut", "EN_COURS")
    place = catalogue.letter("accompagnements", "Coût (€)")
    proposal = is_asked(clean_store, [("IMP-116", None, place)], upload("accompagnements", cells, kind))
    assert "convertissez-la" in proposal.doubts[0].advice


@pytest.mark.parametrize("title", ["Coût (k€)", "Coût en milliers d’euros", "Coût total (CHF)"])
def test_27_a_title_in_another_unit_is_proposed_for_no_column(clean_store: Store, title: str) -> None:
    file = upload("accompagnements", renamed("accompagnements", "Coût (€)", title))
    (sheet,) = fingerprinted(clean_store, [file]).unmapped
    form = next(
        each for each in form_matching.load_known_forms(paths.FORMS) if each.name == "accompagnements"
    )
    assert title in title_matching.find_titles_to_match(sheet, form) and not title_matching.propose_headers(
        sheet, form
    )
