"""Find persons, organisations and places in sentences and give each one identity."""

from __future__ import annotations

import itertools

import dataframely as dy
import numpy as np
import polars as pl

from transforms.entities.adding import add_bodies, add_companies, add_known
from transforms.entities.brackets import (
    add_abbreviations,
    definitions,
    reach_brackets,
    split_brackets,
    split_lists,
    take_in_initials,
    type_definitions,
)
from transforms.entities.cited import drop_uncited
from transforms.entities.doubt import settle_doubtful, type_acronyms, type_bureaus, type_by_last_word
from transforms.entities.extend import drop_words, extend, mark_places, take_in_ages
from transforms.entities.fields import join_fields
from transforms.entities.fused import cut_fused
from transforms.entities.gazetteer import matcher
from transforms.entities.governments import (
    bodies_of_places,
    branches,
    government_places,
    local_offices,
    part_regions,
    places_of_mayors,
    regional_bodies,
    regional_governments,
)
from transforms.entities.initials import add_initials
from transforms.entities.known import called_like_places, known_names, pins, shared_names, sure_types
from transforms.entities.mentions import cut_spans, locate, trim
from transforms.entities.named_after import take_in_titles
from transforms.entities.nameless import drop_nameless, nameless_words
from transforms.entities.names import expansions
from transforms.entities.nicknames import find_nicknames
from transforms.entities.observe import code_types, observe
from transforms.entities.openers import drop_office_numbers, take_in_openers
from transforms.entities.parting import (
    add_partners,
    part_bodies,
    part_pairs,
    part_persons,
    part_places,
    public_bodies,
)
from transforms.entities.relations import relations
from transforms.entities.resolve import resolve
from transforms.entities.roles import add_roles
from transforms.entities.run_together import add_army_units, drop_verbs, part_ranked, part_units
from transforms.entities.spelled_by import add_spelled
from transforms.entities.spelled_out import drop_spelled_out
from transforms.entities.spread import spread
from transforms.entities.tagger import tagger
from transforms.entities.titled import add_graduates, add_titled, type_titled
from transforms.entities.tokens import tokenise
from transforms.entities.vehicles import drop_vehicles
from transforms.entities.words import describe
from transforms.parts import work_on
from transforms.schemas import Entity, EntityMention

LEAST_PART = 4000
"""Sentences that make a thread of their own worth while."""


def find_entities(
    sentences: pl.DataFrame, aliases: pl.DataFrame | None = None
) -> tuple[dy.DataFrame[EntityMention], dy.DataFrame[Entity]]:
    """Find the entity mentions of :class:`transforms.schemas.Sentence` rows; ``aliases`` as for ``resolve``.

    Returns an :class:`transforms.schemas.EntityMention` frame in order of appearance, and an
    :class:`transforms.schemas.Entity` frame of the entities mentioned that the reference does not hold.

    >>> from transforms.spans import as_sentences
    >>> mentions, _ = find_entities(as_sentences(["Presiden Rusia Vladimir Putin tiba di Pyongyang."]))
    >>> mentions.select("surface", "entity_type", "role").rows()
    [('Rusia', 'LOC', None), ('Vladimir Putin', 'PER', 'Presiden Rusia'), ('Pyongyang', 'LOC', None)]
    """
    sentences = sentences.sort("article_no", "sentence_no", "start_char")
    _load()
    # numpy works on one core; articles do not depend on each other
    results = work_on(_parts(sentences), lambda part: _find(part, aliases))
    mentions = pl.concat([mentions for mentions, _ in results])
    learned = pl.concat([learned for _, learned in results])
    learned = learned.group_by("article_no", "entity_id").agg(pl.col("entity_type").first(), pl.col("name").min())
    learned = learned.sort("article_no", "entity_id")
    return EntityMention.validate(mentions), Entity.validate(learned)


def _load() -> None:
    """Load the tables and the model before threads ask for them."""
    for table in (tagger, matcher, known_names, shared_names, called_like_places, sure_types, pins, expansions):
        table()
    public_bodies()
    nameless_words()
    relations()


