"""Learn from a corpus, and compare two learned versions."""

from __future__ import annotations

import polars as pl

from transforms.learn.aliases import learn_aliases
from transforms.learn.corpus import Corpus
from transforms.learn.frozen import ALIAS_IDENTITY, TEMPLATE_IDENTITY, Learned, freeze
from transforms.learn.templates import THRESHOLD, learn_templates


def learn_from(corpus: Corpus) -> Learned:
    """Learn templates and aliases; a function of the set of articles, whatever their order and shards."""
    ordered = corpus.articles.sort("article_id")
    templates = learn_templates(ordered, corpus.removed)
    sure = templates.filter(pl.col("confidence") >= THRESHOLD)
    return freeze(sure, learn_aliases(corpus))


def differences(before: Learned | None, after: Learned) -> dict[str, pl.DataFrame]:
    """What ``after`` has and ``before`` has not, and the other way round.

    Keys ``new_templates``, ``gone_templates``, ``new_aliases``, ``gone_aliases``; rows with their evidence.
    """
    found = {}
    for name, identity in (("templates", TEMPLATE_IDENTITY), ("aliases", ALIAS_IDENTITY)):
        now: pl.DataFrame = getattr(after, name)
        was: pl.DataFrame = getattr(before, name) if before else now.clear()
        found[f"new_{name}"] = now.join(was, on=identity, how="anti", maintain_order="left")
        found[f"gone_{name}"] = was.join(now, on=identity, how="anti", maintain_order="left")
    return found
