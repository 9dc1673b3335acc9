"""A question on needs as each survey tool exports it: themes to tick, one of which the team added, with labels that are not those of the lists."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from pathlib import Path

from tool_exports import Column, build

from dse.ingest import Upload

LINES = 30
ASKED = "Sur quels thèmes auriez-vous besoin d’appui ?"
OWN_THEME = "code,label_fr\nFINANCE,Finance solidaire\n"
# By label of the file, the theme that it is: of the list, near to one of it, added by the team, none.
THEMES = {
    "Genre": "GENRE",
    "Climat": "CLIMAT",
    "Égalité professionnelle": "GENRE",
    "Finance solidaire": "FINANCE",
    "Sports collectifs": None,
}
LABELS = tuple(THEMES)


def add_own_theme(folder: Path) -> None:
    """A theme of the team beside those of the list."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "themes.csv").write_text(OWN_THEME, encoding="utf-8")


def ticks() -> list[tuple[str, ...]]:
    """What each line ticks; nothing in every tenth, « Genre » in the others that would tick nothing."""
    rng = random.Random("needs")
    ticked = [tuple(label for label in LABELS if rng.random() < 0.45) or ("Genre",) for _ in range(LINES)]
    return [() if line % 10 == 9 else several for line, several in enumerate(ticked)]


def _days(title: str) -> Column:
    return title, [f"2022-06-{1 + line % 28:02d} 14:05:00" for line in range(LINES)]


def _boxes(titles: Sequence[str], yes: str, no: str = "") -> list[Column]:
    """A column an option."""
    return [
        (title, [yes if label in several else no for several in ticks()])
        for title, label in zip(titles, LABELS, strict=True)
    ]


def limesurvey(wording: str = ASKED) -> Upload:
    """Titles « code. text », « Oui » in a box."""
    titles = [f"BES[SQ{place:03d}]. {wording} [{label}]" for place, label in enumerate(LABELS, 1)]
    respondents: list[Column] = [("id. ID de la réponse", range(1, LINES + 1))]
    return build(
        "limesurvey.csv", [*respondents, _days("submitdate. Date de soumission"), *_boxes(titles, "Oui")]
    )


def limesurvey_titles(wording: str = ASKED) -> Upload:
    """Titles in full, « Oui » and « Non »."""
    titles = [f"{wording} [{label}]" for label in LABELS]
    respondents = [("ID de la réponse", range(1, LINES + 1)), _days("Date de soumission")]
    return build("limesurvey-titres.csv", [*respondents, *_boxes(titles, "Oui", "Non")])


def kobo_labels(wording: str = ASKED) -> Upload:
    """A cell of all labels, then a box an option, by labels."""
    boxes = _boxes([f"{wording}/{label}" for label in LABELS], "1", "0")
    return _kobo([(wording, [" ".join(several) for several in ticks()]), *boxes])


def kobo_names() -> Upload:
    """The same by names, which are the words of the labels."""
    names = ("genre", "climat", "egalite_professionnelle", "finance_solidaire", "sports_collectifs")
    return _kobo(_boxes([f"besoins/{name}" for name in names], "1", "0"))


def _kobo(columns: Sequence[Column]) -> Upload:
    added: list[Column] = [("_id", range(LINES)), ("_uuid", [f"u{line}" for line in range(LINES)])]
    return build("kobo.csv", [*columns, *added, _days("_submission_time")])


def google(wording: str = ASKED, **beside: str) -> Upload:
    """One cell, labels joined by a comma; `beside` a label another one may be ticked each time."""
    cells = [
        ", ".join(text for label in several for text in (label, beside.get(label)) if text)
        for several in ticks()
    ]
    return build("google.csv", [_days("Horodateur"), (wording, cells)])


def microsoft(wording: str = ASKED) -> Upload:
    """One cell, a semicolon after each label."""
    cells = ["".join(f"{label};" for label in several) for several in ticks()]
    respondents: list[Column] = [("ID", range(1, LINES + 1)), _days("Heure de début"), _days("Heure de fin")]
    return build("microsoft.csv", [*respondents, (wording, cells)])


def framaforms(wording: str = ASKED) -> Upload:
    """A cross in a box."""
    respondents = [("Numéro de soumission", range(1, LINES + 1)), _days("Soumis le")]
    return build("framaforms.csv", [*respondents, *_boxes([f"{wording}: {label}" for label in LABELS], "X")])


def surveymonkey(wording: str = ASKED) -> Upload:
    """Titles over two rows, the label itself in a box."""
    boxes = [(label, [label if label in several else "" for several in ticks()]) for label in LABELS]
    respondents: list[Column] = [
        ("", range(1000, 1000 + LINES)),
        ("", [7] * LINES),
        ("", [f"2022-06-{1 + line % 28:02d} 14:05:00" for line in range(LINES)]),
    ]
    above = ["Respondent ID", "Collector ID", "End Date", wording, *[""] * (len(LABELS) - 1)]
    return build("surveymonkey.csv", [*respondents, *boxes], above)


TOOLS: dict[str, Callable[[], Upload]] = {
    "LimeSurvey, codes and texts": limesurvey,
    "LimeSurvey, texts": limesurvey_titles,
    "Kobo, labels": kobo_labels,
    "Kobo, names": kobo_names,
    "Google Forms": google,
    "Microsoft Forms": microsoft,
    "Framaforms": framaforms,
    "SurveyMonkey": surveymonkey,
}


def notes(wording: str = ASKED, low: int = 0, high: int = 10) -> Upload:
    """A grid with a note for each theme, which holds both ends."""
    rng = random.Random("notes")
    columns: list[Column] = [
        (f"{wording} [{label}]", [low, high, *(rng.randint(low, high) for _ in range(LINES - 2))])
        for label in LABELS
    ]
    return build("notes.csv", [_days("Horodateur"), *columns])


def orders() -> list[tuple[str, ...]]:
    """In which order each line ranks the themes; every tenth ranks none."""
    rng = random.Random("orders")
    return [() if line % 10 == 9 else tuple(rng.sample(LABELS, len(LABELS))) for line in range(LINES)]


def ranked_by_places(wording: str = ASKED) -> Upload:
    """LimeSurvey: a column a place, which holds the theme."""
    columns: list[Column] = [
        (f"{wording} [Rang {place}]", [order[place - 1] if order else "" for order in orders()])
        for place in range(1, len(LABELS) + 1)
    ]
    return build("rangs.csv", [("ID de la réponse", range(LINES)), _days("Date de soumission"), *columns])


def ranked_by_options(wording: str = ASKED) -> Upload:
    """SurveyMonkey and grids: a column a theme, which holds its place."""
    columns: list[Column] = [
        (f"{wording} [{label}]", [order.index(label) + 1 if order else "" for order in orders()])
        for label in LABELS
    ]
    return build("places.csv", [_days("Horodateur"), *columns])


def ranked_in_a_cell(wording: str = ASKED) -> Upload:
    """Microsoft Forms: all themes in one cell, in order."""
    cells = ["".join(f"{label};" for label in order) for order in orders()]
    respondents: list[Column] = [("ID", range(1, LINES + 1)), _days("Heure de début"), _days("Heure de fin")]
    return build("ordre.csv", [*respondents, (wording, cells)])


RANKINGS = {"places": ranked_by_places, "options": ranked_by_options, "cell": ranked_in_a_cell}
