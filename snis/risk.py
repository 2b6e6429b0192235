"""How much risk a published file of records leaves, and how much it lost: the content of riesgo.json.

Belongs here: the measures, each over counts. Does not belong here: counting (assets/open/microdata_risk.py), the rules
that keep the risk small (snis/microdata.py), or the risk of tables (snis/table_risk.py).

Two attackers. The journalist has a list of everybody with name, place, sex and age (a voter roll) and finds a row: the
candidates are the persons who look like it. The prosecutor knows besides that somebody received the programme (the law
publishes lists): the candidates are the records of the programme that look like it. Both risks are one over the number
of candidates in the whole register, because the sample does not say who is in it; the real list of everybody is longer
than the register, so the first is an upper limit.

Source: shared design privacy.md, section 3 ("riesgo.json"); NCP: normalised certainty penalty (Xu et al. 2006).
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from snis.disclosure_groupings import AGE, PEOPLE, Hierarchies, Hierarchy
from snis.disclosure_microdata import Microdata
from snis.microdata import AGE_GROUPS, PEOPLE_GROUPS
from snis.territory import Territory

_DIGITS = 4
# Of a share of the register: with more of them it would give the exact number of its records.
_REGISTER_DIGITS = 2
_CANDIDATES_STEP = 5


@dataclass(frozen=True)
class ClassOfRows:
    """Rows of a file that are alike in all that an outsider may know.

    Attributes:
        profile: region, department, municipality, sex, broad age, age, broad people, people; "" where not told.
        programme: institution and programme.
        rows: how many. smallest: of the groups that are equal in everything. blank: rows without attributes.
        candidates: records of the whole register that look like them.
        neighbours: persons of the register of that place, sex and age, whatever their programme.
    """

    profile: tuple[str, ...]
    programme: tuple[str, ...]
    rows: int
    smallest: int
    blank: int
    candidates: int
    neighbours: int


@dataclass(frozen=True)
class Register:
    """The whole register of a year beside the sample, before anything is rolled up.

    Attributes:
        records, drawn: persons in programmes, and those of the sample.
        unique, drawn_unique: records that no other is like, in the register and in the sample; both: in either.
        persons, persons_drawn: different persons.
    """

    records: int
    drawn: int
    unique: int
    drawn_unique: int
    both: int
    persons: int
    persons_drawn: int


@dataclass(frozen=True)
class Detail:
    """Shares of all finest codes that a coarser one stands for."""

    places: Mapping[str, float]
    ages: Mapping[str, float]
    peoples: Mapping[str, float]


def detail_of(territory: Territory, hierarchies: Hierarchies) -> Detail:
    """How much each coarser code leaves open; a code for "not informed" loses nothing by being told less."""
    regions = {item.code: item.region for item in territory.departments}
    places: Counter[str] = Counter()
    for item in territory.municipalities:
        places.update([item.department, regions[item.department]])
    total = len(territory.municipalities)
    known = hierarchies.by_dimension()
    return Detail(
        {code: count / total for code, count in places.items()},
        _shares(known[AGE], AGE_GROUPS),
        _shares(known[PEOPLE], PEOPLE_GROUPS),
    )


def microdata_risk(
    classes: Sequence[ClassOfRows],
    register: Register,
    *,
    edition: str,
    policy: Microdata,
    by_level: Mapping[str, int],
    suppressed: int,
    detail: Detail,
) -> dict[str, Any]:
    """The report of an edition."""
    rows = sum(item.rows for item in classes)
    mixes = _mixes(classes)
    return {
        "edicion": edition,
        "filas": rows,
        "fraccion_pct": policy.fraction_pct.value,
        "peso": round(100 / policy.fraction_pct.value, _DIGITS),
        "filas_suprimidas": suppressed,
        "filas_sin_atributos_pct": _pct(sum(item.blank for item in classes), rows),
        "filas_por_nivel_pct": {name: _pct(count, rows) for name, count in by_level.items()},
        "k": {
            "exigida": policy.k.value,
            "clases": len(classes),
            "cuasi_identificadores_y_programa": min((item.rows for item in classes), default=None),
            "fila_entera_exigida": policy.k_row.value,
            "fila_entera": min((item.smallest for item in classes), default=None),
        },
        "unicos": {
            "de_la_muestra_antes_de_proteger_pct": _pct(register.drawn_unique, register.drawn),
            "del_registro_antes_de_proteger_pct": _pct(register.unique, register.records),
            "de_la_muestra_y_del_registro_antes_de_proteger_pct": _pct(register.both, register.drawn),
            "publicados": sum(1 for item in classes if item.smallest == 1),
        },
        "diversidad": _diversity(mixes, set(policy.universal_programmes.value), policy.l.value),
        "cercania": _closeness(mixes),
        "riesgo": {
            "lista_de_todos": _risk((item.rows, item.neighbours) for item in classes),
            "lista_del_programa": _risk((item.rows, item.candidates) for item in classes),
            "candidatos_minimos": min((_coarse(item.candidates) for item in classes), default=None),
        },
        "probabilidad_de_estar": {
            "una_persona_en_un_programa": _share(register.drawn, register.records),
            "una_persona_del_registro": _share(register.persons_drawn, register.persons),
        },
        "perdida_ncp_pct": {
            "lugar": _mean((item.rows, _place_loss(item.profile, detail)) for item in classes),
            "edad": _mean((i.rows, _code_loss(i.profile[4], i.profile[5], detail.ages)) for i in classes),
            "pueblo": _mean(
                (i.rows, _code_loss(i.profile[6], i.profile[7], detail.peoples)) for i in classes
            ),
        },
    }


def _mixes(classes: Iterable[ClassOfRows]) -> Mapping[tuple[str, ...], Counter[str]]:
    """Rows by programme of each profile."""
    mixes: dict[tuple[str, ...], Counter[str]] = defaultdict(Counter)
    for item in classes:
        mixes[item.profile][item.programme[-1]] += item.rows
    return mixes


def _diversity(
    mixes: Mapping[tuple[str, ...], Counter[str]], universal: set[str], required: int
) -> dict[str, Any]:
    """Programmes of a profile: whoever finds the profile of a person must not find the programme by it."""
    mixed = [mix for mix in mixes.values() if set(mix) - universal]
    alone = [mix for mix in mixes.values() if len(mix) == 1]
    rows = sum(mix.total() for mix in mixes.values())
    return {
        "l_exigida": required,
        "l": min((len(mix) for mix in mixed), default=None),
        "l_por_entropia": round(min((math.exp(_entropy(mix)) for mix in mixed), default=0.0), _DIGITS),
        "filas_en_perfiles_de_un_programa_universal_pct": _pct(
            sum(mix.total() for mix in alone if set(mix) <= universal), rows
        ),
        "filas_en_perfiles_de_otro_programa_solo_pct": _pct(
            sum(mix.total() for mix in alone if not set(mix) <= universal), rows
        ),
    }


def _closeness(mixes: Mapping[tuple[str, ...], Counter[str]]) -> dict[str, Any]:
    """Distance of each profile's programmes from those of the file; reported, not enforced: age decides programmes."""
    whole: Counter[str] = Counter()
    for mix in mixes.values():
        whole.update(mix)
    distances = [(mix.total(), _distance(mix, whole)) for mix in mixes.values()]
    return {
        "t_maxima": round(max((distance for _, distance in distances), default=0.0), _DIGITS),
        "t_media": round(
            sum(rows * distance for rows, distance in distances) / max(whole.total(), 1), _DIGITS
        ),
    }


