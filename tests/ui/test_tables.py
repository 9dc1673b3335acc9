"""How a table is laid out on screen: a long text is given two lines rather than the width of the page."""

from __future__ import annotations

import json

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from dse import charts
from dse.disclosure import marks
from dse.figures import REGISTRY, columns
from dse.figures.change.listed import FIGURE
from dse.ui.card import column_widths, tables
from dse.ui.card.column_order import order_columns


def _long() -> None:
    import pandas as pd

    from dse.figures import columns as c
    from dse.ui.card import tables

    frame = pd.DataFrame(
        {"description": ["Une commune publie ses comptes chaque année."] * 20, "change_id": ["C"] * 20}
    )
    tables.show(frame, (c.DESCRIPTION, c.CHANGE_ID), key="longs")
    tables.show(frame.assign(description="Court"), (c.DESCRIPTION, c.CHANGE_ID), key="courts")


def test_a_long_text_goes_to_a_second_line() -> None:
    test = AppTest.from_function(_long).run()
    assert not test.exception
    long, short = test.dataframe
    given = {name: each.get("width") for name, each in json.loads(long.proto.columns).items()}
    assert given["description"] == column_widths.TEXT_WIDTH
    assert given["change_id"] >= column_widths.measure_text(columns.CHANGE_ID.label), (
        "a short text keeps one line"
    )
    assert (long.proto.row_height, short.proto.row_height) == (tables.TWO_LINES, tables.ROW_HEIGHT)
    assert tables.TWO_LINES > 64, "under four rem Streamlit wraps nothing"
    assert not any(each.get("width") for each in json.loads(short.proto.columns).values())


def test_a_list_too_wide_for_a_laptop_puts_its_texts_on_two_lines_and_cuts_no_heading_nor_word() -> None:
    titles = {"name": "Organisation", "region": "Région", "move": "Mouvement", "code": "Référence"}
    rows = [("Maison des Peuples d’Orvain", "Provence-Alpes-Côte d’Azur", "Arrivée", "ACC-2021-021")]
    frame = pd.DataFrame(rows, columns=list(titles), dtype="string")
    assert column_widths.compute_widths(frame, titles) is None, "it fits"
    more = dict.fromkeys(("n1", "n2", "n3", "n4"), "Membres en tout")
    given = column_widths.compute_widths(frame.assign(**dict.fromkeys(more, 1)), titles | more)
    assert given["name"] < column_widths.measure_text("Maison des Peuples d’Orvain")
    for name, word in (("region", "Provence-Alpes-Côte"), ("move", "Mouvement"), ("code", "ACC-2021-021")):
        assert given[name] >= column_widths.measure_text(word)


def test_what_a_list_of_changes_is_asked_for_comes_first() -> None:
    """« Attestés par quoi, avec quel appui ? »"""
    assert [each.name for each in FIGURE.columns[:4]] == [
        "description",
        "cited_titles",
        "evidence",
        "verification",
    ]


def _withheld() -> None:
    import pandas as pd

    from dse.disclosure import Replacements, marks
    from dse.figures import columns as c
    from dse.ui.card import tables

    frame = pd.DataFrame({"pairs": [None], "change_points": [None], "mark": [marks.TEAM_ONLY]})
    table = tables.prepare(frame, (c.PAIRS, c.CHANGE, c.MARK), Replacements(("pairs",)))
    tables.draw(table, key="vagues")


def test_what_is_not_known_is_not_said_to_be_the_team_s() -> None:
    test = AppTest.from_function(_withheld).run()
    assert not test.exception
    (row,) = test.dataframe[0].value.to_dict("records")
    assert row["pairs"] == marks.TEAM_ONLY and row["change_points"] != marks.TEAM_ONLY


def test_a_word_that_is_hidden_is_not_said_to_be_unknown() -> None:
    """« Non renseigné » stood on screen where the report says that it is hidden."""
    frame = pd.DataFrame(
        {"share_pct": [None, 60.0], "tendency": [None, None], "mark": ["[masqué, n<5]", None]}
    )
    shown = tables.prepare(frame, (columns.SHARE, columns.CHANGE_TENDENCY, columns.MARK)).frame
    assert shown["tendency"].tolist() == ["masqué (seuil de 5 réponses)", charts.labels.UNKNOWN]
    assert shown["share_pct"].tolist() == ["masqué (seuil de 5 réponses)", "60"]


def test_what_all_members_said_has_no_bounds_on_screen() -> None:
    """52, 52 and 52 would read as an interval; bounds that are one number by chance stay, and so does an interval."""
    frame = pd.DataFrame(
        {
            "base": [25, 25, 24],
            "members": [25, 30, 30],
            "share_pct": [52.0, 52.0, 50.0],
            "low_pct": [52.0, 52.0, 41.0],
            "high_pct": [52.0, 52.0, 59.0],
        }
    ).convert_dtypes(dtype_backend="pyarrow")
    shown = tables.prepare(frame, columns.SHARE_OF_ANSWERS).frame
    for name, others in (("low_pct", [52, 41]), ("high_pct", [52, 59])):
        assert shown[name].isna().tolist() == [True, False, False]
        assert shown[name].dropna().tolist() == others
    assert shown["share_pct"].tolist() == [52, 52, 50]


