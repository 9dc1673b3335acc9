"""Catalogue of bad inputs: what a spreadsheet makes of a text, a date, an hour or a flag, and what it shows otherwise."""

from __future__ import annotations

from datetime import date, time
from pathlib import Path

import catalogue
import pytest
import surveys
import workbooks
from catalogue import grid, is_accepted, is_asked, is_refused, letter, put, upload

from dse.ingest import Upload, propose
from dse.ingest.issues import letters
from dse.store import Store

KINDS = ("xlsx", "ods")
MADE = (date(2019, 3, 1), time(3, 1), True, False)
IDS = ["day", "hour", "true", "false"]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("converted_value", MADE, ids=IDS)
@pytest.mark.parametrize(
    ("name", "header"), [("offre", "Intitulé"), ("indicateurs", "Commentaire"), ("activites", "Série")]
)
def test_a_text_that_became_something_else_asks(
    clean_store: Store, kind: str, converted_value: object, name: str, header: str
) -> None:
    proposal = is_asked(
        clean_store,
        [("IMP-227", 2, letter(name, header))],
        upload(name, put(grid(name), 2, header, converted_value), kind),
    )
    if isinstance(converted_value, bool):
        assert "VRAI ou FAUX" in proposal.doubts[0].reason


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("converted_value", MADE, ids=IDS)
@pytest.mark.parametrize(("name", "header"), [("offre", "Identifiant"), ("indicateurs", "Ventilation")])
def test_an_identifier_that_became_something_else_is_refused(
    clean_store: Store, kind: str, converted_value: object, name: str, header: str
) -> None:
    wanted = [("IMP-227", 3, letter(name, header))]
    is_refused(clean_store, wanted, upload(name, put(grid(name), 3, header, converted_value), kind))


@pytest.mark.parametrize("kind", KINDS)
def test_one_of_other_names_that_became_a_day_is_refused(clean_store: Store, kind: str) -> None:
    cells = put(grid("membres"), 3, "Autres noms", date(2019, 3, 1))
    is_refused(clean_store, [("IMP-227", 3, "C")], upload("membres", cells, kind))


@pytest.mark.parametrize("kind", KINDS)
def test_days_and_flags_where_they_are_wanted_say_nothing(clean_store: Store, kind: str) -> None:
    cells = put(put(grid("membres"), 2, "ESS", True), 2, "Adhésion", date(2013, 3, 1))
    is_accepted(clean_store, upload("membres", put(cells, 4, "ESS", False), kind))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("converted_value", MADE[:3], ids=IDS[:3])
@pytest.mark.parametrize("header", ["Appuis", "Texte", "Avis"])
def test_a_free_answer_that_became_something_else_asks_without_being_quoted(
    tmp_path: Path, kind: str, converted_value: object, header: str
) -> None:
    answer = ["a@b.fr", "Collectif Fictif", "Plutôt d’accord", "4", "Évaluation", "Un mot"]
    cells = put([surveys.HEADERS.split(";"), answer], 2, header, converted_value)
    form = surveys.small_form(tmp_path, ('scale = "accord"', 'scale = "accord"\nother = "NC"'))
    proposal = propose(
        [upload("petite", cells, kind)], surveys.registered(tmp_path / "store"), form=form, wave="v1"
    )
    assert not proposal.problems
    wanted = ("IMP-227", 2, letters(cells[0].index(header)))
    assert [(each.code, each.row, each.column) for each in proposal.doubts] == [wanted]
    assert str(converted_value) not in proposal.doubts[0].sentence


def write_ods_cell(kind: str, stored: str, text: str) -> str:
    """XML of a cell of an .ods that shows a text and holds something else."""
    attribute = "date-value" if kind == "date" else "value"
    return (
        f'<table:table-cell office:value-type="{kind}" office:{attribute}="{stored}"><text:p>{text}</text:p>'
        "</table:table-cell>"
    )


def of_members(header: str, cell: str) -> Upload:
    """The members as an .ods whose second line has one cell given in XML."""
    place = grid("membres")[0].index(header)
    lines = [
        "".join(
            cell if (row, column) == (1, place) else catalogue.ods_cell(text)
            for column, text in enumerate(line)
        )
        for row, line in enumerate(grid("membres"))
    ]
    rows = "".join(f"<table:table-row>{line}</table:table-row>" for line in lines)
    return Upload("membres.ods", workbooks.ods(workbooks.table(rows)))


@pytest.mark.parametrize(
    ("text", "is_doubtful"),
    [
        ("01/03/2013", False),
        ("1/3/13", False),
        ("vendredi 1 mars 2013", False),
        ("mars 13", True),
        ("mars 2013", True),
        ("01-mars", True),
        ("2013", True),
        ("", False),
    ],
)
def test_a_date_of_an_ods_shown_in_part_is_doubted(clean_store: Store, text: str, is_doubtful: bool) -> None:
    file = of_members("Adhésion", write_ods_cell("date", "2013-03-01", text))
    is_asked(clean_store, [("IMP-226", 2, letter("membres", "Adhésion"))] if is_doubtful else [], file)


def test_zeros_that_an_ods_shows_before_a_number_are_read(clean_store: Store) -> None:
    is_accepted(clean_store, of_members("SIREN", write_ods_cell("float", "123456782", "123 456 782")))
    file = of_members("Région", write_ods_cell("float", "1", "01"))
    assert "01" in propose([file], clean_store).changes["organisation_profiles"]["region"].to_pylist()
