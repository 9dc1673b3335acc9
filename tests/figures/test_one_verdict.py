"""A difference between two periods has one word and the same values wherever it is told."""

from __future__ import annotations

import contextlib
import io
import json
import random
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import docx
import dossiers
import pandas as pd
import pytest
from counted_store import answer_figure
from halves import round_as_read
from pptx import Presentation

from dse import cli, decisions, figures, selections
from dse.export import dossier
from dse.export.dossier.report import document
from dse.export.slides import deck
from dse.figures import REGISTRY, Answer
from dse.figures import headlines_words as words
from dse.query import Query, Selection, open_version, open_versions_once
from dse.slides import Deck, FigureSlide
from dse.store import Store
from dse.ui.overview import overview_page
from schemas import codelists

SEED = 20
SELECTIONS = 20
CLEAR = {"HAUSSE", "BAISSE"}


@dataclass(frozen=True)
class Statement:
    """What some place says of a measure, under the filters that it accepts, between two periods."""

    subject: tuple[object, ...]
    before: str
    after: str
    values: tuple[float | None, float | None]
    tendency: str | None
    source: str


def draw_selections() -> list[Selection]:
    """Choices at random, the same at each run; every fourth before a public."""
    chance = random.Random(SEED)
    drawn = []
    for place in range(SELECTIONS):
        years = sorted(chance.sample(range(2013, 2022), 2))
        pick = {
            name: tuple(sorted(chance.sample(sorted(codes), chance.choice((0, 0, 1, 2)))))
            for name, codes in (
                ("families", ("ONG", "COLLECTIVITE", "ESS")),
                ("kinds", ("EVALUATION", "AOC")),
                ("themes", codelists.tops("themes")),
            )
        }
        audience = ("equipe", "projection", "equipe", "diffusion")[place % 4]
        drawn.append(Selection(*years, audience=audience, **pick))
    return [
        Selection(),
        Selection(2013, 2021, families=("ONG",)),
        Selection(2016, 2021, families=("ONG",)),
        Selection(2016, 2018),
        Selection(2016, 2018, families=("COLLECTIVITE",), kinds=("AOC",)),
        *drawn,
    ]


CHOICES = draw_selections()
WAVES = tuple(name for name in REGISTRY if name.startswith("waves_"))
FOLLOWED = (
    (2016, 2018),
    (2020, 2020),
)  # years in front of which decisions are taken: what follows them is compared elsewhere too
NAMED_THEMES = ("CLIMAT", "GENRE", "AGROECO")


# What a decision follows, by the name that a reader sees: the same measure as a headline, or another one.
MEASURES_BY_NAME = {label: code for code, label in codelists.labels("headline_measures").items()} | {
    "Part des accompagnements examinés qui visent ce thème": "THEME",
    "Délai médian de la demande au démarrage": "DELAI",
}


def filters_of(choice: Selection, *names: str) -> tuple[tuple[str, ...], ...]:
    return tuple(getattr(choice, name) for name in ("families", "regions", "kinds", *names))


def from_triennials(table: pd.DataFrame, choice: Selection, source: str) -> Iterator[Statement]:
    for row in table.itertuples():
        values = row.share_before_pct, row.share_after_pct
        subject = ("THEME", row.theme, *filters_of(choice))
        yield state(subject, row.period_before, row.period_after, values, row.tendency, source)


def from_headlines(table: pd.DataFrame, choice: Selection, source: str) -> Iterator[Statement]:
    for row in table[table["period_before"].notna()].itertuples():
        theme = None if pd.isna(row.theme) else row.theme
        subject = (row.measure, theme, *filters_of(choice))
        values = row.value_before, row.value
        yield state(subject, row.period_before, row.period_after, values, row.tendency, source)


def from_decisions(store: Store) -> Iterator[Statement]:
    followed = {each.decision_id: each for each in decisions.recorded(store)}
    answer = figures.answer(store, store.current().number, REGISTRY["decisions_followed"], Selection())
    for row in answer.table[answer.table["since_years"].notna()].itertuples():
        decision = followed[row.decision_id]
        choice = selections.read(decision.selection)
        measure = MEASURES_BY_NAME.get(row.tracked_name, row.tracked_name)
        theme = choice.themes[0] if measure == "THEME" else None
        before = selections.told(
            replace(Selection(), first_year=choice.first_year, last_year=choice.last_year)
        )
        values = row.value_again, row.value_since
        yield state(
            (measure, theme, *filters_of(choice)), before, row.since_years, values, row.tendency, "décisions"
        )


