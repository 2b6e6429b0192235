"""Names and texts inside statements that take no bound values (DDL, comments).

Belongs here: quoting. Does not belong here: anything that comes from a row; names come from contracts, paths from the
store.
"""


def literal(text: str) -> str:
    """A text as SQL writes it."""
    return "'" + text.replace("'", "''") + "'"


def quoted(name: str) -> str:
    """A name as SQL writes it, whatever it is."""
    return '"' + name.replace('"', '""') + '"'
