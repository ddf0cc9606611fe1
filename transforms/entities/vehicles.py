"""Cars and motorcycles by make and model are products, no names: ``Toyota Rush``, ``Yamaha Mio``."""

from __future__ import annotations

import dataframely as dy
import numpy as np
import polars as pl

from transforms.entities.observe import Types
from transforms.entities.tokens import Tokens
from transforms.reference import load_table
from transforms.schemas import ENTITY_TYPES

_PERSON = ENTITY_TYPES.index("PER") + 1


class VehicleMakeRow(dy.Schema):
    """What vehicles are called before their model, in small letters."""

    make = dy.String()


def drop_vehicles(spans: pl.DataFrame, tokens: Tokens, types: Types, known: np.ndarray) -> pl.DataFrame:
    """Drop a person whose name begins with a make (``Toyota Rush``) or is one word behind a make (``Mio``, with its
    ``Yamaha``); riders have two (``Yamaha Fabio Quartararo``). A make alone stays a company.

    Spans must not overlap.
    """
    first, stop, kind = (spans[c].to_numpy() for c in ("first", "stop", "kind"))
    makes = load_table("vehicle_makes", VehicleMakeRow, unique=["make"])["make"]
    make = types.table["low"].is_in(makes.implode()).to_numpy()[tokens.code]
    whole = (kind == _PERSON) & make[first]
    model = (kind == _PERSON) & ~known[first] & (stop - first == 1) & (first > 0) & ~tokens.opens[first]
    model &= make[np.maximum(first - 1, 0)]
    of_model = np.zeros(len(first), bool)
    of_model[:-1] = model[1:] & (stop[:-1] == first[1:]) & (stop[:-1] - first[:-1] == 1) & (kind[:-1] != _PERSON)
    return spans.filter(pl.Series(~(whole | model | of_model)))
