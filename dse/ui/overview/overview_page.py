"""Vue d'ensemble on screen: the headline measures, what each page says, the last import, how far the data reach."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dse import french, theme
from dse.charts import transport
from dse.disclosure.audiences import TEAM
from dse.errors import ReaderError, StoreError
from dse.figures import REGISTRY, Answer, headlines
from dse.figures import headlines_words as words
from dse.figures.period_differences import UNTESTED
from dse.store import Version, name_action
from dse.ui.card import card_links, drawing, figure_card, question_list, room_reading
from dse.ui.frame import filters, shell
from dse.ui.frame.arrows import Arrow
from dse.ui.frame.data import DataSource, find_answer, make_once
from dse.ui.frame.progress_bar import show_progress
from dse.ui.frame.prose import format_sentence
from dse.ui.next_steps import due_steps
from dse.ui.overview import satisfaction, strongest_findings
from dse.ui.overview.strongest_findings import Strongest
from dse.ui.versions import changed_rows, moved_measures, version_differences
from schemas import codelists

CARD_WIDTH, HALF_WIDTH = 190, 400  # the findings beside the measures on a laptop, above them on half a screen
COMPUTING = "Recherche des constats les plus nets de toutes les pages…"
WITHOUT_SURVEY = "satisfaction (la page Enquêtes membres dit pourquoi)"
UNREADABLE_SURVEY = (
    "satisfaction (un fichier de l’enquête ne se lit plus, la page Enquêtes membres dit que faire)"
)
UNREADABLE_PART = "Une partie des pages ne se lit plus : elles disent que faire."
ALWAYS = ("headlines", "freshness")  # cards that are there even without rows
# What is said once for all the measures, and what a measure lacks because nothing was imported.
REASONS_OF_ALL = ("EN_COURS", "HORS_DONNEES")
ABOUT_CHANCE = "Sous une part ou un délai : si le hasard, d’un membre à l’autre, pourrait en expliquer l’écart. Un nombre se compte, sans test."
# An arrow and a colour are for what is clear, or counted.
ARROWS_OF_CHANCE: dict[str, Arrow] = dict.fromkeys(
    ("AUCUNE", "NON_CALCULABLE", "PEU_EXAMINE_SANS_TEST", "PEU_EXAMINE_AVANT"), "off"
)
NOTHING_IMPORTED = ("SANS_ADHESION", "SANS_ACCOMPAGNEMENT", "SANS_PORTEUR", "SANS_ACTIVITE", "SANS_MARQUE")


def show(source: DataSource) -> None:
    """Draw the page: the strongest findings of all pages, the last import and what is late beside the measures, the rest below."""
    _list_questions(source)
    cached = strongest_findings.find_kept(source, filters.get_selection())
    with st.grid(2, min_column_width=HALF_WIDTH, gap="small"):
        with st.container():
            slot = st.empty()
            if cached:
                _draw_findings(slot, cached)
            else:
                slot.caption(COMPUTING)
            _draw_last_import(source)
            if not figure_card.is_silent(source, "decisions_overdue"):
                figure_card.show(source, "decisions_overdue")
            due_steps.show(source)
        with st.container():
            figure_card.show(source, "headlines", body=lambda answer: _draw_measures(source, answer))
    figure_card.show(source, "freshness")
    if not figure_card.is_silent(source, "headlines_by_year"):
        figure_card.show(source, "headlines_by_year")
    if not cached:
        _compute_findings(source, slot)
    room_reading.show(source)


def _list_questions(source: DataSource) -> None:
    cards = ("headlines", "decisions_overdue", "freshness", "headlines_by_year")
    drawn = [REGISTRY[card] for card in cards if card in ALWAYS or not figure_card.is_silent(source, card)]
    question_list.draw(st.empty(), drawn, question_list.OF_PAGE)


def _draw_measures(source: DataSource, answer: Answer) -> None:
    table = answer.table
    st.caption(format_sentence(_describe_periods(table)))
    missing = table["value"].isna() & table["tendency"].isin(NOTHING_IMPORTED)
    sparks = _find_sparks(source, answer)
    satisfaction_answer, why_not = _find_satisfaction(source)
    with st.grid(5, min_column_width=CARD_WIDTH, gap="small"):
        for (_, row), spark in zip(table.iterrows(), sparks, strict=True):
            if not missing[row.name]:
                _draw_metric(row, spark)
        if satisfaction_answer:
            satisfaction.show(source, satisfaction_answer)
    not_computable = _list_not_computable(table[missing]) + ([] if satisfaction_answer else [why_not])
    if not_computable:
        st.caption(format_sentence(f"Pas encore calculables : {' ; '.join(not_computable)}."))


def _find_satisfaction(source: DataSource) -> tuple[Answer | None, str]:
    """What the survey says, and why there is no measure where it says nothing."""
    try:
        return satisfaction.find_latest(source), WITHOUT_SURVEY
    except StoreError:
        return None, UNREADABLE_SURVEY


def _describe_periods(table: pd.DataFrame) -> str:
    after, before = table["period_after"].iloc[0], table["period_before"].iloc[0]
    if not pd.isna(before):
        return f"Période : {after} (en couleur vive), comparée à {before} (en couleur douce). {ABOUT_CHANCE}"
    reason = next((code for code in table["tendency"].dropna() if code in REASONS_OF_ALL), None)
    suffix = (
        f" : {words.lower(codelists.labels('headline_reasons')[reason])}, rien à comparer" if reason else ""
    )
    return f"{words.over(after)}{suffix}."


def _find_sparks(source: DataSource, answer: Answer) -> list[dict[str, object] | None]:
    years = find_answer(source, "headlines_by_year", filters.get_selection())
    if years is None:
        return [None] * len(answer.table)
    return make_once(source, answer, "sparks", lambda: _draw_sparks(answer, years))


def _draw_sparks(answer: Answer, years: Answer) -> list[dict[str, object] | None]:
    sparks = [headlines.spark(years.table, row) for _, row in answer.table.iterrows()]
    return [transport.for_page(theme.french(spark).to_dict()) if spark else None for spark in sparks]


def _draw_metric(row: pd.Series, spark: dict[str, object] | None) -> None:
    delta, arrow, description = _describe_delta(row)
    title = words.title(row["measure"], row["theme"], row["period_after"])
    with st.container(border=True, gap="xsmall", height="stretch"):
        st.metric(
            format_sentence(title),
            words.describe_value(row["value"], row["value_unit"], row["base"]),
            delta,
            delta_color="off"
            if row["tendency"] in ARROWS_OF_CHANCE or words.is_reason(row["tendency"])
            else "primary",
            delta_arrow=arrow,
            delta_description=description,
            help=format_sentence(words.described(row)),
        )
        if chance := _describe_chance(row):
            st.caption(format_sentence(chance))
        if spark:
            drawing.draw(spark, key=f"annees_{title}", alt=f"{title}, année par année")


def _describe_delta(row: pd.Series) -> tuple[str | None, Arrow, str | None]:
    tendency, unit = row["tendency"], row["value_unit"]
    if words.is_reason(tendency):
        return (
            None if tendency in REASONS_OF_ALL else codelists.labels("headline_reasons")[tendency],
            "off",
            None,
        )
    before = f"{words.bare(row['value_before'], unit, row['base_before'])} avant"
    is_of_few = words.is_of_few(unit, row["base"]) or words.is_of_few(unit, row["base_before"])
    if is_of_few or pd.isna(row["value_change"]):
        return None, "off", before
    text = words.change(row["value_before"], row["value"], unit)
    arrow: Arrow = "up" if text.startswith("+") else "down" if text.startswith("−") else "off"
    return text, ARROWS_OF_CHANCE.get(tendency, arrow), before


def _describe_chance(row: pd.Series) -> str | None:
    """Whether chance could explain the difference that stands above, or why none does; nothing where it is null, or counted."""
    is_null = not pd.isna(row["value_change"]) and not row["value_change"]
    is_silent = is_null or row["tendency"] == UNTESTED
    return None if is_silent else codelists.labels("period_differences").get(row["tendency"])


def _list_not_computable(rows: pd.DataFrame) -> list[str]:
    parts = []
    for reason, reason_rows in rows.groupby("tendency", sort=False):
        names = [words.lower(words.name(row.measure, row.theme)) for row in reason_rows.itertuples()]
        parts.append(f"{french.listed(names)} ({words.lower(codelists.labels('headline_reasons')[reason])})")
    return parts


def _compute_findings(source: DataSource, slot: DeltaGenerator) -> None:
    with slot.container(), show_progress(COMPUTING) as move:
        strongest = strongest_findings.compute(
            source, filters.get_selection(), shell.describe_no_finding, move
        )
    _draw_findings(slot, strongest)


def _draw_findings(slot: DeltaGenerator, strongest: Strongest) -> None:
    """Draw the strongest findings, each a link to its card; nothing where no figure has rows."""
    if not strongest.otherwise:
        slot.empty()
        return
    with slot.container(border=True, key="a_retenir"):
        st.markdown(shell.HIGHLIGHTS_TITLE)
        for finding in strongest.findings:
            card_links.draw_finding(finding.figure_id, finding)
        if not strongest.findings:
            st.markdown(strongest.otherwise)
        if not strongest.is_complete:
            st.caption(format_sentence(UNREADABLE_PART))


def _draw_last_import(source: DataSource) -> None:
    version = version_differences.find_last_import(source.store, source.version)
    with st.container(border=True, key="dernier_import"):
        st.markdown("**Depuis le dernier import**")
        is_for_team = filters.get_selection().audience == TEAM
        origin = _describe_origin(version) if is_for_team else ""
        st.markdown(format_sentence(_describe_version(version) + origin))
        if is_for_team:  # a difference of two versions tells of a few rows
            _warn_if_unreadable(lambda: _draw_changes(source, version))


def _describe_version(version: Version) -> str:
    created = version.created.astimezone()
    day, hour = french.day(created.date()), f"{created:%H:%M}"
    return f"Version {version.number}, {name_action(version).lower()} du {day} à {hour}"


def _describe_origin(version: Version) -> str:
    """Who and why, as somebody of the team typed it."""
    return f" par {french.author(version.author)} : « {version.message} »"


def _draw_changes(source: DataSource, version: Version) -> None:
    before = version_differences.get_parent(source.store, version)
    diffs = version_differences.count_changes(source.store, before, version)
    if before is None:
        st.markdown(format_sentence(f"Premier import : {version_differences.describe_changes(diffs)}."))
        return
    changed_rows.show_counts(diffs, key="tables_changees")
    moved_measures.show(source.store, before, version, filters.get_selection())


def _warn_if_unreadable(draw: Callable[[], None]) -> None:
    """Run it; where an earlier version cannot be read, say so and go on with the page."""
    try:
        draw()
    except ReaderError as error:
        st.warning(
            format_sentence(f"Ce que cette version a changé ne se lit plus. {error}"),
            icon=":material/warning:",
        )
