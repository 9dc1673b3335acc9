"""Exports as survey tools publish that they write them, with what makes them hard; drawn, so that everybody is invented.

Layouts: LimeSurvey manual, « Export responses » (headings by code, by text or « code. text »; answers by code or in full; « N/A »
where a question was not shown) and what R writes of a blank (« NA »). KoboToolbox formpack, `select_multiple` as one cell, as boxes
after a slash, or both, and robotoolbox, `select_multiple_sep = "_"`; `or_other` adds `…_other`. Google Forms in a sheet: a grid is
« question [line] », boxes are joined by a comma and a space. Framaforms (Drupal Webform): titles over two rows, « X » in a box.
Sphinx: columns CLE, DATE_SAISIE, DATE_ENREG…, as programs that read its exports list them.
"""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Sequence

from dse.ingest import Upload

MANY = 120
ENDS = {
    "dash": ("0 - Pas du tout d’accord", "10 - Tout à fait d’accord"),
    "space": ("0 Pas du tout d’accord", "10 Tout à fait d’accord"),
    "bracket": ("0 (pas du tout d’accord)", "10 (tout à fait d’accord)"),
    "after": ("Pas du tout d’accord 0", "Tout à fait d’accord 10"),
    "text": ("Pas du tout d’accord", "Tout à fait d’accord"),
}
OFTEN = (
    "Jamais",
    "Moins d’une fois par mois",
    "Une fois par mois",
    "Une fois par semaine",
    "Plusieurs fois par semaine",
)
SINCE = ("Moins de 1 an", "De 1 à 3 ans", "De 4 à 10 ans", "Plus de 10 ans")
THEMES = ("Santé", "Climat, eau", "Genre")
NEEDS = ("eau", "sante", "ecole", "autre")
UNKNOWN = "Ne connais pas"

Column = tuple[str, Sequence[object]]


def draw(rng: random.Random, among: Sequence[str], blank: str = "", blanks: float = 0.15) -> list[str]:
    """An answer a line, each likelier than the one before; some are blank."""
    weights = range(1, len(among) + 1)
    return [blank if rng.random() < blanks else rng.choices(among, weights)[0] for _ in range(MANY)]


def build(name: str, columns: Sequence[Column], above: Sequence[str] = ()) -> Upload:
    """A CSV file. `above` is a row of titles over that of the columns."""
    out = io.StringIO()
    write = csv.writer(out, lineterminator="\n")
    if above:
        write.writerow(above)
    write.writerow([title for title, _ in columns])
    write.writerows(zip(*(cells for _, cells in columns), strict=True))
    return Upload(name, out.getvalue().encode("utf-8"))


def limesurvey(style: str) -> Upload:
    """« code. text » titles, notes whose ends have a text, « NA » where nothing was answered."""
    rng = random.Random(style)
    low, high = ENDS[style]
    notes = [low, *map(str, range(1, 10)), high]
    columns: list[Column] = [
        ("id. ID de la réponse", range(1, MANY + 1)),
        ("submitdate. Date de soumission", [f"2021-03-{1 + line % 28:02d} 10:00:00" for line in range(MANY)]),
        ("startlanguage. Langue de départ", ["fr"] * MANY),
        *(
            (f"A[L{line}]. Êtes-vous satisfait de [aspect {line}]", draw(rng, notes, "NA"))
            for line in range(6)
        ),
        ("B. Et de l’ensemble ?", draw(rng, notes, "NA")),
        ("C. Et du service rare ?", draw(rng, [*notes, UNKNOWN], "NA")),
        ("AGE. Votre âge", [f"{20 + line % 50} ans" if line % 7 else "NA" for line in range(MANY)]),
        ("FREQ. Quand venez-vous ?", draw(rng, OFTEN, "NA")),
        ("DEPUIS. Depuis quand ?", draw(rng, SINCE, "NA")),
        ("CP. Code postal", draw(rng, ["01000", "69001", "69002"], "NA")),
        ("U[S]. Vos usages [Sport]", draw(rng, ["Oui", "Non"], "NA")),
        ("U[C]. Vos usages [Culture]", draw(rng, ["Oui", "Non"], "NA")),
        ("U[other]. Vos usages [Autre]", draw(rng, ["la danse", "le chant choral"], "NA", 0.9)),
        ("NPS. Recommanderiez-vous ce lieu ?", draw(rng, notes, "NA")),
        (
            "MOTS. Que changeriez-vous ?",
            [f"plus de bancs, du calme, texte {line % 40}" if line % 3 else "NA" for line in range(MANY)],
        ),
    ]
    return build("limesurvey.csv", columns)