def from_waves(answer: Answer) -> Iterator[Statement]:
    """Of all respondents, and of the same ones. Under the filters that the audience may use; what it is not shown says nothing."""
    for row in answer.table[answer.table["wave_before"].notna()].itertuples():
        filters = row.population, *filters_of(answer.selection, "themes")
        for name, word in (("change_points", row.tendency), ("paired_points", row.paired_tendency)):
            subject = (answer.figure_id, row.question_id, name, *filters)
            values = (getattr(row, name), row.share_pct) if not pd.isna(word) else (None, None)
            yield state(subject, row.wave_before, row.wave_id, values, word, answer.figure_id)


# « Entre A et B, la part du thème Genre est passée de 31 % (19 sur 62) à 54 % (32 sur 59) », « … est Genre : de 31 % à 54 % »,
# « … son écart : Genre, de 31 % à 54 % », « … le thème Genre passe de 31 % à 54 % »
_SENTENCES = re.compile(
    r"Entre (?P<before>[\d-]+) et (?P<after>[\d-]+)[ ,;].*?"
    r"(?:\best |écart\s: |, le thème |\bla part du thème |\ble (?=taux|délai))(?P<name>[^,:»]+?)(?:\s:|,| passe| est passée?) "
    r"de (?P<was>\d[\d\s]*?)(?:\s%.*?)? à (?P<now>[\d\s]+)\s(?:%|jour)"
)


def from_sentence(answer: Answer) -> Iterator[Statement]:
    """What a finding says of a theme, a rate or a wait between two periods: that it is clear, or that chance could explain it."""
    subjects = {label: ("THEME", code) for code, label in codelists.labels("themes").items()}
    subjects |= {words.lower(words.name(code, None)): (code, None) for code in ("RECOURS", "DELAI")}
    found = _SENTENCES.search(answer.finding.sentence)
    if found and found["name"] in subjects:
        subject = (*subjects[found["name"]], *filters_of(answer.selection))
        values = (float(re.sub(r"\s", "", found[name])) for name in ("was", "now"))
        word = "AUCUNE" if "hasard pourrait" in answer.finding.sentence else "CLAIR"
        yield state(subject, found["before"], found["after"], tuple(values), word, "phrase")


def from_command_line(store: Store, figure_id: str, choice: Selection) -> pd.DataFrame:
    """The rows of a figure as the command line writes them."""
    filters = {"family": choice.families, "kind": choice.kinds, "theme": choice.themes}
    options = [word for name, codes in filters.items() for code in codes for word in (f"--{name}", code)]
    years = ["--from", str(choice.first_year), "--to", str(choice.last_year)]
    target = ["--store", str(store.path), "--json", "figure", figure_id, "--audience", choice.audience]
    out = io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(io.StringIO()):
        assert cli.main([*target, *years, *options]) == 0
    return pd.DataFrame(json.loads(out.getvalue())["rows"])


def state(
    subject: tuple[object, ...],
    before: str,
    after: str,
    values: tuple[object, object],
    tendency: object,
    source: str,
) -> Statement:
    shown = tuple(None if pd.isna(value) else round(float(value), 6) for value in values)
    return Statement(subject, before, after, shown, None if pd.isna(tendency) else tendency, source)


@pytest.fixture(scope="module")
def decided(demo_store: Store, tmp_path_factory: pytest.TempPathFactory) -> Store:
    """The demo, with decisions in front of themes, delays and uptake under the filters of every selection."""
    import shutil

    store = Store(shutil.copytree(demo_store.path, tmp_path_factory.mktemp("decided") / "demo"))
    choices = {filters_of(choice, "themes"): choice for choice in CHOICES}.values()
    taken = [
        decisions.Decision(
            date(2021, 12, 1), "Séance", "Constat.", figure_id, selections.written(again), 1, "Agir."
        )
        for choice in choices
        for first, last in FOLLOWED
        for figure_id, theme in (
            *(("themes_by_year", (code,)) for code in choice.themes or NAMED_THEMES),
            ("request_delays", ()),
            ("uptake_by_year", ()),
        )
        for again in [replace(choice, first_year=first, last_year=last, themes=theme, audience="equipe")]
    ]
    numbered = [replace(each, decision_id=f"DEC-2030-{place:03d}") for place, each in enumerate(taken)]
    current = store.current()
    decisions._save(store, current, [*decisions.recorded(store), *numbered], "test", "décisions")
    return store


