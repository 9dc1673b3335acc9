"""Wherever a figure is shown, its audience sees what the rule passed: files, screen, charts, findings, versions, addresses."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from unittest import mock

import pandas as pd
import pyarrow as pa
import pytest
from app_session import go_to_page, open_page
from streamlit.testing.v1 import AppTest
from survey_figures import ANSWERS, FIGURES, MEMBERS, survey

from dse import charts, cli, figures, slides
from dse.disclosure import marks, words
from dse.errors import Refused
from dse.export.files import chart_image, delimited_text
from dse.figures import columns as c
from dse.figures import versions
from dse.figures.figure import answer
from dse.figures.framework import measured
from dse.query import Query, Selection
from dse.store import Store, Version
from dse.store.versions.version import DataFile
from dse.ui.card import figure_card, tables
from dse.ui.frame import address, shell
from dse.ui.frame.prose import format_sentence

BY_ID = {figure.id: figure for figure in FIGURES}
MASK, SAID = "[masqué, n<5]", "masqué (seuil de 5 réponses)"
SEED = 3  # its families are partly masked: see the first test


@pytest.fixture(autouse=True)
def registered(monkeypatch: pytest.MonkeyPatch) -> None:
    for figure in FIGURES:
        monkeypatch.setitem(figures.REGISTRY, figure.id, figure)


def answer_for(id_: str, audience: str = "projection", **choice: object) -> figures.Answer:
    return answer(BY_ID[id_], Query(survey(SEED), Selection(audience=audience, **choice)), 1, None)


def test_the_survey_of_these_tests_has_rows_of_each_kind() -> None:
    found = answer_for("top_two").table
    kinds = set(found["mark"].map(marks.hides))
    assert kinds == {True, False} and found["actor_family"].map(marks.is_name).any()


@pytest.mark.parametrize(
    "dialect", [delimited_text.MACHINE, delimited_text.FRENCH], ids=["machine", "french"]
)
def test_a_file_writes_the_mark_in_place_of_each_number(dialect: delimited_text.Dialect) -> None:
    found = answer_for("top_two")
    content = delimited_text.render_figure_csv(found, dialect).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(content, newline=""), delimiter=dialect.separator))[1:]
    for row, mark in zip(rows, found.table["mark"], strict=True):
        assert (row[2:7] == [MASK if dialect is delimited_text.MACHINE else SAID] * 5) == marks.hides(mark)
        assert "" not in row[:7]


def test_the_screen_s_table_writes_the_mark_in_place_of_each_number() -> None:
    found = answer_for("top_two")
    shown = tables._format_hidden_columns(
        charts.labelled(found.table, BY_ID["top_two"].columns),
        BY_ID["top_two"].columns,
        tables.NO_REPLACEMENTS,
        found.table,
    )
    masked = found.table["mark"].map(marks.hides).tolist()
    assert [each == SAID for each in shown["answers"]] == masked
    assert "" not in shown["share_pct"] and "None" not in shown["share_pct"]


def test_a_chart_writes_the_mark_and_ships_no_masked_number() -> None:
    found = answer_for("top_two")
    (rows,) = BY_ID["top_two"].chart(found.table).to_dict()["datasets"].values()
    masked = [row for row in rows if row["mark"] == MASK]
    assert len(masked) == found.table["mark"].map(marks.hides).sum()
    assert all(row["answers"] is row["share_pct"] is row["base"] is None for row in masked)
    assert all(row["shown"] == MASK for row in masked)


def test_groups_shown_together_keep_their_name_beside_labels() -> None:
    frame = pd.DataFrame({"actor_family": ["ONG", "Autres (n=12)", marks.WHOLE, "?", None]})
    shown = charts.labelled(frame, (c.FAMILY,))["actor_family"].tolist()
    assert shown == ["ONG", "Autres (12 réponses)", marks.WHOLE, "Non renseigné", "Non renseigné"]


def test_a_finding_speaks_of_what_is_shown_and_of_nothing_else() -> None:
    seen = []
    figure = replace(BY_ID["top_two"], finding=lambda frame: seen.append(frame) or figures.Finding("Vu."))
    answer(figure, Query(survey(SEED), Selection(audience="projection")), 1, None)
    assert not seen[0]["mark"].map(marks.hides).any() and seen[0]["answers"].notna().all()


def test_where_nothing_is_left_it_is_said_and_no_picture_is_drawn() -> None:
    figure = BY_ID["top_two"]
    small = survey(SEED, sizes=(0.3, 0.3, 0.4, 0, 0, 0, 0, 0, 0))
    small.create("update survey_answers set value = 1 where question_id = 'Q1'")
    found = answer(figure, Query(small, Selection(audience="projection")), 1, None)
    assert found.is_masked and found.finding.sentence == words.NOTHING_LEFT and found.size == SAID
    with pytest.raises(Refused, match="trop peu"):
        chart_image.render_png(found)
    assert MASK in delimited_text.render_figure_csv(found, delimited_text.MACHINE).decode("utf-8")


def test_the_team_sees_everything_and_filters_as_it_likes() -> None:
    found = answer_for("by_family", "equipe", families=("ONG",))
    assert set(found.table["actor_family"]) == {"ONG"} and found.selection.families == ("ONG",)
    assert found.hidden == () and not found.table["mark"].map(marks.hides).any()


def test_a_filter_of_people_is_dropped_before_a_public_and_told() -> None:
    chosen = Selection(audience="projection", families=("ONG",))
    assert answer_for("by_family", families=("ONG",)).selection.families == ()
    assert figure_card.list_unused_filters(BY_ID["by_family"], chosen) == ["familles"]
    assert figure_card.list_unused_filters(BY_ID["by_family"], replace(chosen, audience="equipe")) == []


def test_what_was_masked_is_told_in_one_phrase() -> None:
    assert (
        words.told(answer_for("top_two").hidden)
        == "des groupes réunis et 2\u00a0résultats non montrés (réponses trop peu nombreuses ou trop semblables)"
    )
    assert words.told(answer_for("whole", "equipe").hidden) == ""
    assert words.told(answer_for("by_region").hidden) == "figure réservée à l’équipe"


def test_a_figure_without_a_rule_is_the_same_before_every_public(demo_store: Store) -> None:
    figure = figures.REGISTRY["uptake_by_family"]
    one, other = (
        figures.answer(demo_store, 1, figure, Selection(families=("ONG",), audience=each))
        for each in ("equipe", "diffusion")
    )
    pd.testing.assert_frame_equal(one.table, other.table)


def test_marks_and_rules_go_together() -> None:
    figure = BY_ID["whole"]
    with pytest.raises(ValueError):
        replace(figure, rule=None)
    with pytest.raises(ValueError):
        replace(figure, columns=(ANSWERS,))
    with pytest.raises(ValueError, match="members"):
        replace(BY_ID["by_family"], columns=(*BY_ID["by_family"].columns, MEMBERS))


def test_a_measure_of_the_framework_never_reads_a_protected_figure() -> None:
    """Its value stands in a table without a rule."""
    assert [figure.id for figure in measured.MEASURABLE.values() if figure.rule] == []


# --- versions


class Versions:
    """Two versions, of which the second changed one table."""

    def __init__(self, changed: str) -> None:
        self.changed = changed

    def version(self, number: int) -> Version:
        def file(name: str) -> tuple[DataFile, ...]:
            sha = f"{name}-{number if name == self.changed else 1}"
            return (DataFile(name, sha, 1, 1, "schema"),)

        names = ("survey_answers", "memberships", "accompaniments", "activities")
        return Version(
            number, number - 1, datetime.now(UTC), "a", "b", tables={name: file(name) for name in names}
        )

    def current(self) -> Version:
        return self.version(2)


@pytest.mark.parametrize(
    ("changed", "audience", "id_", "refused"),
    [
        ("survey_answers", "projection", "whole", True),
        ("memberships", "diffusion", "whole", True),
        ("activities", "projection", "whole", False),
        ("accompaniments", "projection", "whole", False),
        ("survey_answers", "equipe", "whole", False),
        ("survey_answers", "projection", "uptake_by_year", False),
    ],
)
def test_an_older_version_is_not_shown_to_a_public_once_its_answers_changed(
    changed: str, audience: str, id_: str, refused: bool
) -> None:
    store, figure, choice = Versions(changed), figures.REGISTRY[id_], Selection(audience=audience)
    assert versions.superseded(store, 1, figure, choice) == refused
    assert not versions.superseded(store, 2, figure, choice)


def test_a_version_that_is_superseded_answers_with_the_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(figures, "open_version", lambda *_: survey(SEED))
    answer_for = figures.answer(
        Versions("survey_answers"), 1, BY_ID["whole"], Selection(audience="projection")
    )
    assert answer_for.table.empty and answer_for.finding.sentence == versions.WHY
    assert list(answer_for.table.columns) == [each.name for each in BY_ID["whole"].columns]


# --- the address and the command line


def test_an_address_says_for_whom_and_a_word_unknown_is_the_least() -> None:
    assert address.read_audience({}) == "equipe"
    assert address.read_audience({"public": "projection"}) == "projection"
    assert address.read_audience({"public": "equipe"}, session_audience="projection") == "projection"
    assert address.read_audience({"public": "tout"}) == "diffusion"
    years = {address.YEARS: (2013, 2021)}
    assert address.encode(years | {"public": "projection"}) == {"annees": "2013-2021", "public": "projection"}
    assert "public" not in address.encode(years | {"public": "equipe"})


@pytest.fixture
def app(demo_store: Store, monkeypatch: pytest.MonkeyPatch):
    """The app with a page of survey figures. The registry comes back in its order, which is that of the pages."""
    monkeypatch.setenv("DSE_STORE", str(demo_store.path))
    monkeypatch.setattr(figures, "open_version", lambda *_: survey(SEED))
    with mock.patch.dict(figures.REGISTRY):
        for figure in figures.of_page("cadre-de-suivi"):
            del figures.REGISTRY[figure.id]
        for id_ in ("by_region", "top_two"):
            figures.REGISTRY[id_] = replace(BY_ID[id_], page="cadre-de-suivi")
        yield partial(open_page, "cadre-de-suivi")


def captions(test: AppTest) -> str:
    return " ".join(box.value for box in test.caption)


def test_a_page_lowered_by_its_address_shows_what_the_rule_passed(app) -> None:
    test = app(public="projection", familles="ONG")
    assert not test.exception and not test.error
    assert any("ne se découpe que" in box.value for box in test.info)
    assert "Public : Projection" in captions(test).replace("\u00a0", " ").replace("\\", "")
    assert "trop peu nombreuses ou trop semblables" in captions(
        test
    ) and "sans le filtre familles" in captions(test)
    assert len(test.get("vega_lite_chart")) == 1


def test_a_card_with_a_bounded_share_says_why_as_its_slide_does(app, monkeypatch) -> None:
    test = app(public="projection")
    assert "ferait reconnaître les rares" not in captions(test)
    compute = figure_card.get_answer

    def bound_first_row(*args: object) -> figures.Answer:
        found = compute(*args)
        if marks.MARK not in found.table:
            return found
        row_marks = [marks.at_least(90), *found.table[marks.MARK][1:]]
        return replace(found, table=found.table.assign(**{marks.MARK: row_marks}))

    monkeypatch.setattr(figure_card, "get_answer", bound_first_row)
    monkeypatch.setattr(figure_card, "_draw_body", lambda *_: None)
    test.run()
    sentence = slides.masked({"text": marks.at_least(90)})
    assert not test.exception and format_sentence(sentence) in captions(test)


def test_nothing_in_the_page_raises_the_audience_again(app) -> None:
    test = app(public="projection")
    del test.query_params["public"]
    test.multiselect(key="familles").set_value(["ONG"]).run()
    assert test.query_params["public"] == ["projection"] or test.query_params["public"] == "projection"
    test.query_params["public"] = "equipe"
    test.run()
    assert "trop peu nombreuses ou trop semblables" in captions(test)
    go_to_page(test, "vue-ensemble")
    go_to_page(test, "cadre-de-suivi")
    assert "trop peu nombreuses ou trop semblables" in captions(test)


def test_without_the_word_the_page_is_the_team_s(app) -> None:
    test = app()
    assert "masqu" not in captions(test) and "Public" not in captions(test)
    assert not any("ne se découpe que" in box.value for box in test.info)


def read_highlights(test: AppTest) -> str:
    """The links under « À retenir », each to the card that it is of."""
    links = [link for link in test.page_link if "figure=" in link.proto.query_string]
    return "\n".join(link.label for link in links)


def test_a_page_in_parts_shows_a_public_what_the_rule_passed_in_its_cards_and_highlights(
    demo_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DSE_STORE", str(demo_store.path))
    monkeypatch.setattr(figures, "open_version", lambda *_: survey(SEED))
    part = (BY_ID["by_region"], BY_ID["whole"], replace(BY_ID["top_two"], compares=True))
    monkeypatch.setitem(figures.SECTIONS, "recours", {"essai": figures.Section("Essai", "Essai ?", part)})
    public, team = open_page("recours", public="projection"), open_page("recours")
    assert [box.anchor for box in public.subheader] == ["whole", "top_two"]
    assert "trop peu nombreuses ou trop semblables" in captions(public)
    assert [box.anchor for box in team.subheader] == ["by_region", "whole", "top_two"]
    assert "masqu" not in captions(team)
    for test, audience in ((public, "projection"), (team, "equipe")):
        assert not test.exception and not test.error
        assert len(test.get("vega_lite_chart")) == len(test.subheader)
        sentence = answer_for("top_two", audience).finding.sentence
        assert read_highlights(test) == format_sentence(sentence)
    assert read_highlights(public) != read_highlights(team)


def test_the_page_of_the_data_is_the_team_s(app) -> None:
    test = app(public="diffusion")
    go_to_page(test, "donnees")
    assert [box.value for box in test.info] == ["Cette page est réservée à l’équipe."]
    assert not test.title and "donnees" in shell.FOR_THE_TEAM
    go_to_page(test, "cadre-de-suivi")
    assert "trop peu nombreuses ou trop semblables" in captions(test)


def test_the_command_line_obeys_the_audience(demo_store: Store, monkeypatch, capsysbinary) -> None:
    monkeypatch.setattr(figures, "open_version", lambda *_: survey(SEED))

    def run(*options: str) -> tuple[int, bytes, str]:
        code = cli.main(["figure", "top_two", "--store", str(demo_store.path), *options])
        out = capsysbinary.readouterr()
        return code, out.out, out.err.decode("utf-8")

    code, out, err = run("--audience", "projection", "--family", "ONG", "--format", "json")
    value = json.loads(out)
    assert code == 0 and value["masked"][-1]["deed"] == "masked" and value["selection"]["families"] == []
    assert "devant ce public : ce filtre est ignoré" in err and "Pour ce public : des groupes réunis" in err
    assert MASK.encode() in run("--audience", "diffusion")[1]
    assert MASK.encode() not in run()[1]
    assert run("--audience", "tout")[0] == 2


def test_every_figure_with_a_rule_marks_its_rows_last() -> None:
    for figure in figures.REGISTRY.values():
        if figure.rule:
            assert figure.columns[-1] == c.MARK and c.MARK.type == pa.string()


def test_the_first_of_some_rows_is_said_to_be_where_others_are_masked() -> None:
    told = {}
    for names_largest in (True, False):
        figure = replace(
            BY_ID["top_two"],
            names_largest=names_largest,
            finding=lambda _: figures.Finding("Le plus : A."),
        )
        for public in ("projection", "equipe"):
            query = Query(survey(SEED), Selection(audience=public))
            told[names_largest, public] = answer(figure, query, 1, None).finding.sentence
    assert told[True, "projection"] == "Le plus : A ; ce qui est masqué peut passer devant."
    assert {told[each] for each in told if each != (True, "projection")} == {"Le plus : A."}
