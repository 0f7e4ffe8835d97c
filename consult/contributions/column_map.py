"""Other people's tables of comments: which column means what, and each row as a comment.

A row that holds words comes out as a comment; what else can't be read in it is flagged and left empty, never a
reason to lose it. Rows without usable words come out with the reason. Rows in are comments plus refused rows.
"""

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo

from consult.contributions.import_values import fold, instant_of, language_of, plain_body, stance_of
from consult.foundation.errors import N_, Refused
from consult.foundation.tables import BadRow, Row
from consult.foundation.text import excerpt, is_blank, normalise

MAX_BODY = 50_000
"""Characters of an imported comment; longer ones are refused with their row."""
MAX_NAME = 200
MAX_TITLE = 500
MAX_ID = 200

_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")

# For each field the headings that mean it, folded, the most telling first; "+" joins columns.
_SYNONYMS: dict[str, str] = {
    "body": "body comment_body comment_text body_text text comment content message reason text_en+text_fr text_en"
    " body_html description_html text_html description opinion 意见内容 意見內容 修改意见 修改意見 建议内容 建議內容"
    " 留言内容 留言內容 评论内容 評論內容 意见 意見 留言 评论 內容 内容 正文 理由 建议 建議"
    " commentaire contribution texte contenu corps argument avis comentario texto contenido mensaje propuesta",
    "id": "comment_id external_id id document_id message_id submission_id reference ref no number"
    " 编号 編號 意见编号 意見編號 留言编号 留言編號 序号 序號 identifiant identificador numero num",
    "parent": "parent_id parent parent_comment_id in_reply_to reply_to 上级编号 上級編號 父编号 父編號"
    " 回复编号 回覆編號 回复对象 回覆對象 reponse_a en_respuesta_a",
    "article": "article article_id article_number article_no provision clause 条款 條款 条文 條文 条 條"
    " 条号 條號 条次 條次 条款号 條文編號 section_number numero_d_article articulo",
    "stance": "stance position sentiment 立场 立場 态度 態度 postura posicion",
    "name": "name display_name full_name author submitter commenter user_name username user nickname"
    " 姓名 署名 网名 暱稱 昵称 作者 用户 名字 称呼 稱呼 提交人 auteur nom autor nombre usuario",
    "submitted_at": "submitted_at created_at date+time fecha+hora date+heure 日期+时间 日期+時間"
    " posted_date date_posted submitted posted_at created timestamp datetime"
    " 提交时间 提交時間 留言时间 留言時間 发布时间 發布時間 时间 時間 time"
    " date 日期 date_de_creation date_creation publie_le fecha fecha_creacion",
    "language": "language lang locale 语言 語言 langue idioma",
    "title": "title subject headline 标题 標題 主题 主題 titre objet sujet titulo asunto",
}
_ALIASES = {"subject": "title", "text": "body", "comment": "body", "author": "name", "date": "submitted_at"}


@dataclass(frozen=True)
class ColumnMap:
    """For each field (the keys of ``_SYNONYMS``) the columns that hold it, in the order they are joined."""

    columns: Mapping[str, tuple[str, ...]]

    def cell(self, field: str, values: Mapping[str, str], joint: str = " ") -> str:
        """The cells of the field's columns that aren't empty, joined; "" for a field without columns."""
        cells = (values.get(name, "") for name in self.columns.get(field, ()))
        return joint.join(cell for cell in cells if cell.strip())

    def __str__(self) -> str:
        return ",".join(f"{field}={'+'.join(names)}" for field, names in self.columns.items())


@dataclass(frozen=True)
class ImportedComment:
    """A row as a comment. ``row`` counts from 1 below the heading; ``submitted_at`` is aware UTC.

    ``stance`` is support, amend, oppose, remark or ""; ``source_html`` the cell where the body was HTML;
    ``content_hash`` tells it from every other row and is the same whenever the same file is read;
    ``flags``: control_characters, impossible_date, unreadable_date, unknown_stance, unknown_language,
    long_name, long_title, long_id.
    """

    row: int
    external_id: str | None
    parent_external_id: str | None
    article: str | None
    stance: str
    name: str | None
    title: str | None
    body: str
    source_html: str | None
    submitted_at: datetime | None
    language: str
    content_hash: str
    flags: tuple[str, ...]


@dataclass(frozen=True)
class RefusedRow:
    """A row that can't become a comment, why (English), and what it holds: its cells, or its raw text."""

    row: int
    reason: str
    values: Mapping[str, str]
    raw: str


def parse_map(text: str) -> dict[str, str]:
    """``body=subject+text,id=document_id`` as field → columns as written. Raises Refused for anything else."""
    found: dict[str, str] = {}
    for part in re.split(r",(?=\s*[A-Za-z_]{1,30}\s*=)", text[:10_000]):
        field, equals, columns = (piece.strip() for piece in part.partition("="))
        field = _ALIASES.get(field.lower(), field.lower())
        if not equals or not columns or field not in _SYNONYMS:
            raise Refused(
                N_("“%(part)s” is no part of a column map. Write field=column; the fields are %(fields)s."),
                field="map",
                part=part.strip()[:100],
                fields=", ".join(sorted(_SYNONYMS)),
            )
        if field in found:
            raise Refused(N_("The column map names %(name)s twice."), field="map", name=field)
        found[field] = columns
    return found


def _named(written: str, columns: Sequence[str], folded: Mapping[str, str]) -> tuple[str, ...] | None:
    """The columns that ``written`` names, whole or joined by ``+``, or None where one isn't there."""
    for pieces in ([written], written.split("+")):
        names = [piece.strip() if piece.strip() in columns else folded.get(fold(piece)) for piece in pieces]
        if all(names):
            return tuple(name for name in names if name)
    return None


