"""The API's description (OpenAPI 3.1), made from the same columns as the packages: one published schema."""

from collections.abc import Mapping, Sequence
from typing import Any

from consult.opendata.files import FILES
from consult.opendata.files.shape import PUBLIC

INTEGERS = frozenset({"version", "position", "level", "agrees", "disagrees", "passes", "supports"})
"""Columns that are numbers wherever they occur; empty ones are null. (An article's printed number is text.)"""
NUMBERS_OF = {
    "statements": frozenset({"number"}),
    "themes": frozenset({"comments", "published"}),
    "consultation": frozenset({"invited", "invited_answered"}),
}
"""Further ones that are numbers in one table only."""
BOOLEANS = frozenset({"is_redacted", "is_late"})
LEFT_OUT = {"comments": frozenset({"submission"})}
"""Columns of a package that the API leaves out: which comments came together is nothing a page shows."""
PATH = "#/components/schemas/"


def columns_of(name: str) -> list[str]:
    """The columns of a table of the package that the API gives."""
    file = next(one for one in FILES if one.name == name)
    return [one for one in file.columns_for(PUBLIC) if one not in LEFT_OUT.get(name, ())]


def row_of(name: str, record: Mapping[str, object]) -> dict[str, object]:
    """A row of a table as the API gives it."""
    integers = INTEGERS | NUMBERS_OF.get(name, frozenset())
    return {
        column: None if column in integers and record[column] == "" else record[column]
        for column in columns_of(name)
    }


def _table(name: str) -> dict[str, Any]:
    file = next(one for one in FILES if one.name == name)
    integers = INTEGERS | NUMBERS_OF.get(name, frozenset())
    given = columns_of(name)
    properties = {}
    for column in file.columns:
        if column.name in given:
            kind: Any = ["integer", "null"] if column.name in integers else "string"
            kind = "boolean" if column.name in BOOLEANS else kind
            properties[column.name] = {"type": kind, "description": column.meaning}
    return _object(properties, file.meaning)


def _object(properties: Mapping[str, Any], description: str = "") -> dict[str, Any]:
    made: dict[str, Any] = {
        "type": "object", "required": list(properties), "additionalProperties": False, "properties": properties,
    }  # fmt: skip
    return {**made, "description": description} if description else made


def _list(schema: str) -> dict[str, Any]:
    return {"type": "array", "items": {"$ref": PATH + schema}}


def _page(schema: str) -> dict[str, Any]:
    following = {"type": ["string", "null"], "description": "address of the next page, null at the end"}
    return _object({"data": _list(schema), "next": following})


STRING, NULLABLE = {"type": "string"}, {"type": ["string", "null"]}
LISTED = {
    "id": {"type": "string", "description": "random id; it names the consultation's log"},
    "slug": {"type": "string", "description": "its part of the address"},
    "title": {"type": "string", "description": "title, in `language` where it has one"},
    "language": {"type": "string", "description": "language of the title"},
    "body": {"type": "string", "description": "the body that holds it"},
    "phase": {
        "type": "string",
        "description": "scheduled, open, suspended, closed, answered, finished or withdrawn",
    },
    "opens_at": NULLABLE,
    "closes_at": NULLABLE,
    "timezone": STRING,
    "page": {"type": "string", "description": "its page for people"},
}


BECAME = {
    "theme": {
        "type": "string",
        "description": "id of the theme it stands under; empty: its article or the whole draft",
    },
    "name": {"type": "string", "description": "name of that theme"},
    "language": {"type": "string", "description": "language of that name (BCP 47)"},
    "disposition": {
        "type": "string",
        "description": "adopted, partly, not-adopted, covered, later, passed-on, out-of-scope or no-change",
    },
    "reason": {"type": "string", "description": "the reason"},
    "reason_language": {"type": "string", "description": "language of the reason (BCP 47)"},
}


