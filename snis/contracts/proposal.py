"""What a draft says of one column, from its header and how its texts are written.

Belongs here: field, format and codes of a column, as far as they are beyond doubt, and the question where they are not.
Does not belong here: the table of headers (header_words.py), formats that fit (profile.py), or the text of the draft
(drafting.py).
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from snis.contracts.header_words import meant_by, sure_codes
from snis.contracts.input_fields import (
    CODED_FIELDS,
    DATE_FIELDS,
    ESSENTIAL_FIELDS,
    NUMBER_FIELDS,
    PLACE_FIELDS,
)
from snis.contracts.loader import load_fields
from snis.contracts.model import Privacy
from snis.contracts.profile import Fitting, Texts
from snis.names import normal_form
from snis.territory import Territory

# What stands in a draft where a person has to decide; no contract with it holds.
TODO = "TODO"
_DEPARTMENTS = 22
# What no row may leave empty; of anything else a file alone does not tell.
_ESSENTIAL = frozenset(field for fields in ESSENTIAL_FIELDS.values() for field in fields) - {"cui"}


@dataclass(frozen=True)
class Codebook:
    """What coded texts may mean.

    Attributes:
        names: code of each name, by list.
        territory: places and their aliases.
    """

    names: Mapping[str, Mapping[str, str]]
    territory: Territory


@dataclass(frozen=True)
class Proposal:
    """One column of a draft.

    Attributes:
        header: its header as sent.
        field: the field it fills; TODO when a person has to say which; None when it is ignored.
        format: how it is written; TODO when two readings are possible; None when nothing has to be said.
        currency: GTQ when amounts carry the quetzal.
        codes: each text and its code, TODO where only a person can tell.
        month: the month that it is, when each month is a column.
        required: whether no row leaves it empty.
        note: what to tell whoever completes the draft.
    """

    header: str
    field: str | None = None
    format: str | None = None
    currency: str | None = None
    codes: Mapping[str, str] | None = None
    month: int | None = None
    required: bool = False
    note: str = ""

    @property
    def privacy(self) -> Privacy | None:
        """The class of its field; what nobody knows may be anybody's. None while its field is not decided."""
        if self.field == TODO:
            return None
        return "direct" if self.field is None else load_fields()[self.field].privacy

    @property
    def questions(self) -> int:
        """How many decisions it leaves."""
        values = [self.field, self.format, *(self.codes or {}).values()]
        return sum(value == TODO for value in values)


def propose(header: str, texts: Texts, codebook: Codebook) -> Proposal:
    """What a column may be."""
    meant = meant_by(header)
    if meant.ignored:
        return Proposal(header, note="se conoce y no se usa")
    if meant.month is not None and texts.number_formats(currency="GTQ").formats:
        return _number(Proposal(header, field="monto_gtq", month=meant.month), texts)
    if not meant.fields:
        return Proposal(header, note="no se sabe qué trae: diga field, o deje ignore: true")
    if len(meant.fields) > 1:
        found = _of_field(Proposal(header, field=meant.fields[0]), texts, codebook)
        options = f"¿cuál?: {', '.join(meant.fields)}"
        note = f"{options}; {found.note}" if found.note else options
        return Proposal(header, TODO, found.format, found.currency, found.codes, note=note)
    field = meant.fields[0]
    return _of_field(Proposal(header, field=field, required=field in _ESSENTIAL), texts, codebook)


def _of_field(column: Proposal, texts: Texts, codebook: Codebook) -> Proposal:
    field = str(column.field)
    if field in DATE_FIELDS:
        return _formatted(column, texts.date_formats())
    if field in NUMBER_FIELDS:
        return _number(column, texts)
    if field in PLACE_FIELDS:
        return _placed(column, texts, codebook.territory)
    return _coded(column, texts, codebook) if field in CODED_FIELDS else column


def _number(column: Proposal, texts: Texts) -> Proposal:
    bare = texts.number_formats()
    if bare.formats or not texts.distinct or column.field != "monto_gtq":
        return _formatted(column, bare)
    with_currency = texts.number_formats(currency="GTQ")
    if with_currency.formats:
        return _formatted(replace(column, currency="GTQ"), with_currency)
    return _formatted(column, bare)


def _formatted(column: Proposal, fitting: Fitting) -> Proposal:
    if fitting.only is not None:
        strange = f"{_texts(fitting.strange, 'celda')} en otra forma" if fitting.strange else ""
        return replace(column, format=fitting.only, note=strange or column.note)
    if fitting.formats:
        return replace(column, format=TODO, note=f"caben dos lecturas: {' o '.join(fitting.formats)}")
    return replace(column, format=TODO, note="ningún formato cabe en los valores; vea docs/contratos.md")


def _placed(column: Proposal, texts: Texts, territory: Territory) -> Proposal:
    is_department = "departamento" in str(column.field)
    if not texts.distinct:
        return replace(column, format=TODO, note="la columna viene vacía")
    if texts.nearly_all(_is_number):
        return _numbered_place(column, texts, is_department=is_department)
    find = territory.department_by_name if is_department else territory.municipality_by_name
    known = sum(find(text) is not None for text in texts.distinct)
    if not is_department:
        names = {alias.name for alias in territory.aliases if alias.level == "municipio"}
        known = sum(normal_form(text) in names for text in texts.distinct)
    if known * 2 > len(texts.distinct):
        strange = len(texts.distinct) - known
        note = f"{_texts(strange)} fuera de la lista oficial" if strange else ""
        return replace(column, format="nombre", note=note or column.note)
    return replace(column, format=TODO, note="los textos no son nombres ni códigos de la lista oficial")


def _numbered_place(column: Proposal, texts: Texts, *, is_department: bool) -> Proposal:
    """Codes and positions from 0 look alike; only a zero, a padded one or a number too high tells them apart."""
    written = [text for text in texts.distinct if _is_number(text)]
    numbers = {int(text) for text in written}
    if not is_department and max(numbers) > 100:
        return replace(column, format="codigo4")
    has_padding = any(text.startswith("0") and len(text) == 2 for text in written)
    usual = "codigo" if is_department else "codigo2"
    if 0 in numbers and not has_padding:
        return replace(column, format="indice0")
    if has_padding or (is_department and _DEPARTMENTS in numbers):
        return replace(column, format=usual)
    return replace(column, format=TODO, note=f"¿{usual} (cuenta desde 1) o indice0 (desde 0)?")


def _is_number(text: str) -> bool:
    return text.isdecimal() and text.isascii()


def _coded(column: Proposal, texts: Texts, codebook: Codebook) -> Proposal:
    field = str(column.field)
    by_name = {**codebook.names.get(CODED_FIELDS[field], {}), **sure_codes(field)}
    listed = texts.listable(by_name)
    hidden = len(texts.distinct) - len(listed)
    codes = {text: by_name.get(normal_form(text), TODO) for text in listed}
    note = f"sin listar: {_texts(hidden)}; pida los códigos a la institución" if hidden else ""
    return replace(column, codes=codes or None, note=note or column.note)


def _texts(count: int, what: str = "texto") -> str:
    if count == 1:
        return "una celda" if what == "celda" else f"un {what}"
    return f"{count} {what}s"
