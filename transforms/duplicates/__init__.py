"""Copies among articles: signatures that find them, exact comparison, clusters, and who names whom as source."""

from transforms.duplicates.clusters import Member, clusters
from transforms.duplicates.compare import Comparison, compare
from transforms.duplicates.credits import Credit, find_credits
from transforms.duplicates.relation import Copy, near_copies
from transforms.duplicates.signatures import ALGORITHM, Signature, sign

__all__ = [
    "ALGORITHM", "Comparison", "Copy", "Credit", "Member", "Signature",
    "clusters", "compare", "find_credits", "near_copies", "sign",
]  # fmt: skip
