"""A LimeSurvey structure (.lss): questions, sub-questions and answers in every language, read from its XML.

Versions before 4 keep texts beside codes, later ones in tables of their own (`…_l10ns`): both are read.
"""

from __future__ import annotations

import html
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NoReturn
from xml.parsers import expat

from dse.errors import ReaderError
from dse.ingest.forms.survey_definitions import Option
from dse.ingest.surveys.tools.survey_tool import (
    CodedText,
    DeclaredAnswer,
    DeclaredColumn,
    DeclaredQuestion,
    Structure,
)

RANKING = "R"
_TICKED, _UNCOUNTED = ("M", "P"), ("|", "X", "I")
_LISTED = ("L", "!", "O", "F", "H", "1", RANKING)
_ORDERED = ("F", "H", "1")
_YES_NO = (Option("Y", "Oui", 1, aliases=("Yes",)), Option("N", "Non", 0, aliases=("No",)))
_UNCERTAIN = Option("U", "Incertain", 2, aliases=("Indécis", "Uncertain"))
# What the letters stand for, where the structure has no answers of its own.
_FIXED = {
    "Y": DeclaredAnswer("single", _YES_NO),
    "C": DeclaredAnswer("single", (Option("N", "Non", 1), _UNCERTAIN, Option("Y", "Oui", 3))),
    "E": DeclaredAnswer(
        "likert", (Option("D", "Diminuer", 1), Option("S", "Sans changement", 2), Option("I", "Augmenter", 3))
    ),
    "G": DeclaredAnswer(
        "single",
        (Option("F", "Féminin", 1, aliases=("Female",)), Option("M", "Masculin", 2, aliases=("Male",))),
    ),
    "5": DeclaredAnswer("scale", lowest=1, highest=5),
    "A": DeclaredAnswer("scale", lowest=1, highest=5),
    "B": DeclaredAnswer("scale", lowest=1, highest=10),
    **dict.fromkeys(("N", "K", ":"), DeclaredAnswer("number")),
    **dict.fromkeys(("S", "T", "U", "Q", ";", "*"), DeclaredAnswer("text")),
    "D": DeclaredAnswer("text", are_days=True),
}
_TAG = re.compile(r"<[^>]*>")
_SPACES = re.compile(r"\s+")

Row = Mapping[str, str]
LARGEST_BYTES = 20_000_000


class LssError(ReaderError):
    """A structure that cannot be read; the message says what to do."""

    exit_code = 2


@dataclass(frozen=True)
class LssQuestion(DeclaredQuestion):
    """A question; `kind` is LimeSurvey's letter."""

    @property
    def ticks_options(self) -> bool:
        """Whether it is a multiple choice, with comments or not."""
        return self.kind in _TICKED

    @property
    def is_ranking(self) -> bool:
        """Whether each column is a rank."""
        return self.kind == RANKING

    @property
    def is_ordered(self) -> bool:
        """Whether it is a grid of one scale or two."""
        return self.kind in _ORDERED and not self.has_other

    @property
    def has_answers_to_count(self) -> bool:
        """Whether it is neither a file, a text shown nor a choice of language."""
        return self.kind not in _UNCOUNTED

    @property
    def offered(self) -> tuple[CodedText, ...]:
        """Its answers; those of a ranking are sub-questions in later versions."""
        if self.kind not in _LISTED:
            return ()
        return self.answers or (self.subquestions if self.is_ranking else ())

    @property
    def fixed_answer(self) -> DeclaredAnswer | None:
        """What its letter says."""
        return _FIXED.get(self.kind)

    def list_columns(self, structure: Structure) -> list[DeclaredColumn]:
        """One column a sub-question, and those of its free texts, titled by code, by wording or by both."""
        columns = []
        for parts in self._list_parts():
            code = self.code + "".join(f"[{part.code}]" for part in parts)
            spellings = [code]
            for language in structure.languages:
                text = self.texts.get(language)
                part_texts = [part.texts.get(language) or part.code for part in parts]
                if text:
                    title = text + "".join(f" [{text_of_part}]" for text_of_part in part_texts)
                    spellings += [title, f"{code}. {title}"]
            label = ", ".join(structure.text(part.texts) or part.code for part in parts)
            part_code = "_".join(part.code for part in parts)
            axis = "1" if self.kind == "1" and part_code.endswith("_2") else "0"
            columns.append(DeclaredColumn(part_code, label, tuple(dict.fromkeys(spellings)), axis))
        return columns

    def _list_parts(self) -> list[tuple[CodedText, ...]]:
        lines = [subquestion for subquestion in self.subquestions if subquestion.axis != "1"]
        across = [subquestion for subquestion in self.subquestions if subquestion.axis == "1"]
        parts: list[tuple[CodedText, ...]]
        if lines and across:
            parts = [(line, column) for line in lines for column in across]
        elif self.is_ranking:
            count = len(self.answers or self.subquestions)
            parts = [(_rank_column(number),) for number in range(1, count + 1)]
        elif self.kind == "1":
            parts = [(line, CodedText(axis, {})) for line in lines for axis in ("1", "2")]
        else:
            parts = [(line,) for line in lines] or [()]
        if self.has_other:
            parts.append((CodedText("other", {"fr": "Autre", "en": "Other"}),))
        if self.kind == "O":
            parts.append((CodedText("comment", {"fr": "Commentaire", "en": "Comment"}),))
        if self.kind == "P":
            parts += [(CodedText(f"{line.code}comment", {}),) for line in lines]
            other_comment = CodedText("othercomment", {"fr": "Autre commentaire", "en": "Other comment"})
            parts += [(other_comment,)] if self.has_other else []
        return parts


def _rank_column(number: int) -> CodedText:
    """The column of what is put at a rank."""
    return CodedText(
        str(number), {"fr": f"Rang {number}", "en": f"Rank {number}", "es": f"Clasificación {number}"}
    )


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


def read_tables(content: bytes) -> tuple[dict[str, list[dict[str, str]]], list[str], str]:
    """Rows of each table of the document, its languages and what it says it is. LssError if it cannot be read."""
    if len(content) > LARGEST_BYTES:
        raise LssError("Le fichier .lss dépasse 20 Mo. Exportez la structure seule de l’enquête.")
    tables: dict[str, list[dict[str, str]]] = defaultdict(list)
    languages: list[str] = []
    path: list[str] = []
    pieces: list[str] = []
    kind = ""

    def start(name: str, _: object) -> None:
        path.append(name)
        pieces.clear()
        if path[2:] == ["rows", "row"]:
            tables[path[1]].append({})

    def end(name: str) -> None:
        nonlocal kind
        text = "".join(pieces)
        if len(path) == 5 and path[2:4] == ["rows", "row"]:
            tables[path[1]][-1][name] = text
        elif path[1:] == ["languages", "language"]:
            languages.append(text.strip())
        elif path[1:] == ["LimeSurveyDocType"]:
            kind = text.strip()
        path.pop()
        pieces.clear()

    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = _refuse
    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = (
        start,
        end,
        pieces.append,
    )
    try:
        parser.Parse(content, True)
    except (expat.ExpatError, LookupError, ValueError):
        raise LssError("Le fichier .lss est abîmé, ou n’en est pas un. Exportez-le de nouveau.") from None
    return tables, languages, kind


def _refuse(*_: object) -> NoReturn:
    raise LssError(
        "Le fichier .lss contient une déclaration XML dangereuse. Exportez-le de nouveau depuis LimeSurvey."
    )