def _comment_with(**further: Any) -> dict[str, Any]:
    """A comment with what the outcome made of it."""
    table = _table("comments")
    decided = {
        "type": "string",
        "description": "when the outcome that answers it was published, UTC; else empty",
    }
    became = {
        **_list("Became"),
        "description": "what became of it there, once it is published; of public ones only",
    }
    return _object(
        {**table["properties"], "decided_at": decided, "became": became, **further}, table["description"]
    )


def schemas() -> dict[str, Any]:
    """Every schema by name."""
    numbers = {"type": "object", "additionalProperties": {"type": "integer"}}
    return {
        "Error": _object({"error": _object({"status": {"type": "integer"}, "title": STRING, "detail": STRING})}),
        "Listed": _object(LISTED),
        "Listeds": _page("Listed"),
        "Texts": _table("consultation"),
        "Version": _table("versions"),
        "Consultation": _object({
            **LISTED, "texts": _list("Texts"), "versions": _list("Version"),
            "received": _object({
                "senders": {"type": "integer", "description": "people, each counted once as far as they are known"},
                "submissions": {"type": "integer", "description": "what they sent at once"},
                "comments": {"type": "integer", "description": "comments in these"},
            }),
            "comments": {**numbers, "description": "comments by state, as the pages count them"},
            "reading": _object({
                "received": {"type": "integer", "description": "comments that are owed reading"},
                "read": {"type": "integer", "description": "how many of them were read"},
                "by_method": {"type": "integer", "description": "of those read: by a stated method or a sample"},
            }),
            "imported_comments": {**numbers, "description": "those of them that were brought in from elsewhere"},
        }),
        "Article": _table("articles"),
        "Articles": _page("Article"),
        "Reply": _comment_with(),
        "Became": _object(BECAME, "What the outcome made of the comments under a theme, or on an article."),
        "Comment": _comment_with(replies=_list("Reply")),
        "Comments": _page("Comment"),
        "Statement": _table("statements"),
        "Statements": _object({
            **_page("Statement")["properties"],
            "are_counts_public": {"type": "boolean", "description": "false: counts are null until closing"},
        }),
        "Decision": _table("outcomes"),
        "Disposition": _table("dispositions"),
        "Theme": _table("themes"),
        "Outcome": _object({
            "outcome": _list("Decision"), "dispositions": _list("Disposition"), "themes": _list("Theme"),
        }),
    }  # fmt: skip


def openapi(paths: Sequence[tuple[str, str, str, Mapping[str, str]]], *, base: str) -> dict[str, Any]:
    """The whole description. ``paths`` are (address, what it gives, schema, {parameter: meaning})."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Consult", "version": "1",
            "description": "Read what everybody can read. No key, no cookies, nothing about who sent what.",
        },
        "servers": [{"url": f"{base}/api/v1"}],
        "paths": {one[0]: {"get": _operation(*one)} for one in paths},
        "components": {"schemas": schemas()},
    }  # fmt: skip


def _operation(address: str, summary: str, schema: str, parameters: Mapping[str, str]) -> dict[str, Any]:
    inside = [part.strip("{}") for part in address.split("/") if part.startswith("{")]
    described = [
        {"name": name, "in": "path", "required": True, "schema": STRING, "description": PLACES[name]}
        for name in inside
    ]
    described += [
        {"name": name, "in": "query", "required": False, "schema": STRING, "description": meaning}
        for name, meaning in parameters.items()
    ]
    good = {"description": summary, "content": {"application/json": {"schema": {"$ref": PATH + schema}}}}
    bad = {
        "description": "what is wrong",
        "content": {"application/json": {"schema": {"$ref": PATH + "Error"}}},
    }
    return {"summary": summary, "parameters": described, "responses": {"200": good, "4XX": bad, "5XX": bad}}


PLACES = {
    "slug": "the consultation's part of its address",
    "number": "number of the version, from 1",
    "reference": "public reference of a comment",
}
