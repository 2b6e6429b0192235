"""What the gate compares a release with, gathered from contracts, policy, programmes and approvals.

Belongs here: the rules as plain values, and the pure function that builds them. Does not belong here: reading any
file of a release (gate_files.py), or the checks themselves (gate_text.py, gate_tables.py, gate_packages.py).
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from functools import cached_property

from publish.datasets import DatasetSpec
from publish.dictionary import DICTIONARY_COLUMNS, dictionary_rows
from publish.gate_approvals import Approval
from publish.gate_exceptions import GateException
from publish.gate_external import ExactFigure
from snis.contracts.model import TableContract
from snis.disclosure import PUBLIC, RESTRICTED, SENSITIVE
from snis.disclosure_policy import COVERAGE, DisclosurePolicy

COUNT_UNITS = frozenset({"personas", "entregas", "familias", "comunidades", "registros"})
# Fields as institutions send them and keys of internal tables: they have no contract of a table, or are no
# identifier by class, and yet must never be a column of anything that leaves.
ALWAYS_FORBIDDEN = frozenset(
    {
        *("cui", "dpi", "nombre1", "nombre2", "nombre3", "nombres", "nombre_completo"),
        *("apellido1", "apellido2", "apellido_casada", "apellidos", "seudonimo"),
        *("nacimiento_fecha", "fecha_nacimiento", "direccion", "domicilio"),
        *("telefono", "celular", "correo", "hogar", "hogar_id", "folio"),
        *("persona_id", "provisional_id", "entrega_id", "transferencia_id", "hoja", "fila"),
        *("clave_personas", "clave_entregas", "clave_familias", "max1_gtq", "max2_gtq"),
        *("defuncion_fecha", "entrega_fecha", "ocurrio_fecha", "registro_fecha", "conocido_fecha"),
    }
)
# The figure by which an amount of its own was blurred: it is a multiple of it times a mean of three digits.
AMOUNT_OVER = {COVERAGE: "entregas"}


@dataclass(frozen=True)
class ModalityRule:
    """A modality: programme, institution, who may see it, what a delivery is worth, whom it reaches, how often."""

    modalidad_codigo: str
    modalidad: str
    programa_codigo: str
    programa: str
    institucion_codigo: str
    visibilidad_codigo: str
    monto_tipico_gtq: str
    unidad_entrega: str = ""
    periodicidad_codigo: str = ""


@dataclass(frozen=True)
class ColumnRule:
    """A column that a table must have; only dates of the State's calendar are dates that may leave."""

    name: str
    type: str
    classified: bool
    direct: bool
    codelist: str | None
    is_count: bool
    required: bool
    is_calendar: bool = False


@dataclass(frozen=True)
class TableRule:
    """What a published table must look like.

    Attributes:
        universe: whose figures it holds: publica, sensible or restringida.
        threshold: the smallest figure that may be printed.
        base: every count is a multiple of it.
        key: columns that identify a row and give the order of rows.
        amount_over: the count by which amounts were blurred, or None.
    """

    table: str
    universe: str
    columns: tuple[ColumnRule, ...]
    threshold: int
    base: int
    key: tuple[str, ...]
    amount_over: str | None


