"""Time and peak memory of imports of long CSV files, each in a process of its own. Nothing is asserted.

    python tests/benchmarks/import_csv.py [accompaniments|presences|answers|append …]

Set FRICTIONLESS to the path of its command to have `frictionless validate` beside, on the same file.
"""

from __future__ import annotations

import csv
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
MEMBERS, ACTIVITIES, RESPONDENTS, QUESTIONS = 85, 4_000, 100_000, 30
Row = tuple[object, ...]


def accompaniments() -> Iterator[Row]:
    """100 000 rows of ten columns."""
    yield (
        "accompaniment_id", "kind", "title", "status", "requested_on",
        "decided_on", "started_on", "ended_on", "cost_eur", "cofinancing_eur",
    )  # fmt: skip
    for number in range(100_000):
        year = 2000 + number % 20
        days = (
            f"{year}-01-{1 + number % 28:02d}",
            f"{year}-02-11",
            f"{year}-03-15",
            f"{year}-09-{1 + number % 30:02d}",
        )
        amounts = (f"{15_000 + number % 9_000}.50", f"{7_000 + number % 4_000}")
        yield (f"ACC-{number}", "EVALUATION", f"Évaluation du projet {number}", "TERMINE", *days, *amounts)


def presences() -> Iterator[Row]:
    """A million rows in the words of the form."""
    yield "Activité", "Organisation", "Rôle", "Participants", "Dont femmes"
    roles = ("Participant", "Intervenant", "Co-organisateur")
    for number in range(1_000_000):
        rest, member = divmod(number, MEMBERS)
        role, activity = divmod(rest, ACTIVITIES)
        yield f"ACT-{activity}", f"Organisation {member}", roles[role], 1 + number % 9, number % 2


def answers() -> Iterator[Row]:
    """Three million rows; one in thirty is a free text of its own."""
    yield "wave_id", "respondent_id", "question_id", "option", "value", "text", "missing"
    for number in range(RESPONDENTS):
        for question in range(QUESTIONS):
            free = question == QUESTIONS - 1
            text = f"Nous avons appris le point {number} en atelier" if free else ""
            yield (
                "V2021",
                f"r{number:08x}",
                f"q{question}",
                "-",
                "" if free else 1 + (number + question) % 5,
                text,
                "",
            )


def _others() -> dict[str, Iterable[Row]]:
    """What those files refer to, as machine files of tables."""
    questions = [f"q{number}" for number in range(QUESTIONS)]
    kinds = ["text" if name == questions[-1] else "number" for name in questions]
    return {
        "organisations": [("organisation_id", "name", "siren", "country", "successor_id")]
        + [(f"M{number}", f"Organisation {number}", "", "", "") for number in range(MEMBERS)],
        "activities": [("activity_id", "kind", "title", "held_on")]
        + [(f"ACT-{number}", "FORMATION", f"Formation {number}", "2021-03-04") for number in range(ACTIVITIES)],
        "survey_waves": [
            ("wave_id", "series", "title", "opened_on", "closed_on", "unit", "is_anonymous"),
            ("V2021", "enquete", "Vague 2021", "2021-01-01", "2021-02-01", "PERSONNE", "true"),
        ],
        "survey_questions": [("question_id", "dimension", "theme", "kind_asked_about")]
        + [(name, "EXPECTATION", "", "") for name in questions],
        "survey_items": [("wave_id", "question_id", "wording", "kind", "scale_id", "position")]
        + [("V2021", name, f"Question {name} ?", kind, "", rank) for rank, (name, kind) in enumerate(zip(questions, kinds, strict=True))],
        "survey_respondents": [
            ("wave_id", "respondent_id", "organisation_id", "status", "submitted_on",
             "actor_family", "is_partner", "about", "about_id"),
        ] + [("V2021", f"r{number:08x}", "", "COMPLETE", "", "", "", "", "") for number in range(RESPONDENTS)],
    }  # fmt: skip


def write_csv(path: Path, rows: Iterable[Row], delimiter: str = ",") -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=delimiter).writerows(rows)
    return path


def _measured(*command: str | Path, folder: Path = ROOT) -> tuple[float, int, int, str]:
    """Seconds, peak of resident memory in MB, exit code, and what was said on standard error."""
    begun = time.perf_counter()
    with tempfile.TemporaryFile() as said:
        child = subprocess.Popen([*map(str, command)], stdout=subprocess.DEVNULL, stderr=said, cwd=folder)
        _, status, usage = os.wait4(child.pid, 0)
        said.seek(0)
        text = said.read().decode("utf-8", "replace")
    return time.perf_counter() - begun, usage.ru_maxrss // 1024, os.waitstatus_to_exitcode(status), text


def _import(store: Path, *files: Path) -> tuple[float, int, int, str]:
    return _measured(sys.executable, "-m", "dse", "import", *files, "--store", store, "--confirm", "all")


def _print_measure(name: str, path: Path, measured: tuple[float, int, int, str]) -> None:
    seconds, memory, code, text = measured
    size = path.stat().st_size / 1e6
    print(f"{name:<28} {size:7.1f} MB {seconds:7.1f} s {memory:6d} MB peak, exit {code}", flush=True)
    if code:
        print(text[-2000:])


LONG: dict[str, Callable[[], Iterator[Row]]] = {
    "accompaniments": accompaniments,
    "presences": presences,
    "answers": answers,
}


def main(names: list[str]) -> None:
    """Measure the imports named, all of them without a name."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        store = place / "store"
        others = [write_csv(place / f"{name}.csv", rows) for name, rows in _others().items()]
        _print_measure("what they refer to", others[-1], _import(store, *others))
        for name in [each for each in names or LONG if each in LONG]:
            path = write_csv(place / f"{name}_long.csv", LONG[name]())
            _print_measure(name, path, _import(store, path))
            if frictionless := os.environ.get("FRICTIONLESS"):
                # It refuses an absolute path as unsafe: it is run where the file lies.
                _print_measure(
                    f"frictionless, {name}",
                    path,
                    _measured(frictionless, "validate", path.name, folder=path.parent),
                )


if __name__ == "__main__":
    main(sys.argv[1:])
