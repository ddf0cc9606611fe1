-- Done: what was known of replaced signatures is no longer needed.

drop table if exists replaced_signature;
