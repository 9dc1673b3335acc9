"""Accents that were lost on the way: what asks, what is refused, and ordinary French that passes."""

from __future__ import annotations

import pytest

from dse.ingest.files.cells import Upload
from dse.ingest.files.decoding import Encoding, find_encoding
from dse.ingest.values.encoding_damage import check_encoding, check_suspected_damage

ORDINARY = (
    "Le bilan… et la suite",
    "Formation — suivi et évaluation — 2018",
    "Coût : 12 500 € par an",
    "12 500 €HT, soit 15 000 €/an",
    "« Œuvrer ensemble », un cœur à l’ouvrage",
    "L’eau, l’école… l’avenir",
    "ÇA VA À L’ÉCOLE, HAÏTI, NAÏF, GARÇONS",
    "Ça et là, déjà vu, où aller ?",
    "Atelier (journée n° 2) – « bilan »…",
    "À suivre […] puis “l’essentiel” • fin",
)


def decode(content: bytes) -> tuple[Encoding, str]:
    """The encoding of a file, with what it makes of its bytes."""
    found = find_encoding(Upload("f.csv", content))
    return found, content.decode(found.name)


@pytest.mark.parametrize("text", ORDINARY)
def test_ordinary_french_in_cp1252_passes(text: str) -> None:
    read, whole = decode(f"Nom;Note\n1;{text}\n".encode("cp1252"))
    assert read.name == "cp1252" and read.question is None and text in whole


@pytest.mark.parametrize("text", ["Terres d’Orvaine", "Cœur", "Face à face", "« Pilote »", "œuvres", "déjà"])
def test_mac_texts_ask(text: str) -> None:
    read, _ = decode(f"Nom;Note\n1;{text};2\n".encode("mac_roman"))
    assert read.question is not None and read.question.code == "IMP-103"


@pytest.mark.parametrize("text", ["Formation à distance", "Là où aller", "Ça va", "jusqu'à demain", "là bas"])
def test_dos_texts_ask(text: str) -> None:
    read, _ = decode(f"Nom;Note\n1;{text};2\n".encode("cp850"))
    assert read.question is not None and read.question.code == "IMP-103"


@pytest.mark.parametrize("text", ["œuvres", "Œuvres", "les œuvres", "cœur"])
def test_iso_8859_15_is_told_at_the_start_of_words(text: str) -> None:
    read, whole = decode(f"Nom\n{text} d'été\n".encode("iso8859-15"))
    assert read.name == "iso8859-15" and text in whole and read.question is None


def test_signs_that_iso_8859_15_has_not_keep_cp1252() -> None:
    read, whole = decode("Nom\n1;l’¼uvre d’été\n".encode("cp1252"))
    assert read.name == "cp1252" and "¼uvre" in whole
    assert decode("Nom\n1;½h et 1½h d’été\n".encode("cp1252"))[0].name == "cp1252"


@pytest.mark.parametrize(
    ("text", "repaired"),
    [
        ("FranÃ§ois et José", "« François et José »"),
        ("Ã©tÃ©", "« été »"),
        ("lâ€™eau d’été", "« l’eau d’été »"),
        ("Ãƒ©tÃƒÂ©", None),
        ("ÃƒÂ©tÃ©", "« été »"),
        ("voilÃ\u00a0", "« voilà »"),
        ("Ã‰cole", "« École »"),
    ],
)
def test_accents_read_twice_are_refused_with_what_was_meant(text: str, repaired: str | None) -> None:
    fault = check_encoding(text)
    assert fault is not None and fault.code == "IMP-115"
    assert repaired is None or repaired in fault.advice


@pytest.mark.parametrize("text", ["São João", "âge", "Âge", "château", "PÂTÉ", *ORDINARY])
def test_true_accents_are_not_damage(text: str) -> None:
    assert check_encoding(text) is None


@pytest.mark.parametrize(
    ("text", "escaped", "plain"),
    [
        ("Ing&eacute;nieurs sans frontières", "Ing&eacute;nieurs", "Ingénieurs"),
        ("Réponse d’urgence pour les familles déplacées : abris &amp; biens", "&amp;", "&"),
        ("Un très long titre qui ne tiendrait pas, L&#39;eau", "L&#39;eau", "L'eau"),
    ],
)
def test_the_code_of_a_web_page_is_shown_with_what_it_stands_for(text: str, escaped: str, plain: str) -> None:
    fault = check_suspected_damage(text)
    assert f"« {escaped} » veut-il dire « {plain} » ?" in fault.reason