def needs() -> list[list[str]]:
    """What each respondent of the Kobo exports ticks; nobody of the first version has « ecole »; every tenth answers nothing."""
    rng = random.Random("kobo")
    return [
        []
        if line % 10 == 0
        else [
            "eau",
            *(need for need in NEEDS[1:] if rng.random() < 0.5 and not (need == "ecole" and line < 40)),
        ]
        for line in range(MANY)
    ]


def kobo(separator: str, *, with_cell: bool, group: str = "", with_boxes: bool = True) -> Upload:
    """A multiple choice in one layout of KoboToolbox, in two versions of the form."""
    ticked = needs()
    columns: list[Column] = [(f"{group}age", [20 + line % 50 for line in range(MANY)])]
    if with_cell:
        columns.append((f"{group}besoins", [" ".join(several) for several in ticked]))
    if with_boxes:
        columns += [
            (
                f"{group}besoins{separator}{need}",
                [_box(several, need, line) for line, several in enumerate(ticked)],
            )
            for need in NEEDS
        ]
    columns += [
        (f"{group}besoins_other", ["une route" if "autre" in several else "" for several in ticked]),
        ("_id", range(MANY)),
        ("_uuid", [f"u{line}" for line in range(MANY)]),
        ("_submission_time", [f"2022-04-{1 + line % 28:02d}T08:10:05" for line in range(MANY)]),
        ("__version__", ["v1"] * 40 + ["v2"] * (MANY - 40)),
    ]
    return build("kobo.csv", columns)


def _box(ticked: Sequence[str], need: str, line: int) -> object:
    """Nothing where nothing was answered, or where the version has no such option."""
    return "" if not ticked or (need == "ecole" and line < 40) else int(need in ticked)


def without_no(upload: Upload, *options: str) -> Upload:
    """An export whose boxes of some options, of all without any, have lost their 0."""
    titles, *lines = csv.reader(io.StringIO(upload.content.decode("utf-8")))
    names = options or NEEDS
    columns = [
        (
            title,
            [
                "" if cell == "0" and title.endswith(names) and not title.startswith("_") else cell
                for cell in column
            ],
        )
        for title, column in zip(titles, zip(*lines, strict=True), strict=True)
    ]
    return build(upload.name, columns)


def sphinx() -> Upload:
    """Names in capitals of what Sphinx adds, several answers in one cell, « s.o. » for those not concerned."""
    rng = random.Random("sphinx")
    several = [";".join(need for need in NEEDS if rng.random() < 0.5) for _ in range(MANY)]
    columns: list[Column] = [
        ("Quels besoins ?", several),
        (
            "Votre accord",
            draw(
                rng,
                ["Pas du tout d'accord", "Plutôt pas d'accord", "Plutôt d'accord", "Tout à fait d'accord"],
                "s.o.",
            ),
        ),
        ("Depuis quand ?", draw(rng, SINCE)),
        ("CLE", range(1000, 1000 + MANY)),
        ("DATE_SAISIE", [f"{1 + line % 28:02d}/05/2022 10:12:00" for line in range(MANY)]),
        ("DATE_ENREG", [f"{1 + line % 28:02d}/05/2022 10:20:00" for line in range(MANY)]),
        ("TEMPS_SAISIE", range(100, 100 + MANY)),
        ("PROGRESSION", ["Terminé"] * MANY),
        ("DERNIERE_QUESTION_SAISIE", [3] * MANY),
    ]
    return build("sphinx.csv", columns)


def plain() -> Upload:
    """A table that somebody typed: numbers only in a scale of five, a dash for no answer, frequencies in no order."""
    rng = random.Random("plain")
    columns: list[Column] = [
        ("Utilité de l’atelier", draw(rng, ["1", "2", "3", "4"], "-")),
        ("Utilité de la visite", draw(rng, ["1", "2", "3"], "-")),
        ("Quand venez-vous ?", draw(rng, OFTEN, "-")),
        ("Vos remarques", [f"Merci pour tout, numéro {line}" for line in range(MANY)]),
    ]
    return build("avis.csv", columns)


