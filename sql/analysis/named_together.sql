-- Named together
-- question: With whom is somebody named, and with whom more than chance would have it?
-- seeds: about = Vladimir Putin, at_least = 1
-- archive: about = Prabowo Subianto, at_least = 3
-- columns: name, entity_type, sentences, articles, outlets, lift, first_on, last_on
-- reading: names in the same sentence, in at least so many articles. lift is how many times more often they share a
--          sentence than if names fell at random; below about five sentences it says little.

select
    name,
    entity_type,
    sentences,
    articles,
    outlets,
    round(lift, 1) as lift,
    first_on,
    last_on
from named_with($about)
where articles >= $at_least::integer
order by articles desc, lift desc, name
limit 20
