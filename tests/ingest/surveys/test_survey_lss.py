"""LimeSurvey structures: wording, answers and languages read; nothing declared is obeyed."""

from __future__ import annotations

import pytest
import surveys
from conftest import shared

from dse.ingest.surveys.tools import headings, limesurvey_structure
from dse.ingest.surveys.tools.limesurvey_structure import LssError


def test_questions_come_in_order_with_their_lines_and_answers_in_both_languages() -> None:
    read = limesurvey_structure.read_structure((surveys.FOLDER / "enquete.lss").read_bytes())
    assert read.languages == ("en", "fr") and read.text(read.titles) == "Baromètre fictif des membres"
    assert [each.code for each in read.questions] == ["G01Q01", "G01Q02", "G02Q03", "G03Q04", "G03Q05"]
    first, grid, several = read.questions[:3]
    assert first.texts == {"fr": "Êtes-vous membre du réseau ?", "en": "Are you a member?"}
    assert [(each.code, dict(each.texts)) for each in first.answers] == [
        ("A1", {"fr": "Oui", "en": "Yes"}),
        ("A2", {"fr": "Non"}),
    ]
    assert [each.code for each in grid.subquestions] == ["SQ001", "SQ002"]
    assert [each.code for each in grid.answers] == ["A4", "A3", "A2", "A1", "NSP"]
    assert several.has_other and read.text(several.texts) == "Qu’attendez-vous du réseau ?"


@pytest.mark.parametrize(
    "title", ["G01Q01", "Are you a member?", "êtes-vous membre du réseau ?", "G01Q01. Are you a member?"]
)
def test_a_column_is_known_by_code_wording_or_both_in_any_language(title: str) -> None:
    known = headings.headings_by_title(
        limesurvey_structure.read_structure((surveys.FOLDER / "enquete.lss").read_bytes())
    )
    assert headings.find_heading(title, known).base == "G01Q01"


def test_real_structures_are_read() -> None:
    folder = shared("limesurvey_lss")
    two = limesurvey_structure.read_structure((folder / "survey-one-question-two-languages.lss").read_bytes())
    assert two.languages == ("et", "en") and two.titles["en"] == "test-survey-1"
    assert [(each.code, each.kind) for each in two.questions] == [("Q1", "T")]
    one = limesurvey_structure.read_structure((folder / "blank-survey.lss").read_bytes())
    assert one.languages == ("en",) and one.titles == {"en": "blank survey one question one language"}
    assert [(each.code, each.texts) for each in one.questions] == [
        ("Q00", {"en": "this is an example question"})
    ]


def test_old_structures_with_texts_beside_codes_are_read() -> None:
    row = "<row><qid>1</qid><parent_qid>0</parent_qid><type>L</type><title>Q1</title><question>Avis ?</question><language>fr</language></row>"
    answer = "<row><qid>1</qid><code>A1</code><answer>Bon</answer><sortorder>1</sortorder><language>fr</language></row>"
    content = (
        "<document><LimeSurveyDocType>Survey</LimeSurveyDocType><languages><language>fr</language></languages>"
        f"<questions><rows>{row}</rows></questions><answers><rows>{answer}</rows></answers></document>"
    )
    (question,) = limesurvey_structure.read_structure(content.encode()).questions
    assert question.texts == {"fr": "Avis ?"} and question.answers[0].texts == {"fr": "Bon"}


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b'<!DOCTYPE a [<!ENTITY b "c">]><document>&b;</document>', "dangereuse"),
        (b"<document><LimeSurveyDocType>Label set</LimeSurveyDocType></document>", "pas une structure"),
        (b"<document><LimeSurveyDocType>Survey", "abîmé"),
        (b"", "abîmé"),
        (b"id;submitdate\n1;2", "abîmé"),
    ],
    ids=["entity", "other", "cut", "empty", "csv"],
)
def test_what_is_no_structure_is_refused(content: bytes, sentence: str) -> None:
    with pytest.raises(LssError, match=sentence):
        limesurvey_structure.read_structure(content)
