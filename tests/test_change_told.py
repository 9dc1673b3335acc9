"""What the page on changes says in words: ties are named, and what was not tested is not called nothing."""

from __future__ import annotations

from pathlib import Path

from test_change_figures import CHANGED, ONE, TODAY
from test_figures_by_hand import committed, said


def plain(store, figure_id: str, **choice: object) -> str:
    return said(store, figure_id, **choice).finding.sentence.replace("\u202f", " ").replace("\u00a0", " ")


def changes(*kinds: str) -> list[dict]:
    return [CHANGED | {"change_id": f"C{place}", "change_kind": kind} for place, kind in enumerate(kinds)]


def cites(change_id: str) -> dict:
    return {"change_id": change_id, "subject": "accompaniment", "subject_id": "X", "contribution": "FAIBLE"}


def test_what_is_noted_as_often_as_another_is_not_named_alone(tmp_path: Path) -> None:
    noted = changes("ACTION", "ACTION", "PRATIQUE", "PRATIQUE", "RELATION")
    contributions = [cites(each["change_id"]) for each in noted]
    store = committed(tmp_path, TODAY, ONE | {"changes": noted, "change_contributions": contributions})
    told = plain(store, "changes_by_kind")
    assert told == "Le plus souvent noté : Action et Pratique à égalité, 2 changements chacun sur 5."
    told = plain(store, "paths_to_change")
    assert (
        "→ Action et " in told
        and "→ Pratique à égalité, 2 changements chacun, sur 3 chemins observés." in told
    )
    assert plain(store, "changes_by_level").endswith("5 changements sur 5, dont 5 vérifiés et 5 négatifs.")
