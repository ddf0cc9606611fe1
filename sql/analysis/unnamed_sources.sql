-- Unnamed sources
-- question: Which outlets lean on unnamed sources?
-- seeds: at_least = 1
-- archive: at_least = 200
-- columns: outlet, statements, unnamed_share, documents_share, commonest_unnamed
-- reading: shares of the statements of an outlet, 0 to 1. Unnamed is a person or body that is described and not named
--          ("sumber", "polisi", "pejabat"), which Saring writes small; documents are reports, data and studies that
--          "say" something. Outlets with fewer than
--          at_least statements are left out: a share of little is noise.

with spoken as (
    select
        coalesce(o.name, r.outlet_id) as outlet,
        r.speaker,
        r.speaker_entity_id is null and regexp_matches(r.speaker, '^\p{Ll}') as is_unnamed,
        regexp_matches(
            r.speaker,
            '^(laporan|data|catatan|informasi|keterangan|pernyataan|dokumen|studi|penelitian|riset|survei|hasil)'
        ) as is_document
    from reported_statement as r
    left join dim_outlet as o on r.outlet_id = o.outlet_id
    where r.outlet_id is not null and r.speaker is not null
)

select
    outlet,
    count(*) as statements,
    round(avg((is_unnamed and not is_document)::integer), 3) as unnamed_share,
    round(avg((is_unnamed and is_document)::integer), 3) as documents_share,
    mode(lower(speaker) order by lower(speaker)) filter (where is_unnamed and not is_document) as commonest_unnamed
from spoken
group by outlet
having count(*) >= $at_least::integer
order by unnamed_share desc, outlet
