"""French sentences are made by one formatter, from templates that a French reader may correct."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from dse import paths, sentences
from tests.support.said_phrases import list_said, read_templates
from tests.support.screen_words import find_banned

FILES = sorted((paths.ROOT / "dse").rglob(sentences.PHRASES))


@pytest.mark.parametrize(
    ("template", "values", "sentence"),
    [
        ("{n} venues", {"n": 1829}, "1\u202f829 venues"),
        ("{n:membre|membres}", {"n": 3}, "3\u00a0membres"),
        ("{n:membre|membres}", {"n": 0}, "0\u00a0membre"),
        ("{n:refus|refus}", {"n": 2}, "2\u00a0refus"),
        ("{n:aucun membre|membre|membres}", {"n": 0}, "aucun membre"),
        ("{n:aucun membre|membre|membres}", {"n": 2}, "2\u00a0membres"),
        ("{n} {n:=porte|portent} tout", {"n": 1}, "1 porte tout"),
        ("{n} {n:=porte|portent} tout", {"n": 2}, "2 portent tout"),
        (
            "{n:=Le membre porte|Les {n} membres portent} tout",
            {"n": 1829},
            "Les 1\u202f829 membres portent tout",
        ),
        ("{n:=aucun ne vient|{n} vient|{n} viennent}", {"n": 0}, "aucun ne vient"),
        ("accompagné{n:=|s}", {"n": 2}, "accompagnés"),
        ("{rate:%} des membres", {"rate": 52.4}, "52\u202f% des membres"),
        ("{gap:points}", {"gap": 35.2}, "+35\u00a0points"),
        ("{gap:points}", {"gap": -1.2}, "−1\u00a0point"),
        ("{x:.1} jours", {"x": 2.25}, "2,3 jours"),
        ("{x:.2}", {"x": 2.0}, "2,00"),
        ("en {year:année}", {"year": 2021}, "en 2021"),
        ("{names} y viennent", {"names": ["a", "b", "c"]}, "a, b et c y viennent"),
        ("depuis le {day}", {"day": date(2021, 3, 1)}, "depuis le 1er mars 2021"),
        ("« {name} » : non ?", {"name": "Genre"}, "«\u00a0Genre\u00a0»\u00a0: non\u202f?"),
    ],
)
def test_a_sentence_is_written_as_french_readers_write(
    template: str, values: dict[str, object], sentence: str
) -> None:
    assert sentences.say(template, **values) == sentence


@pytest.mark.parametrize("template", ["{n:d}", "{n:.0%}", "{n:a|b|c|d}", "{}", "{n:=s}", "{n", "{0}"])
def test_what_is_no_template_is_refused(template: str) -> None:
    with pytest.raises(ValueError):
        sentences.find_fields(template)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.parent.name)
def test_phrases_are_used_and_complete(path: Path) -> None:
    templates = read_templates(path)
    used = {name for name, _ in list_said(path.parent, templates)}
    assert used == templates.keys(), "a phrase of no code, or code of no phrase"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.parent.name)
def test_phrases_name_only_values_that_code_gives(path: Path) -> None:
    templates = read_templates(path)
    for name, given in list_said(path.parent, templates):
        assert name in templates, f"{path} has no phrase {name}"
        needed = sentences.find_fields(templates[name])
        assert not needed or given is not None, f"what code gives {name} of {path} cannot be read"
        assert not needed - (given or set()), f"{name} of {path} has {needed}, of which code gives {given}"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.parent.name)
def test_phrases_have_only_words_of_readers(path: Path) -> None:
    for name, template in read_templates(path).items():
        is_for_statisticians = "detail" in name.split(".")
        written = re.sub(r"\{[^}]*\}", "", template)
        assert is_for_statisticians or not find_banned(written), f"{name}: {find_banned(written)}"
        assert not re.search("['\u00a0\u202f]", template), f"{name}: ’ is the apostrophe; spaces are plain"


CODE = """
_BY_WORD = {"UP": "share.rise", "DOWN": "share.fall"}
def say_method(identity="share"):
    return _SAY(f"{identity}.method", years=3)
def say_move(word, is_alone):
    where = {"name": word, "year": 2021}
    phrase = "share.alone" if is_alone else _BY_WORD[word]
    return _SAY(phrase, **where, n=3)
def say_verdict(alone="_alone"):
    return _SAY(f"share.unclear{alone}", **whatever())
"""


def test_what_code_says_is_read(tmp_path: Path) -> None:
    (tmp_path / "module.py").write_text(CODE, encoding="utf-8")
    keys = ("method", "rise", "fall", "alone", "unclear", "unclear_alone", "unclear_many")
    found = dict(list_said(tmp_path, {f"{table}.{key}": "" for table in ("share", "other") for key in keys}))
    assert found.pop("share.method") == {"years"} and found.pop("share.unclear_alone") is None
    assert found == {key: {"name", "year", "n"} for key in ("share.rise", "share.fall", "share.alone")}