def _parts(sentences: pl.DataFrame) -> list[pl.DataFrame]:
    """The sentences in as many parts as there are threads, cut between articles; a small frame is one part."""
    count = min(pl.thread_pool_size(), sentences.height // LEAST_PART)
    if count < 2:
        return [sentences]
    number = sentences["article_no"]
    cuts = [int(number.search_sorted(number[sentences.height * k // count])) for k in range(1, count)]
    bounds = [0, *cuts, sentences.height]
    return [sentences[a:b] for a, b in itertools.pairwise(bounds) if b > a]


def _find(sentences: pl.DataFrame, aliases: pl.DataFrame | None) -> tuple[pl.DataFrame, pl.DataFrame]:
    tokens = tokenise(sentences["surface"], sentences["start_char"].to_numpy())
    if not len(tokens):
        return EntityMention.create_empty(), Entity.create_empty()
    model = tagger()
    number = sentences["article_no"].to_numpy()
    tokens = cut_fused(tokens, model.lexicon, number[tokens.sentence])
    types = code_types(describe(tokens.types, model.common, model.english))
    matches = matcher().find(tokens, types.capital[tokens.code])
    observation = observe(tokens, types, matches)
    tags = model.tag(tokens, types, observation)
    known = np.zeros(len(tokens), bool)
    known[observation.token] = observation.place["known"] > 1
    spans = cut_spans(observation, tags)
    del observation, tags  # a tenth of what a worker holds
    spans = join_fields(spans, tokens, types)
    spans = part_ranked(part_persons(add_spelled(spans, tokens, types), matches, tokens, types), tokens, types)
    spans = type_titled(split_brackets(spans, tokens, types), tokens, types)
    spans = reach_brackets(drop_verbs(trim(spans, tokens, types, known), tokens, types), tokens, types)
    article = number[tokens.sentence]
    spans = add_known(drop_nameless(spans, matches, tokens, types), matches, tokens, types)
    spans = add_companies(add_bodies(spans, tokens, types), tokens, types)
    spans = add_graduates(add_titled(spans, tokens, types), tokens, types)
    spans = add_army_units(spans, tokens, types)
    spans = extend(split_lists(spans, matches, tokens, types), tokens, types, known)
    spans = drop_office_numbers(take_in_openers(spans, tokens, types), tokens, types)
    spans = add_partners(spans, tokens, types)
    spans = take_in_titles(part_regions(part_units(spans, tokens, types), tokens, types, known), tokens, types)
    spans = drop_vehicles(spans, tokens, types, known)
    spans = regional_governments(take_in_ages(spans, tokens, types), tokens, types)
    spans = regional_bodies(places_of_mayors(spans, tokens, types), tokens, types)
    spans = bodies_of_places(local_offices(spans, tokens, types), tokens, types)
    spans = drop_uncited(drop_words(spans, tokens, types, article, known), tokens, types, article)
    spans = add_abbreviations(take_in_initials(spans, tokens, types), tokens, types)
    spans = part_places(drop_nameless(spans, matches, tokens, types), matches, tokens, types)  # ``PT Pos (Persero)``
    spans = branches(spans, tokens, types)
    spans = drop_spelled_out(part_bodies(spans, tokens, types, article), tokens, types, article)
    spans = part_pairs(spread(spans, tokens, types, article), tokens, types, article)
    spans = add_initials(spans, tokens, types, article, known)
    spans = type_bureaus(type_by_last_word(spans, tokens, types), tokens, types)
    spans = type_definitions(spans, definitions(spans, tokens, types))
    spans = add_roles(locate(spans, tokens, types, sentences), tokens, types, sentences)
    spans = type_acronyms(spans, tokens, types, article)
    spans = settle_doubtful(spans, tokens, types, article, known)
    defined, nicknames = definitions(spans, tokens, types), find_nicknames(spans, tokens, types)
    spans = mark_places(government_places(spans), tokens, types)
    mentions = resolve(spans, defined, nicknames, sentences, aliases)
    learned = mentions.filter("is_learned").select("article_no", "entity_id", "entity_type", name="entity_name")
    return mentions.select(EntityMention.column_names()), learned
