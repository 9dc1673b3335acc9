"""Rows of which only a bound is shown: who is first, in which order, and that nothing else is made of them."""

from __future__ import annotations

import csv
import io
import json
from functools import partial

import pandas as pd
import pytest
from counted_store import answer_figure
from hypothesis import given
from hypothesis import strategies as st

from dse import theme
from dse.charts import bounds
from dse.disclosure import marks
from dse.export.dossier import cells
from dse.export.files import delimited_text
from dse.figures import REGISTRY, Answer, draw_page
from dse.figures.events import describe_change
from dse.figures.offer.gaps_shown import (
    describe_gap,
    draw_needs,
    find_clear,
    list_highlighted,
    order_for_public,
    read_gap,
)
from dse.figures.offer.measures import SERVED
from dse.figures.offer.subjects import THEME
from dse.figures.surveys import bounded
from dse.figures.surveys.waves import find_bounded_moves
from dse.stats import comparison
from dse.store import Store
from schemas import codelists

PUBLICS = ("projection", "diffusion")
HIGH, LOW = marks.at_least(90), marks.at_most(10)
read = partial(bounded.read, column="share_pct")


def row(name: str, share: float | None = None, mark: str | None = None) -> dict[str, object]:
    return {"name": name, "share_pct": share, "mark": mark}


def names(rows: list[dict[str, object]]) -> str:
    return "".join(str(each["name"]) for each in rows)


def test_bounded_rows_stand_by_the_least_that_they_can_be_and_equal_ones_as_they_stood() -> None:
    rows = [row("a", 8.0), row("b", mark=HIGH), row("c", 95.0), row("d", mark=LOW), row("e", mark=HIGH)]
    rows += [row("f", 90.0), row("g", mark=marks.fewer(9)), row("h", 10.0)]
    assert names(bounded.order(rows, read)) == "cbefhadg"


def test_a_row_is_first_only_if_no_other_may_be() -> None:
    high, exact, other = row("a", mark=HIGH), row("b", 85.0), row("c", mark=marks.at_least(86))
    assert names(bounded.find_firsts([exact, high], read)) == "a"
    assert names(bounded.find_firsts([exact, high, other], read)) == "ac"
    assert names(bounded.find_firsts([row("d", 88.0), other], read)) == "dc", "between 86 and 100 %"
    assert names(bounded.find_lasts([exact, row("e", mark=LOW), row("f", 9.0)], read)) == "ef"
    assert names(bounded.find_lasts([exact, row("e", mark=LOW)], read)) == "e"
    low = [row("g", mark=marks.at_most(45)), row("h", 44.0), row("i", 20.0), row("j", 3.0)]
    assert names(bounded.find_firsts(low, read)) == "hg", (
        "20 % is under 44 %, which one of the others has for sure"
    )
    assert (
        names(bounded.find_lasts([row("k", mark=marks.at_least(55)), row("l", 60.0), row("m", 80.0)], read))
        == "kl"
    )
    assert names(bounded.find_firsts([row("n", 60.0), row("o", 60.0)], read)) == "n", (
        "equal ones as they stood"
    )


marks_or_shares = st.one_of(
    st.floats(0, 100), st.integers(50, 90).map(marks.at_least), st.integers(10, 50).map(marks.at_most)
)


@given(st.lists(marks_or_shares, min_size=1, max_size=6), st.data())
def test_those_named_are_all_that_may_be_first_or_last_and_no_others(
    values: list[float | str], data: st.DataObject
) -> None:
    rows = [
        row(str(at), None, each) if isinstance(each, str) else row(str(at), each)
        for at, each in enumerate(values)
    ]
    limits = [read(each) for each in rows]
    hidden = [data.draw(st.floats(each.low, each.high)) for each in limits]
    firsts, lasts = bounded.find_firsts(rows, read), bounded.find_lasts(rows, read)
    assert max(hidden) == max(hidden[int(each["name"])] for each in firsts)
    assert min(hidden) == min(hidden[int(each["name"])] for each in lasts)
    assert all(read(each).high >= max(limit.low for limit in limits) for each in firsts)
    assert all(read(each).low <= min(limit.high for limit in limits) for each in lasts)


