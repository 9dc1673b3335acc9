"""Three waves of an invented survey of the members and their partners, as the survey tool exports them.

questions, words → respondents → opinions → lines. Drawn apart from the register: its files stay what they were.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from dse.demo import surveys_questions as q
from dse.demo.people import Organisation
from dse.demo.requests import Accompaniment
from dse.demo.surveys_opinions import AUTHORITY, opinions, recommendation
from dse.demo.surveys_respondents import Asked, asked
from dse.demo.surveys_words import sentences

EFFECTS = (
    ("besoin_agroecologie", "Le besoin d’appui en agroécologie monte, bien au-dessus de ce qui est réalisé."),
    ("besoin_genre", "Le besoin d’appui sur le genre monte."),
    ("expertise", "L’expertise des mêmes membres progresse de vague en vague, celle des partenaires non."),
    ("satisfaction_delai", "La satisfaction envers un accompagnement baisse quand il a tardé à commencer."),
    ("satisfaction_collectivites", "Les collectivités sont bien moins satisfaites du réseau."),
    ("non_reponse", "Les collectivités répondent deux fois moins : le chiffre brut flatte le réseau."),
)

TAKE = 100  # chosen with the default seed, so that what is planted shows in each wave
UNKNOWN, BLANK, SPARED = 0.04, 0.03, 0.05  # chances of « ne sait pas », of nothing, of « non concerné·e »
GIVES_UP, LEAVES_AT_ONCE = 0.07, 0.025
WRITES, COUNTS = 0.5, 0.9
TEAMS = {
    "MOINS_10": (0.5, 6.0),
    "DE_10_A_49": (3.0, 20.0),
    "DE_50_A_249": (8.0, 60.0),
    "PLUS_250": (15.0, 120.0),
}
TEAM_OF_AUTHORITY = (0.5, 5.0)


@dataclass(frozen=True)
class Voice:
    """A person asked, and what this person thinks of each question, said or not."""

    asked: Asked
    opinions: dict[str, int]
    recommends: int


def voices(
    seed: int, people: Sequence[Organisation], requests: Sequence[Accompaniment], effects: bool
) -> list[Voice]:
    """Everyone asked in the three waves."""
    rng = _stream(seed, "voix")
    return [
        Voice(each, opinions(rng, each, effects), recommendation(rng, each, effects))
        for each in asked(rng, people, requests, effects)
    ]


def rows(
    seed: int, people: Sequence[Organisation], requests: Sequence[Accompaniment], effects: bool
) -> dict[str, list[dict[str, str]]]:
    """Lines of the export of each wave by name of file, in the order in which people came."""
    everyone = voices(seed, people, requests, effects)
    return {wave.file: _lines(_stream(seed, wave.file), wave, everyone) for wave in q.WAVES}


def _stream(seed: int, name: str) -> Random:
    return Random(f"{seed}|{TAKE}|{name}")  # noqa: S311 - invented data must be the same at each run


def _lines(rng: Random, wave: q.Wave, everyone: Sequence[Voice]) -> list[dict[str, str]]:
    those = [each for each in everyone if each.asked.wave == wave and each.asked.answers]
    moments = sorted(_moment(rng, wave) for _ in those)
    rng.shuffle(those)
    texts = sentences(rng, [each.asked.organisation.family == AUTHORITY for each in those])
    told = zip(those, texts, moments, strict=True)
    return [_line(rng, voice, text, moment, place) for place, (voice, text, moment) in enumerate(told, 1)]


def _moment(rng: Random, wave: q.Wave) -> datetime:
    """Some time of a working day, most often soon after the opening."""
    days = int((wave.closed - wave.opened).days * rng.random() ** 2)
    start = datetime.combine(wave.opened, datetime.min.time()) + timedelta(days=days)
    start -= timedelta(days=max(0, start.weekday() - 4))
    return start + timedelta(hours=rng.randint(8, 18), seconds=rng.randrange(3600))


def _line(rng: Random, voice: Voice, text: str, moment: datetime, number: int) -> dict[str, str]:
    one = voice.asked
    cells = _cells(rng, voice, text)
    draw = rng.random()
    stop = len(cells)
    if draw < LEAVES_AT_ONCE:
        stop = 0
    elif draw < LEAVES_AT_ONCE + GIVES_UP:
        stop = rng.randint(3, len(cells) - 4)
    name = one.organisation.acronym if rng.random() < 0.2 else ""
    return {
        "ID de la réponse": str(number),
        "Date de soumission": f"{moment:%Y-%m-%d %H:%M:%S}" if stop == len(cells) else "",
        "Dernière page": str(1 + 5 * stop // len(cells)),
        "Langue de départ": "fr",
        q.KEY: one.person.token,
        q.STRUCTURE: name or one.organisation.name,
        q.STANDING: q.PARTNER if one.is_partner else q.MEMBER,
        **{
            title: cell if place < stop else one.wave.hidden
            for place, (title, cell) in enumerate(cells.items())
        },
    }


def _cells(rng: Random, voice: Voice, text: str) -> dict[str, str]:
    """The cell of each question, as if all the way to the end."""
    one = voice.asked
    received = one.wave.hidden if one.is_partner else q.YES if one.delays else q.NO
    return {
        q.FUNCTION: one.person.function,
        q.TEAM: _team(rng, one),
        **_said(rng, voice, q.NEEDS),
        q.RECEIVED: received,
        **_said(rng, voice, q.AFTERWARDS, hidden=received != q.YES),
        **_said(rng, voice, q.NETWORK),
        **_said(rng, voice, q.SKILLS),
        **_joined(rng),
        q.RECOMMENDING: str(voice.recommends) if rng.random() > BLANK else "",
        q.SUGGESTION: text if rng.random() < WRITES else "",
    }


def _said(rng: Random, voice: Voice, questions: Sequence[q.Opinion], hidden: bool = False) -> dict[str, str]:
    wave = q.WAVES.index(voice.asked.wave)
    return {
        each.titles[wave]: voice.asked.wave.hidden
        if hidden
        else _label(rng, each.scales[wave][voice.opinions[each.id] - 1], each.spared)
        for each in questions
        if each.titles[wave]
    }


def _label(rng: Random, label: str, spared: bool) -> str:
    draw = rng.random()
    if draw < UNKNOWN:
        return q.UNKNOWN
    if draw < UNKNOWN + BLANK:
        return ""
    return q.NOT_CONCERNED if spared and draw < UNKNOWN + BLANK + SPARED else label


def _team(rng: Random, one: Asked) -> str:
    """Half-posts with a decimal comma; empty where it is not said."""
    is_authority = one.organisation.family == AUTHORITY
    least, most = TEAM_OF_AUTHORITY if is_authority else TEAMS[one.organisation.profiles[-1].size]
    found = max(0.5, round(2 * rng.triangular(least, most, least + (most - least) / 4)) / 2)
    return f"{found:g}".replace(".", ",") if rng.random() < COUNTS else ""


def _joined(rng: Random) -> dict[str, str]:
    return {
        f"{q.JOINING} [{option}]": q.YES if rng.random() < chance else q.NO
        for option, chance in q.JOINED.items()
    }
