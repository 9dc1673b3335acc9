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
        order = [each for each in self.languages if each.startswith("fr")] + list(self.languages)
        return next((texts[each] for each in order if texts.get(each)), "")


def read_structure(content: bytes) -> Structure:
    """The structure in a file. LssError if it is no LimeSurvey structure, or declares anything."""
    tables, languages, kind = read_tables(content)
    if kind != "Survey":
        raise LssError(
            "Ce n’est pas une structure d’enquête LimeSurvey (.lss). Exportez-la par Exporter > Structure."
        )
    titles = {
        each.get("surveyls_language", ""): _strip_markup(each.get("surveyls_title", ""))
        for each in tables["surveys_languagesettings"]
    }
    return Structure(tuple(languages), titles, tuple(_read_questions(tables, languages)))


def _read_questions(tables: Mapping[str, Sequence[Row]], languages: Sequence[str]) -> list[LssQuestion]:
    texts = _read_texts(tables, ("question_l10ns", "subquestion_l10ns"), "qid", "question")
    groups = {each.get("gid"): _sort_position(each, "group_order") for each in tables["groups"]}
    subs: dict[str, list[Row]] = defaultdict(list)
    mains: dict[str, Row] = {}
    for each in (*tables["questions"], *tables["subquestions"]):
        parent = each.get("parent_qid", "0")
        if parent not in ("", "0"):
            subs[parent].append(each)
        else:
            mains.setdefault(each.get("qid", ""), each)
    own = _read_texts_beside_codes(
        (*tables["questions"], *tables["subquestions"]), "qid", "question", languages
    )
    answers = _read_answers(tables, languages)
    ordered = sorted(
        mains.values(),
        key=lambda each: (groups.get(each.get("gid"), 0), _sort_position(each, "question_order")),
    )
    return [
        LssQuestion(
            code=each.get("title", ""),
            kind=each.get("type", ""),
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
            has_other=each.get("other") == "Y",
        )
        for each in ordered
        for qid in (each.get("qid", ""),)
    ]


def _unique_rows(rows: Sequence[Row]) -> list[Row]:
    """One row an identifier: old versions have one for each language."""
    return list({each["qid"]: each for each in reversed(rows)}.values())[::-1]


def _read_texts(
    tables: Mapping[str, Sequence[Row]], names: Sequence[str], key: str, what: str
) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for name in names:
        for each in tables.get(name, ()):
            if told := _strip_markup(each.get(what, "")):
                found[each.get(key, "")][each.get("language", "")] = told
    return found


def _read_texts_beside_codes(
    rows: Sequence[Row], key: str, what: str, languages: Sequence[str]
) -> dict[str, dict[str, str]]:
    """Texts beside codes, as old versions have them."""
    found: dict[str, dict[str, str]] = defaultdict(dict)
    first = languages[0] if languages else ""
    for each in rows:
        if told := _strip_markup(each.get(what, "")):
            found[each.get(key, "")].setdefault(each.get("language") or first, told)
    return found


def _read_answers(
    tables: Mapping[str, Sequence[Row]], languages: Sequence[str]
) -> dict[str, tuple[CodedText, ...]]:
    texts = _read_texts(tables, ("answer_l10ns",), "aid", "answer")
    first = languages[0] if languages else ""
    found: dict[tuple[str, str, str], dict[str, str]] = {}
    rows = tables.get("answers") or tables.get("answer_l10ns", ())
    for each in sorted(rows, key=lambda each: _sort_position(each, "sortorder")):
        key = (each.get("qid", ""), each.get("code", ""), each.get("scale_id", "0"))
        told = found.setdefault(key, {})
        told |= texts.get(each.get("aid", ""), {})
        if own := _strip_markup(each.get("answer", "")):
            told.setdefault(each.get("language") or first, own)
    grouped: dict[str, list[CodedText]] = defaultdict(list)
    for (qid, code, axis), told in found.items():
        grouped[qid].append(CodedText(code, told, axis))
    return {qid: tuple(each) for qid, each in grouped.items()}


def _sort_position(row: Row, name: str) -> int:
    text = row.get(name, "") or "0"
    return int(text) if text.lstrip("-").isdigit() else 0


def _strip_markup(text: str) -> str:
    """A text without its markup, on one line."""
    return _SPACES.sub(" ", html.unescape(_TAG.sub(" ", text))).strip()
