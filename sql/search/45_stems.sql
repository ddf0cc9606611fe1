-- Stems: which words of the index are forms of one word.
-- reads: search_word
-- why: by the stemmer of the fts extension (Snowball, Indonesian), mended by what the index itself holds. It takes off
--      a prefix without giving back the consonant that the prefix swallowed (mengirim, irim; menewaskan, ewas) and cuts
--      whole words again (diterima, terima, but terima, ima). So: a k behind meng- and peng-, a t behind men- and pen-,
--      is given back where other words have that stem and what is left without it is no word, or a far rarer one
--      (menuju is tuju, but mengubah is not kubah); and a stem that is itself a word has that word's stem.
--      All words each time, because a new word can show what an old one is

create or replace temp table cut_word as
select
    word,
    articles,
    coalesce(nullif(stem(word, 'indonesian'), ''), word) as stem,
    case
        when regexp_matches(word, '^[mp]eng[aeiou]') then 'k'
        when regexp_matches(word, '^[mp]en[aeiou]') then 't'
    end as swallowed
from search_word;

create or replace temp table known_stem as
select
    stem,
    sum(articles) as articles,
    coalesce(max(articles) filter (word = stem), 0) as as_word
from cut_word
group by stem;

create or replace temp table mended_word as
with whole_word as (
    select
        c.word,
        whole.stem
    from cut_word as c
    inner join known_stem as rest on c.stem = rest.stem
    inner join known_stem as whole on c.swallowed || c.stem = whole.stem
    where whole.articles >= 2 and (rest.as_word = 0 or whole.as_word > 20 * rest.as_word)
)

select
    c.word,
    coalesce(w.stem, c.stem) as stem
from cut_word as c
left join whole_word as w on c.word = w.word;

update search_word
set stem = found.stem
from (
    select
        m.word,
        coalesce(known.stem, m.stem) as stem
    from mended_word as m
    left join mended_word as known on m.stem = known.word
) as found
where search_word.word = found.word and search_word.stem <> found.stem;
