"""The rules of coincidence and crossing of a deployment: coincidences.yaml.

Belongs here: the model of the file, and every mistake in a rule, against itself and against the registers. Does not
belong here: reading it, the rule that is in force on a day (coincidence_table.py), or finding what rules speak of
(assets/link; coincidence_findings.py and crossing.py are its readable references).

A rule flags and names who answers; nobody loses a benefit by it.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from pydantic import Field

from snis.contracts.shape import Mistake, nearest
from snis.contracts.strict import Day, NonEmpty, Strict, Texts
from snis.registers import Row

FILE = "coincidences.yaml"
ANY = "*"
# Instead of an institution: whichever delivers the modality of side a.
DELIVERER = "quien_entrega"
RESTRICTED = "restringida"
# Registers whose rows say something of a person on some days, and the one that says who may be paid at all.
FACTS = ("renap_defuncion", "onsec_planilla", "igss_pension", "minfin_contratista")
ABSENCE = "mides_padron"
# What the deliveries themselves, or the civil registry beside them, show to be odd.
CONTROLS = (
    "edad_improbable", "edad_bajo_minimo", "dato_distinto_renap", "nombre_distinto_renap", "identidad_no_encontrada",
    "cui_de_varias_personas",
)  # fmt: skip
SOURCES = frozenset({*FACTS, ABSENCE, *CONTROLS})
_ID = re.compile(r"[A-Z]{3}-[0-9]{2,3}")

Verdict = Literal["compatible", "complementaria", "incompatible", "consultar"]
Amount = Literal["a", "b", "ambos", "menor"]
# Only these two ask somebody for an answer.
ASKING = frozenset({"incompatible", "consultar"})


class Window(Strict):
    """Days around the other side that count too, and days that are let pass.

    Attributes:
        before, after: days by which what stands on side b begins earlier and ends later.
        tolerance: a finding needs more days in common than this; with a register, more days since the fact began.
    """

    before: int = Field(0, ge=0, le=366)
    after: int = Field(0, ge=0, le=366)
    tolerance: int = Field(0, ge=0, le=366)


class Rule(Strict):
    """What it means that a person or a household has both sides at once.

    Attributes:
        id: stable name, as CRU-01; findings and method sheets are known by it.
        title: one line for readers, in Spanish.
        a: modalities, programmes (all their modalities) or `*` (every one).
        b: the same, or one register or control.
        verdict: compatible, complementaria, incompatible or consultar.
        legal_basis: where it comes from.
        valid_from, valid_to: days of delivery on which it holds, both included.
        grain: whose days are compared: a person's or a household's.
        window: days around, and days let pass.
        amount: whose payments are at stake: those of a, of b, both, or the lesser sum.
        owner: institution that answers; `quien_entrega` is the one that delivers a.
        level: how pressing it is.
        limits: what is known not to work, in Spanish; printed on the method sheet.
    """

    id: NonEmpty
    title: NonEmpty
    a: Texts = Field(min_length=1)
    b: Texts = Field(min_length=1)
    verdict: Verdict
    legal_basis: NonEmpty
    valid_from: Day
    valid_to: Day | None = None
    grain: Literal["persona", "hogar"] = "persona"
    window: Window = Window()
    amount: Amount = "menor"
    owner: NonEmpty
    level: Literal["alta", "media", "baja"] = "media"
    limits: str = ""

    @property
    def source(self) -> str | None:
        """The register or control on side b, or None when programmes stand there."""
        return self.b[0] if self.b[0] in SOURCES else None


class RuleBook(Strict):
    """coincidences.yaml: what holds for pairs without a rule, and the rules."""

    default: Verdict = "consultar"
    rules: tuple[Rule, ...] = ()


@dataclass(frozen=True)
class Known:
    """What rules may refer to: modalities by programme, who delivers each of them, and all institutions.

    Attributes:
        restricted: modalities of which nobody but their deliverer may learn whom they serve.
    """

    programmes: Mapping[str, Sequence[str]]
    deliverers: Mapping[str, str]
    institutions: frozenset[str]
    restricted: frozenset[str] = frozenset()

    @property
    def modalities(self) -> frozenset[str]:
        """Codes of all modalities."""
        return frozenset(code for codes in self.programmes.values() for code in codes)

    def named(self, word: str) -> Sequence[str]:
        """Modalities that a word of a rule stands for, in code order; none when nobody knows it."""
        if word == ANY:
            return sorted(self.modalities)
        return sorted(self.programmes.get(word, (word,) if word in self.modalities else ()))


def known_from(programmes: Sequence[Row], institutions: frozenset[str]) -> Known:
    """What rules may refer to, from the registers of a deployment."""
    by_programme: dict[str, list[str]] = {}
    for row in programmes:
        by_programme.setdefault(row["programa_codigo"], []).append(row["modalidad_codigo"])
    deliverers = {row["modalidad_codigo"]: row["institucion_codigo"] for row in programmes}
    restricted = frozenset(
        row["modalidad_codigo"] for row in programmes if row["visibilidad_codigo"] == RESTRICTED
    )
    return Known(by_programme, deliverers, institutions, restricted)


def rule_mistakes(book: RuleBook, known: Known) -> Iterator[Mistake]:
    """Everything that rules say against themselves, each other's names and the registers."""
    seen: set[str] = set()
    for index, rule in enumerate(book.rules):
        place = ("rules", index)
        if not _ID.fullmatch(rule.id):
            yield Mistake((*place, "id"), f"«{rule.id}» no es un identificador", "escríbalo así: COI-01")
        if rule.id in seen:
            yield Mistake((*place, "id"), f"{rule.id} está dos veces", "dé a cada regla su identificador")
        seen.add(rule.id)
        yield from _side_mistakes(rule, place, known)
        yield from _own_mistakes(rule, place)
        if rule.owner not in {*known.institutions, DELIVERER}:
            yield Mistake(
                (*place, "owner"),
                f"{rule.owner} no está en el registro{nearest(rule.owner, known.institutions)}",
                f"use una institución de institutions.csv, o {DELIVERER}",
            )


