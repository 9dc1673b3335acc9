"""Exports that are messy as those of the tools are, with what each cell says: titles in full or cut, versions, « Autre », twice one title.

Sources, beside those of survey_exports. LimeSurvey: SurveyObj.getFullAnswer (« Oui », « Non », « N/A » where a question was not shown),
Writer.getAbbreviatedHeading (titles cut at so many signs and « .. », so that several are alike), dual scales as « [line][scale] », ranks
as « [Rang 1] », `[comment]` behind an option. KoboToolbox: formpack, Export with `group_sep="::"` and `lang`, fixtures favorite_coffee
(an option only in one version) and or_other; repeats in a sheet of their own. Google Forms: a grid of boxes is « question [line] » with
options joined by « , », a moment is a number of days in a workbook. Drupal Webform: `select_format = compact` joins options by a comma,
`header_keys` writes names. Sphinx: one column for what is written beside « Autre ». Everybody is invented.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from random import Random

from mutants.survey_exports import (
    AGREED,
    MANY,
    NAMES,
    OFTEN,
    QUALITY,
    Export,
    Truth,
    build_export,
    choice,
    draw,
    draw_days,
    draw_remarks,
)

_TEXT, _NUMBER = Truth((), ("text",)), Truth((), ("number",))
_SUPPORT = ("Appui-conseil, à distance", "Formation", "Cofinancement (études)", "Mise en réseau")


def limesurvey_full() -> Export:
    """Full titles in French: a list with « Autre », boxes with comments, ranks, a dual scale, « N/A », « Pourquoi ? » twice, notes of 0 to 10."""
    rng = Random("limesurvey full")
    low, high = "0 (pas du tout)", "10 (tout à fait)"
    notes, ends = [low, *map(str, range(1, 10)), high], {low: "0", high: "10"}
    boxes = tuple(f"Quels services ? [{one}]" for one in _SUPPORT)
    came = draw(rng, ["Oui", "Non"], 0)
    heard = {"N/A": ""}
    why = {"N/A": ""}
    status = draw(rng, ["Salarié·e", "Bénévole", "Élu·e", "Autre"])
    return build_export(
        "limesurvey_full",
        [
            ("ID de la réponse", [str(3 + 2 * line) for line in range(MANY)], None),
            (
                "Date de soumission",
                [
                    "" if line % 15 == 14 else day
                    for line, day in enumerate(draw_days("2022-03-{day:02d} {hour:02d}:{minute:02d}:07"))
                ],
                None,
            ),
            ("Dernière page", ["4"] * MANY, None),
            ("Langue de départ", ["fr"] * MANY, None),
            ("Tête de série", [str(1000 + 7 * line) for line in range(MANY)], None),
            ("Avez-vous participé au séminaire ?", came, choice("single")),
            (
                "Comment l’avez-vous connu ?",
                [
                    one if was == "Oui" else "N/A"
                    for one, was in zip(
                        draw(rng, ["Par un courriel", "Par un membre", "Par les réseaux sociaux"]),
                        came,
                        strict=True,
                    )
                ],
                choice("single", says=heard),
            ),
            ("Pourquoi ?", [f"raison {line}" if line % 3 else "" for line in range(MANY)], _TEXT),
            ("Le contenu vous a-t-il été utile ?", draw(rng, notes), choice("scale", says=ends)),
            (
                "Pourquoi ?",
                [one if was == "Oui" else "N/A" for one, was in zip(draw_remarks(rng), came, strict=True)],
                Truth((), ("text",), why),
            ),
            ("Quel est votre statut ?", status, choice("single")),
            (
                "Quel est votre statut ? [Autre]",
                ["volontaire" if one == "Autre" else "" for one in status],
                Truth((), ("text",), asked_of=("Quel est votre statut ?", "Autre")),
            ),
            *(
                column
                for number, title in enumerate(boxes)
                for column in (
                    (
                        title,
                        draw(rng, ["Oui", "Non"], 0),
                        Truth(boxes, ("multiple",), {"Oui": "1", "Non": "0"}, _SUPPORT)
                        if not number
                        else None,
                    ),
                    (
                        f"Quels services ? [{_SUPPORT[number]}][Commentaire]",
                        [f"précision {line}" if line % 11 == number else "" for line in range(MANY)],
                        _TEXT,
                    ),
                )
            ),
            (
                "Classez ces chantiers [Rang 1]",
                [("Puits", "Route", "Eau")[line % 3] for line in range(MANY)],
                choice("single"),
            ),
            (
                "Classez ces chantiers [Rang 2]",
                [("Route", "Eau", "Puits")[line % 3] for line in range(MANY)],
                choice("single"),
            ),
            (
                "Classez ces chantiers [Rang 3]",
                [("Eau", "Puits", "Route")[line % 3] for line in range(MANY)],
                choice("single"),
            ),
            ("Votre avis [L’équipe][Importance]", draw(rng, ["Faible", "Moyenne", "Forte"]), choice()),
            ("Votre avis [L’équipe][Satisfaction]", draw(rng, QUALITY), choice()),
            ("Votre avis [Les outils][Importance]", draw(rng, ["Faible", "Moyenne", "Forte"]), choice()),
            ("Votre avis [Les outils][Satisfaction]", draw(rng, QUALITY), choice()),
            ("Votre année de naissance", [str(1950 + line % 45) for line in range(MANY)], _NUMBER),
            (
                "Votre ancienneté",
                [f"{line % 25 + 2} ans" if line % 8 else "" for line in range(MANY)],
                Truth((), ("number",), {f"{age} ans": str(age) for age in range(2, 30)}),
            ),
            (
                "Quelle probabilité que vous recommandiez le réseau ?",
                draw(rng, [str(note) for note in range(11)]),
                choice("nps"),
            ),
            ("Temps total", [f"{200 + line}.5" for line in range(MANY)], None),
        ],
        "ID de la réponse",
        None,
        ",",
    )


def limesurvey_cut() -> Export:
    """Titles cut at fifteen signs, answers in codes: three questions begin alike."""
    rng = Random("limesurvey cut")
    return build_export(
        "limesurvey_cut",
        [
            ("id", [str(line + 1) for line in range(MANY)], None),
            ("submitdate", draw_days("2022-03-{day:02d} {hour:02d}:{minute:02d}:07"), None),
            ("startlanguage", ["fr"] * MANY, None),
            ("Êtes-vous satis.. ", draw(rng, ["A1", "A2", "A3", "A4"]), choice("single", "likert")),
            ("Êtes-vous satis.. ", draw(rng, ["A1", "A2", "A3", "A4"]), choice("single", "likert")),
            ("Êtes-vous satis.. ", draw(rng, ["1", "2", "3", "4", "5"]), choice("scale")),
            ("Vos usages [SQ00.. ]", draw(rng, ["Y", ""], 0), None),
            ("Vos usages [SQ00.. ]", draw(rng, ["Y", ""], 0), None),
            ("Un mot ?", draw_remarks(rng), _TEXT),
        ],
        None,
        "submitdate",
    )


def kobo_labels() -> Export:
    """French labels, groups after « :: », an option and a question that the first version lacked, `or_other`, a place, a note."""
    rng = Random("kobo labels")
    water = ("Eau potable", "Santé", "École du village", "Autre")
    chosen: list[list[str]] = [
        []
        if line % 12 == 11
        else [one for one in water if rng.random() < 0.5 and (one != "École du village" or line >= 25)]
        for line in range(MANY)
    ]
    title = "Eau::Que manque-t-il ?"
    boxes = tuple(f"{title}::{one}" for one in water)

    def box(one: str, line: int) -> str:
        return (
            ""
            if line % 12 == 11 or (one == "École du village" and line < 25)
            else str(int(one in chosen[line]))
        )

    return build_export(
        "kobo_labels",
        [
            ("start", draw_days("2022-03-{day:02d}T{hour:02d}:{minute:02d}:10.000+02:00"), None),
            ("end", draw_days("2022-03-{day:02d}T{hour:02d}:{minute:02d}:50.000+02:00"), None),
            ("Bonjour, merci de répondre à cette enquête.", [""] * MANY, None),
            ("Identité::Votre structure", [NAMES[line % 3] for line in range(MANY)], None),
            ("Identité::Combien de salariés ?", [str(line % 40) for line in range(MANY)], _NUMBER),
            (title, [" ".join(several) for several in chosen], None),
            *(
                (
                    name,
                    [box(one, line) for line in range(MANY)],
                    Truth(boxes, ("multiple",), {}, water) if one == water[0] else None,
                )
                for name, one in zip(boxes, water, strict=True)
            ),
            (
                "Besoins::Précisez (autre besoin)",
                ["une piste" if "Autre" in several else "" for several in chosen],
                _TEXT,
            ),
            ("Besoins::Êtes-vous d’accord : l’eau manque", draw(rng, AGREED), choice()),
            (
                "Besoins::Depuis quand l’eau manque-t-elle ?",
                [("" if line < 25 or line % 6 == 0 else f"depuis {line} jours") for line in range(MANY)],
                _TEXT,
            ),
            ("Lieu::Position", [f"48.85{line:02d} 2.35{line:02d} 0 0" for line in range(MANY)], None),
            ("_Position_latitude", [f"48.85{line:02d}" for line in range(MANY)], None),
            ("_Position_longitude", [f"2.35{line:02d}" for line in range(MANY)], None),
            ("__version__", ["vA"] * 25 + ["vB"] * (MANY - 25), None),
            ("_id", [str(700 + line) for line in range(MANY)], None),
            ("_uuid", [f"aa-{line}" for line in range(MANY)], None),
            ("_submission_time", draw_days("2022-03-{day:02d}T{hour:02d}:{minute:02d}:30"), None),
            ("_status", ["submitted_via_web"] * MANY, None),
            ("_index", [str(line + 1) for line in range(MANY)], None),
        ],
        "_uuid",
        "_submission_time",
        ";",
    )


def kobo_numbers() -> Export:
    """Names of options that are numbers, boxes only, without the cell of several answers."""
    rng = Random("kobo numbers")
    names = ("1", "2", "3", "98")
    ticked = [
        [] if line % 9 == 8 else [one for one in names if rng.random() < 0.4] or ["2"] for line in range(MANY)
    ]
    boxes = tuple(f"appuis/{one}" for one in names)
    return build_export(
        "kobo_numbers",
        [
            ("today", draw_days("2022-03-{day:02d}"), None),
            ("satisfaction", draw(rng, ["1", "2", "3", "4", "5"]), choice("scale")),
            *(
                (
                    title,
                    ["" if not ticked[line] else str(int(one in ticked[line])) for line in range(MANY)],
                    Truth(boxes, ("multiple",), {}, names) if one == "1" else None,
                )
                for title, one in zip(boxes, names, strict=True)
            ),
            ("commune", draw(rng, ["dapaong", "kara", "sokode"]), choice("single")),
            ("visite_le", draw_days("2022-02-{day:02d}"), _TEXT),
            ("_id", [str(900 + line) for line in range(MANY)], None),
            ("_uuid", [f"bb-{line}" for line in range(MANY)], None),
            ("_submission_time", draw_days("2022-03-{day:02d} {hour:02d}:{minute:02d}:30"), None),
            ("_tags", [""] * MANY, None),
        ],
        "_uuid",
        "_submission_time",
        ";",
    )


def google_rich() -> Export:
    """« Autre » written among the boxes, a grid of boxes, two grids of one title, a scale of 1 to 10, numbers with their unit."""
    rng = Random("google rich")
    when = ("Matin", "Après-midi", "Soir")
    others = {7: "Un appui juridique", 23: "des visites d’échange, sur place"}
    helped = [
        ", ".join(
            [one for one in _SUPPORT if rng.random() < 0.45] + ([others[line]] if line in others else [])
        )
        for line in range(MANY)
    ]
    helped[:4] = _SUPPORT

    def free(rng: Random) -> list[str]:
        return [", ".join(one for one in when if rng.random() < 0.5) for _ in range(MANY)]

    return build_export(
        "google_rich",
        [
            ("Horodateur", draw_days("{day:02d}/03/2022 {hour:02d}:{minute:02d}:33"), None),
            ("Adresse e-mail", [f"q{line}.fictive@exemple.invalid" for line in range(MANY)], None),
            ("Nom de votre structure", [NAMES[line % 3] for line in range(MANY)], None),
            (
                "Quels appuis souhaitez-vous ?",
                helped,
                Truth((), ("multiple",), join=", ", options=(*_SUPPORT, "Autre")),
            ),
            (
                "Quand êtes-vous disponible ? [Lundi]",
                free(rng),
                Truth((), ("multiple",), join=", ", options=when),
            ),
            (
                "Quand êtes-vous disponible ? [Mardi]",
                free(rng),
                Truth((), ("multiple",), join=", ", options=when),
            ),
            ("Que pensez-vous de cette phrase ? [Le réseau m’aide]", draw(rng, AGREED), choice()),
            ("Que pensez-vous de cette phrase ? [Je m’y sens utile]", draw(rng, AGREED), choice()),
            ("Que pensez-vous de cette phrase ? [Le réseau m’aide]", draw(rng, OFTEN), choice()),
            ("Que pensez-vous de cette phrase ? [Je m’y sens utile]", draw(rng, OFTEN), choice()),
            ("Note de 1 à 10", draw(rng, [str(note) for note in range(1, 11)]), choice("scale")),
            (
                "Quel est l’âge de votre structure ?",
                [f"{line % 30 + 1} ans" if line % 4 else str(line % 30 + 1) for line in range(MANY)],
                Truth((), ("number",), {f"{age} ans": str(age) for age in range(1, 31)}),
            ),
            ("Commentaires", draw_remarks(rng), _TEXT),
        ],
        "Adresse e-mail",
        "Horodateur",
    )


def framaforms_names() -> Export:
    """Names for titles, options joined by a comma, drafts."""
    rng = Random("framaforms names")
    several = ("conseil", "formation", "reseau")
    return build_export(
        "framaforms_names",
        [
            ("webform_serial", [str(line + 1) for line in range(MANY)], None),
            ("webform_sid", [str(7000 + line) for line in range(MANY)], None),
            ("webform_time", draw_days("{day:02d}/03/2022 - {hour:02d}:{minute:02d}"), None),
            ("webform_draft", ["0"] * MANY, None),
            ("webform_ip_address", ["192.0.2.7"] * MANY, None),
            (
                "vos_appuis",
                [",".join(one for one in several if rng.random() < 0.5) for _ in range(MANY)],
                Truth((), ("multiple",), join=",", options=several),
            ),
            (
                "satisfaction",
                draw(rng, ["tres_satisfait", "satisfait", "peu_satisfait", "pas_satisfait"]),
                choice("single", "likert"),
            ),
            ("annees", [str(line % 12) for line in range(MANY)], _NUMBER),
            ("remarques", draw_remarks(rng), _TEXT),
        ],
        "webform_serial",
        "webform_time",
        "\t",
    )


def sphinx_notes() -> Export:
    """Notes of 0 to 10 with words at both ends, « Non réponse », « Autre » beside, an empty column."""
    rng = Random("sphinx notes")
    notes = ["0 Pas du tout", *map(str, range(1, 10)), "10 Tout à fait"]
    ends = {"0 Pas du tout": "0", "10 Tout à fait": "10", "Non réponse": ""}
    return build_export(
        "sphinx_notes",
        [
            ("CLE", [str(4000 + line) for line in range(MANY)], None),
            ("DATE_ENREG", draw_days("{day:02d}/03/2022 {hour:02d}:{minute:02d}:40"), None),
            *(
                (
                    f"Note {name}",
                    draw(rng, notes, 0.1)
                    if name != "prix"
                    else [one or "Non réponse" for one in draw(rng, notes, 0.1)],
                    choice("scale", says=ends),
                )
                for name in ("accueil", "contenu", "prix")
            ),
            (
                "Votre fonction",
                draw(rng, ["Direction", "Chargé de mission", "Autre, précisez :"]),
                choice("single"),
            ),
            (
                "Votre fonction / Autre, précisez :",
                ["stagiaire" if line % 13 == 0 else "" for line in range(MANY)],
                _TEXT,
            ),
            ("Code postal", draw(rng, ["01000", "69001", "75011", "13002"]), choice("single")),
            ("Vide", [""] * MANY, None),
            ("LANG_SAISIE", ["FR"] * MANY, None),
            ("PROGRESSION", ["Terminé"] * MANY, None),
        ],
        "CLE",
        "DATE_ENREG",
        ";",
    )


EVERY: Mapping[str, Callable[[], Export]] = {
    make.__name__: make
    for make in (
        limesurvey_full,
        limesurvey_cut,
        kobo_labels,
        kobo_numbers,
        google_rich,
        framaforms_names,
        sphinx_notes,
    )
}
