"""What the codes of published tables mean: names by kind of column, for code lists and charts.

Belongs here: gathering them from the deployment and the catalogue of rules. Does not belong here: which of them a
package lists (publish/dictionary.py: only those that stand in its tables).
"""

from quality.catalogue import load_catalogue
from snis.deployment import Deployment
from snis.disclosure import RESTRICTED


def code_names(deployment: Deployment) -> dict[str, dict[str, str]]:
    """Names of codes by kind of column. Restricted programmes are named only in their own dataset."""
    names = {
        "departamento": {item.code: item.name for item in deployment.territory.departments},
        "municipio": {item.code: item.name for item in deployment.territory.municipalities},
        "institucion": {row["institucion_codigo"]: row["institucion"] for row in deployment.institutions},
        "programa": {
            row["programa_codigo"]: row["programa"]
            for row in deployment.programmes
            if row["visibilidad_codigo"] != RESTRICTED
        },
        "modalidad": {row["modalidad_codigo"]: row["modalidad"] for row in deployment.programmes},
        "regla": {rule.id: rule.title for rule in deployment.rules.rules},
        "regla_calidad": {rule.id: rule.title for rule in load_catalogue().of_level("row")},
    }
    for row in deployment.codes:
        names.setdefault(row["lista"], {})[row["codigo"]] = row["nombre"]
    return names