def test_a_gap_uses_the_bound() -> None:
    need = {"need_pct": None, "met_pct": 11.4, "base": 56, "members": 88, "gap_points": None}
    assert describe_gap(need | {"mark": HIGH}, SERVED) == "au moins +79\u00a0points"
    assert describe_gap(need | {"mark": LOW}, SERVED) == "au plus −1\u00a0point"
    assert read_gap(need | {"mark": HIGH}, SERVED).low == pytest.approx(78.6)


def test_gaps_are_in_order_of_what_they_show_whatever_is_hidden() -> None:
    shown = [("CLIMAT", None, HIGH, 20.0), ("GENRE", None, HIGH, 20.0), ("JEUNESSE", 60.0, None, 30.0)]
    table = pd.DataFrame(
        [{"theme": code, "need_pct": need, "mark": mark, "met_pct": met} for code, need, mark, met in shown]
    )
    assert order_for_public(table)["theme"].tolist() == ["CLIMAT", "GENRE", "JEUNESSE"]
    assert order_for_public(table.iloc[[2, 0, 1]])["theme"].tolist() == ["CLIMAT", "GENRE", "JEUNESSE"]


# --- the demo


def cells_of(answer: Answer, name: str) -> list[object]:
    """A column as the report and the workbook have it."""
    figure = REGISTRY[answer.figure_id]
    place = [column.name for column in figure.columns].index(name)
    return [line[place] for line in cells.display_rows(figure, answer)]


def file_of(answer: Answer, dialect: delimited_text.Dialect) -> dict[str, str]:
    """The first line of a CSV, by name of column."""
    content = delimited_text.render_figure_csv(answer, dialect).decode("utf-8-sig")
    lines = csv.reader(io.StringIO(content, newline=""), delimiter=dialect.separator)
    next(lines)
    return dict(zip([column.name for column in REGISTRY[answer.figure_id].columns], next(lines), strict=True))


@pytest.mark.parametrize("audience", PUBLICS)
def test_agroecology_is_first_in_sentence_chart_and_files(demo_store: Store, audience: str) -> None:
    found = answer_figure(demo_store, "gaps_by_theme", audience=audience)
    assert found.table["theme"].iloc[0] == "AGROECO"
    assert found.finding.sentence.startswith(
        "Le thème Agroécologie est le moins couvert (au moins 47\u00a0points d’écart), sans qu’on dise ici s’il se détache des autres\u00a0: dans l’enquête de 2021, au moins 90\u202f% des membres"
    )
    first = REGISTRY[found.figure_id].chart(found.table).to_dict()["datasets"].values()
    assert (
        next(iter(first))[0] | {"row": "Agroécologie", "said": "au moins +47\u00a0points", "bound_from": 90.0}
        == next(iter(first))[0]
    )
    assert cells_of(found, "need_pct")[0] == "≥ 90 %" and cells_of(found, "gap_points")[0] == "≥ 47"
    french, machine = file_of(found, delimited_text.FRENCH), file_of(found, delimited_text.MACHINE)
    assert (french["need_pct"], french["gap_points"], french["base"]) == ("≥ 90 %", "≥ 47", "56")
    assert (machine["need_pct"], machine["gap_points"], machine["base"]) == ("", "", "56")
    assert (french["mark"], machine["mark"]) == ("masqué (≥ 90 %)", "[masqué, ≥ 90 %]")


@pytest.mark.parametrize("audience", PUBLICS)
def test_monitoring_is_first_among_forms_of_support(demo_store: Store, audience: str) -> None:
    found = answer_figure(demo_store, "gaps_by_support", audience=audience)
    label = codelists.labels_in(REGISTRY[found.figure_id].columns[0].codelists)[
        found.table["support"].iloc[0]
    ]
    assert (
        label == "Suivi-évaluation"
        and f"La forme d’appui «\u00a0{label}\u00a0» est la moins couverte, sans qu’on dise ici si elle se détache des autres\u00a0: "
        in found.finding.sentence
    )


