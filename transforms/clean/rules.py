"""The boilerplate rules: ``seeds/reference/boilerplate_rules.csv``, validated and grouped for use.

A rule finds one kind of text that is not the article's own prose. Its columns:

``rule_id``      ``clean.<kind>.<name>``
``kind``         what is removed (:data:`transforms.schemas.REMOVED_KINDS`)
``scope``        ``any``, or the domain of the one outlet that the rule is for
``position``     ``head`` (the first 1,200 characters), ``tail`` (the last 1,000) or ``anywhere``
``reach``        what is cut: ``match`` (what the pattern matches), ``line`` (a whole line that the pattern
                 matches from end to end), ``headline`` (the match and the headline that follows it),
                 ``value`` (the match and the rest of its line, or the names after it), ``caption_start``
                 (the match and the caption before it), ``sign_off`` (a line, the name on the line before it
                 and all lines after it) or ``structure`` (no pattern: the rule is code)
``before``, ``after``  patterns for the text on either side of the match (for ``line``: the line before and
                 the line after), null where anything may stand there
``pattern``      Rust regular expression without capturing groups; one that begins with ``^`` is tried at the
                 start of lines only
``prompted_by``  the text that prompted the rule; ``outlets`` the outlets that it was seen at
``caught``, ``near_miss``  an example with the cut text between ``⟦`` and ``⟧``, and one to leave alone;
                 ``\\n`` stands for a line break
"""

from __future__ import annotations

import functools
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import dataframely as dy
import polars as pl

from transforms.reference import REFERENCE_DIR, ReferenceError, load_table
from transforms.schemas import REMOVED_KINDS

POSITIONS = ("head", "tail", "anywhere")
REACHES = ("match", "line", "headline", "value", "caption_start", "sign_off", "structure")
HEAD_CHARS = 1_200
TAIL_CHARS = 1_000
MAY_CAPTURE = r"(?:^|[^\\])\((?:[^?]|\?P?<)"
"""A parenthesis that may open a capturing group."""


class BoilerplateRule(dy.Schema):
    """One row of ``boilerplate_rules.csv``; the order of rows is their precedence at the same place."""

    rule_id = dy.String(regex=r"^clean\.[a-z_]+\.[a-z_]+$")
    kind = dy.Enum(REMOVED_KINDS)
    scope = dy.String()
    position = dy.Enum(POSITIONS)
    reach = dy.Enum(REACHES)
    before = dy.String(nullable=True)
    pattern = dy.String(nullable=True)
    after = dy.String(nullable=True)
    prompted_by = dy.String()
    outlets = dy.String(nullable=True)
    """Domains of the outlets that the rule was seen at, separated by ``;``; null where none is known."""
    caught = dy.String(nullable=True)
    near_miss = dy.String(nullable=True)
    description = dy.String()
    version = dy.UInt16()


@dataclass(frozen=True)
class RuleSet:
    """A set of rules in order of precedence."""

    frame: pl.DataFrame

    def without(self, rule_ids: Iterable[str]) -> RuleSet:
        """Return the same rules less those named."""
        return RuleSet(self.frame.filter(~pl.col("rule_id").is_in(list(rule_ids))))

    def has(self, rule_id: str) -> bool:
        """Return whether the set holds the rule."""
        return rule_id in self.ids

    @functools.cached_property
    def ids(self) -> frozenset[str]:
        """Return the ids of all rules of the set."""
        return frozenset(self.frame["rule_id"])


@functools.cache
def load_rules() -> RuleSet:
    """Return the rules of the project. Raises :class:`~transforms.reference.ReferenceError`."""
    return read_rules(REFERENCE_DIR / "boilerplate_rules.csv")


def read_rules(path: Path) -> RuleSet:
    """Read and check a rule table. Raises :class:`~transforms.reference.ReferenceError`."""
    frame = load_table(path.stem, BoilerplateRule, unique=["rule_id"], regex=["pattern"], directory=path.parent)
    check_rules(frame)
    return RuleSet(frame)


def check_rules(frame: pl.DataFrame) -> None:
    """Raise :class:`~transforms.reference.ReferenceError` where a rule contradicts itself.

    ``before`` and ``after`` may match the empty string, so they are compiled here and not by the loader.
    """
    columns = ("before", "pattern", "after")
    lacks_pattern = pl.col("pattern").is_null() != (pl.col("reach") == "structure")
    bad = [_is_no_pattern("before"), _is_no_pattern("after")]
    groups = [pl.col(column).str.contains(MAY_CAPTURE) for column in columns]
    numbered = frame.with_row_index("row", offset=2)
    doubtful = numbered.filter(pl.any_horizontal(lacks_pattern, *bad, *groups))
    for rule in doubtful.iter_rows(named=True):  # a few of some hundred rules, once a process
        where = f"boilerplate_rules.csv: row {rule['row']} ({rule['rule_id']})"
        if (rule["pattern"] is None) != (rule["reach"] == "structure"):
            raise ReferenceError(f"{where}: give a pattern, or the reach 'structure' for a rule in code")
        for column in columns:
            _require_no_groups(rule[column], f"{where}: column {column!r}")


def _is_no_pattern(column: str) -> pl.Expr:
    return pl.col(column).is_not_null() & pl.lit("").str.contains(pl.col(column), strict=False).is_null()


def _require_no_groups(pattern: str | None, where: str) -> None:
    if pattern is None:
        return
    try:
        groups = pl.select(pl.lit("x").str.extract_groups(f"(x)(?:{pattern})?")).to_series().struct.fields
    except pl.exceptions.PolarsError as error:
        raise ReferenceError(f"{where}: bad pattern: {error}") from error
    if len(groups) > 1:
        raise ReferenceError(f"{where}: write (?:…) instead of a capturing group")
