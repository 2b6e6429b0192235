"""Which rows go to which file and sheet.

Belongs here: names of files and sheets, titles, totals and notes. Does not belong here: cells (layouts.py), mistakes
(defects.py) or bytes (files.py).
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random

from pipelines.sample.layouts import Writer, read_layout
from pipelines.sample.model import DISCARDED, Cell, Layout, Row, SentFile, Sheet, Subject
from pipelines.sample.told import Grapevine
from snis.nation.model import CommunityDelivery, Entry, Nation, Place

_MONTHS = ("enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre",
           "noviembre", "diciembre")  # fmt: skip
Splitter = Callable[[Subject, Place], tuple[str, str]]
# Part of the rows that are sent without the CUI of somebody who has one.
_FORGOTTEN = 0.012


@dataclass(frozen=True)
class Plan:
    """How the rows of a contract are split and dressed.

    Attributes:
        contract: its id.
        path: file of the contract below contracts/.
        modalities: what it carries; for a registry, the name of the register.
        split: file name and sheet of a row.
        title: lines above the table of each sheet.
        total: whether a totals row closes each table.
        note: a line of text under each table.
        extra: lines of a sheet of notes.
    """

    contract: str
    path: str
    modalities: tuple[str, ...]
    split: Splitter
    title: tuple[str, ...] = ()
    total: bool = False
    note: str = ""
    extra: tuple[str, ...] = ()


def _one(name: str, sheet: str = "") -> Splitter:
    return lambda _subject, _place: (name, sheet)


def _by_month(pattern: str) -> Splitter:
    return lambda subject, _place: (pattern.format(_month(subject)), "")


def _by_bimester(pattern: str, sheet: str = "") -> Splitter:
    return lambda subject, _place: (pattern.format((_month(subject) + 1) // 2), sheet)


def _sheet_by_month(name: str, sheet: str) -> Splitter:
    return lambda subject, _place: (name, sheet.format(_month(subject), _MONTHS[_month(subject) - 1]))


def _sheet_by_department(name: str) -> Splitter:
    return lambda _subject, place: (name, f"{place.department} {place.department_name}")


def _month(subject: Subject) -> int:
    if isinstance(subject, Entry):
        return subject.occurred.month if subject.occurred and subject.register in _BY_PERIOD else 4
    return subject.day.month


# Registers that are sent period by period; the others come once, at the end.
_BY_PERIOD = frozenset({"mineduc_cumplimiento", "mspas_cumplimiento"})
_HEAD = ("REPÚBLICA DE GUATEMALA",)
PLANS = (
    Plan("mides-becas", "mides/becas.yaml", ("P05", "P08"), _one("becas_sociales_2026_1.csv")),
    Plan(
        "mides-bolsa-social", "mides/bolsa_social.yaml", ("P04",),
        _sheet_by_month("bolsa_social_2026_C1.xlsx", "Planilla {:02d}-2026"),
        title=(*_HEAD, "Ministerio de Desarrollo Social", "Bolsa Social, planilla de acreditaciones"), total=True,
        extra=("Notas", "Cifras de muestra: todas las personas son inventadas.", "Montos en quetzales."),
    ),
    Plan("mides-bono-social", "mides/bono_social.yaml", ("P01", "P02", "P03"),
         _by_bimester("bono_social_2026_bim{}.csv")),
    Plan("mides-comedores", "mides/comedores.yaml", ("P09",), _by_bimester("comedor_social_2026_bim{}.csv")),
    Plan(
        "mides-jovenes", "mides/jovenes.yaml", ("P10",),
        _sheet_by_month("jovenes_protagonistas_2026_C1.ods", "Taller {:02d} {}"),
        title=("Jóvenes Protagonistas", "Listado de asistencia"), extra=("Responsable: Dirección de muestra",),
    ),
    Plan("mides-vida", "mides/vida.yaml", ("P11",), _one("vida_2026_C1.xlsx", "Transferencias"),
         title=("Programa Vida", "Confidencial")),
    Plan("mineduc-alimentacion-escolar", "mineduc/alimentacion_escolar.yaml", ("P16",),
         _by_month("AE_2026_{:02d}.zip")),
    Plan("mineduc-utiles", "mineduc/utiles.yaml", ("P18", "P19"), _sheet_by_department("utiles_escolares_2026.xlsx"),
         title=("Ministerio de Educación", "Entrega de útiles escolares, ciclo 2026"), total=True,
         extra=("Los departamentos sin entregas no tienen hoja.",)),
    Plan("maga-fertilizante", "maga/fertilizante.yaml", ("P32",), _one("fertilizante_2026.csv")),
    Plan("maga-huertos", "maga/huertos.yaml", ("P34",), _one("huertos_2026_C1.csv")),
    Plan("maga-visan", "maga/visan.yaml", ("P26", "P28", "P30"),
         _by_bimester("visan_entregas_2026_B{}.xlsx", "Entregas"),
         title=(*_HEAD, "MAGA, VISAN"), total=True, note="Elaborado por: Departamento de muestra"),
    Plan("mspas-sigsa", "mspas/sigsa.yaml", ("P37", "P38"), _by_bimester("sigsa_2026_B{}.parquet")),
    Plan("mintrab-adulto-mayor", "mintrab/adulto_mayor.yaml", ("P41",), _by_month("pam_2026_{:02d}.csv"), total=True),
    Plan("mintrab-empleo", "mintrab/empleo.yaml", ("P42", "P43"), _one("empleo_2026_C1.xlsx", "Personas")),
    Plan("sosep-apoyos", "sosep/apoyos.yaml", ("P48", "P49"), _one("apoyos_2026_C1.ods", "Apoyos"), total=True),
    Plan("sosep-atencion", "sosep/atencion.yaml", ("P46", "P47"),
         _sheet_by_month("atencion_2026_C1.xlsx", "Mes {:02d} {}"), title=("SOSEP", "Personas atendidas"), total=True,
         note="Fuente: centros de atención", extra=("CADI: de lunes a viernes.",)),
    Plan("sbs-programas", "sbs/programas.yaml", ("P50", "P51"), _one("sbs_2026_C1.csv")),
    Plan("conalfa-alfabetizacion", "conalfa/alfabetizacion.yaml", ("P24", "P25"), _one("conalfa_2026.csv")),
    Plan("intecap-eventos", "intecap/eventos.yaml", ("P55", "P56"), _by_bimester("intecap_2026_B{}.csv")),
    Plan("fodigua-proyectos", "fodigua/proyectos.yaml", ("P54",), _one("proyectos_2026_C1.xlsx", "Proyectos"),
         title=("FODIGUA", "Proyectos comunitarios"), total=True),
    Plan("renap-personas", "renap/personas.yaml", ("renap_persona",), _one("renap_personas_2026_04.zip")),
    Plan("renap-defunciones", "renap/defunciones.yaml", ("renap_defuncion",), _one("renap_defunciones_2026_04.csv")),
    Plan("onsec-planilla", "onsec/planilla.yaml", ("onsec_planilla",),
         _one("planilla_2026_04.xlsx", "Planilla 2026-04"),
         title=("ONSEC", "Servidores públicos por renglón"), total=True),
    Plan("minfin-contratistas", "minfin/contratistas.yaml", ("minfin_contratista",), _one("contratistas_2026_04.csv")),
    Plan("mides-padron", "mides/padron.yaml", ("mides_padron",), _one("padron_2026_04.csv")),
    Plan("mineduc-cumplimiento", "mineduc/cumplimiento.yaml", ("mineduc_cumplimiento",),
         _by_bimester("asistencia_2026_B{}.csv")),
    Plan("mspas-cumplimiento", "mspas/cumplimiento.yaml", ("mspas_cumplimiento",),
         _by_bimester("controles_2026_B{}.csv")),
    Plan("igss-pensiones", "igss/pensiones.yaml", ("igss_pension",), _one("pensiones_2026_04.csv")),
)  # fmt: skip


@dataclass
class Batch:
    """All files of one contract, and the writer that can make more rows for them."""

    plan: Plan
    writer: Writer
    files: list[SentFile]

    def sheets(self) -> Iterator[tuple[SentFile, Sheet]]:
        """Every table with its file."""
        for file in self.files:
            for sheet in file.sheets:
                yield file, sheet


def lay_out(nation: Nation, contracts: Path, *, seed: int) -> list[Batch]:
    """Every row of the nation in its file, without mistakes; files and sheets in name order."""
    grapevine = Grapevine(nation.persons, seed=seed)
    return [_batch(plan, nation, grapevine, contracts, seed=seed) for plan in PLANS]


def headers_of(layout: Layout, turn: int) -> tuple[str, ...]:
    """Headers of the turn-th file of a contract: institutions change synonyms from one file to the next."""
    return tuple(column.headers[turn % len(column.headers)] for column in layout.columns)


def finish(batch: Batch) -> None:
    """Number the rows, and close the tables with totals and notes."""
    for file, sheet in batch.sheets():
        _number(file, sheet)
        if batch.plan.total and sheet.rows:
            sheet.rows.append(_total(batch.writer.layout, sheet))
        if batch.plan.note:
            sheet.rows.append(Row((batch.plan.note,), None, state=DISCARDED, rule="DES-02"))


def _batch(plan: Plan, nation: Nation, grapevine: Grapevine, contracts: Path, *, seed: int) -> Batch:
    layout = read_layout(contracts / plan.path)
    writer = Writer(layout, nation, grapevine, seed=seed)
    rng = Random(f"{seed}:plan:{plan.contract}")  # noqa: S311 - a repeatable stream is wanted
    tables: dict[str, dict[str, list[Row]]] = {}
    for subject in _in_sending_order(_subjects(plan, nation), rng):
        if not _can_be_sent(subject, layout):
            continue
        name, sheet = plan.split(subject, nation.places[_place_of(subject)])
        nameless = rng.random() < _FORGOTTEN and layout.may_be_nameless
        tables.setdefault(name, {}).setdefault(sheet, []).append(writer.row(subject, nameless=nameless))
    files = [
        SentFile(
            institution=layout.institution,
            name=name,
            layout=layout,
            headers=headers_of(layout, turn),
            sheets=[Sheet(sheet, plan.title, rows) for sheet, rows in sorted(sheets.items())],
            notes=plan.extra,
        )
        for turn, (name, sheets) in enumerate(sorted(tables.items()))
    ]
    return Batch(plan, writer, files)


def _subjects(plan: Plan, nation: Nation) -> Sequence[Subject]:
    carried = set(plan.modalities)
    return [
        *(item for item in nation.deliveries if item.modality in carried),
        *(item for item in nation.communities if item.modality in carried),
        *(entry for entry in nation.entries if entry.register in carried),
    ]


def _in_sending_order(subjects: Sequence[Subject], rng: Random) -> list[Subject]:
    """By day, and within a day as the lists came in from the departments."""
    shuffled = list(subjects)
    rng.shuffle(shuffled)
    return sorted(
        shuffled,
        key=lambda item: (0, "") if isinstance(item, Entry) else (item.day.toordinal(), item.place[:2]),
    )


def _can_be_sent(subject: Subject, layout: Layout) -> bool:
    """Somebody without CUI can only be in a layout that lets names and birth date stand for it."""
    if isinstance(subject, CommunityDelivery) or subject.person is None or subject.person.cui:
        return True
    return layout.may_be_nameless


def _place_of(subject: Subject) -> str:
    return subject.person.place if isinstance(subject, Entry) else subject.place


def _number(file: SentFile, sheet: Sheet) -> None:
    """Fill the running number, which counts the rows of a table."""
    layout = file.layout
    columns = layout.columns if layout else ()
    running = [i for i, column in enumerate(columns) if not column.field and column.headers[0] == "No."]
    for position in running:
        sheet.rows = [
            replace(row, cells=(*row.cells[:position], str(number), *row.cells[position + 1 :]))
            for number, row in enumerate(sheet.rows, start=1)
        ]


def _total(layout: Layout, sheet: Sheet) -> Row:
    cells: list[Cell] = [""] * len(layout.columns)
    cells[0] = "TOTAL"
    cells[-1] = len(sheet.rows)
    return Row(tuple(cells), None, state=DISCARDED, rule="DES-01")
