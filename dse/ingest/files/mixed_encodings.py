"""Find out whether a file is nearly in UTF-8: two exports pasted together, or one cut in the middle of a sign."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator

from dse.ingest.files.cells import Upload
from dse.ingest.files.file_checks import refuse_encoding
from dse.ingest.issues import CellIssue, count_noun, quoted_list

_FRENCH = re.compile(
    "[\u00a0-ÿŒœŸ‘’“”–—…€\u202f]"
)  # as UTF-8 has them; others may come of two signs by chance
_LOST = re.compile("[\udc80-\udcff]")  # a byte that is not UTF-8
_END = re.compile(r"\r\n|\n|\r(?!\Z)")
_LONGEST_LINE = 2**20  # signs
_CUT = refuse_encoding(
    "Le fichier s’arrête au milieu d’un caractère : sa fin manque.",
    "Exportez-le ou téléchargez-le à nouveau.",
)


def find_mixed_encodings(upload: Upload) -> CellIssue | None:
    """Why a file that is not UTF-8 throughout should be; None where it is rather in another encoding."""
    french, lost, rows, first, last = 0, 0, 0, (0, ""), ""
    for row, line in _lines(upload):
        french += _count(_FRENCH, line)
        if _LOST.search(line):
            lost += _count(_LOST, line)
            rows, first = rows + 1, first if rows else (row, line)
        last = line
    if french < lost or not french:
        return None
    return _CUT if rows == 1 and _is_cut(last) else _describe_mixture(*first, rows - 1)


def _count(pattern: re.Pattern[str], line: str) -> int:
    return sum(1 for _ in pattern.finditer(line))


def _describe_mixture(row: int, line: str, others: int) -> CellIssue:
    rows = f"{row} et {count_noun(others, 'autre')} ne se lisent" if others else f"{row} ne se lit"
    reason = f"Les accents sont écrits de deux façons dans ce fichier : la ligne {rows} pas comme le reste ({quoted_list([_extract_word(line)])})."
    return refuse_encoding(
        reason, "Retapez ces lignes, ou exportez chaque partie au format .xlsx avant de les réunir."
    )


def _lines(upload: Upload) -> Iterator[tuple[int, str]]:
    """Lines from 1, bytes that are not UTF-8 kept as signs of their own; one without end in several pieces."""
    decoder = codecs.getincrementaldecoder("utf-8")("surrogateescape")
    row, rest = 1, ""
    for piece in upload.read_pieces():
        *lines, rest = _END.split(rest + decoder.decode(piece))
        for line in lines:
            yield row, line
            row += 1
        if len(rest) > _LONGEST_LINE:
            yield row, rest
            rest = ""
    yield row, rest + decoder.decode(b"", final=True)


def _extract_word(line: str) -> str:
    """The word around the first lost byte, as Windows would have written it."""
    position = _LOST.search(line).start()
    start = max(line.rfind(sign, 0, position) for sign in ' \t;,|"') + 1
    word = re.match(r'[^\s;,|"]*', line[start:])[0]
    return word.encode("utf-8", "surrogateescape").decode("cp1252", "replace")


def _is_cut(line: str) -> bool:
    """Whether a line ends with the beginning of a sign, and has no other lost byte."""
    try:
        line.encode("utf-8", "surrogateescape").decode("utf-8")
    except UnicodeDecodeError as failure:
        return failure.reason == "unexpected end of data"
    return False
