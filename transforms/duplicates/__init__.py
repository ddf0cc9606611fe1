"""Copies among articles: signatures that find them, exact comparison, clusters, and who names whom as source."""

from transforms.duplicates.article_signatures import ArticleSignature, sign_articles
from transforms.duplicates.clusters import Member, clusters
from transforms.duplicates.compare import Comparison, compare
from transforms.duplicates.credits import Credit, find_credits
from transforms.duplicates.relation import Copy, near_copies
from transforms.duplicates.retold import Feature, features_of, retold, sign_features
from transforms.duplicates.samples import may_be_copies
from transforms.duplicates.signatures import ALGORITHM, Signature, sign

__all__ = [
    "ALGORITHM", "ArticleSignature", "Comparison", "Copy", "Credit", "Feature", "Member", "Signature",
    "clusters", "compare", "features_of", "find_credits", "may_be_copies", "near_copies", "retold", "sign",
    "sign_articles", "sign_features",
]  # fmt: skip
