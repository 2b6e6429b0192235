"""What a session of exchange works with: the step's tools, how it is done, its convenio, the register and the account.

Belongs here: holding them together. Does not belong here: what is done with them (session.py and its siblings).
"""

from dataclasses import dataclass
from datetime import date, datetime

from assets.engine import DuckDBEngine
from assets.exchange.account import Account
from assets.exchange.lots import Register
from assets.resources import Bench
from assets.store import Store
from snis.exchange.convenios import Convenio, allowing
from snis.exchange.protocol import IDENTITY, PURPOSE
from snis.exchange.validation import Validation


@dataclass(frozen=True)
class Desk:
    """One session with one verifier."""

    bench: Bench
    validation: Validation
    register: Register
    account: Account

    @property
    def store(self) -> Store:
        """The work folder."""
        return self.bench.store

    @property
    def engine(self) -> DuckDBEngine:
        """Where statements run."""
        return self.bench.engine

    @property
    def now(self) -> datetime:
        """The session's one moment."""
        return self.bench.now

    @property
    def today(self) -> date:
        """Its day."""
        return self.bench.now.date()


def convenio_of(bench: Bench, validation: Validation) -> Convenio:
    """The convenio under which identities may be validated today.

    Raises:
        ConvenioError: there is none.
    """
    return allowing(
        bench.deployment.convenios,
        validation.convenio,
        institution=validation.verifier,
        purpose=PURPOSE,
        columns=IDENTITY,
        day=bench.now.date(),
    )


def open_desk(bench: Bench, validation: Validation) -> Desk:
    """A session's desk, with the register as it lies on the disk."""
    return Desk(bench, validation, Register(bench.store), Account(bench.store))
