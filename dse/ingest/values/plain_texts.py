"""Texts that are kept exactly as typed and raise no question: found all at once, so that few are read one by one."""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa
import pyarrow.compute as pc

from dse.ingest.spelling import canonical
from dse.ingest.values.cell_format import CellFormat
from dse.ingest.values.parsing import is_identifier
from schemas.columns import Column

_IDENTIFIER = r"^[A-Za-z][A-Za-z0-9_./-]*$"  # begins with a letter: a spreadsheet takes it for no number
# Letters of one sign (« Ã » and « Â » are of damaged accents), then what else no check looks at; single spaces inside.
_LETTER = "A-Za-zÀÁÄ-ÖØ-áã-öø-ÿŒœ"
_TEXT = rf"^[{_LETTER}](?: ?(?:[{_LETTER}0-9!\"#$%'()*+,./:;<=>@_’«»–—…€°-]|â[a-z]))*$"
_FORMULA_ERROR = "^[Ee] ?[Rr] ?[Rr] ?:"
# What is written in the place of a value (placeholders) is shorter, and one word of letters.
_SEVERAL_WORDS = "[0-9 ]"
_LONG = 16


def find_plain_texts(texts: Sequence[str], column: Column, cell_format: CellFormat) -> Sequence[bool] | None:
    """Of each text, whether a column surely keeps it as typed. None where its cells are to be read one by one."""
    if not _keeps_texts(column, cell_format):
        return None
    missing = [canonical(token) for token in cell_format.missing]
    try:
        array = pa.array(texts, pa.string())
    except UnicodeEncodeError:  # half of a sign: no text is plain
        return None
    if is_identifier(column):
        is_missing = pc.is_in(pc.ascii_lower(array), value_set=pa.array(missing, pa.string()))
        return pc.and_not(pc.match_substring_regex(array, _IDENTIFIER), is_missing).to_pylist()
    length = pc.utf8_length(array)
    is_a_word = pc.and_not(pc.less(length, _LONG), pc.match_substring_regex(array, _SEVERAL_WORDS))
    is_plain = pc.and_not(
        pc.match_substring_regex(array, _TEXT), pc.match_substring_regex(array, _FORMULA_ERROR)
    )
    # Without a double space, its spelling for comparison is as long as the text, or longer.
    is_long_enough = pc.greater(length, max(map(len, missing), default=0))
    return pc.and_(pc.and_not(is_plain, is_a_word), is_long_enough).to_pylist()


def _keeps_texts(column: Column, cell_format: CellFormat) -> bool:
    """Whether a column holds texts or identifiers that no form translates."""
    translates = cell_format.values or cell_format.split or cell_format.replace or cell_format.codelist
    return pa.types.is_string(column.type) and not (translates or column.codelists or column.parameters)
