"""The review in Word: what its plan keeps and nothing else, in order, with the sentences of the figures."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path

import docx
import dossiers
import pandas as pd
import pytest
from docx.document import Document
from docx.oxml.ns import qn
from docx.shared import Emu

from dse import french, identity, paths
from dse.charts import canvas
from dse.disclosure.answers import Hidden
from dse.export import dossier
from dse.export.dossier import Choice, Contents, pictures, shared_sentences
from dse.export.dossier.acronyms import find_acronyms
from dse.export.dossier.report import column_widths, paragraphs, sources_page, word_parts, word_tables
from dse.export.dossier.report.indicator_table import list_rows
from dse.export.dossier.report.printed_grid import ABSENT
from dse.export.dossier.report.review_document import (
    ABRIDGED,
    FINDINGS,
    HIGHEST_CHART,
    MOST_ROWS,
    SOURCES,
    choose_table,
    render_review,
)
from dse.export.dossier.report.sources_page import LAST_CARDS
from dse.export.dossier.report.styles import (
    CARD,
    CARD_TITLE,
    COMMENT,
    FINDING,
    METHOD,
    NOTE,
    WIDTH,
    create_report,
)
from dse.export.dossier.report.table_xml import Row, append_table, keep_together
from dse.export.dossier.terms import FOR_TEAM, explain_terms
from dse.figures import REGISTRY
from dse.review import SUMMARY_ANCHOR, Comment, Plan, PlannedChapter, chapter_anchor, figure_anchor, propose
from dse.store import Store
from schemas import codelists

pytestmark = pytest.mark.xdist_group("few pages")
INDICATORS = 2  # the place of their table
PLAN = Plan(
    (
        PlannedChapter("essentiel", ("headlines",)),
        PlannedChapter("besoins", ("verbatims",)),
        PlannedChapter(
            "cadre", ("targets_progress", "indicators_progress", "indicators_behind", "headlines_by_year")
        ),
    )
)


@pytest.fixture(scope="module")
def content(few_pages: Contents) -> bytes:
    drawn = {entry.figure.id: pictures.draw_pictures(few_pages, entry) for entry in few_pages.entries()}
    return render_review(few_pages, PLAN, drawn)


@pytest.fixture(scope="module")
def document(content: bytes) -> Document:
    return docx.Document(io.BytesIO(content))


def read_headings(document: Document, level: int) -> list[str]:
    return [paragraph.text for paragraph in document.paragraphs if paragraph.style.name == f"Heading {level}"]


def test_the_first_page_says_what_it_is_and_of_when(document: Document) -> None:
    texts = [paragraph.text for paragraph in document.paragraphs[:7]]
    assert texts[1:3] == ["Bilan du triennal 2019-2021", "Du 1er\u00a0janvier 2019 au 31\u00a0décembre 2021"]
    assert "Comparé au triennal 2016-2018." in texts and any("fictives" in text for text in texts)
    assert any(text.startswith("Dernière donnée datée du") for text in texts)
    assert not any("arrêtées au" in text for text in texts)
    assert any(re.fullmatch(r"Données enregistrées le .+ \d{4}\.", text) for text in texts)
    assert not any(text.startswith("Quelques figures sont comparées") for text in texts)


def test_a_review_that_is_not_compared_says_that_some_figures_compare(demo_store: Store) -> None:
    number = demo_store.current().number
    alone = dossier.gather(demo_store, number, Choice("2019-2021"), figure_ids=["headlines", "offers"])
    texts = [line.text for line in docx.Document(io.BytesIO(render_review(alone, PLAN, {}))).paragraphs[:7]]
    assert "Une figure est comparée au triennal 2016-2018." in texts


def test_the_page_of_the_title_has_no_number(document: Document) -> None:
    section = document.sections[0]
    assert section.different_first_page_header_footer
    assert not section.first_page_footer.paragraphs[0].text and "page" in section.footer.paragraphs[0].text


def test_the_first_page_of_an_older_triennial_does_not_say_an_event_after_it(few_pages: Contents) -> None:
    older = replace(few_pages, choice=replace(few_pages.choice, triennial="2016-2018", against="2013-2015"))
    lines = docx.Document(io.BytesIO(render_review(older, PLAN, {}))).paragraphs[:7]
    assert not any("Dernière donnée" in line.text for line in lines)


def test_the_first_page_says_the_day_that_the_team_said(few_pages: Contents) -> None:
    stopped = replace(few_pages, version=replace(few_pages.version, as_of=date(2021, 12, 31)))
    texts = [
        paragraph.text
        for paragraph in docx.Document(io.BytesIO(render_review(stopped, PLAN, {}))).paragraphs[:7]
    ]
    assert "Données arrêtées au 31 décembre 2021." in [text.replace("\u00a0", " ") for text in texts]
    assert not any("Dernière donnée" in text for text in texts)


def read_last_page(few_pages: Contents, text: str) -> list[str]:
    """The paragraphs of « Sources, méthodes et sigles » of a review with this comment."""
    comment = Comment(text, "", date(2022, 1, 7))
    content = render_review(few_pages, replace(PLAN, comments={SUMMARY_ANCHOR: comment}), {})
    texts = [
        p.text.replace("\xa0", " ").replace("\u202f", " ")
        for p in docx.Document(io.BytesIO(content)).paragraphs
    ]
    return texts[len(texts) - texts[::-1].index(SOURCES) :]


@pytest.mark.parametrize(
    ("text", "explanation"),
    [
        ("Une case est masquée.", "« Masqué »"),
        ("Au moins un mot, mais au moins 90 % ici.", "« Au moins »"),
        ("Ils sont au plus 5 %.", "« Au plus »"),
        ("La part ne monte ni ne baisse nettement.", "« Ne monte ni ne baisse nettement »"),
        ("Elle est de 54 % (marge d’erreur : 40 à 60 %).", "« 57 à 73 % »"),
        (
            "48 membres ayant répondu, sur 86 au jour de l’enquête. Source : enquête.",
            "« Au jour de l’enquête »",
        ),
        (
            "8 membres ayant répondu, sur 86 au jour de l’enquête ; 4 demandes. Source : enquête.",
            "« Au jour de l’enquête »",
        ),
        ("Les thèmes de 61 accompagnements examinés.", "« Examiné »"),
        ("Pas de test : thème trop peu examiné avant.", "« Examiné »"),
        ("On a examiné 12 demandes selon le thème.", "« Examiné »"),
        ("Trop peu d’accompagnements ont été examinés.", "« Examiné »"),
        ("Ce thème n’a pas été examiné.", "« Examiné »"),
        ("Source : changements observés (récolte des effets).", "Récolte des effets"),
    ],
)
def test_a_word_is_explained_where_the_document_has_it(
    few_pages: Contents, text: str, explanation: str
) -> None:
    assert [line.startswith(explanation) for line in read_last_page(few_pages, text)].count(True) == 1
    assert explanation not in " ".join(read_last_page(few_pages, "Au moins un mot, au plus deux."))


def test_the_kinds_of_change_are_explained_where_a_figure_prints_them(demo_store: Store) -> None:
    number = demo_store.current().number
    contents = dossier.gather(
        demo_store, number, Choice("2019-2021"), figure_ids=["changes_by_kind", "changes_by_year"]
    )
    of_kind, of_year = (
        dict(explain_terms([entry.answer for entry in contents.entries() if entry.figure.id == name], ""))
        for name in ("changes_by_kind", "changes_by_year")
    )
    line = of_kind["Types de changement"]
    assert (
        "« Action », acte ponctuel et nouveau d’un acteur ; « Activité », " in line and line.count(".") == 1
    )
    assert re.findall("« (.+?) », ", line) == list(codelists.labels("change_kinds").values())
    assert not of_year


def test_how_percentages_are_rounded_is_explained_where_there_are_some() -> None:
    of_share, of_none = (dict(explain_terms([], text)) for text in ("54\u202f% ici.", "54 jours."))
    assert "Pourcentages" in of_share and "Pourcentages" not in of_none


def test_every_detail_that_only_the_team_has_is_named() -> None:
    withheld = [set(figure.rule.withheld) for figure in REGISTRY.values() if figure.rule]
    for columns in withheld:
        told = [named for named in FOR_TEAM.values() if named[0] in columns]
        assert columns <= {column for named in told for column in named}


def test_what_figures_count_is_listed_under_a_title(few_pages: Contents) -> None:
    lines = read_last_page(few_pages, "Un mot.")
    assert lines[lines.index("Ce que compte chaque figure") + 1] == "L’essentiel"


def test_acronyms_of_the_document_are_written_out_and_no_others(few_pages: Contents) -> None:
    without, acronyms = (
        next(line for line in read_last_page(few_pages, text) if line.startswith("Sigles :"))
        for text in ("Un mot.", "L’ESS et un GIP, dans un TEXTE.")
    )
    assert acronyms.startswith(
        "Sigles : DSE : dispositif de suivi-évaluation ; ESS : économie sociale et solidaire ; GIP : "
    )
    assert "OSC" not in acronyms and "TEXTE" not in acronyms and "GIP" not in without


def test_every_acronym_of_our_lists_is_written_out() -> None:
    tables = [pd.read_csv(path, dtype=str) for path in paths.CODELISTS.glob("*.csv")]
    labels = " ".join(label for table in tables if "label_fr" in table for label in table["label_fr"])
    assert set(re.findall(r"\b[A-Z]{2,}\b", labels)) == set(find_acronyms(labels)) != set()


def test_chapters_stand_in_the_order_of_the_plan_those_without_figure_do_not(
    document: Document, few_pages: Contents
) -> None:
    assert read_headings(document, 1) == ["L’essentiel", "1. Le cadre de suivi et ses indicateurs", SOURCES]
    entries = {entry.figure.id: entry for entry in few_pages.entries()}
    wanted = [figure_id for figure_id in PLAN.list_figures() if figure_id in entries]
    questions = [french.typeset(entries[figure_id].figure.question) for figure_id in wanted]
    assert read_headings(document, 2) == [FINDINGS, *questions]
    texts = [paragraph.text.rstrip("\n") for paragraph in document.paragraphs]
    sentences = [entries[figure_id].answer.finding.sentence for figure_id in wanted]
    assert {french.tie_numbers(french.typeset(sentence)) for sentence in sentences} <= set(texts)
    for level in (1, 2):
        style = f"toc {level}"
        listed = [
            paragraph.text for paragraph in document.paragraphs if paragraph.style.name.lower() == style
        ]
        assert listed == read_headings(document, level)
    anchors = [link.get(qn("w:anchor")) for link in document.element.iter(qn("w:hyperlink"))]
    assert anchors == [mark.get(qn("w:name")) for mark in document.element.iter(qn("w:bookmarkStart"))]


def test_a_chart_has_no_table_but_a_high_one_and_every_indicator_is_in_one(
    document: Document, few_pages: Contents
) -> None:
    entries = {entry.figure.id: entry for entry in few_pages.entries()}
    titles = [table._tbl.tblPr.find(qn("w:tblCaption")).get(qn("w:val")) for table in document.tables]
    assert titles == [
        french.typeset(entries[figure_id].figure.question)
        for figure_id in ("headlines", "targets_progress", "indicators_progress", "indicators_behind")
    ]
    cells = [row.cells[0].text.partition("\n")[0] for row in document.tables[INDICATORS].rows[1:]]
    assert cells == [french.typeset(title) for title in entries["indicators_progress"].answer.table["title"]]
    drawn = [each.get("descr") for each in document.element.iter(qn("wp:docPr"))]
    assert drawn == [entries["headlines_by_year"].answer.finding.sentence]


def test_only_the_summary_begins_a_page_and_charts_are_as_wide_as_the_text_and_can_be_read(
    document: Document,
) -> None:
    breaks = [
        paragraph.text
        for paragraph in document.paragraphs
        if paragraph.style.name == "Heading 1" and paragraph.paragraph_format.page_break_before
    ]
    assert breaks == ["L’essentiel"]
    section = document.sections[0]
    text = Emu(section.page_width - section.left_margin - section.right_margin)
    assert [round(shape.width.cm, 2) for shape in document.inline_shapes] == [round(text.cm, 2)]
    letter = canvas.LEAST / pictures.PAGE_WIDTH  # of the width of a chart
    assert all(letter * shape.width.pt >= 7.5 for shape in document.inline_shapes)
    assert all(shape.height <= HIGHEST_CHART for shape in document.inline_shapes)


def test_a_long_text_may_go_on_to_the_next_page_and_a_short_one_of_a_chapter_stays_with_its_first_figure(
    few_pages: Contents,
) -> None:
    short = Comment("Un mot.\n\nPuis un autre.", "", date(2022, 1, 7))
    long = replace(short, text=f"Un mot.\n\n{'Puis un autre. ' * 50}")

    def is_kept(anchor: str, comment: Comment) -> list[bool]:
        written = render_review(few_pages, replace(PLAN, comments={anchor: comment}), {})
        lines = docx.Document(io.BytesIO(written)).paragraphs
        return [bool(line.paragraph_format.keep_with_next) for line in lines if line.style.name == COMMENT]

    assert is_kept(chapter_anchor("cadre"), short) == [True, True]
    assert is_kept(chapter_anchor("cadre"), long) == [True, False], "no title with one short line at a foot"
    assert is_kept(figure_anchor("headlines"), replace(long, text=f"{long.text}\n\nEnfin.")) == [
        False,
        True,
        False,
    ]
    announced = replace(long, text=f"Trois raisons :\n\n{long.text}")
    assert is_kept(figure_anchor("headlines"), announced) == [True, True, False], (
        "nor what announces the next line"
    )
    assert is_kept(figure_anchor("headlines"), short) == [True, False], (
        "the last point of a list is not alone on a page"
    )
    assert is_kept(SUMMARY_ANCHOR, short) == [False, False]


def test_a_chart_stays_with_its_sentence_and_the_line_under_it(document: Document) -> None:
    lines = document.paragraphs
    (where,) = (rank for rank, line in enumerate(lines) if line._p.findall(f".//{qn('w:drawing')}"))
    assert [line.style.name for line in lines[where - 1 : where + 2]] == ["Heading 2", FINDING, NOTE]
    assert lines[where - 1].style.paragraph_format.keep_with_next
    layout = lines[where].paragraph_format
    assert layout.keep_with_next and layout.keep_together


def test_the_ending_of_an_ordinal_is_raised(few_pages: Contents) -> None:
    comment = Comment("Le 4e et les 2es, **la 1re** année ; 12 mars, 3ème.", "", date(2022, 1, 7))
    plan = replace(PLAN, comments={figure_anchor("headlines"): comment})
    written = docx.Document(io.BytesIO(render_review(few_pages, plan, {})))
    raised = {
        paragraph.style.name: [run.text for run in paragraph.runs if run.font.superscript]
        for paragraph in written.paragraphs
        if any(run.font.superscript for run in paragraph.runs)
    }
    assert raised == {"Subtitle": ["er"], COMMENT: ["e", "es", "re"]}


def test_what_is_hidden_of_all_figures_is_said_once_and_rows_under_their_figure(few_pages: Contents) -> None:
    (entry,) = [each for each in few_pages.entries() if each.figure.id == "targets_progress"]
    hidden = (*entry.answer.hidden, Hidden("rounded", ""))
    changed = replace(entry, answer=replace(entry.answer, hidden=hidden))
    chapter = replace(few_pages.chapters[-1], entries=(changed,))
    plan = Plan((PlannedChapter("cadre", ("targets_progress",)),))
    content = render_review(replace(few_pages, chapters=(chapter,)), plan, {})
    texts = [p.text.replace("\xa0", " ") for p in docx.Document(io.BytesIO(content)).paragraphs]
    (where,) = (place for place, text in enumerate(texts) if text.startswith("8 cibles. Sources : "))
    assert texts[where].endswith(
        "productions. Les 4 cibles en pourcentage sont réservées à l’équipe : elles peuvent reposer sur peu de personnes ou de réponses."
    )
    assert where < len(texts) - texts[::-1].index(SOURCES)
    assert not any("pour ce public" in text or "masqué" in text for text in texts[:where])


def test_a_number_of_a_table_has_one_decimal_at_most(few_pages: Contents) -> None:
    (entry,) = [each for each in few_pages.entries() if each.figure.id == "targets_progress"]
    rank = pd.Series(range(len(entry.answer.table)))
    table = entry.answer.table.assign(actual=68.75 + rank, target=75.25 + rank)
    changed = replace(entry, answer=replace(entry.answer, table=table))
    chapter = replace(few_pages.chapters[-1], entries=(changed,))
    plan = Plan((PlannedChapter("cadre", ("targets_progress",)),))
    content = render_review(replace(few_pages, chapters=(chapter,)), plan, {})
    (printed,) = docx.Document(io.BytesIO(content)).tables
    cells = {cell.text for row in printed.rows for cell in row.cells}
    assert {"68,8", "75,3"} <= cells and not {"68,75", "75,25"} & cells


def test_the_line_under_a_chart_is_that_of_a_reader(few_pages: Contents) -> None:
    entry = next(each for each in few_pages.entries() if each.figure.id == "headlines")
    line = shared_sentences.basis(few_pages, entry)
    assert line == f"{entry.answer.size}. Sources : {shared_sentences.lower_first(entry.figure.source)}."
    masked = replace(entry.answer, hidden=(Hidden("masked", "1"),), as_of=date(2020, 1, 2))
    line = shared_sentences.basis(few_pages, replace(entry, answer=masked))
    assert line.endswith(
        "Données au 2 janvier 2020. 1\xa0résultat n’est pas montré (réponses trop peu nombreuses ou trop semblables)."
    )
    both = replace(entry.answer, selection=replace(entry.answer.selection, first_year=2016))
    line = shared_sentences.basis(few_pages, replace(entry, answer=both))
    assert line.endswith("Les enquêtes des deux triennaux sont montrées.")
    dated = replace(entry.figure, source="Accompagnements ; demandes à leur date")
    assert "Source : accompagnements." in shared_sentences.basis(few_pages, replace(entry, figure=dated))


def test_the_bilan_of_data_without_any_event_is_written(few_pages: Contents) -> None:
    chapters = [
        replace(
            chapter,
            entries=tuple(
                replace(entry, answer=replace(entry.answer, as_of=None)) for entry in chapter.entries
            ),
        )
        for chapter in few_pages.chapters
    ]
    content = render_review(replace(few_pages, chapters=tuple(chapters)), PLAN, {})
    texts = [paragraph.text for paragraph in docx.Document(io.BytesIO(content)).paragraphs]
    assert SOURCES in texts and not any("Données au" in text or "événement" in text for text in texts)


def test_the_foot_of_a_page_names_the_document_and_not_the_version_of_the_data(document: Document) -> None:
    foot = document.sections[0].footer.paragraphs[0].text.replace("\xa0", " ")
    assert foot.startswith("Bilan du triennal 2019-2021 · données fictives · page")


def test_the_foot_names_the_network_and_the_tool_is_named_once(
    few_pages: Contents, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DSE_STORE", str(tmp_path))
    (tmp_path / identity.FILE).write_text('outil = "Notre outil"\nreseau = "Réseau"', encoding="utf-8")
    made = docx.Document(io.BytesIO(render_review(few_pages, PLAN, {})))
    foot = made.sections[0].footer.paragraphs[0].text.replace("\xa0", " ")
    assert foot.startswith("Réseau · Bilan du triennal 2019-2021 · données fictives · page")
    named = [paragraph.text for paragraph in made.paragraphs if "Notre outil" in paragraph.text]
    assert len(named) == 1 and named[0].startswith("Données\xa0: version 1")


def test_each_figure_has_a_paragraph_of_its_own_in_the_sources(document: Document) -> None:
    lines = [(line.style.name, line.text) for line in document.paragraphs]
    last = max(rank for rank, line in enumerate(lines) if line == ("Heading 1", SOURCES))
    questions = read_headings(document, 2)[1:]
    counts = [text for style, text in lines[last:] if style == CARD]
    assert len(counts) == len(questions)
    assert all(map(str.startswith, counts, questions)), counts
    titles = [text for style, text in lines[last:] if style == CARD_TITLE]
    assert titles == read_headings(document, 1)[:-1]


def test_a_triennial_that_its_sentence_begins_by_is_not_named_twice(few_pages: Contents) -> None:
    before = next(entry.before for entry in few_pages.entries() if entry.before)
    for sentence, told in (
        ("Sur 2016-2018, on compte 3 départs.", "Sur 2016-2018, on compte 3 départs."),
        (
            "Sur 6 cibles, 4 le sont en 2016-2018.",
            "Triennal 2016-2018. Sur 6 cibles, 4 le sont en 2016-2018.",
        ),
    ):
        said = replace(before, finding=replace(before.finding, sentence=sentence))
        assert paragraphs.describe_before(few_pages, said) == told


def test_each_indicator_says_its_period_and_the_day_and_source_of_its_values(
    document: Document, few_pages: Contents
) -> None:
    (entry,) = [each for each in few_pages.entries() if each.figure.id == "indicators_progress"]
    by_title = {french.typeset(row["title"]): row for row in entry.answer.table.to_dict("records")}
    periods, notes = set[str](), set[str]()
    for line in document.tables[INDICATORS].rows[1:]:
        title, period, _, start, target, actual, state = (
            cell.text.replace("\xa0", " ") for cell in line.cells
        )
        row = by_title[french.typeset(title.partition("\n")[0])]
        assert period.split("-") == [f"{row[day]:%Y}" for day in ("period_start", "period_end")]
        periods.add(period)
        origin, note = row["origin"], "" if pd.isna(row["note"]) else row["note"].replace("\xa0", " ")
        is_told = origin in ("Saisie", row["title"], "Membres jamais touchés")
        is_of_period = "sur la période" in origin
        years = period if is_of_period else f"année {str(row['actual_on'])[:4]} seule"
        origin = re.sub("(la )?dernière année|sur la période", years, origin)
        below = ["" if is_told else f"Mesure : {origin[0].lower()}{origin[1:]}", note.capitalize()]
        assert title.split("\n")[1:] == list(filter(None, below))
        notes.update(below)
        assert state[0].isupper() and state.lower() in re.sub(r"(?<=t)s\b", "", entry.answer.finding.sentence)
        for text, value, day in (
            (start, row["value"], row["observed_on"]),
            (actual, row["actual"], row["actual_on"]),
        ):
            number, _, said_day = text.partition("\n")
            assert said_day == ("" if pd.isna(day) or pd.isna(value) else f"{day:%d/%m/%Y}")
            assert (
                number == ABSENT
                if pd.isna(value)
                else float(number.replace(",", ".")) == round_to(row, value)
            )
        number, _, bound = target.partition("\n")
        assert bound == ("au plus" if row["direction"] == "BAISSE" and number != ABSENT else "")
        assert "," not in number, "a whole number has no decimals"
    assert "Cible à ne pas dépasser, déjà tenue au départ" in notes
    assert periods == {"2019-2021", "2021-2023"}


def round_to(row: dict[str, object], value: float) -> float:
    """A percentage or days as a whole number, another one with a decimal."""
    return float(french.round_as_shown(value, 0 if row["unit"] in ("%", "jours") else 1))


@pytest.mark.parametrize(
    ("unit", "direction", "target", "actual", "printed"),
    [
        ("%", "HAUSSE", 50.0, 62.5, "63"),
        ("%", "HAUSSE", 50.0, 49.6, "49,6"),
        ("%", "HAUSSE", 50.0, 71.97, "72"),
        ("%", "HAUSSE", 62.5, 71.97, "72"),
        ("jours", "BAISSE", 90.0, 181.5, "182"),
        ("points", "HAUSSE", 4.0, 3.42, "3,4"),
        ("points", "HAUSSE", 4.0, 3.02, "3"),
        ("%", "MAINTIEN", 70.0, 64.6, "64,6"),
        ("%", "MAINTIEN", 70.0, 56.1, "56"),
    ],
)
def test_an_indicator_has_a_decimal_where_its_target_would_look_reached_without(
    few_pages: Contents, unit: str, direction: str, target: float, actual: float, printed: str
) -> None:
    (entry,) = [each for each in few_pages.entries() if each.figure.id == "indicators_progress"]
    fields = {"unit": unit, "direction": direction, "target": target, "actual": actual, "value": 0.0}
    table = entry.answer.table.head(1).assign(**fields)
    _, row = list_rows(replace(entry, answer=replace(entry.answer, table=table)))
    assert row.texts[5].partition("\n")[0] == printed
    assert float(row.texts[4].partition("\n")[0].replace(",", ".")) == target


@pytest.mark.parametrize(
    ("title", "is_told"),
    [("Membres que nous n’avons jamais touchés", True), ("Membres que personne n’a rencontrés", False)],
)
def test_a_measure_is_not_told_again_under_a_title_that_has_its_words(
    few_pages: Contents, title: str, *, is_told: bool
) -> None:
    (entry,) = [each for each in few_pages.entries() if each.figure.id == "indicators_progress"]
    table = entry.answer.table.head(1).assign(title=title, origin="Membres jamais touchés")
    _, row = list_rows(replace(entry, answer=replace(entry.answer, table=table)))
    assert ("jamais touchés" in row.texts[0].partition("\n")[2]) != is_told


def test_an_indicator_without_a_value_has_the_sign_of_other_tables(few_pages: Contents) -> None:
    (entry,) = [each for each in few_pages.entries() if each.figure.id == "indicators_progress"]
    empty = {"value": None, "target": None, "actual": None, "observed_on": None, "actual_on": None}
    table = entry.answer.table.head(1).assign(**empty)
    _, row = list_rows(replace(entry, answer=replace(entry.answer, table=table)))
    assert row.texts[3:6] == [ABSENT] * 3 and all(row.texts)


def test_percentages_of_a_table_are_whole_numbers_as_those_of_charts(demo_store: Store) -> None:
    contents = dossier.gather(
        demo_store, demo_store.current().number, Choice("2019-2021"), figure_ids=["offers"]
    )
    (entry,) = contents.entries()
    shares = entry.answer.table["users_pct"]
    assert any(share % 1 for share in shares.dropna())
    cells = {text for row in choose_table(contents, entry).grid.rows[1:] for text in row.texts}
    assert not [text for text in cells if re.fullmatch(r"\d+,\d", text)]


def test_every_table_is_as_wide_as_the_text(few_pages: Contents) -> None:
    grids = [choose_table(few_pages, entry).grid for entry in few_pages.entries()]
    widths = [round(sum(grid.widths), 2) for grid in grids if grid]
    assert len(widths) > 4 and set(widths) == {round(WIDTH.cm, 2)}


def test_the_heads_of_a_wide_table_give_way_to_the_names_of_its_rows(demo_store: Store) -> None:
    number = demo_store.current().number
    for against in (None, "2016-2018"):
        contents = dossier.gather(demo_store, number, Choice("2019-2021", against), figure_ids=["offers"])
        (entry,) = contents.entries()
        widths = choose_table(contents, entry).grid.widths
        longest = entry.answer.table["title"].str.len().sort_values().iloc[-2]
        assert widths[0] >= column_widths.LETTER * longest


def test_what_stands_under_the_title_of_an_indicator_is_paler(document: Document) -> None:
    first = next(row.cells[0] for row in document.tables[INDICATORS].rows if "\n" in row.cells[0].text)
    title, *below = first.paragraphs[0].runs
    assert title.font.color.rgb is None and all(run.font.color.rgb and "\n" in run.text for run in below)


def test_members_of_the_last_year_are_not_said_to_be_of_the_period(
    document: Document, few_pages: Contents
) -> None:
    (entry,) = [each for each in few_pages.entries() if each.figure.id == "headlines"]
    codes = entry.answer.table["measure"].tolist()
    names = [row.cells[0].text for row in document.tables[0].rows[-len(codes) :]]
    assert names[codes.index("MEMBRES")] == "Membres, dernière année"
    assert names[codes.index("RECOURS")] == "Taux de recours (part des membres accompagnés)"
    themes = [codelists.labels("themes")[code] for code in entry.answer.table["theme"].dropna()]
    assert [name for name in names if "thème" in name] == [f"Part du thème {theme}" for theme in themes]
    assert themes and len(set(names)) == len(names)
    assert "Participations aux activités (personnes)" in names


def test_shares_at_a_glance_are_to_the_unit_as_the_differences_beside_charts(document: Document) -> None:
    cells = [cell.text for row in document.tables[0].rows for cell in row.cells]
    assert not [text for text in cells if re.fullmatch(r"\d+,\d", text)]


def test_a_table_of_both_triennials_has_the_size_of_both(few_pages: Contents) -> None:
    entry = next(each for each in few_pages.entries() if each.figure.chart is None)
    both = replace(few_pages, choice=replace(few_pages.choice, against="2016-2018"))
    line = shared_sentences.basis(both, replace(entry, before=entry.answer))
    size = entry.answer.size
    assert line.startswith(f"En {both.choice.triennial}, {size} ; en 2016-2018, {size}. ")


def test_why_a_headline_is_not_tested_is_said_where_its_difference_is_read(demo_store: Store) -> None:
    number = demo_store.current().number
    contents = dossier.gather(demo_store, number, Choice("2016-2018"), figure_ids=["headlines"])
    (entry,) = contents.entries()
    head, *rows = word_tables.choose_table(contents, entry).grid.rows
    assert list(head.texts)[2:] == ["2016-2018", "2013-2015", "Lecture de l’écart"]
    assert "Pas de test\u00a0: thème trop peu examiné avant" in {row.texts[-1] for row in rows}


def test_each_headline_value_stands_under_its_period(document: Document, few_pages: Contents) -> None:
    (entry,) = [each for each in few_pages.entries() if each.figure.id == "headlines"]
    table = entry.answer.table
    heads = [cell.text for cell in document.tables[0].rows[0].cells]
    assert heads[2:4] == [table["period_after"].iloc[0], table["period_before"].dropna().iloc[0]]
    assert not any(line.text.startswith("Pour toutes les lignes") for line in document.paragraphs)


def test_targets_in_percent_are_whole_numbers_unless_a_decimal_tells_them_from_their_result(
    demo_store: Store,
) -> None:
    choice = Choice("2019-2021", audience="equipe")
    contents = dossier.gather(
        demo_store, demo_store.current().number, choice, figure_ids=["targets_progress"]
    )
    (entry,) = contents.entries()
    table = entry.answer.table
    is_share = table["unit"] == "%"
    actual = table["actual"].mask(is_share, 68.83)
    actual.loc[is_share.idxmax()] = table["target"][is_share.idxmax()] - 0.43
    changed = replace(entry, answer=replace(entry.answer, table=table.assign(actual=actual)))
    head, *rows = choose_table(contents, changed).grid.rows
    place = list(head.texts).index("Réalisé")
    shares = [row.texts[place] for row in rows if "%" in row.texts]
    assert (
        shares == [french.number(actual[is_share.idxmax()], 1), *["69"] * (len(shares) - 1)]
        and len(shares) > 2
    )
    assert all("," not in row.texts[place] for row in rows if "%" not in row.texts)


def test_what_is_true_of_all_rows_takes_no_line_in_the_review(demo_store: Store) -> None:
    choice = Choice("2013-2015", audience="equipe")
    contents = dossier.gather(demo_store, demo_store.current().number, choice, figure_ids=["partnerships"])
    (entry,) = contents.entries()
    of_all, left = (
        " ".join(word_tables.describe_signs(choose(contents, entry)))
        for choose in (word_tables.choose_table, choose_table)
    )
    assert of_all == "Pour toutes les lignes, premier service\u00a0: oui." and "oui" not in left


def test_the_ending_of_an_ordinal_is_raised_in_cells_as_in_texts() -> None:
    report = create_report()
    append_table(
        report, "", "", [4, 4], [False, False], [Row(["1er janvier", "note\n4e de 6"], has_notes=True)]
    )
    word_parts.contents(report, [(1, "Le 2e texte", "_Texte")])
    lines = [cell.paragraphs[0] for cell in report.tables[0].rows[0].cells]
    raised = [
        text.text for text in report.element.body.iter(qn("w:r")) if text.findall(f".//{qn('w:vertAlign')}")
    ]
    assert [line.text for line in lines] == ["1er janvier", "note\n4e de 6"]
    assert raised == ["er", "e", "e"]


def test_a_long_table_may_go_on_to_the_next_page_and_a_short_one_may_not() -> None:
    head, lines = [Row(["Titre"], is_head=True)], [Row(["Ligne"])] * 9
    kept = [row.keeps_next for row in keep_together([*head, *lines])[1:]]
    assert kept == [True, True, *[False] * 5, True, True], (
        "three rows under the head, the last two with the notes"
    )
    assert all(row.keeps_next for row in keep_together([*head, *lines[:8]])[1:])


def test_a_long_table_of_indicators_may_begin_under_another_figure(document: Document) -> None:
    rows = document.tables[INDICATORS].rows
    assert len(rows) > 10
    kept = [row.cells[0].paragraphs[0].paragraph_format.keep_with_next for row in rows[1:]]
    assert not any(kept[2:-2]), "a whole table of a page would leave half of the one before it empty"
    assert all(kept[:2]), "a page does not end with one row under the head"
    assert all(kept[-2:]), "a page does not begin with one row"


def test_a_long_table_is_cut_and_says_so(few_pages: Contents) -> None:
    (entry,) = [each for each in few_pages.entries() if each.figure.id == "indicators_behind"]
    table = pd.concat([entry.answer.table] * 3, ignore_index=True)
    table["title"] = pd.array([f"Indicateur {rank}" for rank in range(len(table))], "string[pyarrow]")
    changed = replace(entry, answer=replace(entry.answer, table=table), before=None)
    chapter = replace(few_pages.chapters[-1], entries=(changed,))
    plan = Plan((PlannedChapter("cadre", ("indicators_behind",)),))
    content = render_review(replace(few_pages, chapters=(chapter,)), plan, {})
    read = docx.Document(io.BytesIO(content))
    assert len(read.tables[0].rows) <= MOST_ROWS + 2
    assert any(ABRIDGED in paragraph.text for paragraph in read.paragraphs)


def test_the_summary_has_the_strongest_findings_of_what_is_kept(
    document: Document, few_pages: Contents
) -> None:
    bullets = [p.text for p in document.paragraphs if p.style.name == "List Bullet"]
    strong = {
        french.tie_numbers(french.typeset(entry.answer.finding.sentence))
        for entry in few_pages.entries()
        if entry.answer.finding.weight > 0 and entry.figure.id in PLAN.list_figures()
    }
    assert bullets and set(bullets) <= strong


def test_the_summary_says_no_finding_twice(few_pages: Contents) -> None:
    (finding,) = {e.answer.finding.sentence for e in few_pages.entries() if e.figure.id == "headlines"}
    wanted = french.tie_numbers(french.typeset(finding))
    for plan in (PLAN, Plan((PlannedChapter("essentiel", ("headlines",)),))):
        read = docx.Document(io.BytesIO(render_review(few_pages, plan, {})))
        assert [paragraph.text for paragraph in read.paragraphs].count(wanted) == 1
    assert FINDINGS not in read_headings(read, 2), "nothing else is clear, and this one stands below"


def test_nothing_runs_and_nothing_leads_outside(content: bytes, few_pages: Contents) -> None:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = archive.namelist()
        links = "".join(archive.read(name).decode("utf-8") for name in names if name.endswith(".rels"))
        assert "w:fldSimple" not in archive.read("word/document.xml").decode("utf-8")
    assert "External" not in links
    assert not [name for name in names if "vba" in name.lower() or "embeddings" in name]
    assert render_review(few_pages, PLAN, {}) == render_review(few_pages, PLAN, {})


def test_that_of_the_team_says_not_to_hand_it_out(demo_store: Store) -> None:
    contents = dossiers.of_pages(demo_store, ("reinterroger",), Choice("2019-2021", audience="equipe"))
    plan = propose(entry.answer for entry in contents.entries())
    read = docx.Document(io.BytesIO(render_review(contents, plan, {})))
    texts = "\n".join(paragraph.text for paragraph in read.paragraphs)
    assert "Ne le diffusez pas" in texts and "Pour la suite" in texts


def test_the_title_of_the_sources_keeps_three_whole_paragraphs(document: Document) -> None:
    lines = document.paragraphs
    (*_, begin) = (rank for rank, line in enumerate(lines) if line.text == SOURCES)
    kept = [line.paragraph_format for line in lines[begin + 1 : begin + 4] if line.style.name == METHOD]
    assert len(kept) >= 2 and all(line.keep_together for line in kept)
    assert all(line.keep_with_next for line in kept[:2])


def test_what_the_figures_of_a_chapter_count_stands_on_one_page(document: Document) -> None:
    cards = [line for line in document.paragraphs if line.style.name in (CARD_TITLE, CARD)]
    is_last = [line.style.name == CARD_TITLE for line in cards[1:]] + [True]
    kept = [line.paragraph_format.keep_with_next or line.style.name == CARD_TITLE for line in cards]
    assert len(cards) > 2 and all(keeps or last for keeps, last in zip(kept, is_last, strict=True))
    assert kept[-LAST_CARDS:] == [*[True] * (min(LAST_CARDS, len(cards)) - 1), False], (
        "no page of a few lines"
    )


def test_cards_are_kept_together_by_chapter_and_those_of_the_last_page(
    monkeypatch: pytest.MonkeyPatch, few_pages: Contents
) -> None:
    monkeypatch.setattr(sources_page, "LAST_CARDS", 2)
    lines = docx.Document(io.BytesIO(render_review(few_pages, PLAN, {}))).paragraphs
    cards = [line for line in lines if line.style.name in (CARD_TITLE, CARD)]
    is_last = [line.style.name == CARD_TITLE for line in cards[1:]] + [True]
    kept = [line.paragraph_format.keep_with_next or line.style.name == CARD_TITLE for line in cards]
    assert kept == [not last for last in is_last]


def test_pictures_have_no_room_around_them(document: Document) -> None:
    pictures = list(document.element.body.iter(qn("wp:inline")))
    assert pictures
    assert {picture.get(f"dist{edge}") for picture in pictures for edge in "TBLR"} == {"0"}


def test_tables_stand_at_the_edge_of_the_text(document: Document) -> None:
    for table in document.tables:
        margin = table._tbl.tblPr.find(f"{qn('w:tblCellMar')}/{qn('w:left')}")
        assert table._tbl.tblPr.find(qn("w:tblInd")).get(qn("w:w")) == margin.get(qn("w:w"))
