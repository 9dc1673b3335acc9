"""The invented organisations: who they are, and how much each takes part."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from random import Random

from tests.demo.generator import names
from tests.demo.generator.effects import NEVER_REACHED, SLOPES
from tests.demo.generator.stays import Stay, stays_of_members

SIZES = ("MOINS_10", "DE_10_A_49", "DE_50_A_249", "PLUS_250")
SIZE_WEIGHTS = {"COLLECTIVITE": (0, 2, 3, 5), "ONG": (10, 8, 4, 2)}
LEGAL = {
    "COLLECTIF_OSC": ("9220",),
    "FONDATION": ("9300",),
    "SYNDICAT": ("8410",),
    "ESS": ("5560", "5458", "8210"),
    "RECHERCHE_FORMATION": ("7383", "9220"),
    "AUTRE": ("5710", "5458"),
    "PUBLIC_AUTRE": ("7410",),
}
LEGAL_BY_FIRST_WORD = {"Ville": "7210", "Département": "7220", "Région": "7230", "Métropole": "7344"}
FIELDS = {
    "ONG": ("SOLIDARITE_INTERNATIONALE",) * 8 + ("CHANGEMENT_SOCIAL", "SOLIDARITE_NORD"),
    "COLLECTIF_OSC": ("SOLIDARITE_INTERNATIONALE", "SOLIDARITE_INTERNATIONALE", "CHANGEMENT_SOCIAL"),
    "SYNDICAT": ("CHANGEMENT_SOCIAL",),
    "ESS": ("ESS",),
}
REGIONS = ("11",) * 8 + (
    "84",
    "84",
    "84",
    "53",
    "44",
    "32",
    "28",
    "75",
    "76",
    "76",
    "52",
    "93",
    "27",
    "24",
    "04",
)


TAKEN_OVER = {"Clé des Dunes": "Alphabets Nomades"}  # by name, and who took it over when it left


@dataclass(frozen=True)
class Profile:
    """What an organisation is from a day on; codes, empty where unknown."""

    since: date
    family: str
    field: str
    legal: str
    region: str
    size: str


@dataclass(frozen=True)
class Organisation:
    """An invented organisation. `asks` and `comes` are its own lasting weights; `leanings` its own taste."""

    number: int
    name: str
    acronym: str
    country: str
    part: str
    profiles: tuple[Profile, ...]
    stays: tuple[Stay, ...] = ()
    asks: float = 0.0
    comes: float = 0.0
    leanings: dict[str, float] = field(default_factory=dict)

    @property
    def family(self) -> str:
        """Family of the latest profile."""
        return self.profiles[-1].family

    def is_member(self, day: date) -> bool:
        """Whether the day falls in one of its stays, both ends included."""
        for stay in self.stays:  # noqa: SIM110 - any() takes twice as long, and the demo asks nothing as often
            if stay.joined <= day and (stay.left is None or day <= stay.left):
                return True
        return False


def generate_organisations(rng: Random, effects: bool) -> list[Organisation]:
    """Members in order of joining, then those who never were members."""
    members = [_member(rng, i + 1, *entry) for i, entry in enumerate(stays_of_members(rng))]
    if effects:
        members = _leave_out(rng, members)
    return members + _others(rng, first_number=len(members) + 1)


def find_successors(organisations: list[Organisation]) -> dict[int, int]:
    """The numbers of those that were taken over, where they left, and of those that took them over, where they are still there."""
    by_name = {each.name: each for each in organisations if each.stays}
    pairs = [
        (by_name[name], by_name[successor])
        for name, successor in TAKEN_OVER.items()
        if by_name.keys() >= {name, successor}
    ]
    return {
        gone.number: successor.number
        for gone, successor in pairs
        if gone.stays[-1].left and not successor.stays[-1].left
    }


def _member(
    rng: Random, number: int, family: str, name: str, acronym: str, stays: tuple[Stay, ...]
) -> Organisation:
    profile = _profile(rng, stays[0].joined, family, name)
    activity = rng.random()  # the same organisations ask often and come often, though not strictly
    return Organisation(
        number=number,
        name=name,
        acronym=acronym,
        country="FR",
        part="member",
        profiles=_life(rng, profile, stays),
        stays=stays,
        asks=0.3 + 3 * (0.7 * activity + 0.3 * rng.random()) ** 3,
        comes=0.3 + 2 * (0.6 * activity + 0.4 * rng.random()) ** 2,
        leanings={theme: 0.6 + 0.8 * rng.random() for theme in SLOPES},
    )


def _profile(rng: Random, since: date, family: str, name: str) -> Profile:
    legal = LEGAL_BY_FIRST_WORD.get(name.split()[0], "7348" if family == "COLLECTIVITE" else "")
    if "communes" in name:
        legal = "7346"
    return Profile(
        since=since,
        family=family,
        field=rng.choice(FIELDS.get(family, ("SOLIDARITE_INTERNATIONALE",))),
        legal=legal or rng.choice(LEGAL.get(family, ("9220", "9220", "9220", "9230"))),
        region=rng.choice(REGIONS),
        size=rng.choices(SIZES, SIZE_WEIGHTS.get(family, (6, 4, 2, 1)))[0],
    )


def _life(rng: Random, profile: Profile, stays: tuple[Stay, ...]) -> tuple[Profile, ...]:
    """The first profile, one more at each return, and for one member in five a later change."""
    profiles = [profile, *(replace(profile, since=stay.joined) for stay in stays[1:])]
    last = profiles[-1].since.year
    if profile.family != "COLLECTIVITE" and last < 2018 and rng.random() < 0.2:
        since = date(rng.randint(max(last, 2013) + 1, 2021), 1, 1)
        if stays[-1].left is None or since < stays[-1].left:
            profiles.append(_change_profile(rng, replace(profiles[-1], since=since)))
    return tuple(profiles)


def _change_profile(rng: Random, profile: Profile) -> Profile:
    what = rng.choice(("size", "size", "region", "field"))
    if what == "size":
        index = SIZES.index(profile.size)
        return replace(profile, size=SIZES[index + 1 if index == 0 else index - 1])
    if what == "region":
        return replace(profile, region=rng.choice([r for r in REGIONS if r != profile.region]))
    return replace(profile, field="ESS" if profile.field == "CHANGEMENT_SOCIAL" else "CHANGEMENT_SOCIAL")


def _leave_out(rng: Random, members: list[Organisation]) -> list[Organisation]:
    """The members with those never reached asking for nothing and coming to nothing."""
    chosen: set[int] = set()
    for family, count in NEVER_REACHED.items():
        eligible = [m.number for m in members if m.family == family and _can_be_left_out(m)]
        chosen.update(rng.sample(eligible, min(count, len(eligible))))
    return [replace(m, asks=0.0, comes=0.0) if m.number in chosen else m for m in members]


def _can_be_left_out(member: Organisation) -> bool:
    stay = member.stays[-1]
    small = member.family == "COLLECTIVITE" or member.profiles[-1].size == "MOINS_10"
    return len(member.stays) == 1 and stay.left is None and stay.joined.year < 2020 and small


def _others(rng: Random, first_number: int) -> list[Organisation]:
    organisations: list[Organisation] = []
    for part, block, family, its_field, countries in names.OTHERS:
        for name, acronym in names.pairs(block):
            profile = replace(_profile(rng, date(2012, 1, 1), family, name), field=its_field)
            country = rng.choice(countries) if countries else "FR"
            if country != "FR":
                profile = replace(profile, region="", legal="3290")
            organisations.append(
                Organisation(
                    first_number + len(organisations),
                    name,
                    acronym,
                    country,
                    part,
                    (profile,),
                    comes=0.4 + rng.random(),
                )
            )
    return organisations