@pytest.fixture(scope="module")
@open_versions_once()
def answers(decided: Store) -> list[Answer]:
    """What the figures that compare two periods say of each selection."""
    number = decided.current().number
    return [
        figures.answer(decided, number, REGISTRY[name], choice)
        for choice in CHOICES
        for name in (*READERS, *WAVES)
    ]


@pytest.fixture(scope="module")
def statements(demo_store: Store, decided: Store, answers: list[Answer]) -> list[Statement]:
    """Every statement about two periods of the register over the selections; those of decisions beside few others, and beside many."""
    collected = [*from_decisions(demo_store), *from_decisions(decided)]
    for answer in answers:
        if read := READERS.get(answer.figure_id):
            collected += read(answer.table, answer.selection, answer.figure_id)
    for choice in CHOICES[::4]:
        for name, read in READERS.items():
            collected += read(from_command_line(decided, name, choice), choice, "ligne de commande")
    return collected


READERS = {"themes_triennials": from_triennials, "headlines": from_headlines}


def group(statements: list[Statement]) -> dict[tuple[object, ...], list[Statement]]:
    groups = defaultdict(list)
    for each in statements:
        groups[each.subject, each.before, each.after].append(each)
    return groups


def test_a_difference_has_one_word_wherever_it_is_told(statements: list[Statement]) -> None:
    several = {key: each for key, each in group(statements).items() if len({one.source for one in each}) > 1}
    assert len({key[0][0] for key in several}) >= 2, "themes and delays are told in several places"
    tendencies = {key: {one.tendency for one in each} for key, each in group(statements).items()}
    assert {key: found for key, found in tendencies.items() if len(found) > 1} == {}


def test_the_rate_that_a_decision_follows_is_not_that_over_the_period(
    statements: list[Statement],
) -> None:
    yearly = {
        (each.subject[2:], each.before, each.after): each
        for each in statements
        if each.subject[0] == "Taux de recours annuel moyen"
    }
    over_period = [each for each in statements if each.subject[0] == "RECOURS" and each.source == "headlines"]
    both = [
        (each, yearly[key])
        for each in over_period
        if (key := (each.subject[2:], each.before, each.after)) in yearly
    ]
    assert both and all(one.values != other.values for one, other in both)


def test_a_change_between_two_waves_has_one_word_whatever_years_are_chosen(answers: list[Answer]) -> None:
    collected = [each for answer in answers if answer.figure_id in WAVES for each in from_waves(answer)]
    told = [each for each in collected if each.tendency is not None]
    tendencies = {key: {one.tendency for one in each} for key, each in group(told).items()}
    assert any(each.tendency in CLEAR for each in told)
    assert {key: found for key, found in tendencies.items() if len(found) > 1} == {}


def test_a_sentence_says_what_its_table_says(statements: list[Statement], answers: list[Answer]) -> None:
    tendencies = {key: {one.tendency for one in each} for key, each in group(statements).items()}
    values = {key: each[0].values for key, each in group(statements).items()}
    spoken = [each for answer in answers if answer.figure_id in READERS for each in from_sentence(answer)]
    assert {each.tendency for each in spoken} == {"CLAIR", "AUCUNE"}
    for each in spoken:
        key = each.subject, each.before, each.after
        assert tendencies[key] == {"AUCUNE"} if each.tendency == "AUCUNE" else tendencies[key] < CLEAR, each
        assert each.values == tuple(float(round_as_read(value)) for value in values[key])


def test_an_arrow_of_the_landing_page_is_for_what_is_clear_or_counted(answers: list[Answer]) -> None:
    rows = [
        row for answer in answers if answer.figure_id == "headlines" for _, row in answer.table.iterrows()
    ]
    arrows = {
        (overview_page._describe_delta(row)[1], row["tendency"])
        for row in rows
        if not pd.isna(row["tendency"])
    }
    assert {word for arrow, word in arrows if arrow in ("up", "down")} <= {*CLEAR, "SANS_TEST"}
    assert ("off", "AUCUNE") in arrows and ("up", "SANS_TEST") in arrows


