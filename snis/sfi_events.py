"""Events in the life of an item of a strengthening plan: what it is named by, and its signed line.

Belongs here: names, kinds and codes. Does not belong here: the form of an event (signed_events.py), which may follow
which (sfi_item.py), or where the file lies (assets/sfi/journal.py).

An item is one rule in one layout of one institution. A line holds codes, counts, days and units; never a value of a row
and never the name of a person: who has to mend is a unit of the list below.
"""

import re
from collections.abc import Mapping

from snis.errors import SfiError
from snis.signed_events import Event, EventForm
from snis.signed_lines import SignedForm

OPENED, ASSIGNED, STARTED, OBJECTED, CORRECTED, CLOSED, REOPENED = (
    "abierta",
    "asignada",
    "en_curso",
    "objetada",
    "corregida",
    "cerrada",
    "reabierta",
)
KINDS = (OPENED, ASSIGNED, STARTED, OBJECTED, CORRECTED, CLOSED, REOPENED)
# An objection leaves an item as it is.
STATES = tuple(kind for kind in KINDS if kind != OBJECTED)
# Why an item is opened: more rows fail than is tolerated, a file was refused whole, a delivery is late or missing.
TOLERANCE, REFUSAL, LATENESS = "tolerancia", "rechazo", "atraso"
# Why it is opened again: it fails again; it fails more than what was waived; the waiver has ended.
BACK, GREW, WAIVER_ENDED = "reaparecio", "crecio", "vencio_dispensa"
# What mended it: the rows that came back mended, or a delivery that passes. Why it is closed.
ROWS, DELIVERY = "filas_corregidas", "entrega"
EVIDENCE, WAIVED = "evidencia", "dispensa"
# Why a delivery that passes is no evidence.
SHRUNK, NO_COLUMN, DISCARDED = "encogida", "sin_columna", "descartadas"
EMPTIED, FILLED = "vaciada", "rellenada"
# What takes an objection back: the delivery after that one fails again, so that there is nothing to object to.
STILL_FAILS = "sigue_fallando"
UNITS: Mapping[str, str] = {
    "direccion": "Dirección o despacho",
    "planificacion": "Unidad de planificación",
    "informatica": "Unidad de informática",
    "estadistica": "Unidad de estadística o registro",
    "programa": "Unidad ejecutora del programa",
    "enlace": "Enlace de datos de la institución",
    "equipo_datos": "Equipo de datos del ministerio",
}
FORM = SignedForm(
    purpose="plan",
    names=("numero", "momento", "quien", "evento", "recomendacion_id", "codigo", "datos", "anterior"),
    file="plan.jsonl",
    what="eventos",
    while_broken="ninguna recomendación cambia de estado",
    error=SfiError,
)
EVENTS = EventForm(
    lines=FORM,
    made=Event,
    kinds=KINDS,
    subject=re.compile(r"[^:\s]+:[^:\s]+:[A-Z]{3}-\d{2}"),
    says="un evento nombra una recomendación y lo que le pasó",
)
_NO_CONTRACT = "sin-contrato"


def item_name(institution: str, contract: str, rule: str) -> str:
    """recomendacion_id: what an item is named by, for people too."""
    return f"{institution}:{contract or _NO_CONTRACT}:{rule}"