@pytest.mark.parametrize("audience", PUBLICS)
@pytest.mark.parametrize("figure_id", ["answers_need", "themes_wanted"])
def test_every_sentence_and_picture_says_the_bound_in_the_same_words(
    demo_store: Store, figure_id: str, audience: str
) -> None:
    found = answer_figure(demo_store, figure_id, audience=audience)
    assert "groécologie" in found.finding.sentence and "au moins 90\u202f%" in found.finding.sentence
    chart = REGISTRY[figure_id].chart(found.table).to_dict()
    data = json.dumps(chart["datasets"], ensure_ascii=False, default=str)
    # Between two blocks of bars there is no room for words.
    text = "≥ 90\u202f%" if figure_id == "themes_wanted" else "au moins 90\u202f%"
    assert text in data and "masqué" not in data.replace("[masqué, ≥ 90 %]", "")


def find_hatched(part: object) -> list[dict]:
    """The marks of a specification that are hatched."""
    if isinstance(part, list):
        return [mark for child in part for mark in find_hatched(child)]
    if not isinstance(part, dict):
        return []
    own = [part] if isinstance(fill := part.get("fill"), dict) and "gradient" in fill else []
    return own + [mark for child in part.values() for mark in find_hatched(child)]


def _list_bounds(table: pd.DataFrame) -> set[str]:
    return {str(bound.text) for mark in table["mark"] if (bound := marks.bound(mark)) is not None}


@pytest.mark.parametrize("audience", PUBLICS)
def test_a_bound_is_drawn_one_way_in_every_chart(demo_store: Store, audience: str) -> None:
    """A bar to the bound, hatched where the share may lie, and `≥ 90 %`, all from the mark."""
    seen: set[str] = set()
    for figure in [each for each in REGISTRY.values() if each.rule and each.rule.bounds]:
        found = answer_figure(demo_store, figure.id, audience=audience)
        shown = draw_page(figure, found, 12, 1)[1].table
        told, anywhere = _list_bounds(shown), _list_bounds(found.table)
        spec = draw_page(figure, found, 12, 1)[0].to_dict()
        rows = [row for rows in spec["datasets"].values() for row in rows if row.get(bounds.FROM)]
        texts = {row[bounds.TEXT].replace("\u202f", " ") for row in rows}
        # What becomes of needs draws beside its own rows those of the next survey.
        assert texts <= anywhere and bool(texts) >= bool(told), figure.id
        assert len(find_hatched(spec)) == bool(texts), figure.id
        assert all(row[bounds.TEXT].startswith("≥" if row[bounds.END] else "≤") for row in rows)
        seen |= {figure.id} if told else set()
    assert {"gaps_by_theme", "themes_wanted", "answers_need", "waves_need", "waves_satisfaction"} <= seen


def test_all_that_may_be_first_are_in_colour_before_a_public(demo_store: Store) -> None:
    found = answer_figure(demo_store, "gaps_by_theme", audience="projection").table
    wide = found.assign(met_pct=found["met_pct"].where(found["theme"] != "CLIMAT", 26.0))
    highlighted = partial(list_highlighted, subject=THEME, measure=SERVED)
    assert highlighted(found) == {"AGROECO"}
    assert highlighted(wide) == {"AGROECO", "CLIMAT"}, "at least 47 points, and 50"
    drawn = draw_needs(order_for_public(wide), THEME).to_dict()["datasets"].values()
    inks = {row["row"]: row["ink"] for rows in drawn for row in rows if "ink" in row}
    assert [name for name, ink in inks.items() if ink == theme.ACCENT] == ["Climat", "Agroécologie"]
    on_second_screen = draw_needs(wide.iloc[2:], THEME, wide).to_dict()["datasets"].values()
    assert theme.ACCENT not in {row.get("ink") for rows in on_second_screen for row in rows}
    assert highlighted(found.assign(met_pct=100.0)) == set(), "no need exceeds what is served"


def test_the_team_reads_in_colour_what_is_clear(demo_store: Store) -> None:
    table = answer_figure(demo_store, "gaps_by_theme").table
    assert list_highlighted(table, THEME, SERVED) == set(table["theme"][find_clear(table, SERVED)])


