"""A contract proposed from a file, as YAML that a person completes.

Belongs here: the text of the draft, with a remark and a TODO wherever a person has to decide. Does not belong here:
reading the file (assets/reading), or what each column may be (proposal.py).

A TODO is a value that no contract holds with, so that the loader names each one that is left.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from snis.contracts.proposal import TODO, Proposal
from snis.names import normal_form

SCHEMA = "# yaml-language-server: $schema=../../../../docs/contrato.schema.json"
_PLAIN = re.compile(
    r"[A-Za-zÁÉÍÓÚÜÑáéíóúüñ_][A-Za-zÁÉÍÓÚÜÑáéíóúüñ0-9_./()-]*( [A-Za-zÁÉÍÓÚÜÑáéíóúüñ0-9_./()-]+)*"
)
# Plain words that YAML's own readers (editors) take for something else.
_WORDS = frozenset({"y", "n", "yes", "no", "on", "off", "true", "false", "null"})
_PERIOD = re.compile(r"(20[0-9]{2})([ _.-]?)(0[1-9]|1[0-2])(?![0-9])")


@dataclass(frozen=True)
class FileFacts:
    """What was found out about the form of a file.

    Attributes:
        name: file name.
        format: csv, fwf, xlsx, ...
        container: zip, gz, or none.
        encoding, delimiter: of a text; empty when it has none.
        sheets: names of the sheets that carry rows.
        header_rows: rows of its header.
        totals: how rows of totals begin.
    """

    name: str
    format: str
    container: str | None = None
    encoding: str | None = None
    delimiter: str | None = None
    sheets: tuple[str, ...] = ()
    header_rows: int = 1
    totals: tuple[str, ...] = ()


@dataclass(frozen=True)
class Draft:
    """A proposed contract: its text, and how many decisions a person has to make."""

    text: str
    questions: int


def draft_contract(facts: FileFacts, columns: Sequence[Proposal], *, institution: str) -> Draft:
    """The draft of a contract for files like this one."""
    columns = _each_field_once(columns)
    body = [
        *_head(facts, columns, institution),
        *_file(facts),
        *_constants(columns),
        "columns:",
        *(f"  - {line}" for column in columns for line in _column(column)),
        *([f"totals: [{', '.join(map(quoted, facts.totals))}]"] if facts.totals else []),
        "# Sin delivery_key vale la usual de su kind; vea docs/contratos.md.",
    ]
    opening = [
        SCHEMA,
        f"# Borrador hecho con {_comment(facts.name)}. Decida cada {TODO} y revise lo demás; luego:",
        "#   padron contract check ESTE_ARCHIVO.yaml",
    ]
    text = "\n".join([*opening, *body]) + "\n"
    return Draft(text, sum(line.count(TODO) for line in body))


def quoted(text: str) -> str:
    """A text as YAML takes it back unchanged."""
    if _PLAIN.fullmatch(text) and text.lower() not in _WORDS:
        return text
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    controls = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}
    escaped = "".join(
        controls.get(sign, sign if sign.isprintable() else f"\\u{ord(sign):04x}") for sign in escaped
    )
    return f'"{escaped}"'


def _each_field_once(columns: Sequence[Proposal]) -> list[Proposal]:
    """A field comes from one column: of two that look like it, a person says which."""
    counts = Counter((column.field, column.month) for column in columns)
    return [
        replace(column, field=TODO, note=f"otra columna también parece {column.field}")
        if column.field not in {None, TODO} and counts[column.field, column.month] > 1
        else column
        for column in columns
    ]


def _head(facts: FileFacts, columns: Sequence[Proposal], institution: str) -> Iterator[str]:
    fields = {column.field for column in columns}
    stem = re.sub(r"[^a-z]+", "-", normal_form(facts.name.partition(".")[0]).lower()).strip("-") or "archivo"
    yield f"contract: {institution if institution != TODO else 'institucion'}-{stem}"
    yield "version: 1"
    yield f"institution: {institution}"
    yield "title:  # TODO: qué trae el archivo, en español"
    yield f"valid_from: {TODO}  # primer día de vigencia, aaaa-mm-dd"
    yield "valid_to: null"
    yield "legal_basis: []  # TODO: leyes o convenios que permiten el envío"
    yield "# every: month, bimester, ...; due_day: día en que se espera, en el período que sigue"
    yield f"cadence: {{every: {TODO}, due_day: {TODO}, tolerance_days: 5}}"
    if match := _PERIOD.search(facts.name):
        pattern = facts.name.replace(match[0], f"{{aaaa}}{match[2]}{{mm}}", 1)
        yield f"# period: {quoted(pattern)}  # si el nombre dice el período"
    if fields & {"ocurrio_fecha", "fin_fecha"}:
        yield "kind: registry"
        yield f"registry: {TODO}  # renap_defuncion, onsec_planilla, mides_padron...: docs/contratos.md"
    elif "comunidad" in fields and "cui" not in fields:
        yield "kind: community"
    else:
        yield "kind: deliveries"
        yield f"grain: {TODO}  # qué es una fila: persona, hogar, pago, fila o racion"


def _file(facts: FileFacts) -> Iterator[str]:
    yield "file:"
    yield f"  pattern: {quoted(_pattern(facts.name))}"
    yield f"  format: {facts.format}"
    if facts.container:
        yield f"  container: {facts.container}"
    if facts.format in {"csv", "fwf"}:
        yield f"  encoding: {facts.encoding or 'null'}"
    if facts.format == "csv":
        delimiter = "tab" if facts.delimiter == "\t" else quoted(facts.delimiter or "")
        yield f"  delimiter: {delimiter if facts.delimiter else 'null'}"
    if facts.sheets:
        shown = ", ".join(_comment(sheet) for sheet in facts.sheets)
        yield f"  # sheets: {quoted(facts.sheets[0])}  # con filas: {shown}"
    if facts.header_rows > 1:
        yield f"  header_rows: {facts.header_rows}"


def _constants(columns: Sequence[Proposal]) -> Iterator[str]:
    fields = {column.field for column in columns}
    if any(column.month is not None for column in columns):
        yield f"months: {{year: {TODO}, day: last}}  # año de las columnas de meses"
    elif not fields & {"entrega_fecha", "ocurrio_fecha", "fin_fecha"}:
        yield "# TODO: ninguna columna parece la fecha de entrega; sin ella el contrato no vale"
    if not fields & {"modalidad_codigo", "ocurrio_fecha", "fin_fecha"}:
        yield f"constants: {{modalidad_codigo: {TODO}}}  # una de programmes.csv"


def _column(column: Proposal) -> Iterator[str]:
    """One column; its codes, when it has any, on a line of their own."""
    parts = [f"header: {quoted(column.header)}"]
    if column.field is None:
        parts += ["ignore: true"]
    else:
        parts += [f"field: {column.field}"]
        parts += ["required: true"] if column.required else []
        parts += [f"format: {quoted(column.format)}"] if column.format else []
        parts += [f"currency: {column.currency}"] if column.currency else []
        parts += [f"month: {column.month}"] if column.month is not None else []
        if column.codes:
            codes = ", ".join(f"{quoted(sent)}: {quoted(code)}" for sent, code in column.codes.items())
            parts += [f"codes: {{{codes}}}"]
    parts += [f"privacy: {column.privacy}"] if column.privacy is not None else []
    yield f"{{{', '.join(parts)}}}" + (f"  # {_comment(column.note)}" if column.note else "")


def _pattern(name: str) -> str:
    """The name without what changes from one delivery to the next: a run of digits and what joins them is any text."""
    bare = re.sub(r"[\[\]]", "?", name)
    return re.sub(r"[0-9]+(?:[ _.-]*[0-9]+)*", "*", bare)


def _comment(text: str) -> str:
    return " ".join(text.split())
