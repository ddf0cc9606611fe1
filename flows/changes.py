"""What a batch changes in facts that are published already: the rows of ``fact_change``."""

from __future__ import annotations

import duckdb

from flows.sqlfiles import article_ranges, read_sql, set_variables

COMPARED_ARTICLES = 20_000
"""Articles whose facts before and after are compared at once; bounds memory on a rebuild."""

LIKENESSES = ("figures_masked", "words_before", "words_after")
"""By what a fact of before is recognised in one of after, the surest first; see ``changes_2_pairs``."""


def record_changes(con: duckdb.DuckDBPyConnection, batch_id: int) -> None:
    """Compare the articles that a batch replaced with what is published, attached as ``published``.

    A fact is ``altered`` when one at the same place, or the same but for its figures, takes its turn;
    otherwise ``lost`` or ``gained``. Reason: ``revision`` where the publisher's text changed, else
    ``rebuild``.
    """
    set_variables(con, batch_id=batch_id, change_reason="rebuild")
    con.execute(read_sql("load/changes_0_articles"))
    row = con.execute("select count(*) from changed_article").fetchone()
    for first, end in article_ranges(row[0] if row else 0, COMPARED_ARTICLES):
        set_variables(con, first_article_id=first, end_article_id=end)
        con.execute(read_sql("load/changes_1_differing"))
        for likeness in LIKENESSES:
            set_variables(con, likeness=likeness)
            con.execute(read_sql("load/changes_2_pairs"))
        con.execute(read_sql("load/changes_3_record"))
