"""A whole report from its facts: which sections, sheets and paragraphs, in which order.

Belongs here: that order, and the words around it. Does not belong here: any section of its own, or how it looks.
"""

from publish.report.coverage import coverage_section, lead, reach_section
from publish.report.crossings import coincidences_section, findings_section
from publish.report.facts import Facts
from publish.report.integration import integration_section
from publish.report.model import Report, Section
from publish.report.paragraph import DENOMINATOR, municipality_text
from publish.report.registers import indicators_section, quality_section
from publish.report.sheets import department_sheet
from publish.report.tables_of_reach import of_municipalities
from publish.report.wording import capitalised, number, period_name, quetzales


def compose(facts: Facts) -> Report:
    """What a report says."""
    sections = (
        integration_section(facts),
        coverage_section(facts),
        reach_section(facts),
        coincidences_section(facts),
        findings_section(facts),
        quality_section(facts),
        indicators_section(facts),
    )
    return Report(
        heading=f"Informe de {period_name(facts.period)}".replace("de el ", "del "),
        lead=tuple(lead(facts)),
        keys=tuple(_keys(facts)),
        sections=tuple(section for section in sections if isinstance(section, Section)),
        sheets=tuple(department_sheet(facts, place) for place in facts.departments),
        places=tuple(
            (
                place.code,
                tuple(municipality_text(facts, item) for item in facts.of_department(place.code)),
                of_municipalities(facts, place.code, DENOMINATOR),
            )
            for place in facts.departments
        ),
    )


def _keys(facts: Facts) -> list[tuple[str, str]]:
    total = facts.total()
    if total is None:
        return []
    found = [("Personas atendidas", number(total.persons))]
    if total.deliveries is not None:
        found.append(("Entregas", number(total.deliveries)))
    if total.amount is not None:
        found.append(("Monto", quetzales(total.amount)))
    return [(capitalised(label), value) for label, value in found]
