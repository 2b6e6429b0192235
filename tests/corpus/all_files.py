"""Every odd file of the corpus.

Belongs here: the list of the modules. Does not belong here: anything else.
"""

from tests.corpus import (
    book_files,
    cell_files,
    danger_files,
    dialect_files,
    encoding_files,
    excel_xml_files,
    field_files,
    footer_files,
    formula_files,
    layout_files,
    markup_files,
    more_book_files,
    ods_files,
    packed_files,
    shape_files,
    third_author,
    third_author_sums,
    trap_files,
    trap_headers,
    unsaid_files,
    xls_files,
)
from tests.corpus.case import Case

MODULES = (
    encoding_files,
    dialect_files,
    shape_files,
    layout_files,
    footer_files,
    book_files,
    cell_files,
    formula_files,
    xls_files,
    ods_files,
    markup_files,
    excel_xml_files,
    packed_files,
    trap_files,
    trap_headers,
    more_book_files,
    field_files,
    danger_files,
    unsaid_files,
    third_author,
    third_author_sums,
)


def all_cases() -> list[Case]:
    """All cases, in the order in which they are written."""
    return [case for module in MODULES for case in module.cases()]
