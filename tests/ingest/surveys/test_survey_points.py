"""Points of a draft: each has a name of its own, its answer is heeded, and none quotes what people wrote."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from dse.ingest import Upload
from dse.ingest.surveys.draft import form_draft
from dse.ingest.surveys.draft.form_draft import Draft

DAYS = [f"2021/03/{day:02d} 10:00:00" for day in range(1, 25)]


def drafted(columns: dict[str, Sequence[str]], **answers: str) -> Draft:
    """The draft of an export of 24 answers, whose columns repeat their texts."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(["Horodateur", *columns])
    writer.writerows(
        [day, *(texts[row % len(texts)] for texts in columns.values())] for row, day in enumerate(DAYS)
    )
    upload = Upload("avis-2021.csv", text.getvalue().encode())
    return form_draft.draft_from_file(upload, series="e", answers=answers)


def test_signs_that_may_mean_no_answer_are_asked_about_one_by_one() -> None:
    columns = {
        "Votre note du service": ("-", ".", "3", "4", "5", "1"),
        "Votre note du réseau": ("--", "3", "-", "4", "5", "1"),
        "Votre avis": ("s.o.", "Bon", "s/o", "Moyen", "Bon", "Moyen"),
    }
    by_text = {point.counts[0][0]: point.key for point in drafted(columns).points if len(point.counts) == 1}
    assert set(by_text) == {"-", "--", ".", "s.o.", "s/o"}
    assert len(set(by_text.values())) == 5
    answered = drafted(columns, **{by_text["--"]: "NC"})
    assert [point.counts[0][0] for point in answered.points if point.chosen] == ["--"]
    assert ("--", "NC") in answered.survey.missing and ("-", "SR") in answered.survey.missing


def test_points_whose_names_begin_alike_are_answered_one_by_one() -> None:
    about = "Les choses que nous avons vues ensemble, pour le service"
    columns = {
        "Service": (f"1 - {about} un", "2 - Moyen", "3 - Assez"),
        "Réseau": (f"1 - {about} deux", "2 - Moyen", "3 - Assez"),
    }
    orders = [point.key for point in drafted(columns).points if point.key.startswith("ordre")]
    assert len(set(orders)) == 2
