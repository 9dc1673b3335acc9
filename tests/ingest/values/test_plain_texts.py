"""Texts found all at once say of each exactly what reading it alone says."""

from __future__ import annotations

import random

import pytest

import schemas
from dse.ingest.forms.definitions import Header
from dse.ingest.spelling import canonical, canonical_texts
from dse.ingest.values import parsing, personal_data
from dse.ingest.values.plain_texts import find_plain_texts

PIECES = (
    "Étude", "étude", " ", "  ", "\t", "\u00a0", "’", "'", "-", "&eacute;", "?", "Ã©", "â’", "â", "d?bat", "idem", "null", "nan",
    "Err:508", "E rr : 502", "#REF!", "«", "»", "''", "…", "(vide)", "12", "12.0", "1,2E+5", "=1", "+3", "@", "œuvre", "Œ", "e\u0301",
    "\u200b", "\x00", "\x07", "\ufffd", "n.c.", "N.C.", "Sans objet", "É", "𝐓otal", "ﬁn", "Jean Moulin", "Awa Fictive", "Mme Fictive",
    "camille@exemple.org", "06 12 34 56 78", "+33 (0)6 12 34 56 78", "FR76 3000 6000 0112 3456 7890 189", "1 85 05 2A 123 456 78",
    "camille (at) exemple.org", "Pr. Ülkü", "Zoé ben Fictif", "2018-04-03",
)  # fmt: skip
FORMATS = (Header("Titre"), Header("Titre", missing=("n.c.", "Sans objet", "très longue absence de réponse")))


def _texts() -> list[str]:
    chance = random.Random(18)
    return [*PIECES, *("".join(chance.choices(PIECES, k=chance.randint(1, 4))) for _ in range(4_000))]


@pytest.mark.parametrize("name", ["accompaniment_id", "title", "offer_id"])
@pytest.mark.parametrize("header", FORMATS)
def test_a_plain_text_is_its_own_value(name: str, header: Header) -> None:
    column = schemas.column("accompaniments", name)
    parser = parsing.cell_parser(header, parsing.column_parser(column, header))
    texts = _texts()
    found = find_plain_texts(texts, column, header)
    plain = [text for text, is_plain in zip(texts, found, strict=True) if is_plain]
    assert len(set(plain)) > 10
    assert [parser(text) for text in plain] == [(text, None) for text in plain]


def test_cells_that_a_form_translates_are_read_one_by_one() -> None:
    column = schemas.column("accompaniments", "title")
    assert find_plain_texts(["Étude 1"], column, Header("Titre", replace=(("É", "E"),))) is None
    assert find_plain_texts(["12"], schemas.column("accompaniments", "cost_eur"), Header("Coût")) is None
    assert find_plain_texts(["EVALUATION"], schemas.column("accompaniments", "kind"), Header("Type")) is None
    assert find_plain_texts(["\ud800"], column, Header("Titre")) is None


def test_spellings_of_many_texts_are_those_of_each() -> None:
    texts = [text for text in _texts() if "\x00" not in text]
    assert canonical_texts(texts) == [canonical(text) for text in texts]
    for few in ([], ["É"], ["a\x00b", "É"], ["plain", "texts"], ["a  b", " c"]):
        assert canonical_texts(few) == [canonical(text) for text in few]


def test_personal_data_of_many_texts_are_those_of_each() -> None:
    texts = [*_texts(), "\ud800 camille@exemple.org"]
    found = personal_data.find_in_texts(texts, ["Awa Fictive"])
    assert found == [personal_data.find_personal_data(text, ["Awa Fictive"]) for text in texts]
    assert {kind for kinds in found for kind in kinds} == {
        "adresse électronique",
        "numéro de téléphone",
        "numéro de sécurité sociale",
        "compte bancaire",
        personal_data.NAME,
    }
