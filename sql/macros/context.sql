-- Context: the words around a place in an article, with the place itself marked.
-- grain: one text
-- columns: the text; null for an article that is not there
-- why: every fact carries offsets into fact_article.text; this shows what stands there

create or replace macro context(article, span_start, span_end) as (
    select
        if(span_start > 80, '…', '')
        || replace(a.text[greatest(span_start - 80, 0) + 1:span_start], chr(10), ' ')
        || '[' || a.text[span_start + 1:span_end] || ']'
        || replace(a.text[span_end + 1:span_end + 80], chr(10), ' ')
        || if(span_end + 80 < a.text_chars, '…', '')
    from fact_article as a
    where a.article_id = article
);

comment on macro context is
'context(article_id, start_char, end_char): 80 characters to both sides of a place in fact_article.text, the place in square brackets.';
