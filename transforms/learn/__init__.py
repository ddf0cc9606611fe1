"""What many articles together teach: boilerplate templates and names that mean one entity.

``learn`` proposes from a corpus, ``frozen`` names the result, ``apply`` uses it on the articles of a shard. Nothing
here is learned while facts are derived: a run uses one frozen version, so that facts do not depend on their company.
"""

from transforms.learn.apply import with_templates
from transforms.learn.frozen import Learned, LearnedAlias, LearnedTemplate, freeze

__all__ = ["Learned", "LearnedAlias", "LearnedTemplate", "freeze", "with_templates"]
