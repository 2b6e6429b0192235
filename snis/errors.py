"""Every exception type of the project.

Belongs here: one class for each kind of failure that a caller may want to tell apart. Messages are for
people: what happened, where, and what to do about it. They carry rules, places and counts, and never a
value from a row (design.md, promise 3). Does not belong here: the catalogue of data-quality rules
(quality/catalogue.yaml).
"""

from collections.abc import Sequence


class PadronError(Exception):
    """A failure that Padrón can explain: message, place and remedy.

    Attributes:
        message: what is wrong, in one sentence.
        place: file, sheet, row, key or table it concerns; empty when it concerns the whole.
        remedy: what a person can do about it; empty when nothing is known.
    """

    def __init__(self, message: str, *, place: str = "", remedy: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.place = place
        self.remedy = remedy

    def __str__(self) -> str:
        """Place, message and remedy on one line."""
        parts = [f"{self.place}: {self.message}" if self.place else self.message]
        if self.remedy:
            parts.append(f"Remedio: {self.remedy}")
        return " ".join(parts)


class DeploymentError(PadronError):
    """The deployment folder is missing, incomplete or contradictory."""


class SettingsError(PadronError):
    """A setting or a key that the night needs is missing or wrong."""


class ContractError(PadronError):
    """One or more mistakes in contracts; `problems` lists each as a message of its own."""

    def __init__(
        self, message: str, *, place: str = "", remedy: str = "", problems: Sequence[str] = ()
    ) -> None:
        super().__init__(message, place=place, remedy=remedy)
        self.problems = tuple(problems)


class TransferError(PadronError):
    """A file that is refused whole, with the rule of the catalogue that it breaks."""

    def __init__(self, rule: str, message: str, *, place: str = "", remedy: str = "") -> None:
        super().__init__(message, place=place, remedy=remedy)
        self.rule = rule


class CuiError(PadronError):
    """A CUI that does not hold; names the rule that failed, never the number."""

    def __init__(self, rule: str, message: str, *, place: str = "", remedy: str = "") -> None:
        super().__init__(message, place=place, remedy=remedy)
        self.rule = rule


class TerritoryError(PadronError):
    """An unknown department or municipality, or a contradictory territory table."""


class PeriodError(PadronError):
    """A text that is no period, or a period kind that does not exist."""


class StoreError(PadronError):
    """A stored table that is missing, damaged or may not be written."""


class LedgerError(PadronError):
    """The hash chain of the ledger does not hold; names the first entry that is wrong."""


class DecisionError(PadronError):
    """A decision on who is who that does not hold, or a file of them that was tampered with."""


class FindingError(PadronError):
    """An event in the life of a finding that may not be, or a file of them that was tampered with."""


class SfiError(PadronError):
    """An item of a strengthening plan, or a diagnosis, that may not be, or a file of them that was tampered with."""


class NightLockedError(PadronError):
    """Another night is at work in the same work folder."""


class ExchangeError(PadronError):
    """An exchange with another institution that went wrong; what was known before stays as it was."""


class ConvenioError(ExchangeError):
    """A convenio that is missing, has not begun, has ended, or does not cover what would leave: nothing leaves."""


class RefusalError(ExchangeError):
    """One lot that the verifier does not take; others may go."""


class ServiceError(ExchangeError):
    """A service that is down, too slow, or answers what nobody can read; what was to be asked waits."""


class IndicatorError(PadronError):
    """An indicator that does not exist, whose statement gives what it may not, or whose figures cannot be read."""


class CoverageError(PadronError):
    """A coverage figure that cannot be computed rightly."""


class DisclosureError(PadronError):
    """A disclosure policy that is broken or weaker than the floor."""


class ContradictionError(DisclosureError):
    """Printed figures behind which no counts can stand; `figures` numbers those at which it shows."""

    def __init__(
        self, message: str, *, place: str = "", remedy: str = "", figures: Sequence[int] = ()
    ) -> None:
        super().__init__(message, place=place, remedy=remedy)
        self.figures = tuple(figures)


class PrintingError(PadronError):
    """A printing of the protected tables that cannot be made, or one of the past that cannot be found."""


class GateError(PadronError):
    """The gate refused what was about to leave."""


class TraceError(PadronError):
    """A figure or a file that cannot be traced as it was named."""


class PublishError(PadronError):
    """A package, catalogue or portal operation failed."""


class ReportError(PadronError):
    """A periodic report that cannot be made, or one that was made and is not what it was."""


class AlertError(PadronError):
    """An alert that could not be told in a channel; `may_pass` says whether it is worth trying again at once."""

    def __init__(self, message: str, *, place: str = "", remedy: str = "", may_pass: bool = False) -> None:
        super().__init__(message, place=place, remedy=remedy)
        self.may_pass = may_pass


class QualityError(PadronError):
    """A quality suite could not be built or run."""


class LinkageError(PadronError):
    """A table that cannot be linked, a model that cannot be read, or a result that no register could have."""
