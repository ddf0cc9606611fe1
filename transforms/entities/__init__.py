"""Persons, organisations and places: found, resolved, and given one name.

``tokens`` cuts text into words, ``words`` and ``gazetteer`` say what is known of them, ``observe`` and
``tagger`` find the names, ``roles`` and ``resolve`` say who and where it is.
"""

from transforms.entities.find import find_entities
from transforms.entities.gazetteer import reference_entities

__all__ = ["find_entities", "reference_entities"]
