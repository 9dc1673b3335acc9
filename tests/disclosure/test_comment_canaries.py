"""Numbers of comments tell a public no more than its figures do; who wrote them, and what they were written in front of, is in no file."""

from __future__ import annotations

import io
import random
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from dse import review_plans
from dse.disclosure import marks
from dse.export import dossier, publish_dossier
from dse.figures import REGISTRY, Figure
from dse.figures.figure import answer as answer_figure
from dse.query import Query, Selection, open_version
from dse.review import (
    SUMMARY_ANCHOR,
    Comment,
    Confirmation,
    Plan,
    PlannedChapter,
    chapter_anchor,
    figure_anchor,
)
from dse.review.commentary import numbers
from dse.review.commentary.numbers import HIDDEN, NOT_COMPUTED
from dse.store import Store

SURVEYS = 20
# The parts into which those who answered fall, by figure.
PARTS = {
    "themes_wanted": ("favourable", "others"),
    "gaps_by_support": ("favourable", "others"),
    "recommendation": ("promoters", "passives", "detractors"),
}
CANARIES = (
    "Quatrefages",
    "1999-04-05",
    "5 avril 1999",
    "canari des nombres",
    "Canari du titre",
    "canari du passage",
    "Vermandois",
    "1998-07-06",
    "6 juillet 1998",
)
SHOWN = "Un canari qui se lit."


def invent_answers(figure: Figure, rows: pd.DataFrame, seed: int) -> pd.DataFrame:
    """The rows of a figure with other numbers of answers, often few or nearly all alike."""
    draw = random.Random(seed)
    counts = [[draw.choice((0, 1, 2, 4, 9, 30)) for _ in PARTS[figure.id]] for _ in range(len(rows))]
    columns = dict(zip(PARTS[figure.id], zip(*counts, strict=True), strict=True))
    typed = {name: pd.array(values, "double[pyarrow]") for name, values in columns.items()}
    return rows.assign(**typed, base=pd.array([sum(row) for row in counts], "int64[pyarrow]"))


def list_readings(query: Query, seed: int, triennial: str) -> list[tuple[str, str, list[str]]]:
    """Of each number of invented answers: its code, how it reads, and the marks of the row that has it. `triennial`: the one compared
    with, where it is of that."""
    readings = []
    for figure_id in PARTS:
        figure = REGISTRY[figure_id]
        rows = invent_answers(figure, figure.rows(query), seed)
        answer = answer_figure(replace(figure, rows=lambda _, rows=rows: rows), query, 1, None)
        read = numbers.make_reader({numbers.get_answer_key(figure_id, triennial): answer})
        for number in numbers.list_numbers(triennial):
            table = answer.table
            if number.figure_id == figure_id:
                column, of_row = number.row or ("", "")
                own = table[table[column] == of_row] if column else table.tail(1)
                readings.append((number.code, read(number).text, own["mark"].dropna().tolist()))
    return readings


def is_of_answers(code: str) -> bool:
    """Whether the number of a code is computed from answers, as the rule of its figure says."""
    figure_id, scalar = code.partition("?")[0].split(":")
    return scalar in REGISTRY[figure_id].rule.derived


@pytest.mark.parametrize("audience", [pytest.param("projection", marks=pytest.mark.long), "diffusion"])
@pytest.mark.parametrize(
    ("years", "triennial"),
    [((2019, 2021), ""), pytest.param((2016, 2018), "2016-2018", marks=pytest.mark.long)],
)
def test_what_a_figure_hides_no_number_tells(
    demo_store: Store, years: tuple[int, int], triennial: str, audience: str
) -> None:
    engine = open_version(demo_store, demo_store.current().number)
    team, public = (Query(engine, Selection(*years, audience=code)) for code in ("equipe", audience))
    hidden, bounded, told = 0, 0, 0
    for seed in range(SURVEYS):
        of_team = {code: text for code, text, _ in list_readings(team, seed, triennial)}
        for code, text, row_marks in list_readings(public, seed, triennial):
            if any(map(marks.is_silent, row_marks)):
                assert text in (HIDDEN, NOT_COMPUTED), (seed, code)
                hidden += of_team[code] not in (HIDDEN, NOT_COMPUTED)
            elif any(map(marks.hides, row_marks)) and not is_of_answers(code):
                assert text == of_team[code], "who was served is no answer: their figure prints it to all"
            elif any(map(marks.hides, row_marks)):
                assert text.startswith(("au moins", "au plus")), (seed, code)
                bounded += 1
            else:
                told += text not in (HIDDEN, NOT_COMPUTED)
    assert hidden and bounded and told, "where nothing is hidden, bounded or told this holds of anything"


def unzipped(content: bytes) -> list[bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        files = [archive.read(name) for name in archive.namelist()]
    return files + [part for each in files if each.startswith(b"PK") for part in unzipped(each)]


@pytest.mark.long
@pytest.mark.parametrize("audience", ["equipe", "diffusion"])
def test_no_file_of_a_dossier_nor_its_record_has_who_wrote(
    own_demo: Store, audience: str, tmp_path: Path
) -> None:
    comment = Comment(
        SHOWN, "Zoraïde Quatrefages", date(1999, 4, 5), 1, {"uptake_by_year:rate_pct": "canari des nombres"}
    )
    anchors = (
        SUMMARY_ANCHOR,
        chapter_anchor("offre"),
        figure_anchor("uptake_by_year"),
        figure_anchor("gone"),
    )
    chapters = (PlannedChapter("essentiel", ()), PlannedChapter("offre", ("uptake_by_year",)))
    reading = Confirmation("canari du passage", audience, 1, "Ulysse Vermandois", date(1998, 7, 6))
    comments = dict.fromkeys(anchors, comment)
    plan = Plan(chapters, "Canari du titre", "2019-2021", comments, confirmations=(reading,))
    saved = review_plans.save_plan(own_demo, plan)
    plans = b"".join(path.read_bytes() for path in own_demo.path.rglob("*.json"))
    assert all(canary.encode() in plans for canary in ("Quatrefages", "canari des nombres", "Vermandois"))
    choice = dossier.Choice("2019-2021", None, audience, ("bilan", "classeur"))
    prepared = publish_dossier.prepare_dossier(own_demo, own_demo.current().number, choice, plan=saved)
    out = tmp_path / "dossier.zip"
    publish_dossier.publish_dossier(prepared, own_demo, out, day=date(2022, 1, 1))
    records = [path.read_bytes() for path in (own_demo.path / "exports").glob("*")]
    files = [*unzipped(out.read_bytes()), *records]
    assert any(SHOWN.encode() in content for content in files) and bool(records) == (audience == "diffusion")
    for canary in CANARIES:
        assert not any(canary.encode() in content for content in files), canary
