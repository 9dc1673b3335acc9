"""Titles of exports taken apart: an option stays in its question whatever signs its label holds, and a comment is no option."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
import surveys
import tool_exports

from dse.ingest import Upload, propose
from dse.ingest.surveys.draft import form_draft, form_writing
from dse.ingest.surveys.tools.limesurvey_structure import CodedText, LssQuestion
from dse.ingest.surveys.tools.survey_tool import Structure

LINES = 40
NUMBERED = ("id", "submitdate")


def build(start: Sequence[str], columns: Mapping[str, Sequence[object]]) -> Upload:
    """An export of forty answers whose first columns are the number and the day of each."""
    days = [f"2021-03-{1 + line % 28:02d} 10:00:00" for line in range(LINES)]
    numbers = [str(line + 1) for line in range(LINES)]
    every = dict(zip(start, (numbers, days), strict=True)) | columns
    return tool_exports.build(
        "export-2021.csv", [(title, [str(text) for text in texts]) for title, texts in every.items()]
    )


def count_reasons(upload: Upload, folder: Path) -> dict[str, dict[str, int]]:
    """Of each option of the only multiple choice, how many ticked it, and how many have no answer for each reason."""
    draft = form_draft.draft_from_file(upload, series="e", wave_id="2021")
    (asked,) = [question for question in draft.survey.questions if question.kind == "multiple"]
    form = form_writing.write_form(draft, folder / "e.toml")
    proposal = propose([upload], surveys.registered(folder / "store"), form=form)
    assert not proposal.problems
    labels = {option.code: option.label for option in draft.survey.scales[asked.scale].options}
    counts: dict[str, Counter[str]] = {label: Counter() for label in labels.values()}
    for row in proposal.changes["survey_answers"].to_pylist():
        if row["question_id"] == asked.question_id:
            counts[labels.get(row["option"], "-")][row["missing"] or f"{row['value']:g}"] += 1
    return {label: dict(count) for label, count in counts.items()}


@pytest.mark.parametrize(
    "titles",
    [
        ("B[SQ1]", "B[SQ1comment]", "B[SQ2]", "B[SQ2comment]", "B[other]", "B[othercomment]"),
        ("B[eau]", "B[eaucomment]", "B[sante]", "B[santecomment]", "B[other]", "B[othercomment]"),
        (
            "Besoins [Eau]",
            "Besoins [Eau] [Commentaire]",
            "Besoins [Santé]",
            "Besoins [Santé] [Commentaire]",
            "Besoins [Autre]",
            "Besoins [Autre commentaire]",
        ),
    ],
)
def test_a_comment_beside_other_is_no_option_and_who_wrote_at_other_answered(
    titles: Sequence[str], tmp_path: Path
) -> None:
    cells = [["Y" if line % 4 == place else "" for line in range(LINES)] for place in (1, 2)]
    written = [f"forage {line}" if line % 4 == 3 else "" for line in range(LINES)]
    nothing = [""] * LINES
    columns = dict(zip(titles, (cells[0], nothing, cells[1], nothing, written, nothing), strict=True))
    counts = count_reasons(build(NUMBERED, columns), tmp_path)
    assert len(counts) == 3
    assert all(count == {"1": 10, "0": 20, "SR": 10} for count in counts.values())


def test_a_structure_declares_the_comment_beside_other() -> None:
    question = LssQuestion("B", "P", {"fr": "Besoins"}, (CodedText("SQ1", {"fr": "Eau"}),), has_other=True)
    columns = question.list_columns(Structure(("fr",), {}, (question,)))
    assert [column.part for column in columns] == ["SQ1", "other", "SQ1comment", "othercomment"]
    assert "Besoins [Autre commentaire]" in columns[-1].spellings


KOBO = ("_id", "_submission_time")


@pytest.mark.parametrize("group", ["", "Groupe 1/"])
@pytest.mark.parametrize(
    "label", ["Eau et/ou assainissement", "Climat / énergie", "Oui/Non", "a/b/c", "/", "Groupe 1/Besoins"]
)
def test_an_option_whose_label_holds_a_slash_stays_in_its_question(
    label: str, group: str, tmp_path: Path
) -> None:
    labels = (label, "Santé", "Éducation")
    ticked = [[line >> place & 1 for line in range(LINES)] for place in range(3)]
    cells = {
        f"{group}Besoins": [
            " ".join(option for option, ticks in zip(labels, ticked, strict=True) if ticks[line])
            for line in range(LINES)
        ]
    }
    for option, ticks in zip(labels, ticked, strict=True):
        cells[f"{group}Besoins/{option}"] = [
            tick if cells[f"{group}Besoins"][line] else "" for line, tick in enumerate(ticks)
        ]
    cells[f"{group}Avis"] = [("Bon", "Mauvais")[line % 2] for line in range(LINES)]
    counts = count_reasons(build(KOBO, cells), tmp_path)
    answered = [any(ticks[line] for ticks in ticked) for line in range(LINES)]
    assert set(counts) == set(labels)
    for option, ticks in zip(labels, ticked, strict=True):
        expected = {"1": sum(ticks), "0": sum(answered) - sum(ticks), "SR": answered.count(False)}
        assert counts[option] == {reason: count for reason, count in expected.items() if count}


FRAMAFORMS = ("Numéro de soumission", "Soumis le")


@pytest.mark.parametrize(
    ("question", "labels"),
    [
        ("Vos besoins", ("Eau", "Santé : soins", "Formation")),
        ("Vos besoins", ("Santé : soins", "Santé : médicaments", "Eau")),
        ("Avez-vous : des besoins", ("Eau", "Santé : soins", "Formation")),
    ],
)
def test_an_option_whose_label_holds_a_colon_stays_in_its_question(
    question: str, labels: tuple[str, ...], tmp_path: Path
) -> None:
    ticked = [[line >> place & 1 for line in range(LINES)] for place in range(3)]
    cells = {
        f"{question}: {label}": ["X" if tick else "" for tick in ticks]
        for label, ticks in zip(labels, ticked, strict=True)
    }
    cells[f"{question}: Autre (précisez)"] = [""] * (LINES - 1) + ["Pistes"]
    cells["Avez-vous : un site ?"] = [("Oui", "Non")[line % 2] for line in range(LINES)]
    counts = count_reasons(build(FRAMAFORMS, cells), tmp_path)
    nobody = sum(not any(ticks[line] for ticks in ticked) for line in range(LINES - 1))
    assert [counts[label]["1"] for label in labels if label in counts] == [sum(ticks) for ticks in ticked]
    assert [count["SR"] for count in counts.values()] == [nobody] * 4


def test_two_questions_under_one_heading_are_two() -> None:
    ticks = ["X" if line % 2 else "" for line in range(LINES)]
    notes = [1 + line % 5 for line in range(LINES)]
    cells = {
        f"Vous: {title}": ticks
        for title in ("besoins: Eau", "besoins: Santé", "outils: Site", "outils: Lettre")
    }
    draft = form_draft.draft_from_file(build(FRAMAFORMS, cells | {"Votre note": notes}), series="e")
    assert [question.wording for question in draft.survey.questions] == [
        "Vous: besoins",
        "Vous: outils",
        "Votre note",
    ]
    with_note = form_draft.draft_from_file(build(FRAMAFORMS, cells | {"Vous: note": notes}), series="e")
    assert [question.kind for question in with_note.survey.questions][:2] == ["multiple", "multiple"]


def test_a_question_without_options_keeps_its_title_over_three_rows() -> None:
    lines = [[1, 1, "X", "", "4"], [2, 2, "", "X", "5"]]
    rows = [
        ["Soumission", *[""] * 4],
        ["", "", "Vos besoins", "", "Note"],
        ["Numéro de série", "SID", "Eau", "Santé : soins", ""],
        *lines,
    ]
    content = "\n".join(",".join(map(str, row)) for row in rows).encode()
    draft = form_draft.draft_from_file(Upload("f-2021.csv", content), series="e")
    assert draft.survey.questions[-1].columns == ("Note",)


def test_the_markup_of_a_web_page_is_no_part_of_a_title(tmp_path: Path) -> None:
    """Also for a form that was drafted when it was."""
    marked, plain = (
        "<p><strong>Vos</strong> outils&nbsp;: pour &lt; 5 ans<br/>ou plus ?</p>",
        "Vos outils : pour < 5 ans ou plus ?",
    )
    structures = [f"Ville {line}" for line in range(LINES)]
    upload = build(NUMBERED, {marked: ["Oui", "Non"] * 20, "<div>Nom de votre structure</div>": structures})
    draft = form_draft.draft_from_file(upload, series="e", wave_id="2021")
    assert [question.wording for question in draft.survey.questions] == [plain]
    assert draft.survey.respondent_columns("organisation") == ("Nom de votre structure",)
    form = form_writing.write_form(draft, tmp_path / "e.toml")
    written = form.read_text(encoding="utf-8")
    assert plain in written
    form.write_text(written.replace(f'columns = "{plain}"', f'columns = "{marked}"'), encoding="utf-8")
    proposal = propose([upload], surveys.registered(tmp_path / "store"), form=form)
    answers = proposal.changes["survey_answers"].to_pylist()
    assert marked in form.read_text(encoding="utf-8")
    assert Counter(row["value"] for row in answers) == {1.0: 20, 0.0: 20}


AMOUNTS = {
    "with ten decimals": ("Total", lambda line: f"{line + 1}.0000000000"),
    "asked for": ("Combien d’habitants ?", lambda line: f"{125 + line} 400 000"),
    "with a unit": ("Total", lambda line: f"{125 + line} 400 000 €"),
}
TELEPHONES = {
    "French": ("Contact", lambda line: f"06 12 34 56 {10 + line}"),
    "international": ("Combien êtes-vous à joindre ?", lambda line: f"+33612345{100 + line}"),
    "without its first 0": ("Contact", lambda line: f"612345{100 + line}"),
}


@pytest.mark.parametrize("case", AMOUNTS)
def test_long_numbers_are_asked_for_and_are_no_telephones(case: str) -> None:
    title, write = AMOUNTS[case]
    draft = form_draft.draft_from_file(build(NUMBERED, {title: [write(line) for line in range(LINES)]}))
    assert [question.kind for question in draft.survey.questions] == ["number"]


@pytest.mark.parametrize("case", TELEPHONES)
def test_telephones_are_left_aside(case: str) -> None:
    title, write = TELEPHONES[case]
    draft = form_draft.draft_from_file(build(NUMBERED, {title: [write(line) for line in range(LINES)]}))
    assert not draft.survey.questions
    assert draft.notes[form_draft.EXCLUDED] == (
        f"Laissé de côté (noms, adresses ou téléphones) : « {title} ».",
    )