def framaforms() -> Upload:
    """Boxes and a grid as « question: option », a cross in a box, the day after the number."""
    rng = random.Random("framaforms")
    columns: list[Column] = [
        ("Numéro de soumission", range(1, MANY + 1)),
        ("Soumis le", [f"2022-06-{1 + line % 28:02d} 14:05:00" for line in range(MANY)]),
        ("Adresse IP", ["192.0.2.1"] * MANY),
        *(
            (f"Quels appuis ?: {need}", [rng.choice(["X", ""]) for _ in range(MANY)])
            for need in ("Conseil", "Formation")
        ),
        *(
            (f"Votre avis: {line}", draw(rng, ["Mauvais", "Moyen", "Bien"]))
            for line in ("Le suivi", "Le lieu")
        ),
        ("Mois de votre venue", draw(rng, ["janvier", "février", "mars"])),
    ]
    return build("framaforms.csv", columns)


def google() -> Upload:
    """Several answers joined by a comma, one of which holds a comma; a grid; amounts with their unit."""
    rng = random.Random("google")
    columns: list[Column] = [
        ("Horodateur", [f"{1 + line % 28:02d}/05/2022 14:05:33" for line in range(MANY)]),
        ("Quels thèmes ?", [", ".join(theme for theme in THEMES if rng.random() < 0.5) for _ in range(MANY)]),
        *(
            (f"Votre avis [{line}]", draw(rng, ["Mauvais", "Moyen", "Bien"]))
            for line in ("Le suivi", "Le lieu")
        ),
        ("Votre budget", [f"{1 + line % 40} 000 €" for line in range(MANY)]),
        ("Recommanderiez-vous le réseau ?", draw(rng, [str(note) for note in range(11)])),
    ]
    return build("google.csv", columns)


def _with_other(
    name: str, titles: Sequence[str], tick: str, respondents: Sequence[Column]
) -> tuple[Upload, str, str]:
    """Boxes that hold a sign or nothing, then what was written beside « Autre », often alone; the start of their titles, and the last."""
    rng = random.Random(name)
    *boxes, other = titles
    columns: list[Column] = [
        *respondents,
        *((title, [tick if rng.random() < 0.3 else "" for _ in range(MANY)]) for title in boxes),
        (other, draw(rng, ["la danse", "le chant"], blanks=0.7)),
        ("Votre avis", draw(rng, ["Mauvais", "Moyen", "Bien"])),
    ]
    return build(name, columns), boxes[0][:4], other


def _days(title: str) -> Column:
    return title, [f"2022-06-{1 + line % 28:02d} 14:05:00" for line in range(MANY)]


def limesurvey_codes_with_other() -> tuple[Upload, str, str]:
    """« Y » in a box; LimeSurvey writes the text in the column `[other]`, which has no box."""
    titles = ("USES[SQ001]", "USES[SQ002]", "USES[SQ003]", "USES[other]")
    return _with_other("codes.csv", titles, "Y", [("id", range(1, MANY + 1)), _days("submitdate")])


def limesurvey_texts_with_other() -> tuple[Upload, str, str]:
    """« Oui » in a box, titles in full."""
    titles = [f"Vos usages ? [{label}]" for label in ("Sport", "Culture", "Autre")]
    respondents = [("ID de la réponse", range(1, MANY + 1)), _days("Date de soumission")]
    return _with_other("textes.csv", titles, "Oui", respondents)


def framaforms_with_other() -> tuple[Upload, str, str]:
    """« X » in a box; Drupal Webform writes what is no option in the last column, under the label of « Autre »."""
    titles = [f"Quels appuis ?: {label}" for label in ("Conseil", "Formation", "Autre...")]
    respondents = [("Numéro de soumission", range(1, MANY + 1)), _days("Soumis le")]
    return _with_other("framaforms.csv", titles, "X", respondents)


OTHERS = {
    "LimeSurvey, codes": limesurvey_codes_with_other,
    "LimeSurvey, texts": limesurvey_texts_with_other,
    "Framaforms": framaforms_with_other,
}