@pytest.mark.parametrize("audience", PUBLICS)
def test_nothing_rests_on_a_bounded_row(demo_store: Store, audience: str) -> None:
    seen = 0
    for figure in [each for each in REGISTRY.values() if each.rule and each.rule.bounds]:
        table = answer_figure(demo_store, figure.id, audience=audience).table
        rows = table[table["mark"].map(lambda mark: marks.bound(mark) is not None).astype(bool)]
        seen += len(rows)
        empty = {*figure.rule.measures, *figure.rule.withheld} - {figure.rule.base}
        assert rows[sorted(empty & set(table.columns))].isna().all(axis=None), figure.id
    assert seen >= 4


def test_a_bound_of_a_chart_is_known_by_the_name_of_its_field() -> None:
    """A slide explains bounds where a mark of one stands in its chart, or what is drawn of one."""
    assert marks.tells_bound(json.dumps({bounds.FROM: 90.0}))
    assert not marks.tells_bound(json.dumps({bounds.FROM: None, bounds.END: 100.0}))


# --- from one wave to the next


def wave_rows(before: float | str, after: float | str, base: int = 24) -> list[dict]:
    """A question in two waves: how many answered yes, or the mark of a bound."""
    common = {"question_id": "sat", "segment": 0, "population": "MEMBRE", "base": base, "comparisons": 2}
    rows = []
    for wave_id, wave_before, value in (("V18", None, before), ("V21", "V18", after)):
        is_bound = isinstance(value, str)
        rows.append(
            common
            | {"wave_id": wave_id, "wave_before": wave_before, "favourable": None if is_bound else value}
            | {"mark": value if is_bound else marks.TEAM_ONLY}
        )
    return rows


@pytest.mark.parametrize(
    ("before", "after", "tendency"),
    [
        (HIGH, 10, "BAISSE"),
        (10, HIGH, "HAUSSE"),
        (LOW, 16, "HAUSSE"),
        (16, LOW, "BAISSE"),
        (HIGH, 18, None),
        (18, HIGH, None),
        (HIGH, LOW, "BAISSE"),
        (LOW, HIGH, "HAUSSE"),
        (HIGH, HIGH, None),
        (LOW, 1, None),
        (HIGH, 24, None),
        (20, 10, None),
    ],
)
def test_a_move_from_or_to_a_bound_is_said_where_it_is_sure(
    before: float | str, after: float | str, tendency: str | None
) -> None:
    moves = find_bounded_moves(wave_rows(before, after))
    assert [move.tendency for move in moves] == ([tendency] if tendency else [])


@given(st.integers(50, 95), st.integers(0, 60), st.integers(9, 60), st.data())
def test_a_move_said_of_a_bound_is_sure_wherever_the_share_is(
    percent: int, yes: int, base: int, data: st.DataObject
) -> None:
    moves = find_bounded_moves(wave_rows(marks.at_least(percent), min(yes, base), base))
    hidden = data.draw(st.floats(percent / 100 * base, base))
    exact = comparison.unpaired_shares((hidden, base), (min(yes, base), base), comparison.confidence(4))
    for move in moves:
        assert describe_change(exact) == move.tendency == "BAISSE"
        assert 100 * exact.value <= move.points + 1e-9


@pytest.mark.parametrize("audience", PUBLICS)
def test_satisfaction_that_fell_is_told_to_a_public_too(demo_store: Store, audience: str) -> None:
    """« Aucune des parts montrées n’a nettement changé » stood beside « au moins 83 % » and « 42 % »."""
    found = answer_figure(demo_store, "waves_satisfaction", audience=audience)
    assert found.finding.sentence.endswith(
        "reculent nettement\u00a0: 42\u202f% (24\u00a0réponses), contre au moins 83\u202f% (24\u00a0réponses) en 2018."
    )
    drawn = json.dumps(REGISTRY["waves_satisfaction"].chart(found.table).to_dict(), ensure_ascii=False)
    assert "24\u00a0réponses ▼" in drawn
