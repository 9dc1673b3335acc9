"""Vue d'ensemble on screen: the headline measures, what each page says, the last import, how far the data reach."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pandas as pd
import streamlit as st

from dse import figures, french, theme
from dse.errors import ReaderError, StoreError
from dse.figures import Answer, headlines, highlights
from dse.figures import headlines_words as words
from dse.query import Selection
from dse.store import ACTIONS, Version
from dse.ui.card import drawing, figure_card
from dse.ui.frame import filters, shell
from dse.ui.frame.data import Reading, answer_if_readable
from dse.ui.frame.prose import sentence
from dse.ui.overview import satisfaction
from dse.ui.versions import changed_rows, moved_measures, version_differences
from schemas import codelists

CARD_WIDTH, PAGE_WIDTH = 190, 340  # nine measures three by three on a laptop, five abreast on a wide screen
CHOICES_KEPT = 64
OF_LONG_PAGES = {
    "enquetes": ("response_rate", "satisfaction", "recommendation", "waves_need"),
    "reinterroger": ("gaps_by_theme", "gaps_by_support", "segments_served"),
    "reseau": tuple(each.id for each in figures.network.COMPARING),
    "changement": ("changes_unforeseen", "changes_backed", "supports_cited"),
}
WITHOUT_SURVEY = "satisfaction (aucune enquête à ce sujet pour ces choix)"
UNREAD_SURVEY = (
    "satisfaction (un fichier de l’enquête ne se lit plus, la page Enquêtes membres dit que faire)"
)
UNREAD = "Une partie de cette page ne se lit plus : elle dit que faire."
# What is said once for all the measures, and what a measure lacks because nothing was imported.
SAID_ONCE = ("EN_COURS", "HORS_DONNEES")
NOTHING_IMPORTED = ("SANS_ADHESION", "SANS_ACCOMPAGNEMENT", "SANS_ACTIVITE", "SANS_MARQUE")


def show(source: Reading) -> None:
    """Draw the page: the measures first, which are computed at once, then what takes longer."""
    figure_card.show(source, "headlines", body=lambda said: _measures(source, said))
    _remember(source)
    _last_import(source)
    if not figure_card.is_silent(source, "decisions_overdue"):
        figure_card.show(source, "decisions_overdue")
    figure_card.show(source, "freshness")
    if not figure_card.is_silent(source, "headlines_by_year"):
        figure_card.show(source, "headlines_by_year")


def _measures(source: Reading, said: Answer) -> None:
    table = said.table
    st.caption(sentence(_periods(table)))
    missing = table["value"].isna() & table["reason"].isin(NOTHING_IMPORTED)
    sparks = _drawn_by_year(source, said)
    satisfied, why_not = _satisfaction(source)
    with st.grid(5, min_column_width=CARD_WIDTH, gap="small"):
        for (_, row), spark in zip(table.iterrows(), sparks, strict=True):
            if not missing[row.name]:
                _metric(row, spark)
        if satisfied:
            satisfaction.show(source, satisfied)
    lacking = _not_yet(table[missing]) + ([] if satisfied else [why_not])
    if lacking:
        st.caption(sentence(f"Pas encore calculables : {' ; '.join(lacking)}."))


def _satisfaction(source: Reading) -> tuple[Answer | None, str]:
    """What the survey says, and why there is no measure where it says nothing."""
    try:
        return satisfaction.latest(source), WITHOUT_SURVEY
    except StoreError:
        return None, UNREAD_SURVEY


def _periods(table: pd.DataFrame) -> str:
    after, before = table["period_after"].iloc[0], table["period_before"].iloc[0]
    if not pd.isna(before):
        return f"Période : {after} (en couleur vive), comparée à {before} (en couleur douce)."
    why = next((code for code in table["reason"].dropna() if code in SAID_ONCE), None)
    more = f" : {words.lower(codelists.labels('headline_reasons')[why])}, rien à comparer" if why else ""
    return f"{words.over(after)}{more}."


def _drawn_by_year(source: Reading, said: Answer) -> list[dict[str, object] | None]:
    years = answer_if_readable(source, "headlines_by_year", filters.chosen())
    if years is None:
        return [None] * len(said.table)
    return _sparks(source.place, source.version.number, source.version.created, said.selection, said, years)


@st.cache_resource(max_entries=CHOICES_KEPT, show_spinner=False)
def _sparks(
    place: Path, number: int, created: datetime, choice: Selection, _said: Answer, _years: Answer
) -> list[dict[str, object] | None]:
    drawn = [headlines.spark(_years.table, row) for _, row in _said.table.iterrows()]
    return [theme.french(each).to_dict() if each else None for each in drawn]


def _metric(row: pd.Series, spark: dict[str, object] | None) -> None:
    delta, arrow, description = _delta(row)
    title = words.title(row["measure"], row["theme"])
    with st.container(border=True, gap="xsmall", height="stretch"):
        st.metric(
            sentence(title),
            words.shown(row["value"], row["value_unit"]),
            delta,
            delta_color="primary",
            delta_arrow=arrow,
            delta_description=description,
            help=sentence(words.described(row)),
        )
        if spark:
            drawing.draw(spark, key=f"annees_{title}", alt=f"{title}, année par année")


def _delta(row: pd.Series) -> tuple[str | None, str, str | None]:
    reason, unit = row["reason"], row["value_unit"]
    if not pd.isna(reason):
        return None if reason in SAID_ONCE else codelists.labels("headline_reasons")[reason], "off", None
    text = words.change(row["value_change"], unit)
    arrow = "up" if text.startswith("+") else "down" if text.startswith("−") else "off"
    return text, arrow, f"{words.bare(row['value_before'], unit)} avant"


def _not_yet(rows: pd.DataFrame) -> list[str]:
    parts = []
    for reason, mine in rows.groupby("reason", sort=False):
        names = [words.lower(words.name(row.measure, row.theme)) for row in mine.itertuples()]
        parts.append(f"{french.listed(names)} ({words.lower(codelists.labels('headline_reasons')[reason])})")
    return parts


def _remember(source: Reading) -> None:
    pages = {
        word: [answer_if_readable(source, name, filters.chosen()) for name in _remembered(word)]
        for word in figures.PAGES
    }
    said = {
        word: answers
        for word, answers in pages.items()
        if any(each is None or not each.table.empty for each in answers)
    }
    if not said:
        return
    with st.container(border=True, key="a_retenir"):
        st.markdown("**À retenir**")
        with st.grid(len(said), min_column_width=PAGE_WIDTH, gap="medium"):
            for word, answers in said.items():
                with st.container(key=f"a_retenir_{word}"):
                    _page(word, answers)


def _remembered(word: str) -> tuple[str, ...]:
    """The figures of a page that speak here: all of them, but for a page too long for a landing page to wait for."""
    return OF_LONG_PAGES.get(word, tuple(each.id for each in figures.of_page(word)))


def _page(word: str, answers: list[Answer | None]) -> None:
    known = [each for each in answers if each]
    st.page_link(f"pages/{word}.py", label=figures.PAGES[word], icon=":material/arrow_forward:")
    if known:
        findings = highlights(known)
        st.markdown(
            "\n".join(f"- {sentence(each.sentence)}" for each in findings) or shell.nothing_clear(known)
        )
    if len(known) < len(answers):
        st.caption(sentence(UNREAD))


def _last_import(source: Reading) -> None:
    version = source.version
    with st.container(border=True, key="dernier_import"):
        st.markdown("**Depuis le dernier import**")
        st.markdown(sentence(_made(version)))
        _guarded(lambda: _changes(source, version))


def _made(version: Version) -> str:
    made = version.created.astimezone()
    day, hour = french.day(made.date()), f"{made:%H:%M}"
    return f"Version {version.number}, {ACTIONS[version.action].lower()} du {day} à {hour} par {version.author} : « {version.message} »"


def _changes(source: Reading, version: Version) -> None:
    before = version_differences.parent(source.store, version)
    diffs = version_differences.counts(source.store, before, version)
    if before is None:
        st.markdown(sentence(f"Premier import : {version_differences.summed(diffs)}."))
        return
    changed_rows.show_counts(diffs, key="tables_changees")
    lines = moved_measures.moved(source.store, before, version)
    st.markdown("\n".join(f"- {sentence(each)}" for each in lines) or "Aucune de ces mesures n’a bougé.")


def _guarded(draw: Callable[[], None]) -> None:
    """An earlier version that cannot be read does not take the page with it."""
    try:
        draw()
    except ReaderError as error:
        st.warning(
            sentence(f"Ce que cette version a changé ne se lit plus. {error}"), icon=":material/warning:"
        )
