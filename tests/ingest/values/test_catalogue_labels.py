"""Catalogue of bad inputs: an answer that carries its number and its label, which must say the same."""

from __future__ import annotations

from pathlib import Path

import catalogue
import pytest
import surveys
from catalogue import upload
from surveys import answers, registered, small_form

from dse.ingest import Proposal, propose

ACCORD = """
[scales.accord]
options = [
  { code = "1", label = "Pas du tout d’accord", rank = 1, aliases = "1" },
  { code = "2", label = "Plutôt pas d’accord", rank = 2, aliases = "2" },
  { code = "N", label = "Ni d’accord ni pas d’accord", rank = 3 },
  { code = "4", label = "Plutôt d’accord", rank = 4, aliases = "4" },
  { code = "5", label = "Tout à fait d’accord", rank = 5, aliases = "5" },
""".lstrip()
NEEDS = """
[scales.accord]
options = [
  { code = "A1", label = "Besoin faible", rank = 1 },
  { code = "A2", label = "Besoin moyen", rank = 2 },
  { code = "A4", label = "Besoin fort", rank = 3 },
""".lstrip()
WITH_NEEDS = (
    (ACCORD, NEEDS),
    ('values = ["Plutôt d’accord", "Tout à fait d’accord"]', 'values = ["Besoin fort"]'),
)
ENDS = ("lowest = 1", 'scale = "accord"\nlowest = 1')


def proposed(tmp_path: Path, header: str, texts: list[str], kind: str, *changes: tuple[str, str]) -> Proposal:
    """What a wave says whose column `header` holds these texts."""
    titles = surveys.HEADERS.split(";")
    lines = [[f"{row}@b.fr", "Collectif Fictif", "", "", "", ""] for row in range(len(texts))]
    for line, text in zip(lines, texts, strict=True):
        line[titles.index(header)] = text
    file = upload("petite", [titles, *lines], kind)
    return propose([file], registered(tmp_path / "store"), form=small_form(tmp_path, *changes))


@pytest.mark.parametrize("kind", catalogue.KINDS)
@pytest.mark.parametrize(
    "text",
    ["4 - Besoin faible", "2 – besoin fort", "(2) Besoin faible", "7 - Besoin moyen", "4. Besoin moyen"],
)
@pytest.mark.parametrize("other", ["", 'other = "A4"\n'], ids=["closed", "open"])
def test_a_number_that_is_not_that_of_its_label_is_told_at_its_cell(
    tmp_path: Path, kind: str, text: str, other: str
) -> None:
    opened = (('columns = "Avis"\n[questions.note]', f'columns = "Avis"\n{other}[questions.note]'),)
    made = proposed(tmp_path, "Avis", ["Besoin moyen", text], kind, *WITH_NEEDS, *opened)
    assert [(each.code, each.row, each.column) for each in made.problems] == [("IMP-217", 3, "C")]
    assert f"Le nombre {text.strip('(')[0]} n’est pas celui de « Besoin" in made.problems[0].reason


@pytest.mark.parametrize("text", ["4 - Besoin fort", "3 - besoin fort", "A4", "Besoin fort"])
def test_the_rank_of_a_label_or_the_digits_of_its_code_may_stand_before_it(tmp_path: Path, text: str) -> None:
    made = proposed(tmp_path, "Avis", [text], "csv", *WITH_NEEDS)
    assert not made.problems and answers(made)["avis", "-"] == [(3, None, None)]


@pytest.mark.parametrize(("text", "code"), [("99 - Non concerné·e", None), ("2 - Non concerné·e", "IMP-217")])
def test_no_answer_may_have_a_number_that_is_no_other_s(tmp_path: Path, text: str, code: str | None) -> None:
    made = proposed(tmp_path, "Avis", [text], "csv")
    assert [each.code for each in made.problems] == ([code] if code else [])


@pytest.mark.parametrize("kind", catalogue.KINDS)
@pytest.mark.parametrize("text", ["4 - Tout à fait d’accord", "1 (Plutôt d’accord)", "2. plutôt d'accord"])
def test_a_note_beside_the_label_of_another_is_told_at_its_cell(tmp_path: Path, kind: str, text: str) -> None:
    made = proposed(tmp_path, "Note", ["5 - Tout à fait d’accord", text], kind, ENDS)
    assert [(each.code, each.row, each.column) for each in made.problems] == [("IMP-217", 3, "D")]


@pytest.mark.parametrize("kind", catalogue.KINDS)
@pytest.mark.parametrize(
    ("texts", "label"),
    [
        (["4 - Besoin faible", "4 - besoin fort"], "4 a un autre libellé"),
        (["4 - Besoin fort", "3 - BESOIN FORT"], "ce libellé va avec 4"),
        (["4 (utile)", "4 - Utile.", "4", "4 - inutile"], "4 a un autre libellé"),
        (["1 - nul", "2 - bof", "1 – Nul", "5 étoiles", "2"], None),
    ],
)
def test_notes_whose_labels_differ_from_line_to_line_ask(
    tmp_path: Path, kind: str, texts: list[str], label: str | None
) -> None:
    made = proposed(tmp_path, "Note", texts, kind)
    wanted = [("IMP-521", len(texts) + 1, "D")] if label else []
    assert not made.problems and catalogue.places(made.doubts) == wanted
    assert not label or label in made.doubts[0].reason
