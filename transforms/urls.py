"""Web addresses: the form of an address that names the article, its host, its outlet.

Reference data: ``url_rewrites.csv`` (what is cut from an address, in order), ``url_parameters.csv``
(query parameters that do not name an article), ``url_suffixes.csv`` (public suffixes of more than one
label) and the column ``also_domains`` of ``outlets.csv``.
"""

from __future__ import annotations

import functools

import dataframely as dy
import polars as pl

from transforms.reference import load_table


class UrlRewrite(dy.Schema):
    """One replacement in an address, applied in the order of the file."""

    rule_id = dy.String()
    pattern = dy.String()
    replacement = dy.String(nullable=True)
    description = dy.String()


class UrlParameter(dy.Schema):
    """Names of query parameters that do not tell articles apart (a pattern for the whole name).

    ``value_pattern``: only with such a value; null: with any. The second page of an article is a text of
    its own; taken for the first page changed, it would replace the first page's facts.
    """

    parameter_pattern = dy.String()
    value_pattern = dy.String(nullable=True)
    reason = dy.Enum(["tracking", "page", "variant"])
    description = dy.String()


class UrlSuffix(dy.Schema):
    """A public suffix of two or more labels: what stands one label further left was registered."""

    suffix_pattern = dy.String()
    description = dy.String()


class Outlet(dy.Schema):
    """One outlet; what is not listed is still known by its registrable domain."""

    domain = dy.String()
    name = dy.String()
    owner_group = dy.String(nullable=True)
    zone = dy.Enum(["Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura"])
    """Zone of clock times that name none."""
    syndicates = dy.Enum(["yes", "no"])
    """``yes``: others print its copy, so that a text made by it need not have appeared there."""
    also_domains = dy.String(nullable=True)
    """Other domains or hosts of the same outlet, past ones included, parted by spaces."""
    spellings = dy.String(nullable=True)
    """How datelines and bylines name the outlet, parted by ``|``; compared without regard to case."""


@functools.cache
def outlets() -> pl.DataFrame:
    """The outlets of ``outlets.csv``."""
    return load_table("outlets", Outlet, unique=["domain"])


@functools.cache
def _rewrites() -> list[tuple[str, str]]:
    table = load_table("url_rewrites", UrlRewrite, unique=["rule_id"], regex=["pattern"])
    return list(zip(table["pattern"], table["replacement"].fill_null(""), strict=True))


@functools.cache
def _idle_parameter() -> str:
    table = load_table("url_parameters", UrlParameter, regex=["parameter_pattern"])
    values = table["value_pattern"].fill_null(".*")
    patterns = [f"(?:{name})(?:=(?:{value}))?" for name, value in zip(table["parameter_pattern"], values, strict=True)]
    return f"(?i)^(?:{'|'.join(patterns)})$"


@functools.cache
def _registrable() -> str:
    suffixes = load_table("url_suffixes", UrlSuffix, regex=["suffix_pattern"])["suffix_pattern"]
    return rf"([^.]+\.(?:{'|'.join(suffixes)}|[^.]*[^.0-9][^.]*))$"


@functools.cache
def _also() -> dict[str, str]:
    pairs = (
        outlets()
        .select(pl.col("also_domains").str.split(" "), "domain")
        .explode("also_domains")
        .drop_nulls("also_domains")
    )
    return dict(zip(pairs["also_domains"], pairs["domain"], strict=True))


def canonical_url(url: pl.Expr) -> pl.Expr:
    """Give the address that names the article, as ``https://host/path?query``; null where there is none.

    Gone are the case of the host, ``www.`` and the prefixes of phone and AMP sites, port, fragment,
    a slash at the end, wrappers (AMP caches, web archives), parameters of tracking and of first pages; what
    is left of the query is sorted. The result compares articles; it need not be reachable. The bare
    address of a site is null: it names no article, and would make all articles that carry it one.

    >>> urls = ["HTTP://Www.Warta.CO.ID:80/desa/Panen-Raya/?utm_source=rss&id=7&page=1#atas", "warta.co.id"]
    >>> pl.select(canonical_url(pl.lit(pl.Series(urls)))).to_series().to_list()
    ['https://warta.co.id/desa/Panen-Raya?id=7', None]
    """
    return _bare(url).map_batches(_canonical, return_dtype=pl.String)


def _canonical(bare: pl.Series) -> pl.Series:
    """As columns, one step after the other: in one expression each part would be worked out at every use."""
    query = (
        pl.col("bare")
        .str.extract(r"\?(.*)$")
        .str.split("&")
        .list.eval(pl.element().filter((pl.element() != "") & ~pl.element().str.contains(_idle_parameter())).sort())
        .list.join("&")
    )
    parts = pl.select(bare=bare).select(
        host=_host(pl.col("bare")),
        path=pl.col("bare").str.extract(r"^[^/?]+([^?]*)").str.strip_chars_end("/"),
        query=query,
    )
    query = pl.when(pl.col("query") != "").then("?" + pl.col("query")).otherwise(pl.lit(""))
    whole = pl.concat_str(pl.lit("https://"), "host", "path", "query")
    names_article = pl.col("path").str.len_bytes() + pl.col("query").str.len_bytes() > 0
    return parts.with_columns(query=query).select(pl.when(names_article).then(whole)).to_series()


def host_of(url: pl.Expr) -> pl.Expr:
    """Give the host of an address, in lower case, without ``www.`` and its like; null where it has none.

    Of http, https, or without a scheme; what other schemes lead to (``mailto:``, ``javascript:``) is no site.

    >>> urls = pl.Series(["https://www.warta.co.id/a", "//m.kabar.id", "ruang redaksi"])
    >>> pl.select(host_of(pl.lit(urls))).to_series().to_list()
    ['warta.co.id', 'kabar.id', None]
    """
    return _host(_bare(url))


def outlet_of(url: pl.Expr) -> pl.Expr:
    """Give the outlet of an address: the registrable domain, or that of ``outlets.csv`` it belongs to.

    >>> urls = pl.Series(["https://jateng.warta.co.id/a", "https://bola.kabar.id/b", "http://10.0.0.1/"])
    >>> pl.select(outlet_of(pl.lit(urls))).to_series().to_list()
    ['warta.co.id', 'kabar.id', None]
    """
    return outlet_of_host(host_of(url))


def outlet_of_host(host: pl.Expr) -> pl.Expr:
    """Like :func:`outlet_of`, for a bare host name in lower case."""
    also = _also()
    return host.replace(also).str.extract(_registrable()).replace(also)


def _bare(url: pl.Expr) -> pl.Expr:
    """Cut from an address what does not name the article, the scheme included; null where it is none of the web."""
    stripped = url.str.strip_chars()
    scheme = r"^[A-Za-z][A-Za-z0-9+.-]*:(?:[^0-9]|$)"
    of_web = ~stripped.str.contains(scheme) | stripped.str.contains(r"^(?i-u:https?):(?:[^0-9]|$)")
    bare: pl.Expr = pl.when(of_web).then(stripped)
    for pattern, replacement in _rewrites():
        bare = bare.str.replace_all(pattern, replacement)
    return bare


def _host(bare: pl.Expr) -> pl.Expr:
    return bare.str.extract(r"^([^/?\s:]+\.[^/?\s:.]+)\.?(?:[/?]|$)").str.to_lowercase()
