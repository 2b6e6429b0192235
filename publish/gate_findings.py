"""What the gate says: findings and the verdict drawn from them.

Belongs here: the form of a finding and how findings add up to pass, fail or review. Does not belong here: any rule
(gate_text.py, gate_tables.py, gate_packages.py). A finding names rule, file, place and count, and never a value.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from snis.errors import GateError

Status = Literal["pass", "fail", "review"]
Level = Literal["fail", "review"]
_SHOWN = 12


@dataclass(frozen=True, order=True)
class Finding:
    """One thing that keeps a release from leaving.

    Attributes:
        file: path inside the release, or "archivo n.º k" when the name itself is the problem.
        rule: identifier of the rule, listed in docs/privacidad.md.
        place: column, key or part of the file; empty when it is the whole file.
        count: how often.
        message: what is wrong, in Spanish, without any value.
        level: "fail", or "review" when a person has to look.
    """

    file: str
    rule: str
    place: str
    count: int
    message: str
    level: Level = "fail"


@dataclass(frozen=True)
class Verdict:
    """What the gate decided about a folder.

    Attributes:
        findings: in file order; empty when everything may leave.
        excepted: findings that a person let pass: name, reason and day of each, for the report and the log.
        files: how many files were read.
        bytes: how many bytes they hold.
    """

    findings: tuple[Finding, ...]
    files: int
    bytes: int
    excepted: tuple[Mapping[str, str], ...] = ()

    @property
    def status(self) -> Status:
        """Fail when any finding fails, review when a person has to look, else pass."""
        levels = {finding.level for finding in self.findings}
        if "fail" in levels:
            return "fail"
        return "review" if levels else "pass"

    def require_pass(self) -> None:
        """Do nothing when the folder may leave.

        Raises:
            GateError: it may not; the message lists rules, files, places and counts.
        """
        if self.status == "pass":
            return
        listed = "; ".join(
            f"{finding.rule} {finding.file} {finding.place} ({finding.count}): {finding.message}"
            for finding in self.findings[:_SHOWN]
        )
        more = len(self.findings) - _SHOWN
        raise GateError(
            f"la compuerta no deja salir la publicación ({len(self.findings)} hallazgos): {listed}"
            + (f"; y {more} más" if more > 0 else ""),
            remedy="Nada salió y la última publicación sigue en pie. Corrija lo señalado; docs/privacidad.md.",
        )

    def as_dict(self) -> dict[str, object]:
        """The verdict for the private report of a night, ready for JSON."""
        return {
            "veredicto": self.status,
            "archivos": self.files,
            "bytes": self.bytes,
            "hallazgos": [
                {
                    "regla": finding.rule,
                    "archivo": finding.file,
                    "lugar": finding.place,
                    "veces": finding.count,
                    "motivo": finding.message,
                    "nivel": finding.level,
                }
                for finding in self.findings
            ],
            "excepciones": [dict(one) for one in self.excepted],
        }


def verdict_of(
    findings: Iterable[Finding], *, files: int, size: int, excepted: Iterable[Mapping[str, str]] = ()
) -> Verdict:
    """The verdict over findings, in file order and each once."""
    return Verdict(tuple(sorted(set(findings))), files, size, tuple(excepted))
