"""The columns of the rows that ``detector score`` writes, one source for every format.

Three flat tables that join on ids: ``article``, ``pair`` and ``finding``.  JSON Lines, CSV,
Parquet, data frames and the published JSON Schema (``detector/rows.schema.json``) are all
made from these.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

from detector.detection import DUPLICATE_KINDS, KINDS, RELATIONS

ColumnType = Literal["string", "integer", "number", "boolean", "time", "strings"]

#: Raised when a column is renamed, dropped or changes its type; new ones do not raise it.
ROWS_VERSION = 1


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table.

    Attributes
    ----------
    name : str
    type : {"string", "integer", "number", "boolean", "time", "strings"}
        ``time`` is a moment with its zone, ``strings`` a list of strings.
    meaning : str
        One line, for people.
    nullable : bool
    values : tuple of str
        All values there are, where they can be listed.
    """

    name: str
    type: ColumnType
    meaning: str
    nullable: bool = False
    values: tuple[str, ...] = ()


ARTICLE = (
    Column("article_id", "string", "Id of the article; unique in this table."),
    Column("title", "string", "Its title; may be empty."),
    Column("source", "string", "Its publisher.", nullable=True),
    Column("url", "string", "Its address.", nullable=True),
    Column("published", "time", "When it was published.", nullable=True),
    Column("language", "string", "ISO 639-1 code, where given.", nullable=True),
    Column("place", "string", "File and line, or address, it was read from.", nullable=True),
    Column("group_id", "string", "The group of articles on the same development."),
    Column("group_size", "integer", "Number of articles in that group."),
    Column("representative", "boolean", "Whether it is nearest to all others of its group."),
    Column("duplicate_of", "string", "Id of the article it copies.", nullable=True),
    Column("duplicate_kind", "string", "What copy it is.", True, DUPLICATE_KINDS),
    Column(
        "similarity", "number", "Least similarity of a copy to its original there.", nullable=True
    ),
    Column("contradictions", "integer", "Contradictions that name it on a side."),
    Column("disputes", "integer", "Disputes that name it on a side."),
    Column("updates", "integer", "Updates that name it on a side."),
    Column("for_review", "integer", "Candidates for review that name it on a side."),
    Column("highest_score", "number", "Of the findings that name it.", nullable=True),
)

PAIR = (
    Column("left_article_id", "string", "The earlier article."),
    Column("right_article_id", "string", "The later article."),
    Column("group_id", "string", "The group of both."),
    Column("copies", "string", "Whether they carry the same text.", True, DUPLICATE_KINDS),
    Column("similarity", "number", "Least similarity among those copies.", nullable=True),
    Column("contradictions", "integer", "Contradictions that quote the two."),
    Column("disputes", "integer", "Disputes that quote the two."),
    Column("updates", "integer", "Updates that quote the two."),
    Column("for_review", "integer", "Candidates for review that quote the two."),
    Column("highest_score", "number", "Of the findings that quote the two.", nullable=True),
)

#: Of one side of a finding; each is in the table twice, after ``left_`` and ``right_``.
_SIDE = (
    Column("article_id", "string", "The article quoted."),
    Column("source", "string", "Its publisher.", nullable=True),
    Column("published", "time", "When it was published.", nullable=True),
    Column("url", "string", "Its address.", nullable=True),
    Column("text", "string", "The sentence, exactly as it stands there."),
    Column("start", "integer", "Character offset of the sentence in the article's field."),
    Column("end", "integer", "Offset just after the sentence."),
    Column("field", "string", "Where the sentence stands.", values=("title", "text")),
    Column("cues", "strings", "The words that clash."),
    Column("speaker", "string", "Who says so; null for the outlet itself.", nullable=True),
    Column("also", "strings", "Ids of the other articles on this side."),
)

FINDING = (
    Column("fingerprint", "string", "Identity that survives other scores and quotes."),
    Column("code", "string", "Rule code, such as CON101."),
    Column("kind", "string", "What clashes.", values=KINDS),
    Column("relation", "string", "What follows from it.", values=RELATIONS),
    Column("score", "number", "Calibrated, in [0, 1]."),
    Column("status", "string", "Whether it scores enough.", values=("finding", "review")),
    Column("group_id", "string", "The group of all articles it names."),
    Column("explanation", "string", "One plain sentence."),
    *(replace(c, name=f"{side}_{c.name}") for side in ("left", "right") for c in _SIDE),
)

#: The columns of each table, by the table's name.
TABLES: Mapping[str, tuple[Column, ...]] = {"article": ARTICLE, "pair": PAIR, "finding": FINDING}
