"""A field of an entry's canonical bytes as an expression of SQL, which the database can index.

The field stands in the bytes alone, so that no column can say another thing than what was hashed.
"""

from typing import Any

from sqlalchemy import String
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

LONGEST = 60
"""Characters of a value that is found: shorter than a commitment under the same name, which is a hash."""


class RoleOf(FunctionElement[str]):
    """The role in an entry's bytes; null where it has none."""

    field = "role"
    type = String()
    inherit_cache = True


class GroundOf(FunctionElement[str]):
    """The ground in an entry's bytes; null where it has none."""

    field = "ground"
    type = String()
    inherit_cache = True


@compiles(RoleOf, "sqlite")
@compiles(GroundOf, "sqlite")
def _sqlite(element: RoleOf | GroundOf, compiler: Any, **given: Any) -> str:
    content = compiler.process(element.clauses, **given)
    return f"json_extract(CAST({content} AS TEXT), '$.{element.field}')"


@compiles(RoleOf, "postgresql")
@compiles(GroundOf, "postgresql")
def _postgresql(element: RoleOf | GroundOf, compiler: Any, **given: Any) -> str:
    """Roles and grounds are codes of the program, so ASCII: ``encode`` may stand in an index, ``convert_from`` not."""
    content = compiler.process(element.clauses, **given)
    return f"""substring(encode({content}, 'escape'), '"{element.field}":"([^"]{{1,{LONGEST}}})"')"""
