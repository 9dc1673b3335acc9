"""Rows of the survey tables, written short."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

Row = dict[str, object]


def register_tables(members: str) -> dict[str, list[Row]]:
    """Members as `M1 ONG 2010-01-01 2020-01-01 11 MOINS_10`, the last three left out where not known."""
    lines = [line.split() + ["-"] * (6 - len(line.split())) for line in members.strip().splitlines()]
    empty = {"-": None}
    return {
        "organisations": [{"organisation_id": who, "name": f"Nom {who}"} for who, *_ in lines],
        "organisation_profiles": [
            {
                "organisation_id": who,
                "valid_from": date(2000, 1, 1),
                "actor_family": family,
                "field": "AUTRE",
                "region": empty.get(region, region),
                "size_band": empty.get(size, size),
            }
            for who, family, _, _, region, size in lines
        ],
        "memberships": [
            {
                "organisation_id": who,
                "joined_on": date.fromisoformat(joined),
                "left_on": None if left == "-" else date.fromisoformat(left),
            }
            for who, _, joined, left, *_ in lines
            if joined != "-"
        ],
    }


def wave_row(name: str, closed_on: date, anonymous: bool = False) -> Row:
    return {
        "wave_id": name,
        "series": "membres",
        "title": f"Vague {closed_on.year}",
        "opened_on": closed_on.replace(month=5),
        "closed_on": closed_on,
        "unit": "PERSONNE",
        "is_anonymous": anonymous,
    }


def scale_rows(name: str, labels: tuple[str, ...]) -> list[Row]:
    return [
        {"scale_id": name, "option": f"o{rank}", "label": label, "rank": rank}
        for rank, label in enumerate(labels, 1)
    ]


def item_row(
    wave_id: str,
    question: str,
    wording: str,
    kind: str = "likert",
    scale_id: str | None = "S5",
    position: int = 1,
) -> Row:
    return {
        "wave_id": wave_id,
        "question_id": question,
        "wording": wording,
        "kind": kind,
        "scale_id": scale_id,
        "position": position,
    }


def answer_row(wave_id: str, who: str, question: str, value: object, option: str = "-") -> Row:
    row = {"wave_id": wave_id, "respondent_id": who, "question_id": question, "option": option}
    if isinstance(value, str):
        return row | ({"missing": value} if value in ("SR", "NSP", "NC", "NP") else {"text": value})
    return row | {"value": float(value)}


def parse_replies(wave_id: str, lines: str) -> Iterator[tuple[Row, str | None]]:
    for line in lines.strip().splitlines():
        who, organisation, status, *rest = line.split()
        yield (
            {
                "wave_id": wave_id,
                "respondent_id": who,
                "organisation_id": None if organisation == "-" else organisation,
                "status": status,
                "is_partner": "partner" in rest,
            },
            rest[0] if rest else None,
        )
