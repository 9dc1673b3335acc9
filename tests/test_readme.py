"""What the README quotes is what the software says."""

from __future__ import annotations

import pytest

from dse import paths
from dse.store import messages

README = (paths.ROOT / "README.md").read_text(encoding="utf-8")


def test_the_sentence_said_of_a_newer_release_is_the_one_quoted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(messages, "__version__", "Y")
    said = str(messages.newer("data/a.parquet", "X"))
    quoted = "a été écrit par la version X du logiciel ; ce poste a la version Y, qui ne sait pas le lire"
    assert quoted in said and quoted in README


def test_the_lists_of_the_team_are_not_said_to_be_read_once() -> None:
    decisions = (paths.ROOT / "docs" / "decisions.md").read_text(encoding="utf-8")
    assert "Codelists are read once" not in decisions
