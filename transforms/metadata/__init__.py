"""What is known about an article besides its prose: headline, authors, place, outlet, time, links."""

from transforms.metadata.articles import find_metadata
from transforms.metadata.links import find_related_links

__all__ = ["find_metadata", "find_related_links"]