def _distance(mix: Counter[str], whole: Counter[str]) -> float:
    """Half the sum of differences of shares (all programmes are equally far from each other)."""
    mine, all_rows = mix.total(), whole.total()
    return sum(abs(mix[name] / mine - whole[name] / all_rows) for name in whole) / 2


def _entropy(mix: Counter[str]) -> float:
    rows = mix.total()
    return -sum(count / rows * math.log(count / rows) for count in mix.values())


def _risk(hidden: Iterable[tuple[int, int]]) -> dict[str, float]:
    """Mean over rows and maximum of one over the candidates, who are counted in steps."""
    known = [(count, _coarse(among)) for count, among in hidden]
    rows = sum(count for count, _ in known)
    return {
        "media_pct": round(100 * sum(count / among for count, among in known) / max(rows, 1), _DIGITS),
        "maxima_pct": round(100 * max((1 / among for _, among in known), default=0.0), _DIGITS),
    }


def _coarse(among: int) -> int:
    """Candidates as a reader may know them, never more than they are: one over an exact count would give it back."""
    return max(among // _CANDIDATES_STEP * _CANDIDATES_STEP, 1)


def _place_loss(profile: Sequence[str], detail: Detail) -> float:
    region, department, municipality = profile[:3]
    if municipality:
        return 0.0
    return detail.places.get(department or region, 0.0) if region else 1.0


def _code_loss(group: str, code: str, shares: Mapping[str, float]) -> float:
    if code:
        return 0.0
    return shares.get(group, 0.0) if group else 1.0


def _shares(hierarchy: Hierarchy, grouping: str) -> Mapping[str, float]:
    counted = Counter(
        group for code, group in hierarchy.grouping(grouping).items() if code != hierarchy.not_informed
    )
    return {group: count / len(hierarchy.codes) for group, count in counted.items()}


def _mean(losses: Iterable[tuple[int, float]]) -> float:
    known = list(losses)
    rows = sum(count for count, _ in known)
    return round(100 * sum(count * loss for count, loss in known) / max(rows, 1), 2)


def _pct(part: int, whole: int) -> float:
    return round(100 * part / whole, 2) if whole else 0.0


def _share(part: int, whole: int) -> float:
    return round(part / whole, _REGISTER_DIGITS) if whole else 0.0
