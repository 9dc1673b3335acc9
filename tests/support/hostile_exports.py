"""Survey exports made to be hard to read, as LimeSurvey, KoboToolbox and web forms write them. Everybody is invented."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from surveys import NAMES
from xlsxwriter import Workbook

from dse.ingest import Upload

MANY = 12
UPLOADED = '[{"title":"","size":"12.3","name":"rapport.pdf","filename":"fu_abc","ext":"pdf"}]'
OPTIONS = ("Évaluation, capitalisation et suivi", "Formation", "Conseil, à distance", "Un groupe de travail")
AGREED = (
    "Plutôt d’accord",
    "Pas du tout d'accord",
    "Tout\u00a0à fait d'accord",
    "PLUTÔT PAS D'ACCORD ",
    "NSP",
    "Sans opinion",
    "N/A",
    "plutôt d'accord",
)

Columns = dict[str, Sequence[object]]


def turning(among: Sequence[object], start: int = 0) -> list[object]:
    """As many answers as there are lines, one after the other."""
    return [among[(start + line) % len(among)] for line in range(MANY)]


def people() -> list[str]:
    """An address a line."""
    return [f"p{line}.fictive@exemple.invalid" for line in range(MANY)]


def days(month: int, hour: str = " 10:00:00") -> list[str]:
    """A moment a line, of 2022."""
    return [f"2022-{month:02d}-{line + 1:02d}{hour}" for line in range(MANY)]


def build_upload(name: str, rows: Iterable[Sequence[object]], delimiter: str = ";") -> Upload:
    """A CSV file."""
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator="\n").writerows(rows)
    return Upload(name, out.getvalue().encode("utf-8"))


def lines(columns: Columns) -> list[tuple[object, ...]]:
    """Titles, then the lines."""
    return [tuple(columns), *zip(*columns.values(), strict=True)]


def workbook(name: str, sheets: dict[str, Sequence[Sequence[object]]]) -> Upload:
    """An XLSX file."""
    out = io.BytesIO()
    with Workbook(out, {"in_memory": True}) as book:
        for title, rows in sheets.items():
            sheet = book.add_worksheet(title)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    return Upload(name, out.getvalue())


def limesurvey_codes() -> Upload:
    """Every sort of question, in codes."""
    technical: Columns = {
        "id": range(1, MANY + 1),
        "submitdate": days(3),
        "lastpage": [4] * MANY,
        "startlanguage": turning(["fr", "es"]),
        "seed": range(1000, 1000 + MANY),
        "startdate": days(3, " 09:50:00"),
        "datestamp": days(3),
        "ipaddr": turning(["192.0.2.1", "192.0.2.2"]),
        "refurl": ["https://exemple.invalid/"] * MANY,
        "email": people(),
        "attribute_1": turning(NAMES),
    }
    asked: Columns = {
        "D1": days(1, " 00:00:00"),
        "R1[1]": turning(["A1", "A2", "A3"]),
        "R1[2]": turning(["A2", "A3", "A1"]),
        "R1[3]": turning(["A3", "A1", ""]),
        "U1": turning([UPLOADED, ""]),
        "U1[filecount]": turning([1, 0]),
        "DS[SQ1][1]": turning(["A1", "A2", "A3"]),
        "DS[SQ1][2]": turning(["B2", "B1"]),
        "DS[SQ2][1]": turning(["A3", "A2"]),
        "DS[SQ2][2]": turning(["B1", "B2"]),
        "P5": turning([1, 2, 3, 4, 5]),
        "YN": turning(["Y", "N", "Y"]),
        "K[SQ1]": range(10, 10 + MANY),
        "K[SQ2]": range(20, 20 + MANY),
        "GEN": turning(["F", "M"]),
    }
    timed: Columns = {
        "interviewtime": range(300, 300 + MANY),
        "groupTime12": range(100, 100 + MANY),
        "questionTime77": range(50, 50 + MANY),
    }
    return build_upload("codes.csv", lines(technical | asked | timed))


def limesurvey_texts() -> Upload:
    """The same sorts of question, in full text."""
    columns: Columns = {
        "ID de la réponse": range(1, MANY + 1),
        "Date de soumission": days(3),
        "Langue de départ": ["fr"] * MANY,
        "Adresse e-mail": people(),
        "Structure": turning(NAMES),
        "Classez vos priorités [Rang 1]": turning(OPTIONS[:3]),
        "Classez vos priorités [Rang 2]": turning(OPTIONS[:3], 1),
        "Classez vos priorités [Rang 3]": turning(OPTIONS[:3], 2),
        "Joignez un document": turning([UPLOADED, ""]),
        "filecount - Joignez un document": turning([1, 0]),
        "Votre avis [Le conseil][Importance]": turning(["Peu important", "Important", "Très important"]),
        "Votre avis [Le conseil][Satisfaction]": turning(["Peu satisfait", "Satisfait", "Non concerné"]),
        "Votre avis [Le suivi][Importance]": turning(["Important", "Très important"]),
        "Votre avis [Le suivi][Satisfaction]": turning(["Très satisfait", "Satisfait"]),
        "Durée totale": range(300, 300 + MANY),
        "Temps pour la question : D1": range(20, 20 + MANY),
    }
    return build_upload("textes.csv", lines(columns))


def _kobo_technical() -> Columns:
    return {
        "_id": range(500, 500 + MANY),
        "_uuid": [f"uuid-{line}" for line in range(MANY)],
        "_submission_time": [f"2022-04-{line + 1:02d}T08:10:05" for line in range(MANY)],
        "_validation_status": [""] * MANY,
        "_notes": [""] * MANY,
        "_status": ["submitted_via_web"] * MANY,
        "_tags": [""] * MANY,
        "_attachments": ["[{'download_url': 'https://exemple.invalid/p.jpg'}]"] * MANY,
        "__version__": ["v1"] * MANY,
        "_index": range(1, MANY + 1),
    }


def kobo_names() -> Upload:
    """Names and groups, several answers in one cell, a place, a photograph, a note."""
    columns: Columns = {
        "start": [f"2022-04-{line + 1:02d}T10:00:00.000+02:00" for line in range(MANY)],
        "username": ["enqueteur"] * MANY,
        "g1/structure": turning(NAMES),
        "g1/email": people(),
        "g1/note_intro": [""] * MANY,
        "g2/satisf": turning(["tres_satisfait", "peu_satisfait", "nsp", "pas_du_tout_satisfait"]),
        "g2/themes": turning(["genre climat", "climat", "genre", "jeunesses climat", ""]),
        "g2/lieu": [f"48.85{line:02d} 2.35{line:02d} 0 0" for line in range(MANY)],
        "_g2/lieu_latitude": [f"48.85{line:02d}" for line in range(MANY)],
        "_g2/lieu_longitude": [f"2.35{line:02d}" for line in range(MANY)],
        "g2/photo": [f"p{line}.jpg" for line in range(MANY)],
        "g2/photo_URL": [f"https://exemple.invalid/p{line}.jpg" for line in range(MANY)],
        "_geolocation": [f"[48.85{line:02d}, 2.35{line:02d}]" for line in range(MANY)],
    }
    return build_upload("kobo.csv", lines(columns | _kobo_technical()))


def _kobo_labels() -> Columns:
    return {
        "Votre structure": turning(NAMES),
        "Votre satisfaction ?": turning(["Très satisfait", "Peu satisfait", "NSP", "Pas du tout satisfait"]),
        "Quels thèmes ?": turning(["Genre Climat, eau", "Climat, eau", "Genre", "Jeunesses Climat, eau"]),
    }


def kobo_labels() -> Upload:
    """Labels, several answers in one cell joined by a space, one of which holds a comma and a space."""
    return build_upload("kobo_libelles.csv", lines(_kobo_labels() | _kobo_technical()))


def kobo_two_rows() -> Upload:
    """Names, labels under them, boxes."""
    columns: Columns = {
        "g/structure": turning(NAMES),
        "g/themes": turning(["genre climat", "climat"]),
        "g/themes/genre": turning([1, 0]),
        "g/themes/climat": [1] * MANY,
        "g/satisf": turning(["Très satisfait", "Peu satisfait", "NSP", "Pas du tout satisfait"]),
    }
    labels = ["Votre structure", "Quels thèmes ?", "Genre", "Climat", "Votre satisfaction ?"]
    titles, *rest = lines(columns | _kobo_technical())
    return build_upload("kobo_deux_lignes.csv", [titles, [*labels, *[""] * len(_kobo_technical())], *rest])


def kobo_repeats() -> Upload:
    """A workbook whose larger sheet is what each respondent answered several times."""
    repeated: Columns = {
        "Projet": [f"Projet {number}" for number in range(3 * MANY)],
        "Montant": range(3 * MANY),
        "_index": range(1, 3 * MANY + 1),
        "_parent_table_name": ["Enquête"] * 3 * MANY,
        "_parent_index": [1 + number // 3 for number in range(3 * MANY)],
        "_submission__id": [500 + number // 3 for number in range(3 * MANY)],
        "_submission__uuid": [f"uuid-{number // 3}" for number in range(3 * MANY)],
    }
    main = lines(_kobo_labels() | _kobo_technical())
    return workbook("kobo.xlsx", {"Enquête": main, "projets": lines(repeated)})


def google() -> Upload:
    """Commas inside options, a grid, notes with their label, one answer in several spellings."""
    chosen = [
        ", ".join(option for place, option in enumerate(OPTIONS) if (line + place) % 4 in (0, line % 3))
        for line in range(MANY)
    ]
    columns: Columns = {
        "Horodateur": [f"{line + 1:02d}/05/2022 14:05:33" for line in range(MANY)],
        "Adresse e-mail": people(),
        "Nom de votre structure": turning(NAMES),
        "Quels appuis ?": chosen,
        "Votre avis [Le conseil]": turning(AGREED),
        "Votre avis [Le suivi]": turning(AGREED, 3),
        "Note": turning(["5 - Très satisfait", "1 - Très insatisfait", "4 - Satisfait"]),
        "Avez-vous un référent ?": turning(["Oui", "oui ", "OUI", "Non", "NON\u00a0"]),
        "Intérêt, de 1 à 5": turning(["1 (aucun)", "3", "5 (très fort)", "2"]),
        "Ancienneté": turning(["1 - 3 ans", "4 - 6 ans", "Plus de 6 ans"]),
    }
    return build_upload("google.csv", lines(columns), ",")


def microsoft() -> Upload:
    """Answers joined and ended by a semicolon, an address that is the same for all, marks of a quiz."""
    columns: Columns = {
        "ID": range(1, MANY + 1),
        "Heure de début": [f"{line + 1:02d}/05/2022 14:00:00" for line in range(MANY)],
        "Heure de fin": [f"{line + 1:02d}/05/2022 14:10:00" for line in range(MANY)],
        "Adresse de messagerie": ["anonymous"] * MANY,
        "Nom": [""] * MANY,
        "Votre structure": turning(NAMES),
        "Quels appuis ?": turning([f"{OPTIONS[0]};{OPTIONS[1]};", f"{OPTIONS[2]};", f"{OPTIONS[1]};"]),
        "Points\u00a0– Quels appuis ?": [""] * MANY,
        "Le conseil": turning(AGREED),
    }
    return build_upload("microsoft.csv", lines(columns))


def framaforms() -> Upload:
    """Titles over two rows, boxes marked by a cross, a dash between day and hour."""
    above = ["Numéro de soumission", "Date de soumission", "Brouillon", "UID", "Votre structure"]
    above += ["Quels appuis ?", "", "Votre avis", ""]
    below = ["", "", "", "", "", "Évaluation", "Formation", "Le conseil", "Le suivi"]
    answers: Columns = {
        "n": range(1, MANY + 1),
        "d": [f"{line + 1:02d}/06/2022 - 14:05" for line in range(MANY)],
        "b": [0] * MANY,
        "u": [0] * MANY,
        "s": turning(NAMES),
        "e": turning(["X", ""]),
        "f": turning(["X", "X", ""]),
        "c": turning(AGREED),
        "v": turning(AGREED, 2),
    }
    return build_upload("framaforms.csv", [above, below, *lines(answers)[1:]])


EVERY = {
    each.__name__: each
    for each in (
        limesurvey_codes,
        limesurvey_texts,
        kobo_names,
        kobo_labels,
        kobo_two_rows,
        kobo_repeats,
        google,
        microsoft,
        framaforms,
    )
}
