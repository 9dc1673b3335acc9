"""A LimeSurvey structure (.lss): questions, sub-questions and answers in every language, read from its XML.

Versions before 4 keep texts beside codes, later ones in tables of their own (`…_l10ns`): both are read.
"""

from __future__ import annotations

import html
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from dse.ingest.surveys.tools.limesurvey_xml import LssError, read_tables

RANKING = "R"
_TAG = re.compile(r"<[^>]*>")
_SPACES = re.compile(r"\s+")

Row = Mapping[str, str]
Texts = Mapping[str, str]  # by language


@dataclass(frozen=True)
class CodedText:
    """A sub-question or an answer: its code, and its text by language. `axis` is 1 for a second scale."""

    code: str
    texts: Texts
    axis: str = "0"


@dataclass(frozen=True)
class LssQuestion:
    """A question; `kind` is LimeSurvey's letter."""

    code: str
    kind: str
    texts: Texts
    subquestions: tuple[CodedText, ...] = ()
    answers: tuple[CodedText, ...] = ()
    has_other: bool = False


@dataclass(frozen=True)
class Structure:
    """A survey as LimeSurvey has it."""

    languages: tuple[str, ...]
    titles: Texts
    questions: tuple[LssQuestion, ...] = field(default=())

    def text(self, texts: Texts) -> str:
        """The French text if there is one, else that of the first language that has one."""
        order = [language for language in self.languages if language.startswith("fr")] + list(self.languages)
        return next((texts[language] for language in order if texts.get(language)), "")


def read_structure(content: bytes) -> Structure:
    """The structure in a file. LssError if it is no LimeSurvey structure, or declares anything."""
    tables, languages, kind = read_tables(content)
    if kind != "Survey":
        raise LssError(
            "Ce n’est pas une structure d’enquête LimeSurvey (.lss). Exportez-la par Exporter > Structure."
        )
    titles = {
        row.get("surveyls_language", ""): _strip_markup(row.get("surveyls_title", ""))
        for row in tables["surveys_languagesettings"]
    }
    return Structure(tuple(languages), titles, tuple(_read_questions(tables, languages)))


def _read_questions(tables: Mapping[str, Sequence[Row]], languages: Sequence[str]) -> list[LssQuestion]:
    texts = _read_texts(tables, ("question_l10ns", "subquestion_l10ns"), "qid", "question")
    groups = {row.get("gid"): _sort_position(row, "group_order") for row in tables["groups"]}
    subs: dict[str, list[Row]] = defaultdict(list)
    mains: dict[str, Row] = {}
    for row in (*tables["questions"], *tables["subquestions"]):
        parent = row.get("parent_qid", "0")
        if parent not in ("", "0"):
            subs[parent].append(row)
        else:
            mains.setdefault(row.get("qid", ""), row)
    own = _read_texts_beside_codes(
        (*tables["questions"], *tables["subquestions"]), "qid", "question", languages
    )
    answers = _read_answers(tables, languages)
    ordered = sorted(
        mains.values(),
        key=lambda row: (groups.get(row.get("gid"), 0), _sort_position(row, "question_order")),
    )
    return [
        LssQuestion(
            code=question.get("title", ""),
            kind=question.get("type", ""),
            texts=texts.get(qid) or own.get(qid, {}),
            subquestions=tuple(
                CodedText(
                    sub.get("title", ""),
                    texts.get(sub["qid"]) or own.get(sub["qid"], {}),
                    sub.get("scale_id", "0"),
                )
                for sub in _unique_rows(
                    sorted(subs[qid], key=lambda sub: _sort_position(sub, "question_order"))
                )
            ),
            answers=answers.get(qid, ()),
            has_other=question.get("other") == "Y",
        )
        for question in ordered
        for qid in (question.get("qid", ""),)
    ]


def _unique_rows(rows: Sequence[Row]) -> list[Row]:
    """One row an identifier: old versions have one for each language."""
    return list({row["qid"]: row for row in reversed(rows)}.values())[::-1]


def _read_texts(
    tables: Mapping[str, Sequence[Row]], names: Sequence[str], key: str, what: str
) -> dict[str, dict[str, str]]:
    texts_by_key: dict[str, dict[str, str]] = defaultdict(dict)
    for name in names:
        for row in tables.get(name, ()):
            if text := _strip_markup(row.get(what, "")):
                texts_by_key[row.get(key, "")][row.get("language", "")] = text
    return texts_by_key


def _read_texts_beside_codes(
    rows: Sequence[Row], key: str, what: str, languages: Sequence[str]
) -> dict[str, dict[str, str]]:
    """Texts beside codes, as old versions have them."""
    texts_by_key: dict[str, dict[str, str]] = defaultdict(dict)
    first = languages[0] if languages else ""
    for row in rows:
        if text := _strip_markup(row.get(what, "")):
            texts_by_key[row.get(key, "")].setdefault(row.get("language") or first, text)
    return texts_by_key


def _read_answers(
    tables: Mapping[str, Sequence[Row]], languages: Sequence[str]
) -> dict[str, tuple[CodedText, ...]]:
    texts = _read_texts(tables, ("answer_l10ns",), "aid", "answer")
    first = languages[0] if languages else ""
    texts_by_answer: dict[tuple[str, str, str], dict[str, str]] = {}
    rows = tables.get("answers") or tables.get("answer_l10ns", ())
    for row in sorted(rows, key=lambda answer: _sort_position(answer, "sortorder")):
        key = (row.get("qid", ""), row.get("code", ""), row.get("scale_id", "0"))
        texts_by_language = texts_by_answer.setdefault(key, {})
        texts_by_language |= texts.get(row.get("aid", ""), {})
        if own := _strip_markup(row.get("answer", "")):
            texts_by_language.setdefault(row.get("language") or first, own)
    grouped: dict[str, list[CodedText]] = defaultdict(list)
    for (qid, code, axis), texts_by_language in texts_by_answer.items():
        grouped[qid].append(CodedText(code, texts_by_language, axis))
    return {qid: tuple(answers) for qid, answers in grouped.items()}


def _sort_position(row: Row, name: str) -> int:
    text = row.get(name, "") or "0"
    return int(text) if text.lstrip("-").isdigit() else 0


def _strip_markup(text: str) -> str:
    """A text without its markup, on one line."""
    return _SPACES.sub(" ", html.unescape(_TAG.sub(" ", text))).strip()
