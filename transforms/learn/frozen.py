"""What was learned, as it is frozen: the templates and aliases of one version, and the version's name.

The name is a hash of what the version does to facts (which text is cut, which name means which entity), not of the
evidence behind it: learning again from a corpus that teaches the same gives the same version.
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256

import dataframely as dy
import polars as pl

from transforms.schemas import ENTITY_TYPES, REMOVED_KINDS

FORMS = ("unit", "opening", "shape")


class LearnedTemplate(dy.Schema):
    """One boilerplate template of one outlet; the evidence is described in :mod:`transforms.learn.templates`."""

    rule_id = dy.String(regex=r"^learned:[0-9a-f]{12}$")
    outlet_id = dy.String()
    form = dy.Enum(FORMS)
    key = dy.String()
    kind = dy.Enum(REMOVED_KINDS)
    position = dy.Enum(("head", "tail", "anywhere"))
    surface = dy.String()
    articles = dy.Int32()
    stories = dy.Int32()
    share = dy.Float64()
    first_on = dy.Date(nullable=True)
    last_on = dy.Date(nullable=True)
    head_share = dy.Float64()
    tail_share = dy.Float64()
    vocabulary = dy.Float64()
    subject = dy.Float64()
    confidence = dy.Float64()
    samples = dy.List(dy.String())


class LearnedAlias(dy.Schema):
    """One spelling that means one entity; the evidence is described in :mod:`transforms.learn.aliases`."""

    alias = dy.String()
    alias_key = dy.String()
    entity_type = dy.Enum(ENTITY_TYPES)
    entity_id = dy.String()
    entity_name = dy.String()
    merged_entity_id = dy.String()
    basis = dy.Enum(("bracket", "spelling"))
    similarity = dy.Float64()
    context = dy.Float64()
    alias_articles = dy.Int32()
    entity_articles = dy.Int32()
    confidence = dy.Float64()
    evidence_article_id = dy.String(nullable=True)
    samples = dy.List(dy.String())


@dataclass(frozen=True)
class Learned:
    """A frozen version: ``version``, ``templates`` (:class:`LearnedTemplate`), ``aliases`` (:class:`LearnedAlias`)."""

    version: str
    templates: pl.DataFrame
    aliases: pl.DataFrame


TEMPLATE_IDENTITY = ("outlet_id", "form", "key", "kind", "position")
ALIAS_IDENTITY = ("entity_type", "alias_key", "entity_id", "entity_name")


def freeze(templates: pl.DataFrame, aliases: pl.DataFrame) -> Learned:
    """Name and order what was learned. ``templates`` without ``rule_id``, which is made here.

    >>> freeze(LearnedTemplate.create_empty().drop("rule_id"), LearnedAlias.create_empty()).version
    'e3b0c44298fc'
    """
    ids = [
        "learned:" + sha256("\0".join(row).encode()).hexdigest()[:12]
        for row in templates.select(pl.col("outlet_id", "form", "key").cast(pl.String)).rows()  # some hundred
    ]
    named = templates.with_columns(rule_id=pl.Series(ids, dtype=pl.String)).sort("rule_id")
    named = LearnedTemplate.validate(named, cast=True)
    spelt = LearnedAlias.validate(aliases.sort("entity_type", "alias_key", "entity_id"), cast=True)
    digest = sha256()
    for frame, columns in ((named, TEMPLATE_IDENTITY), (spelt, ALIAS_IDENTITY)):
        for row in sorted(frame.select(pl.col(columns).cast(pl.String)).rows()):
            digest.update(("\0".join(row) + "\n").encode())
    return Learned(digest.hexdigest()[:12], named, spelt)
