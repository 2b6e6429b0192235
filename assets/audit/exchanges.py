"""Convenios and exchanges for the auditor's site, in counts.

Belongs here: bringing the register of convenios and the standing of validation to the site's facts. Does not belong
here: exchanging (assets/exchange).
"""

from assets.exchange.standing import Standing
from assets.resources import Bench
from quality.site.facts import AnswerAccount, ConvenioAccount, ExchangeAccount, LotAccount
from quality.site.wording import masked


def convenio_accounts(bench: Bench) -> list[ConvenioAccount]:
    """Every convenio of the deployment, as it stands on the day of the night."""
    today = bench.now.date()
    return [
        ConvenioAccount(
            id=item.id,
            institution=item.institution,
            purpose=item.purpose,
            legal_basis=item.legal_basis,
            columns=item.columns,
            valid_from=item.valid_from,
            expires=item.expires,
            acta=item.acta,
            days_left=item.days_left(today),
        )
        for item in bench.deployment.convenios
    ]


def exchange_account(standing: Standing | None) -> ExchangeAccount | None:
    """Lots, answers and identities by state; None without a verifier."""
    if standing is None:
        return None
    return ExchangeAccount(
        institution=standing.validation.verifier,
        identities=standing.states,
        stale=standing.stale,
        lots=tuple(
            LotAccount(
                lot=lot.lote_id,
                institution=lot.verificador,
                convenio=lot.convenio,
                by=lot.medio,
                made=lot.creado,
                due=lot.plazo,
                state=lot.estado,
                asked=lot.filas,
                answered=lot.respondidas,
                tries=lot.intentos,
            )
            for lot in standing.lots
        ),
        answers=tuple(
            AnswerAccount(
                answer=one.respuesta_id,
                institution=one.verificador,
                received_at=one.recibida,
                refused=bool(one.rechazada),
                counts=dict(one.cuentas),
            )
            for one in standing.answers
        ),
        needs_person=tuple(masked(text) for text in standing.needs_person()),
    )