@pytest.mark.parametrize("audience", ["equipe", "diffusion"])
def test_the_report_says_the_same_words(
    demo_store: Store, statements: list[Statement], audience: str
) -> None:
    """A word that is that of all rows stands once, above the table."""
    contents = dossiers.of_pages(
        demo_store, ("vue-ensemble", "tendances"), dossier.Choice("2019-2021", "2016-2018", audience)
    )
    report = document.render_report(contents, {})
    text = "\n".join(paragraph.text for paragraph in docx.Document(io.BytesIO(report)).paragraphs)
    rows = [
        [cell.text for cell in row.cells]
        for table in dossiers.report_tables(report).values()
        for row in table.rows
    ]
    labels, themes = codelists.labels("period_differences"), codelists.labels("themes")
    tendencies = {
        each.subject[1]: each.tendency
        for each in statements
        if each.subject[0] == "THEME" and each.subject[2:] == ((), (), ()) and each.after == "2019-2021"
    }
    assert tendencies["GENRE"] == "AUCUNE"
    for code, word in tendencies.items():
        said = {
            label
            for row in rows
            if row[0] == themes[code] or themes[code] in row[:2]
            for label in row
            if label in labels.values()
        }
        of_all_rows = re.search(
            rf"\blecture de l’écart\u00a0: {re.escape(labels[word])}", text, re.IGNORECASE
        )
        assert said <= {labels[word]} and (said or of_all_rows)
    spoken = text.replace("\u202f", " ")
    assert (
        "celui du thème Genre, de 31 % à 54 % des accompagnements examinés ; le hasard pourrait l’expliquer"
        in spoken.replace("\u00a0", " ")
    )
    assert "le thème Genre passe" not in spoken


def test_a_difference_has_one_pair_of_values(statements: list[Statement]) -> None:
    values = {key: {one.values for one in each} for key, each in group(statements).items()}
    assert {key: found for key, found in values.items() if len(found) > 1} == {}


@pytest.mark.parametrize("families", [(), ("ONG",), ("COLLECTIVITE",)])
@pytest.mark.parametrize("theme", ["AGROECO", "GENRE", "CLIMAT"])
def test_a_decision_on_a_need_has_the_word_of_its_waves(
    demo_store: Store, families: tuple[str, ...], theme: str
) -> None:
    number = demo_store.current().number
    choice = Selection(families=families, themes=(theme,))
    table = figures.answer(demo_store, number, REGISTRY["waves_need"], choice).table
    (row,) = table[table["wave_id"] == "membres-2021"].to_dict("records")
    query = Query(open_version(demo_store, number), replace(choice, first_year=2016, last_year=2018))
    metric = REGISTRY["gaps_by_theme"].tracked_metric.former
    difference = metric.compare(query, metric.find_pair(query))
    assert difference.tendency == row["tendency"]
    assert difference.after.value == pytest.approx(row["share_pct"])
    assert difference.change == pytest.approx(row["change_points"])
    assert difference.interval == pytest.approx((row["change_low_points"], row["change_high_points"]))


def test_a_slide_says_the_sentence_of_its_page(demo_store: Store, answers: list[Answer]) -> None:
    live = Selection(2013, 2021, audience="projection")
    shown = deck.render_powerpoint(
        deck.Source(demo_store, demo_store.current().number, live),
        Deck("Deux triennals", (FigureSlide("themes_triennials"),)),
    )
    *_, slide = Presentation(io.BytesIO(shown)).slides
    texts = " ".join(shape.text_frame.text for shape in slide.shapes if shape.has_text_frame)
    (page,) = {
        answer.finding.sentence
        for answer in answers
        if answer.figure_id == "themes_triennials" and answer.selection == Selection()
    }
    assert re.sub(r"\W", "", page) in re.sub(r"\W", "", texts)
    assert "hasard pourrait l’expliquer" in texts.replace("\u00a0", " ")


@pytest.mark.parametrize("choice", [{}, {"first_year": 2019, "last_year": 2021}, {"families": ("ONG",)}])
def test_a_group_of_members_has_one_word_on_every_page(demo_store: Store, choice: dict[str, Any]) -> None:
    segments = answer_figure(demo_store, "segments_served", **choice).table
    words = segments.set_index(["cut", "segment_name"])["standing"]
    compared = 0
    for cut, name in (
        ("Famille", "family"),
        ("Taille", "size"),
        ("Région", "region"),
        ("Ancienneté", "seniority"),
    ):
        figure = REGISTRY[f"uptake_by_{name}"]
        table = answer_figure(demo_store, figure.id, **choice).table
        labels = codelists.labels(figure.columns[0].codelists[0])
        for code, word in zip(table[figure.columns[0].name], table["standing"], strict=True):
            if (cut, labels.get(code)) in words.index:
                assert words[cut, labels[code]] == word
                compared += 1
    assert compared > 10