@dataclass(frozen=True)
class GateRules:
    """Everything that the gate knows.

    Attributes:
        tables: by table name.
        datasets: by dataset name.
        licence: identifier of the licence that every package carries; empty when the deployment names none.
        approved: names of datasets with an approval record.
        approvals: those records, which say of which releases they speak.
        forbidden_fields: names that no column, key or schema may carry.
        modalities: by code.
        restricted_terms: further words of the restricted universe.
        departments: the department of each municipality, by four-digit code.
        lists: codes of each code list.
        admitted: names of the crosses that the coverage table prints this year.
        small_places: municipalities below the number of inhabitants from which every cross is printed.
        policy: thresholds, crosses, hierarchies and microdata, as the deployment decided them.
        exceptions: what persons let pass, and until when.
        external: exact figures that others publish.
        today: the day on which exceptions are looked at.
        other_institutions: codes of institutions, those without programmes too.
        forbidden_texts: words of this machine (user, host) that must not leave.
        ledger_key: public key that signs the anchors of the ledger, in hexadecimal; empty where none is signed.
        names: names of codes by kind of column, which code lists repeat.
        words: rows of the dictionary, one for each column of each open table.
        reports: digests of the deployment's public reports, and whether each was published before.
    """

    tables: Mapping[str, TableRule]
    datasets: Mapping[str, DatasetSpec]
    licence: str
    approved: frozenset[str]
    forbidden_fields: frozenset[str]
    modalities: Mapping[str, ModalityRule]
    restricted_terms: tuple[str, ...]
    departments: Mapping[str, str]
    lists: Mapping[str, frozenset[str]]
    policy: DisclosurePolicy
    admitted: frozenset[str]
    small_places: frozenset[str]
    exceptions: tuple[GateException, ...] = ()
    external: tuple[ExactFigure, ...] = ()
    approvals: tuple[Approval, ...] = ()
    today: date = date.max
    other_institutions: frozenset[str] = frozenset()
    forbidden_texts: tuple[str, ...] = field(default=())
    ledger_key: str = ""
    names: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    words: tuple[Mapping[str, str], ...] = ()
    reports: Mapping[str, bool] = field(default_factory=dict)

    @cached_property
    def municipalities(self) -> frozenset[str]:
        """Four-digit codes of the places in which a CUI can have been issued."""
        return frozenset(self.departments)

    @cached_property
    def institutions(self) -> frozenset[str]:
        """Codes of the institutions that have programmes, and of the others that the deployment knows."""
        return self.other_institutions | {rule.institucion_codigo for rule in self.modalities.values()}

    @property
    def rate_cap_pct(self) -> int:
        """Coverage rates above it are not printed."""
        return self.policy.coverage_rate_cap_pct.value

    @property
    def mean_digits(self) -> int:
        """Significant digits of a mean amount."""
        return self.policy.amounts.mean_digits.value

    @property
    def microdata_table(self) -> str:
        """The only table whose rows are persons."""
        return self.policy.microdata.table

    def table_named(self, *names: str) -> TableRule | None:
        """The table that a resource or file name stands for: with or without "open_", "-" as "_"."""
        for name in names:
            plain = name.lower().replace("-", "_")
            for candidate in (plain, f"open_{plain}"):
                if candidate in self.tables:
                    return self.tables[candidate]
        return None


