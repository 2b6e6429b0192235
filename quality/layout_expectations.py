"""What must hold in what an institution sends, derived from the contract of each layout.

Belongs here: which rules of the catalogue can apply to a layout, and what else is expected of its deliveries, as plain
data. Does not belong here: the rows that it is asked of (quality/sql/envios), Great Expectations (suites.py), or what a
table must keep (expectations.py).

Every expectation looks at one column of `envio_renglon`; none of its columns has a value of a row.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from quality.catalogue import Catalogue, Dimension, Effect, Rule
from quality.expectations import BLOCKS, INFORMS, WARNS, Expectation, Kind, Severity
from snis.contracts.input_fields import CODED_FIELDS, DATE_FIELDS, NAME_FIELDS, NUMBER_FIELDS, PLACE_FIELDS
from snis.contracts.layout import InstitutionContract
from snis.contracts.loader import load_fields

# What share of the rows checked may fail a rule; a deployment says it in quality.yaml (targets).
Tolerance = Callable[[str, str], float]
DEFAULT_TOLERANCE = 0.01
# An optional column is told of when most rows leave it empty.
OPTIONAL_TOLERANCE = 0.5
# Against its own past a delivery is odd from ten times on, or from a tenth.
TIMES = 10
# How grave it is: a row held back and a file refused wait for somebody; what is discarded or noticed is told.
_SEVERITY: dict[Effect, Severity] = {
    "rechazo": WARNS,
    "cuarentena": WARNS,
    "descarte": INFORMS,
    "aviso": INFORMS,
}

_DATED = ("entrega_fecha", "ocurrio_fecha")
_NO_CONTRACT = frozenset({"ARC-03", "ARC-04"})
_FULL_ONLY = frozenset({"ARC-14", "ARC-18", "ARC-19", "ARC-20"})
_TEXT_ONLY = frozenset({"ARC-09"})
_TEXT_FORMATS = frozenset({"csv", "fwf", "html", "xml"})
# What an accepted row may not be, whatever its layout: the judgement let something pass that it had to stop.
_BROKEN: Sequence[tuple[str, Dimension, str]] = (
    ("futura", "consistencia", "ningún hecho es posterior al día en que se supo de él"),
    ("nacimiento", "consistencia", "nadie nace después de lo que la fila dice de él"),
    ("edad", "validez", "nadie tiene más de 120 años"),
    ("negativo", "validez", "ningún monto ni cantidad es negativo"),
    ("persona", "completitud", "toda fila de una persona dice de quién es"),
    ("modalidad", "exactitud", "toda modalidad está en el registro de programas"),
    ("lugar", "consistencia", "todo municipio existe y está en su departamento"),
)
_OF_PERSONS = frozenset({"nacimiento", "edad", "persona"})
_OF_DELIVERIES = frozenset({"edad", "negativo", "modalidad", "lugar"})
_IDENTITY: Sequence[tuple[str, str]] = (
    ("discrepancia", "el verificador no encuentra diferencias en la identidad"),
    ("no_encontrado", "el verificador encuentra a la persona"),
    ("fallecido", "el verificador no da por fallecida a la persona"),
)
# What a delivery is held against (classes of rules of coincidences.yaml).
CROSSINGS: Sequence[tuple[str, str]] = (
    ("muerte", "ninguna entrega a quien murió según el RENAP"),
    ("registro", "ningún registro contradice la entrega"),
    ("control", "ningún dato de la persona contradice a otro"),
)


@dataclass(frozen=True)
class Layout:
    """A layout and what is known around it.

    Attributes:
        contract: its contract.
        validated: whether the deployment asks a verifier about identities.
    """

    contract: InstitutionContract
    validated: bool = False

    @property
    def table(self) -> str:
        """The name under which its suite is known."""
        return table_of(self.contract)


def table_of(contract: InstitutionContract) -> str:
    """Name of the suite of a layout: its contract and version."""
    return f"envio_{contract.contract.replace('-', '_')}_v{contract.version}"


def derive_layout(
    layout: Layout, catalogue: Catalogue, tolerance: Tolerance = lambda rule, dimension: DEFAULT_TOLERANCE
) -> tuple[Expectation, ...]:
    """Everything that is expected of a layout: rules of rows, notices and files, and what no rule of one row can see.

    Args:
        layout: the layout.
        catalogue: the rules.
        tolerance: share of the rows checked that may fail, by rule or measure and its dimension.
    """
    made = _Maker(layout, tolerance)
    return (
        *(made.of_rule(rule) for rule in catalogue.rules if applies(rule, layout.contract)),
        *made.completeness(),
        *made.broken(),
        *made.references(),
        *made.past(),
        *made.due(),
    )


def applies(rule: Rule, contract: InstitutionContract) -> bool:
    """Whether a layout can break a rule at all: one without numbers has no number that could not be read."""
    fields = contract.fields
    if rule.level == "file":
        if rule.id in _NO_CONTRACT or (rule.id in _FULL_ONLY and contract.mode != "full"):
            return False
        if rule.id == "ARC-16":
            return contract.control is not None
        return rule.id not in _TEXT_ONLY or contract.file.format in _TEXT_FORMATS
    needed = _NEEDS.get(rule.id) or _NEEDS_OF_FAMILY.get(rule.id[:3])
    return needed is None or needed(contract, fields)


def _dated(contract: InstitutionContract, fields: frozenset[str]) -> bool:
    return bool(fields & {"nacimiento_fecha", *_DATED})


_Test = Callable[[InstitutionContract, frozenset[str]], bool]
_NEEDS_OF_FAMILY: dict[str, _Test] = {
    "CUI": lambda contract, fields: "cui" in fields,
    "IDE": lambda contract, fields: contract.kind != "community" and contract.grain != "racion",
    "NOM": lambda contract, fields: bool(fields & frozenset(NAME_FIELDS)),
    "FEC": lambda contract, fields: bool(fields & DATE_FIELDS),
    "PER": lambda contract, fields: "entrega_fecha" in fields,
    "COD": lambda contract, fields: bool(fields & frozenset(CODED_FIELDS)),
    "TER": lambda contract, fields: bool(fields & PLACE_FIELDS),
    "NUM": lambda contract, fields: bool(fields & NUMBER_FIELDS),
    "MON": lambda contract, fields: contract.kind != "registry" and "monto_gtq" in fields,
}
_NEEDS: dict[str, _Test] = {
    "FEC-03": lambda contract, fields: "nacimiento_fecha" in fields and bool(fields & frozenset(_DATED)),
    "FEC-04": _dated,
    "TER-02": lambda contract, fields: any("municipio" in name for name in fields & PLACE_FIELDS),
    "NUM-03": lambda contract, fields: "cantidad" in fields,
    "ELE-01": lambda contract, fields: contract.kind == "deliveries" and "nacimiento_fecha" in fields,
    "ELE-02": lambda contract, fields: contract.kind == "deliveries" and "sexo_codigo" in fields,
    "ELE-03": lambda contract, fields: contract.kind != "registry" and bool(fields & PLACE_FIELDS),
    "ELE-04": lambda contract, fields: contract.kind != "registry",
}
# Optional fields whose emptiness an accepted row still tells; core has no value of the others.
_TOLD: frozenset[str] = frozenset(
    {
        *("cui", "hogar", "nacimiento_fecha", "sexo_codigo", "pueblo_codigo", "comunidad_linguistica_codigo"),
        *("escolaridad_codigo", "pobreza_codigo", "tiene_discapacidad", "residencia_departamento_codigo"),
        *("residencia_municipio_codigo", "entrega_departamento_codigo", "entrega_municipio_codigo"),
        *("familias_atendidas", "obra_codigo", "ocurrio_fecha", "registro_fecha"),
    }
)
_TOLD_OF_REGISTRY = frozenset({"sexo_codigo", "nacimiento_fecha", "ocurrio_fecha", "registro_fecha"})


class _Maker:
    """Makes the expectations of one layout."""

    def __init__(self, layout: Layout, tolerance: Tolerance) -> None:
        self._contract = layout.contract
        self._validated = layout.validated
        self._table = layout.table
        self._tolerance = tolerance

    def of_rule(self, rule: Rule) -> Expectation:
        """A rule of the catalogue, under its own name."""
        severity = _SEVERITY[rule.effect]
        said = f"{rule.id}. {rule.title}"
        if rule.id == "ARC-21":
            return self._without(rule.id, "plazo", rule.id, said, severity, rule.dimension)
        if rule.level == "file" and rule.effect == "rechazo":
            return self._never(rule.id, "archivo_regla", rule.id, said, severity, rule.dimension)
        if rule.level == "file":
            return self._without(rule.id, "archivo_avisos", rule.id, said, severity, rule.dimension)
        if rule.effect == "aviso":
            return self._without(rule.id, "avisos", rule.id, said, severity, rule.dimension)
        return self._never(rule.id, "regla", rule.id, said, severity, rule.dimension)

    def completeness(self) -> Iterator[Expectation]:
        """Each required column by itself, and how far the optional ones are filled."""
        titles = load_fields()
        required = self._contract.required_fields
        for name in sorted(required & self._contract.fields):
            said = f"Columna obligatoria «{titles[name].title if name in titles else name}»: sin vacíos"
            yield self._never(f"OBL-01.{name}", "vacio", name, said, WARNS, "completitud")
        told = _TOLD_OF_REGISTRY if self._contract.kind == "registry" else _TOLD
        for name in sorted(told & self._contract.fields - required - frozenset(self._contract.constants)):
            said = f"Columna opcional «{titles[name].title if name in titles else name}»: con valor"
            yield self._without(f"lleno.{name}", "vacios", name, said, INFORMS, "completitud")

    def broken(self) -> Iterator[Expectation]:
        """What an accepted row may not be; not one of them."""
        for name, dimension, said in _BROKEN:
            if name in _OF_PERSONS and self._contract.kind == "community":
                continue
            if name in _OF_DELIVERIES and self._contract.kind == "registry":
                continue
            title = f"Filas aceptadas: {said}"
            yield self._make(
                f"aceptada.{name}",
                "without",
                "rota",
                {"like_pattern": f"%|{name}|%"},
                title,
                BLOCKS,
                dimension,
            )

    def references(self) -> Iterator[Expectation]:
        """What verifiers and registers say of those who received."""
        if self._contract.kind != "deliveries":
            return
        if self._validated and "cui" in self._contract.fields:
            for name, said in _IDENTITY:
                title = f"Identidad: {said}"
                yield self._without(f"identidad.{name}", "identidad", name, title, INFORMS, "exactitud")
        for name, said in CROSSINGS:
            title = f"Referencias: {said}"
            yield self._without(f"cruce.{name}", "cruces", name, title, INFORMS, "exactitud")

    def past(self) -> Iterator[Expectation]:
        """Each file against the usual of those before it."""
        between = {"min_value": 1 / TIMES, "max_value": TIMES}
        said = f"entre una décima parte y {TIMES} veces lo usual de este formato"
        yield self._make(
            "pasado.filas",
            "between",
            "filas_veces",
            between,
            f"Filas del archivo: {said}",
            WARNS,
            "consistencia",
        )
        if "monto_gtq" in self._contract.fields and self._contract.kind != "registry":
            title = f"Monto medio del archivo: {said}"
            yield self._make("pasado.monto", "between", "monto_veces", between, title, WARNS, "exactitud")
        title = f"Filas en cuarentena: a lo más {TIMES} veces la parte usual de este formato"
        yield self._make(
            "pasado.cuarentena", "between", "apartada_veces", {"max_value": TIMES}, title, WARNS, "validez"
        )

    def due(self) -> Iterator[Expectation]:
        """Each file that was due is there."""
        if self._contract.mode != "correction":
            title = "Archivo debido: ya llegó"
            yield self._make(
                "plazo.falta", "without", "plazo", {"like_pattern": "%|falta|%"}, title, WARNS, "oportunidad"
            )

    def _never(
        self, name: str, column: str, value: str, title: str, severity: Severity, dimension: Dimension
    ) -> Expectation:
        return self._tolerated(name, "not_in_set", column, {"value_set": [value]}, title, severity, dimension)

    def _without(
        self, name: str, column: str, word: str, title: str, severity: Severity, dimension: Dimension
    ) -> Expectation:
        like = {"like_pattern": f"%|{word}|%"}
        return self._tolerated(name, "without", column, like, title, severity, dimension)

    def _tolerated(
        self,
        name: str,
        kind: Kind,
        column: str,
        arguments: dict[str, Any],
        title: str,
        severity: Severity,
        dimension: Dimension,
    ) -> Expectation:
        share = self._share(name, dimension)
        said = f"{title} (a lo más {share:.2%})" if share else title
        return self._make(
            name, kind, column, {**arguments, "mostly": round(1 - share, 6)}, said, severity, dimension
        )

    def _share(self, name: str, dimension: Dimension) -> float:
        """The share of a measure's own rule, where it is of one."""
        family = name.partition(".")[0]
        return OPTIONAL_TOLERANCE if family == "lleno" else self._tolerance(family, dimension)

    def _make(
        self,
        name: str,
        kind: Kind,
        column: str,
        arguments: dict[str, Any],
        title: str,
        severity: Severity,
        dimension: Dimension,
    ) -> Expectation:
        return Expectation(
            name, self._table, self._table, kind, title, severity, dimension, column, arguments
        )
