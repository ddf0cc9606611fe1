"""Who says what: statements with speaker, cue, stance and form, and the figures inside them.

Direct speech comes from pairing quotation marks and finding the cue beside them; indirect speech from
cues with a speaker beside them. Everything works on frames of sentences, cues and quotations.
"""

from __future__ import annotations

from transforms.statements.claims import link_quantities
from transforms.statements.concepts import with_concepts
from transforms.statements.find import find_statements

__all__ = ["find_statements", "link_quantities", "with_concepts"]