def _side_mistakes(rule: Rule, place: tuple[str | int, ...], known: Known) -> Iterator[Mistake]:
    words = {*known.modalities, *known.programmes, ANY}
    for side, listed in (("a", rule.a), ("b", rule.b)):
        for word in listed:
            if word in words or (side == "b" and word in SOURCES):
                continue
            allowed = words | SOURCES if side == "b" else words
            yield Mistake(
                (*place, side),
                f"«{word}» no es una modalidad, un programa{' ni una fuente' if side == 'b' else ''}"
                f"{nearest(word, allowed)}",
                "use códigos de programmes.csv, o * para todas las modalidades",
            )
    if len(rule.b) > 1 and SOURCES & set(rule.b):
        yield Mistake(
            (*place, "b"), "una fuente no se mezcla con otras", "escriba una regla para cada fuente"
        )


def _own_mistakes(rule: Rule, place: tuple[str | int, ...]) -> Iterator[Mistake]:
    if rule.valid_to is not None and rule.valid_to < rule.valid_from:
        yield Mistake(
            (*place, "valid_to"), "la vigencia termina antes de empezar", "revise valid_from y valid_to"
        )
    if rule.source is None:
        if rule.a == rule.b and rule.window.before:
            yield Mistake(
                (*place, "window", "before"),
                "una modalidad consigo misma solo mira los días que siguen al primer pago",
                "use after",
            )
        return
    if rule.grain != "persona":
        yield Mistake((*place, "grain"), "un registro habla de personas", "use grain: persona, o quítelo")
    if "amount" in rule.model_fields_set and rule.amount != "a":
        yield Mistake((*place, "amount"), "con una fuente solo hay pagos del lado a", "use amount: a")
    if rule.source in {ABSENCE, *CONTROLS} and rule.window != Window():
        yield Mistake((*place, "window"), f"{rule.source} no tiene ventana de días", "quítela")
    if rule.verdict not in ASKING:
        yield Mistake(
            (*place, "verdict"),
            "un cruce que nadie tiene que mirar no es una regla",
            "use incompatible o consultar, o quite la regla",
        )
