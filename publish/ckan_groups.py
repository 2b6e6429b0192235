"""Themes of datasets as groups of a portal.

Belongs here: names and titles. Does not belong here: making groups (ckan_apply.py).

Source: the EU vocabulary of data themes, with its Spanish labels.
"""

import re
import unicodedata
from collections.abc import Iterable

_TITLES = {
    "AGRI": "Agricultura, pesca, silvicultura y alimentación",
    "ECON": "Economía y finanzas",
    "EDUC": "Educación, cultura y deportes",
    "ENER": "Energía",
    "ENVI": "Medio ambiente",
    "GOVE": "Gobierno y sector público",
    "HEAL": "Salud",
    "INTR": "Asuntos internacionales",
    "JUST": "Justicia, sistema jurídico y seguridad pública",
    "REGI": "Regiones y ciudades",
    "SOCI": "Población y sociedad",
    "TECH": "Ciencia y tecnología",
    "TRAN": "Transporte",
}


def _slug(title: str) -> str:
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


TITLES = {_slug(title): title for title in _TITLES.values()}


def group_names(themes: Iterable[str]) -> tuple[str, ...]:
    """Names of the groups of some themes; a theme outside of the vocabulary has none."""
    return tuple(_slug(_TITLES[theme]) for theme in themes if theme in _TITLES)