def column_map(columns: Sequence[str], written: str | None = None) -> ColumnMap:
    """The map for a table with these headings: as ``written``, else guessed from their names.

    A map that is written is used alone, except that a missing ``body`` is still guessed. Raises
    Refused, with the headings, for a column that isn't there or where nothing can be the body.
    """
    folded = {fold(name): name for name in reversed(columns)}
    found: dict[str, tuple[str, ...]] = {}
    for field, spec in (parse_map(written) if written and written.strip() else {}).items():
        names = _named(spec, columns, folded)
        if names is None:
            raise Refused(
                N_("There is no column “%(name)s”. The columns are: %(columns)s."),
                field="map",
                name=spec,
                columns=", ".join(columns),
            )
        found[field] = names
    taken = {name for names in found.values() for name in names}
    for field, synonyms in _SYNONYMS.items():
        if field in found or (written and written.strip() and field != "body"):
            continue
        for synonym in synonyms.split():
            guessed = [folded.get(piece) for piece in synonym.split("+")]
            names = tuple(name for name in guessed if name and name not in taken)
            if len(names) == len(guessed):
                found[field] = names
                taken.update(names)
                break
    if "body" not in found:
        raise Refused(
            N_(
                "No column seems to hold the comments. Say which with body=column. The columns are: %(columns)s."
            ),
            field="map",
            columns=", ".join(columns),
        )
    return ColumnMap(found)


def _short(text: str, limit: int, flag: str, flags: list[str]) -> str | None:
    """A name, title or id on one line; None for nothing, cut and flagged over ``limit`` characters."""
    line = " ".join(_CONTROLS.sub(" ", text[: 50 * limit]).split())
    try:
        return normalise(line, limit=limit, field=None) or None
    except Refused:
        flags.append(flag)
        return excerpt(line, limit)


def _body(mapped: ColumnMap, values: Mapping[str, str], flags: list[str]) -> tuple[str, str | None]:
    """The words and, where they were HTML, the cell. Raises Refused for empty and over-long ones."""
    cells = [values.get(name, "") for name in mapped.columns["body"]]
    read = [plain_body(cell) for cell in cells if cell.strip()]
    text = "\n\n".join(words for words, _ in read)
    if _CONTROLS.search(text.replace("\r\n", "\n").replace("\r", "\n")):
        flags.append("control_characters")
        text = _CONTROLS.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    body = normalise(text, limit=MAX_BODY, field="body")
    if is_blank(body):
        raise Refused(N_("The comment is empty."), field="body")
    source = "\n\n".join(cell for cell in cells if cell.strip()) if any(html for _, html in read) else None
    return body, source


def _imported(
    row: Row, mapped: ColumnMap, default_language: str, zone: tzinfo, seen: Counter[bytes]
) -> ImportedComment:
    flags: list[str] = []
    body, source = _body(mapped, row.values, flags)
    stance = stance_of(mapped.cell("stance", row.values))
    if stance is None:
        flags.append("unknown_stance")
    submitted_at, problem = instant_of(mapped.cell("submitted_at", row.values), zone)
    if problem:
        flags.append(problem)
    tag = mapped.cell("language", row.values, "-")
    language = language_of(tag) if tag else default_language
    if language is None:
        flags.append("unknown_language")
    external_id = _short(mapped.cell("id", row.values, "/"), MAX_ID, "long_id", flags)
    parent = _short(mapped.cell("parent", row.values, "/"), MAX_ID, "long_id", flags)
    article = _short(mapped.cell("article", row.values), MAX_ID, "long_id", flags)
    name = _short(mapped.cell("name", row.values), MAX_NAME, "long_name", flags)
    title = _short(mapped.cell("title", row.values), MAX_TITLE, "long_title", flags)
    moment = submitted_at.isoformat() if submitted_at else ""
    parts = [
        external_id,
        parent,
        article,
        stance or "",
        name,
        title,
        body,
        moment,
        language or default_language,
    ]
    content = json.dumps(parts, ensure_ascii=False).encode()
    digest = hashlib.sha256(content).digest()
    seen[digest] += 1
    if (
        seen[digest] > 1
    ):  # the same letter again is another comment, and the same one when the file is read again
        content += b" %d" % seen[digest]
    return ImportedComment(
        row=row.number,
        external_id=external_id,
        parent_external_id=parent,
        article=article,
        stance=stance or "",
        name=name,
        title=title,
        body=body,
        source_html=source,
        submitted_at=submitted_at,
        language=language or default_language,
        content_hash=hashlib.sha256(content).hexdigest(),
        flags=tuple(dict.fromkeys(flags)),
    )


def read_comments(
    rows: Iterable[Row | BadRow], mapped: ColumnMap, *, default_language: str, zone: tzinfo
) -> Iterator[ImportedComment | RefusedRow]:
    """Each row as a comment, or with the reason why it is none; as many come out as went in.

    ``zone`` is that of times without an offset. A row whose id occurred before is refused.
    """
    seen: Counter[bytes] = Counter()
    identities: dict[str, int] = {}
    for row in rows:
        if isinstance(row, BadRow):
            yield RefusedRow(row.number, row.reason, {}, row.raw)
            continue
        try:
            comment = _imported(row, mapped, default_language, zone, seen)
        except Refused as refusal:
            yield RefusedRow(row.number, str(refusal), row.values, "")
            continue
        first = identities.setdefault(comment.external_id, row.number) if comment.external_id else row.number
        if first != row.number:
            reason = N_("The id %(id)s is already that of row %(row)s.") % {
                "id": comment.external_id,
                "row": first,
            }
            yield RefusedRow(row.number, reason, row.values, "")
        else:
            yield comment