def build_rules(
    contracts: Iterable[TableContract],
    policy: DisclosurePolicy,
    *,
    programmes: Iterable[Mapping[str, str]],
    datasets: Iterable[DatasetSpec],
    licence: str,
    approvals: Iterable[Approval],
    municipalities: Mapping[str, str],
    codes: Iterable[Mapping[str, str]],
    admitted: Iterable[str] | None = None,
    small_places: Iterable[str] = (),
    exceptions: Iterable[GateException] = (),
    external: Iterable[ExactFigure] = (),
    today: date = date.max,
    institutions: Iterable[str] = (),
    forbidden_texts: Iterable[str] = (),
    names: Mapping[str, Mapping[str, str]] | None = None,
) -> GateRules:
    """The gate's rules for a deployment.

    Args:
        contracts: every table contract, of all layers: the ones that are not open tell what must not leave.
        policy: thresholds, bases and regimes.
        programmes: the deployment's register of modalities (programmes.csv), columns by name.
        datasets: what may be published.
        licence: identifier of the deployment's licence.
        approvals: committee decisions.
        municipalities: the department of each four-digit code of the territory.
        codes: the deployment's code lists (codes.csv), columns by name.
        admitted: crosses of the coverage table that this year prints; None for all of the policy.
        small_places: municipalities with fewer inhabitants than the policy asks for.
        exceptions: what persons let pass (exceptions.yaml).
        external: exact figures that others publish (external_figures.csv).
        today: the day on which exceptions are looked at; without it none counts any more.
        institutions: codes of institutions, those without programmes too.
        forbidden_texts: words of this machine that must not leave.
        names: names of codes by kind of column; None for those of programmes and code lists alone.
    """
    known, decided = tuple(contracts), tuple(approvals)
    programmes, codes = tuple(programmes), tuple(codes)
    return GateRules(
        tables={c.name: _table_rule(c, policy) for c in known if c.layer == "open"},
        datasets={dataset.name: dataset for dataset in datasets},
        licence=licence,
        approved=frozenset(approval.dataset for approval in decided),
        approvals=decided,
        forbidden_fields=ALWAYS_FORBIDDEN
        | {f.name for c in known for f in c.fields if f.privacy == "direct" or f.name.endswith("_id")},
        modalities={row["modalidad_codigo"]: _modality_rule(row) for row in programmes},
        restricted_terms=tuple(policy.regimes.restringida.terms),
        departments=dict(municipalities),
        lists=_lists(codes),
        policy=policy,
        admitted=frozenset(policy.names(COVERAGE) if admitted is None else admitted),
        small_places=frozenset(small_places),
        exceptions=tuple(exceptions),
        external=tuple(external),
        today=today,
        other_institutions=frozenset(institutions),
        forbidden_texts=tuple(sorted({text for text in forbidden_texts if len(text) > 2})),
        names=_names(programmes, codes) if names is None else names,
        words=tuple(_words(known)),
    )


def _names(
    programmes: Iterable[Mapping[str, str]], codes: Iterable[Mapping[str, str]]
) -> dict[str, dict[str, str]]:
    names: dict[str, dict[str, str]] = {"modalidad": {}, "programa": {}}
    for row in programmes:
        names["modalidad"][row["modalidad_codigo"]] = row["modalidad"]
        names["programa"][row["programa_codigo"]] = row["programa"]
    for row in codes:
        names.setdefault(row["lista"], {})[row["codigo"]] = row["nombre"]
    return names


def _words(contracts: Iterable[TableContract]) -> Iterator[Mapping[str, str]]:
    tables = [contract for contract in contracts if contract.layer == "open"]
    for row in dictionary_rows(tables, ()):
        yield dict(zip(DICTIONARY_COLUMNS, row, strict=True))


def _lists(codes: Iterable[Mapping[str, str]]) -> dict[str, frozenset[str]]:
    lists: dict[str, set[str]] = {}
    for row in codes:
        lists.setdefault(row["lista"], set()).add(row["codigo"])
    return {name: frozenset(found) for name, found in lists.items()}


def _modality_rule(row: Mapping[str, str]) -> ModalityRule:
    return ModalityRule(
        **{field.name: row[field.name] for field in fields(ModalityRule) if field.name in row}
    )


def _table_rule(contract: TableContract, policy: DisclosurePolicy) -> TableRule:
    universe, base = PUBLIC, policy.rounding.base.value
    if contract.name == policy.regimes.sensible.table:
        universe = SENSITIVE
    if contract.name == policy.regimes.restringida.table:
        universe, base = RESTRICTED, policy.rounding.restringida_nearest.value
    return TableRule(
        table=contract.name,
        universe=universe,
        columns=tuple(
            ColumnRule(
                name=f.name,
                type=f.type,
                classified=f.privacy in {"none", "quasi", "sensitive", "direct"},
                direct=f.privacy == "direct",
                codelist=f.codelist,
                is_count=f.unit in COUNT_UNITS,
                required=f.required,
                is_calendar=f.is_calendar,
            )
            for f in contract.fields
        ),
        threshold=policy.threshold_of(contract.name),
        base=base,
        key=tuple(contract.key),
        amount_over=AMOUNT_OVER.get(contract.name),
    )