def _endless() -> None:
    import pandas as pd

    from dse.figures import columns as c
    from dse.ui.card import tables

    frame = pd.DataFrame({"change_id": [f"C{number:04}" for number in range(1234)]})
    tables.show(frame, (c.CHANGE_ID,), key="long")
    tables.show(frame.head(tables.MAX_ROWS), (c.CHANGE_ID,), key="entier")
    tables.show_text(frame.head(3), key="textes", row_count=len(frame))


def test_only_the_first_rows_of_a_long_table_travel_to_the_page_which_tells_how_many_there_are() -> None:
    test = AppTest.from_function(_endless).run()
    assert not test.exception
    long, short = test.dataframe
    assert list(long.value["change_id"]) == [f"C{number:04}" for number in range(tables.MAX_ROWS)]
    assert len(short.value) == tables.MAX_ROWS
    of_rows, of_texts = (
        caption.value.replace("\u202f", " ").replace("\xa0", " ") for caption in test.caption
    )
    assert of_rows.startswith("Les 500 premières lignes sur 1 234")
    assert of_texts.startswith("Les 3 premières lignes sur 1 234")


@pytest.mark.parametrize(
    ("text", "halves"),
    [
        ("", ("", "")),
        ("seul", ("seul", "")),
        ("un deux trois", ("un deux", "trois")),
        ("a bbbbbbbb", ("a", "bbbbbbbb")),
    ],
)
def test_a_text_on_two_lines_is_cut_between_the_words_where_it_is_narrowest(
    text: str, halves: tuple[str, str]
) -> None:
    assert column_widths._measure_halves(text) == max(map(column_widths.measure_text, halves))


def _frame_of(figure_id: str, **cells: list[object]) -> pd.DataFrame:
    names = [column.name for column in REGISTRY[figure_id].columns]
    length = len(next(iter(cells.values())))
    return pd.DataFrame({name: cells.get(name, ["same"] * length) for name in names})


def test_a_table_begins_with_what_its_finding_is_about() -> None:
    gaps = order_columns(REGISTRY["gaps_by_theme"], _frame_of("gaps_by_theme", theme=["CLIMAT", "GENRE"]))
    assert gaps[:5] == ["theme", "need_pct", "base", "accompanied_pct", "accompanied_gap_points"], (
        "a gap stands behind its two sides"
    )
    assert gaps[-2:] == ["wave_id", "question_id"]
    assert sorted(gaps) == sorted(column.name for column in REGISTRY["gaps_by_theme"].columns)
    lists = order_columns(FIGURE, _frame_of(FIGURE.id, description=["one", "two"]))
    assert lists[:4] == [each.name for each in FIGURE.columns[:4]], "a list keeps its order"


def test_what_is_the_same_in_all_rows_stands_behind_and_a_question_never_does() -> None:
    answers = REGISTRY["answers_need"]
    alike = _frame_of("answers_need", answer=["FORT", "FAIBLE"])
    assert order_columns(answers, alike)[:3] == ["wording", "answer", "share_pct"]
    apart = alike.assign(population=["MEMBRE", "PARTENAIRE"])
    assert order_columns(answers, apart)[:3] == ["wording", "population", "share_pct"]


def test_a_question_of_a_grid_is_read_by_its_own_part_and_a_long_name_has_room() -> None:
    wording = "Dans les trois prochaines années, quel sera votre besoin d’appui ? [Climat]"
    frame = pd.DataFrame({"wording": [wording, None]}, dtype="string")
    (column,) = (each for each in REGISTRY["answers_need"].columns if each.name == "wording")
    assert tables.prepare(frame, (column,)).frame["wording"].iloc[0] == "Climat"
    long = wording.removesuffix(" [Climat]") + " Et de quelle sorte, pour combien de personnes ?"
    given = column_widths.compute_widths(pd.DataFrame({"name": [long]}, dtype="string"), {"name": "Question"})
    assert column_widths.TEXT_WIDTH < given["name"] <= column_widths.NAME_WIDTH


def test_a_label_beside_an_acronym_is_not_cut_where_the_grid_would_not_write_it_on_two_lines() -> None:
    """« ONG » has wide letters: the grid then believes that the narrow ones of « Collectivité territoriale » fit."""
    names = [f"Association de la rivière numéro {number}" for number in range(3)]
    families = ["ONG", "Collectivité territoriale", "ONG"]
    regions = ["Auvergne-Rhône-Alpes", "Provence-Alpes-Côte d’Azur", "Île-de-France"]
    frame = pd.DataFrame({"name": names, "family": families, "region": regions}, dtype="string")
    titles = {"name": "Organisation", "family": "Famille d’acteur", "region": "Région"}
    more = {name: "Un nombre de personnes et d’organisations" for name in ("a", "b", "c")}
    given = column_widths.compute_widths(frame.assign(**dict.fromkeys(more, 1)), titles | more)
    assert given["family"] >= column_widths.measure_text("Collectivité territoriale")
    without = frame.assign(family=families[1])
    narrow = column_widths.compute_widths(without.assign(**dict.fromkeys(more, 1)), titles | more)
    assert narrow["family"] < column_widths.measure_text("Collectivité territoriale")
