"""Comments in the review: in their places, with the numbers of its audience, and never who wrote them or when."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from datetime import date
from itertools import pairwise
from pathlib import Path

import docx
import dossiers
import pytest
from counted_store import commit_next
from docx.oxml.ns import qn
from docx.shared import Emu
from halves import round_as_read
from hostile_comments import CANARY, HOSTILE

from dse import french
from dse.disclosure import marks
from dse.errors import Refused
from dse.export import publish_dossier
from dse.export.comment_doubts import UNREAD, KnownNames, Passage, StoreNames, list_texts
from dse.export.dossier import Chapter, Choice, Contents, gather, printed_beside, printed_comments
from dse.export.dossier.cells import display_rows
from dse.export.dossier.readme import render_readme
from dse.export.dossier.report.comments import LEGEND
from dse.export.dossier.report.review_document import SOURCES, render_review
from dse.export.dossier.report.styles import COMMENT, METHOD, NOTE
from dse.export.dossier.review_contents import keep_review, list_review_figures
from dse.figures import REGISTRY
from dse.review import CHAPTERS as REVIEW_CHAPTERS
from dse.review import SUMMARY_ANCHOR, Comment, Plan, PlannedChapter, chapter_anchor, figure_anchor
from dse.store import Store

AUTHOR, DAY = "Zoraïde Quatrefages", date(2013, 4, 5)
KEPT = {"uptake_of_period:rate_pct": "canari 51 %"}
PAGES = ("recours", "enquetes")
CHAPTERS = (
    PlannedChapter("essentiel", ()),
    PlannedChapter("offre", ("uptake_of_period", "never_reached", "uptake_by_year")),
    PlannedChapter("paroles", ("satisfaction",)),
    PlannedChapter("reseau", ()),
)
WAVES, ANSWERS = "waves_satisfaction", "answers_satisfaction"
TEXTS = {
    SUMMARY_ANCHOR: "Un **mot** d’abord.",
    chapter_anchor("offre"): "Ce chapitre.",
    chapter_anchor("suites"): "Sans figure.",
    figure_anchor(
        "uptake_of_period"
    ): "Soit [[taux de recours, sur la période]] ; [[délai médian, dernière année]].",
    figure_anchor("never_reached"): "Onze membres, dont Terres d’Orvaine.",
    figure_anchor(
        "satisfaction"
    ): "- Près de **la moitié** : [[part de réponses favorables à la dernière enquête]]\n- Rien.",
    figure_anchor("gone"): "De ce qui n’est plus.",
}


def make_plan(texts: dict[str, str]) -> Plan:
    comments = {anchor: Comment(text, AUTHOR, DAY, 3, KEPT) for anchor, text in texts.items()}
    return Plan(CHAPTERS, "Canari du plan", "2019-2021", comments)


PLAN = make_plan(TEXTS)


@pytest.fixture(scope="module")
def by_audience(demo_store: Store) -> dict[str, Contents]:
    return {
        audience: replace(
            dossiers.of_pages(demo_store, PAGES, Choice("2019-2021", audience=audience, parts=("bilan",))),
            plan=PLAN,
        )
        for audience in ("equipe", "diffusion")
    }


@pytest.fixture(scope="module")
def compared(demo_store: Store) -> Contents:
    """Figures of the surveys, with rows that are hidden or bounded."""
    choice = Choice("2019-2021", "2016-2018", "diffusion", parts=("bilan",))
    return gather(
        demo_store,
        demo_store.current().number,
        choice,
        figure_ids=("satisfaction", WAVES, ANSWERS, "answers_need", "choices"),
    )


def list_lines(contents: Contents, plan: Plan = PLAN) -> list[tuple[str, str]]:
    document = docx.Document(io.BytesIO(render_review(contents, plan, {})))
    return [(line.style.name, line.text.replace(french.NO_BREAK, " ")) for line in document.paragraphs]


def list_comments(contents: Contents, plan: Plan = PLAN) -> list[str]:
    return [text for style, text in list_lines(contents, plan) if style == COMMENT]


def find_number(contents: Contents, figure_id: str, scalar: str) -> float:
    (entry,) = [entry for entry in contents.entries() if entry.figure.id == figure_id]
    return REGISTRY[figure_id].scalars[scalar](entry.answer.table)


def test_each_stands_in_its_place(by_audience: dict[str, Contents]) -> None:
    lines = list_lines(by_audience["equipe"])
    headings = [index for index, (style, _) in enumerate(lines) if style == "Heading 1"]
    assert lines[headings[0] + 1] == (COMMENT, "Un mot d’abord.")
    assert lines[headings[1] + 1] == (COMMENT, "Ce chapitre.")
    questions = [index for index, (style, _) in enumerate(lines) if style == "Heading 2"][1:]
    assert lines[questions[1] - 1][1].startswith("Soit ") and lines[questions[2] - 1][1].startswith("Onze")
    texts = [text for _, text in lines]
    assert lines[headings[-2]][1].endswith("Pour la suite") and lines[headings[-2] + 1] == (
        COMMENT,
        "Sans figure.",
    )
    assert headings[-2] + 2 == headings[-1], "a chapter may be a text alone"
    assert "De ce qui n’est plus." not in texts
    assert not any("réseau et ses partenariats" in text for text in texts), "one without either is not there"
    bullets = [text for style, text in lines if style == "List Bullet"]
    assert "Rien." in bullets


def test_numbers_are_those_of_the_document(by_audience: dict[str, Contents]) -> None:
    for contents in by_audience.values():
        rate = round_as_read(find_number(contents, "uptake_of_period", "rate_pct"))
        days = round_as_read(find_number(contents, "request_delays", "median_days"))
        assert f"Soit {rate}\u202f%\u202f; {days} jours." in list_comments(contents)
    sources = [text for _, text in list_lines(by_audience["diffusion"])]
    after = sources[sources.index(SOURCES, len(sources) // 3) :]
    assert any(text.startswith(REGISTRY["request_delays"].question[:20]) for text in after)


def test_the_sources_say_once_what_each_figure_counts_and_the_source_of_those_that_only_a_comment_cites(
    by_audience: dict[str, Contents],
) -> None:
    never, shown = REGISTRY["never_reached"], REGISTRY["uptake_by_year"]
    texts = {chapter_anchor("offre"): "[[membres jamais touchés]] et [[délai médian, dernière année]]"}
    for audience, contents in by_audience.items():
        lines = [text for _, text in list_lines(contents, make_plan(texts))]
        begin = len(lines) - lines[::-1].index(SOURCES)
        page = " ".join(lines[begin:]).replace("\u202f", " ")
        assert (
            page.count(french.typeset(shown.question).replace(french.NO_BREAK, " ").replace("\u202f", " "))
            == 1
        )
        assert len(re.findall("Sources? : ", page)) == (2 if audience == "diffusion" else 1)
        assert never.question[:-2] in page
        assert ("« Masqué »" in page) == any("masqué" in line for line in lines[:begin])


def test_a_figure_is_not_cited_for_a_number_that_another_one_of_the_document_prints(
    by_audience: dict[str, Contents],
) -> None:
    texts = {chapter_anchor("offre"): "[[taux de recours annuel moyen]] et [[délai médian, dernière année]]"}
    question = "".join(REGISTRY["uptake_by_family"].question.split())

    def is_cited(figure_id: str) -> bool:
        plan = replace(make_plan(texts), chapters=(PlannedChapter("offre", (figure_id,)),))
        lines = [text for _, text in list_lines(by_audience["diffusion"], plan)]
        page = " ".join(lines[lines.index("Nombres repris dans les commentaires") :])
        return question in "".join(page.split())

    assert is_cited("uptake_by_year") and not is_cited("uptake_by_size")


def test_comments_and_no_other_text_stand_along_a_rule_whose_meaning_is_said(
    by_audience: dict[str, Contents],
) -> None:
    contents = by_audience["equipe"]
    texts = {
        SUMMARY_ANCHOR: "Un mot.\n\n- Un point.\n  - Dedans.\n\n1. Un nombre.",
        chapter_anchor("offre"): "Ce chapitre.",
    }
    document = docx.Document(io.BytesIO(render_review(contents, make_plan(texts), {})))
    edges = {line.text: line._p.find(f".//{qn('w:pBdr')}/{qn('w:left')}") for line in document.paragraphs}
    ruled = {text: edge for text, edge in edges.items() if edge is not None}
    assert list(ruled) == [LEGEND, "Un mot.", "Un point.", "Dedans.", "Un nombre.", "Ce chapitre."]
    lines = [line for line in document.paragraphs if line.text in ruled]
    places = {
        round(Emu(layout.left_indent + layout.first_line_indent).pt)
        - int(ruled[line.text].get(qn("w:space")))
        for line in lines
        for layout in [line.paragraph_format]
    }
    assert places == {0}, "one rule, at the edge of the other texts"
    stops = document.part.numbering_part.element.findall(f".//{qn('w:tab')}")
    assert not stops, "the first line of an item begins where its other lines do"
    without = render_review(contents, make_plan({}), {})
    assert LEGEND not in [line.text for line in docx.Document(io.BytesIO(without)).paragraphs]


def test_a_comment_stays_with_its_figure(by_audience: dict[str, Contents]) -> None:
    lines = docx.Document(io.BytesIO(render_review(by_audience["equipe"], PLAN, {}))).paragraphs
    (where,) = [rank for rank, line in enumerate(lines) if line.text.startswith("Onze membres")]
    assert lines[where - 1].paragraph_format.keep_with_next
    uncommented = [
        line
        for line, after in pairwise(lines)
        if line.style.name in (NOTE, METHOD) and after.style.name.startswith("Heading")
    ]
    assert uncommented and not any(line.paragraph_format.keep_with_next for line in uncommented)


def test_a_figure_that_a_public_does_not_see_has_no_comment(by_audience: dict[str, Contents]) -> None:
    assert any("Onze" in text for text in list_comments(by_audience["equipe"]))
    assert not any("Onze" in text for text in list_comments(by_audience["diffusion"]))


def test_the_review_alone_says_which_planned_figures_its_public_does_not_see(
    by_audience: dict[str, Contents],
) -> None:
    assert not list(keep_review(by_audience["equipe"]).left_out())
    alone = keep_review(by_audience["diffusion"])
    assert [absent.figure.id for absent in alone.left_out()] == ["never_reached"]
    text = " ".join(render_readme(alone).decode("utf-8-sig").split())
    _, _, absent = text.partition("Ce qui n’est pas dans le dossier, et pourquoi")
    assert " ".join(REGISTRY["never_reached"].question.split()) in absent


def test_the_review_alone_has_the_figures_of_its_numbers(by_audience: dict[str, Contents]) -> None:
    alone = keep_review(by_audience["diffusion"])
    assert {entry.figure.id for entry in alone.entries()} == {
        "uptake_of_period",
        "uptake_by_year",
        "satisfaction",
        "request_delays",
    }
    assert list_lines(alone) == list_lines(by_audience["diffusion"])


def test_a_number_is_recorded_as_it_is_read_also_that_of_a_figure_that_a_public_does_not_see(
    by_audience: dict[str, Contents],
) -> None:
    texts = {chapter_anchor("offre"): "[[membres jamais touchés]] et [[taux de recours, sur la période]]"}
    alone = keep_review(replace(by_audience["diffusion"], plan=make_plan(texts)))
    inserted = printed_comments.read_inserted(alone)
    rate = round_as_read(find_number(alone, "uptake_of_period", "rate_pct"))
    count = find_number(by_audience["equipe"], "never_reached", "members")
    assert inserted == {
        "never_reached:members": f"{count:.0f}",
        "uptake_of_period:rate_pct": f"{rate}\u202f%",
    }
    assert (
        printed_comments.read_inserted(replace(alone, choice=replace(alone.choice, parts=("annexe",)))) == {}
    )


def test_a_number_of_a_comment_that_is_not_printed_is_neither_recorded_nor_among_the_sources(
    by_audience: dict[str, Contents],
) -> None:
    left = {figure_anchor("uptake_by_family"): "[[délai médian, dernière année]]"}
    contents = replace(by_audience["diffusion"], plan=make_plan(left))
    shown = {"uptake_of_period", "uptake_by_year", "satisfaction"}
    assert {entry.figure.id for entry in keep_review(contents).entries()} == shown
    assert list_review_figures(contents) == [
        "uptake_of_period",
        "never_reached",
        "uptake_by_year",
        "satisfaction",
    ]
    question = REGISTRY["request_delays"].question
    assert not any(text.startswith(question) for _, text in list_lines(contents, contents.plan))


def test_what_a_public_may_not_read_is_listed_and_confirmed(
    by_audience: dict[str, Contents], own_demo: Store
) -> None:
    team = publish_dossier.compare_with_published(by_audience["equipe"], own_demo)
    assert not team.comments
    public = publish_dossier.compare_with_published(by_audience["diffusion"], own_demo)
    assert list_texts(public.comments) == [
        "Ce que disent les membres · Les membres sont-ils satisfaits ? « Près de la moitié\u00a0: … » (nombre tapé : moitié)",
    ]
    assert public.must_be_confirmed
    plan = make_plan({figure_anchor("satisfaction"): "Près du tiers."})
    other = publish_dossier.compare_with_published(replace(by_audience["diffusion"], plan=plan), own_demo)
    assert other.code({}) != public.code({})
    annex = replace(by_audience["diffusion"].choice, parts=("annexe",))
    assert not publish_dossier.compare_with_published(
        replace(by_audience["diffusion"], choice=annex), own_demo
    ).comments


def test_what_is_written_and_not_printed_is_listed_and_confirmed(
    by_audience: dict[str, Contents], own_demo: Store
) -> None:
    of_figure = f"{REGISTRY['never_reached'].question} « Onze membres, dont Terres d’Orvaine. » (figure réservée à l’équipe)"
    unprinted = {"equipe": (), "diffusion": (of_figure,)}
    for audience, contents in by_audience.items():
        prepared = publish_dossier.compare_with_published(contents, own_demo)
        assert prepared.unprinted == unprinted[audience]
        if prepared.unprinted:
            assert prepared.must_be_confirmed
            assert replace(prepared, unprinted=()).code({}) != prepared.code({})
        annex = replace(contents, choice=replace(contents.choice, parts=("annexe",)))
        assert not publish_dossier.compare_with_published(annex, own_demo).unprinted


@pytest.mark.parametrize("audience", ["equipe", "diffusion"])
def test_comments_are_printed_in_the_order_of_their_list_and_the_others_listed_apart(
    by_audience: dict[str, Contents], audience: str
) -> None:
    shown = [chapter.list_figures() for chapter in REVIEW_CHAPTERS]
    seen: set[str] = set()
    chapters = []
    for chapter, figure_ids in zip(REVIEW_CHAPTERS, shown, strict=True):
        new = tuple(figure_id for figure_id in figure_ids if figure_id not in seen)
        seen |= set(new)
        chapters.append(PlannedChapter(chapter.key, new))
    anchors = [chapter.anchor for chapter in REVIEW_CHAPTERS] + [figure_anchor(each) for each in seen]
    comments = {anchor: Comment(f"De {anchor}.", "", DAY) for anchor in anchors}
    contents = replace(by_audience[audience], plan=Plan(tuple(chapters), comments=comments))
    listed = [printed.text for printed in printed_comments.list_printed(contents)]
    assert listed == list_comments(contents, contents.plan) and len(listed) > 20
    assert len(listed) + len(printed_comments.list_unprinted(contents)) == len(anchors)


def test_names_and_absent_numbers_are_listed(by_audience: dict[str, Contents]) -> None:
    names = StoreNames(KnownNames(("Terres d’Orvaine",)))
    texts = {
        SUMMARY_ANCHOR: "Avec Terres d’Orvaine, douze fois.",
        chapter_anchor("offre"): "Douze fois. [[perdu]]",
        figure_anchor("uptake_by_year"): "[[membres jamais touchés]] [[décisions échues]]",
    }
    contents = replace(by_audience["diffusion"], plan=make_plan(texts))
    passages = printed_comments.list_to_read_again(contents, names)
    listed = list_texts(passages)
    assert [line.rpartition(" (")[2] for line in listed[:3]] == [
        "nombre tapé : douze)",
        "nom d’une organisation : Terres d’Orvaine)",
        "nombre tapé : Douze)",
    ]
    assert len(listed) == 5 and "perdu" in listed[3] and "décisions échues" in listed[4]
    team = printed_comments.list_absent_numbers(replace(by_audience["equipe"], plan=make_plan(texts)))
    assert team == passages[3:]


def test_the_reason_of_a_number_of_the_triennial_compared_with_is_that_it_is_not_read(
    by_audience: dict[str, Contents],
) -> None:
    plan = make_plan(
        {SUMMARY_ANCHOR: "Soit [[satisfaction, « A ? » (2016-2018)]].\nCe plan « B » (dit-on) sera écrit **."}
    )
    contents = replace(by_audience["diffusion"], plan=plan)
    passages = printed_comments.list_to_read_again(contents, StoreNames(KnownNames(())))
    assert [passage.reason for passage in passages] == ["", UNREAD]


@pytest.mark.parametrize("audience", ["diffusion", "equipe"])
def test_a_number_that_lacks_a_bracket_is_refused_with_its_place(
    by_audience: dict[str, Contents], own_demo: Store, audience: str
) -> None:
    plan = make_plan({chapter_anchor("offre"): "Soit [[taux de recours, dernière année]."})
    with pytest.raises(Refused, match=r"imprimés tels quels.*« \[\[taux de recours, dernière année\] »"):
        publish_dossier.compare_with_published(replace(by_audience[audience], plan=plan), own_demo)


def test_the_code_is_of_all_that_is_printed_and_not_of_excerpts(
    by_audience: dict[str, Contents], own_demo: Store
) -> None:
    codes = set()
    for text in ("Près du tiers.", "Près du tiers." + " Sans suite" * 20 + " : c’est un échec."):
        contents = replace(by_audience["diffusion"], plan=make_plan({figure_anchor("satisfaction"): text}))
        codes.add(publish_dossier.compare_with_published(contents, own_demo).code({}))
    assert len(codes) == 2


def list_asked(contents: Contents, anchor: str, text: str) -> tuple[Passage, ...]:
    plan = make_plan({anchor: text})
    return printed_comments.list_to_read_again(replace(contents, plan=plan), StoreNames(KnownNames(())))


def get_sentence(contents: Contents, figure_id: str) -> str:
    (entry,) = (entry for entry in contents.entries() if entry.figure.id == figure_id)
    return entry.answer.finding.sentence


def test_a_share_of_the_sentence_of_a_figure_is_not_asked_about_under_it_and_is_elsewhere(
    by_audience: dict[str, Contents],
) -> None:
    contents = by_audience["diffusion"]
    share = re.findall(r"\d+\s%", get_sentence(contents, "satisfaction"))[0]
    assert list_asked(contents, figure_anchor("satisfaction"), f"Ils sont {share}.") == ()
    assert list_asked(contents, figure_anchor("satisfaction"), "Ils sont 3 %.")
    for anchor in (chapter_anchor("paroles"), SUMMARY_ANCHOR, chapter_anchor("offre")):
        assert list_asked(contents, anchor, f"Ils sont {share}.")


def test_what_names_a_row_that_is_hidden_or_bounded_has_no_number_of_a_figure(
    compared: Contents,
) -> None:
    """Whichever figure hides it, and whatever stands above."""
    shares = {
        figure_id: re.findall(r"\d+\s%", get_sentence(compared, figure_id))[0]
        for figure_id in ("satisfaction", WAVES)
    }
    names = {
        cell
        for entry in compared.entries()
        for row in display_rows(entry.figure, entry.answer)
        if any(map(marks.hides, row))
        for cell in row
        if isinstance(cell, str) and not marks.hides(cell) and any(map(str.isalpha, cell))
    }
    assert len(names) > 20
    hidden = printed_beside.list_hidden(compared)
    for figure_id, share in shares.items():
        sentences = [get_sentence(compared, figure_id)]
        assert printed_beside.list_excused(f"Ils sont {share}.", sentences, hidden)
        for name in names:
            for text in (f"{name} : {share}.", f"Soit {share} pour « {name.lower()} »."):
                assert not printed_beside.list_excused(text, sentences, hidden), text


def test_a_share_of_a_bounded_one_is_asked_about_and_so_is_what_tells_of_all(
    compared: Contents,
) -> None:
    chapters = (PlannedChapter("paroles", (WAVES,)), PlannedChapter("essentiel", ()))
    sentence = get_sentence(compared, WAVES).replace("\u202f", " ")
    bounded = re.search(r"au moins (\d+ %)", sentence)[1]
    (shown,) = set(re.findall(r"\d+ %", sentence)) - {bounded}

    def ask(anchor: str, text: str) -> tuple[Passage, ...]:
        plan = Plan(chapters, comments={anchor: Comment(text, "", DAY)})
        return printed_comments.list_to_read_again(replace(compared, plan=plan), StoreNames(KnownNames(())))

    anchor = figure_anchor(WAVES)
    assert ask(anchor, f"Ils sont {shown}, contre au moins {bounded} avant.") == ()
    for text in (
        f"Ils étaient {bounded}.",
        "En 2018, 24 réponses étaient favorables.",
        f"En Bretagne, [[taux de recours, sur la période]] et {shown}.",
        f"À « Globalement, êtes-vous satisfait·e de l’accompagnement reçu ? » {shown} répondent oui.",
    ):
        assert ask(anchor, text), text
    for text in (
        "Le besoin d’agroécologie est de 95 % chez nos membres.",
        "Tous les membres qui ont répondu sont satisfaits.",
        "Aucun des répondants n’est insatisfait.",
        "Objectif tenu : 90 % des répondants se disent satisfaits.",
        "Les avis étaient favorables à deux réserves près.",
        "La moitié se disent insatisfaits.",
    ):
        assert ask(SUMMARY_ANCHOR, text), text


def test_a_figure_that_differs_from_what_was_published_has_no_number_to_repeat(own_demo: Store) -> None:
    """It is written with the numbers published: those of today would tell who answered otherwise since."""
    choice = Choice("2019-2021", audience="diffusion", parts=("bilan",))

    def prepare(text: str) -> publish_dossier.PreparedDossier:
        plan = Plan(
            (PlannedChapter("paroles", (ANSWERS,)),),
            comments={figure_anchor(ANSWERS): Comment(text, "", DAY)},
        )
        number = own_demo.current().number
        contents = gather(own_demo, number, choice, plan=plan, figure_ids=(ANSWERS,))
        return publish_dossier.compare_with_published(contents, own_demo)

    question = "satisfaction-accompagnement"
    first = prepare("Rien.")
    publish_dossier.publish_dossier(first, own_demo, own_demo.path / "un.zip", day=date(2022, 1, 2))
    answers = own_demo.read(own_demo.current(), "survey_answers").to_pylist()
    low = next(
        row
        for row in answers
        if (row["wave_id"], row["question_id"]) == ("membres-2021", question)
        and row["value"] is not None
        and float(row["value"]) <= 2
    )
    high = max(row["value"] for row in answers if row["question_id"] == question and row["value"] is not None)
    low["value"] = high
    commit_next(own_demo, date(2022, 2, 1), {"survey_answers": answers})
    now = re.findall(r"\d+\s%", get_sentence(prepare("Rien.").contents, ANSWERS))[-1]
    second = prepare(f"Ils sont {now}.")
    assert [doubt.advised for doubt in second.doubts] == ["repeat"] and len(second.comments) == 1
    nobody = StoreNames(KnownNames(()))
    assert printed_comments.list_to_read_again(second.contents, nobody) == (), "it is printed, and would pass"


def test_a_number_that_the_sentence_above_has_is_listed_under_a_protected_figure(
    by_audience: dict[str, Contents],
) -> None:
    """Under « au moins 90 % » it would tell the share itself, and with other words that of another group."""
    contents = by_audience["diffusion"]
    listed = []
    for figure_id in ("satisfaction", "uptake_by_year"):
        (entry,) = (entry for entry in contents.entries() if entry.figure.id == figure_id)
        share = re.findall(r"\d+\s%", entry.answer.finding.sentence)[0]
        plan = make_plan({figure_anchor(figure_id): f"En Bretagne, {share} exactement."})
        lines = printed_comments.list_to_read_again(replace(contents, plan=plan), StoreNames(KnownNames(())))
        listed.append(len(lines))
    assert listed == [1, 0]


def test_a_number_under_a_chapter_is_listed_though_its_protected_figure_is_left_out(
    by_audience: dict[str, Contents],
) -> None:
    texts = {chapter_anchor("offre"): "2 membres sur 3 le souhaitent."}
    contents = replace(by_audience["diffusion"], plan=make_plan(texts))
    assert printed_comments.list_to_read_again(contents, StoreNames(KnownNames(())))


def test_all_that_stands_under_a_masked_figure_is_read_again(by_audience: dict[str, Contents]) -> None:
    text = "Chacun ou presque le dit."
    contents = replace(by_audience["diffusion"], plan=make_plan({figure_anchor("uptake_by_year"): text}))
    nobody = StoreNames(KnownNames(()))
    assert printed_comments.list_to_read_again(contents, nobody) == ()
    masked = replace(contents, chapters=tuple(map(mask_entries, contents.chapters)))
    ((line, _),) = printed_comments.list_to_read_again(masked, nobody)
    assert text in line and line.endswith("(sous une figure masquée pour ce public)")


def mask_entries(chapter: Chapter) -> Chapter:
    """A chapter whose figures say nothing to their public."""
    entries = (replace(entry, answer=replace(entry.answer, is_masked=True)) for entry in chapter.entries)
    return replace(chapter, entries=tuple(entries))


def test_no_file_has_who_wrote_them_nor_when_nor_what_they_were(
    by_audience: dict[str, Contents], own_demo: Store, tmp_path: Path
) -> None:
    for audience, contents in by_audience.items():
        target = tmp_path / f"{audience}.zip"
        prepared = publish_dossier.compare_with_published(contents, own_demo)
        publish_dossier.publish_dossier(prepared, own_demo, target, day=date(2022, 1, 1))
        texts = []
        with zipfile.ZipFile(target) as archive:
            for name in archive.namelist():
                content = archive.read(name)
                if name.endswith(".docx"):
                    with zipfile.ZipFile(io.BytesIO(content)) as document:
                        texts += [
                            document.read(part).decode("utf-8", "replace") for part in document.namelist()
                        ]
                texts.append(content.decode("utf-8", "replace"))
        assert any("Ce chapitre." in text for text in texts)
        for canary in (
            AUTHOR,
            "Quatrefages",
            "5 avril 2013",
            "2013-04-05",
            "canari 51",
            "Canari du plan",
            "De ce qui",
        ):
            assert not any(canary in text for text in texts), (audience, canary)
    records = b"".join(path.read_bytes() for path in own_demo.path.rglob("*") if path.is_file())
    assert AUTHOR.encode() not in records, "nothing of a plan that was not saved is kept"


def test_hostile_comments_are_words(by_audience: dict[str, Contents]) -> None:
    texts = {figure_anchor("uptake_by_year"): "\n".join(HOSTILE), SUMMARY_ANCHOR: "=1+1"}
    content = render_review(by_audience["diffusion"], make_plan(texts), {})
    document = docx.Document(io.BytesIO(content))
    written = "\n".join(line.text for line in document.paragraphs)
    assert written.count(CANARY) >= 30 and "=1+1" in written
    assert not any(
        rel.is_external for part in document.part.package.iter_parts() for rel in part.rels.values()
    )
    assert not list(document.element.iter(qn("w:fldSimple")))
    instructions = [element.text.split()[0] for element in document.element.iter(qn("w:instrText"))]
    assert set(instructions) <= {"TOC", "PAGE", "NUMPAGES"}


def test_the_same_comments_are_the_same_bytes(by_audience: dict[str, Contents]) -> None:
    contents = by_audience["diffusion"]
    again = replace(
        PLAN, comments={anchor: replace(each, author="B") for anchor, each in PLAN.comments.items()}
    )
    assert render_review(contents, PLAN, {}) == render_review(contents, again, {})
