"""Three waves of an invented survey of the members and their partners, as the survey tool exports them.

questions, words → respondents → opinions → lines. It has a random stream of its own, so that the other files do not depend on it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from tests.demo.generator import surveys_questions as q
from tests.demo.generator.people import Organisation
from tests.demo.generator.requests import Accompaniment
from tests.demo.generator.surveys_opinions import AUTHORITY, NEEDED_NULL, draw_opinions, draw_recommendation
from tests.demo.generator.surveys_respondents import Invitation, generate_invitations
from tests.demo.generator.surveys_words import sentences

EFFECTS = (
    ("besoin_agroecologie", "Le besoin d’appui en agroécologie monte, bien au-dessus de ce qui est réalisé."),
    ("besoin_genre", "Le besoin d’appui sur le genre monte."),
    ("expertise", "L’expertise des mêmes membres progresse de vague en vague, celle des partenaires non."),
    ("satisfaction_delai", "La satisfaction envers un accompagnement baisse quand il a tardé à commencer."),
    ("satisfaction_collectivites", "Les collectivités sont bien moins satisfaites du réseau."),
    ("non_reponse", "Les collectivités répondent deux fois moins : le chiffre brut flatte le réseau."),
)

TAKE = 100  # chosen with the default seed, so that what is planted shows in each wave
UNKNOWN, BLANK, NOT_CONCERNED = (
    0.04,
    0.03,
    0.05,
)  # chances of « ne sait pas », of nothing, of « non concerné·e »
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
    """A person invited to answer, and their opinion on each question, even where they leave it out."""

    invitation: Invitation
    opinions: dict[str, int]
    recommends: int


def generate_voices(
    seed: int,
    people: Sequence[Organisation],
    requests: Sequence[Accompaniment],
    effects: bool,
    needed: Mapping[str, float] = NEEDED_NULL,
) -> list[Voice]:
    """Everyone invited in the three waves."""
    rng = _stream(seed, "voix")
    return [
        Voice(
            invitation,
            draw_opinions(rng, invitation, effects, needed),
            draw_recommendation(rng, invitation, effects),
        )
        for invitation in generate_invitations(rng, people, requests, effects)
    ]


def generate_rows(
    seed: int,
    people: Sequence[Organisation],
    requests: Sequence[Accompaniment],
    effects: bool,
    needed: Mapping[str, float] = NEEDED_NULL,
) -> dict[str, list[dict[str, str]]]:
    """Lines of the export of each wave by name of file, in the order in which people came."""
    voices = generate_voices(seed, people, requests, effects, needed)
    return {wave.file: _lines(_stream(seed, wave.file), wave, voices) for wave in q.WAVES}


def _stream(seed: int, name: str) -> Random:
    return Random(f"{seed}|{TAKE}|{name}")


def _lines(rng: Random, wave: q.Wave, voices: Sequence[Voice]) -> list[dict[str, str]]:
    answering = [voice for voice in voices if voice.invitation.wave == wave and voice.invitation.answers]
    moments = sorted(_moment(rng, wave) for _ in answering)
    rng.shuffle(answering)
    texts = sentences(rng, [voice.invitation.organisation.family == AUTHORITY for voice in answering])
    responses = zip(answering, texts, moments, strict=True)
    return [
        _line(rng, voice, text, moment, number) for number, (voice, text, moment) in enumerate(responses, 1)
    ]


def _moment(rng: Random, wave: q.Wave) -> datetime:
    """Some time of a working day, most often soon after the opening."""
    days = int((wave.closed - wave.opened).days * rng.random() ** 2)
    start = datetime.combine(wave.opened, datetime.min.time()) + timedelta(days=days)
    start -= timedelta(days=max(0, start.weekday() - 4))
    return start + timedelta(hours=rng.randint(8, 18), seconds=rng.randrange(3600))


def _line(rng: Random, voice: Voice, text: str, moment: datetime, number: int) -> dict[str, str]:
    invitation = voice.invitation
    cells = _cells(rng, voice, text)
    draw = rng.random()
    stop = len(cells)
    if draw < LEAVES_AT_ONCE:
        stop = 0
    elif draw < LEAVES_AT_ONCE + GIVES_UP:
        stop = rng.randint(3, len(cells) - 4)
    name = invitation.organisation.acronym if rng.random() < 0.2 else ""
    return {
        "ID de la réponse": str(number),
        "Date de soumission": f"{moment:%Y-%m-%d %H:%M:%S}" if stop == len(cells) else "",
        "Dernière page": str(1 + 5 * stop // len(cells)),
        "Langue de départ": "fr",
        q.KEY: invitation.person.token,
        q.STRUCTURE: name or invitation.organisation.name,
        q.STANDING: q.PARTNER if invitation.is_partner else q.MEMBER,
        **{
            title: cell if index < stop else invitation.wave.hidden
            for index, (title, cell) in enumerate(cells.items())
        },
    }


def _cells(rng: Random, voice: Voice, text: str) -> dict[str, str]:
    """The cell of each question, as if all the way to the end."""
    invitation = voice.invitation
    received = invitation.wave.hidden if invitation.is_partner else q.YES if invitation.delays else q.NO
    return {
        q.FUNCTION: invitation.person.function,
        q.TEAM: _team(rng, invitation),
        **_answer_cells(rng, voice, q.NEEDS),
        q.RECEIVED: received,
        **_answer_cells(rng, voice, q.AFTERWARDS, hidden=received != q.YES),
        **_answer_cells(rng, voice, q.NETWORK),
        **_answer_cells(rng, voice, q.SKILLS),
        **_wish_cells(rng),
        q.RECOMMENDING: str(voice.recommends) if rng.random() > BLANK else "",
        q.SUGGESTION: text if rng.random() < WRITES else "",
    }


def _answer_cells(
    rng: Random, voice: Voice, questions: Sequence[q.Opinion], hidden: bool = False
) -> dict[str, str]:
    wave = q.WAVES.index(voice.invitation.wave)
    return {
        question.titles[wave]: voice.invitation.wave.hidden
        if hidden
        else _label(rng, question.scales[wave][voice.opinions[question.id] - 1], question.has_not_concerned)
        for question in questions
        if question.titles[wave]
    }


def _label(rng: Random, label: str, has_not_concerned: bool) -> str:
    draw = rng.random()
    if draw < UNKNOWN:
        return q.UNKNOWN
    if draw < UNKNOWN + BLANK:
        return ""
    return q.NOT_CONCERNED if has_not_concerned and draw < UNKNOWN + BLANK + NOT_CONCERNED else label


def _team(rng: Random, invitation: Invitation) -> str:
    """Half-posts with a decimal comma; empty where left out."""
    is_authority = invitation.organisation.family == AUTHORITY
    least, most = TEAM_OF_AUTHORITY if is_authority else TEAMS[invitation.organisation.profiles[-1].size]
    full_time = max(0.5, round(2 * rng.triangular(least, most, least + (most - least) / 4)) / 2)
    return f"{full_time:g}".replace(".", ",") if rng.random() < COUNTS else ""


def _wish_cells(rng: Random) -> dict[str, str]:
    return {
        f"{q.JOINING} [{option}]": q.YES if rng.random() < chance else q.NO
        for option, chance in q.JOINED.items()
    }
