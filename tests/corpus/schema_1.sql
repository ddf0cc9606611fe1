-- The tables of the first schema (version 1), as they were; for the test of migrations. Never edited.

create table if not exists warehouse_version (
    schema_version integer not null,
    product_version varchar not null,
    least_duckdb_version varchar not null,
    since_at timestamptz not null
);

create table if not exists etl_batch (
    batch_id integer not null,
    flow varchar not null,
    status varchar not null,
    started_at timestamptz not null,
    finished_at timestamptz,
    rules_version varchar not null,
    learned_version varchar,
    product_version varchar not null,
    records_in bigint not null,
    records_loaded bigint not null,
    records_unchanged bigint not null,
    records_rejected bigint not null,
    note varchar
);

create table if not exists etl_source_file (
    source_file_id varchar not null,
    uri varchar not null,
    sha256 varchar not null,
    bytes bigint not null,
    records bigint,
    dump_name varchar,
    first_batch_id integer not null,
    last_batch_id integer not null,
    status varchar not null
);

create table if not exists etl_source_file_batch (
    source_file_id varchar not null,
    batch_id integer not null,
    records_in bigint,
    records_loaded bigint not null,
    records_unchanged bigint not null,
    records_rejected bigint not null
);

create table if not exists etl_rejected_record (
    rejected_record_id ubigint not null,
    source_file_id varchar not null,
    record_no bigint not null,
    position varchar not null,
    stage varchar not null,
    reason varchar not null,
    detail varchar,
    original blob,
    batch_id integer not null
);

create table if not exists etl_check_result (
    batch_id integer,
    check_name varchar not null,
    severity varchar not null,
    failing_rows bigint not null,
    sample json,
    wall_seconds double not null,
    checked_at timestamptz not null
);

create table if not exists etl_tombstone (
    scope varchar not null,
    value varchar not null,
    reason varchar,
    batch_id integer not null,
    created_at timestamptz not null
);

create table if not exists fact_change (
    change_id ubigint not null,
    article_id varchar not null,
    table_name varchar not null,
    change varchar not null,
    key_before varchar,
    key_after varchar,
    before json,
    after json,
    reason varchar not null,
    rules_version_before varchar,
    rules_version_after varchar,
    learned_version_before varchar,
    learned_version_after varchar,
    batch_id integer not null
);

create table if not exists dim_outlet (
    outlet_id varchar not null,
    domain varchar not null,
    name varchar,
    owner_group varchar,
    basis varchar not null
);

create table if not exists dim_entity (
    entity_id varchar not null,
    entity_type varchar not null,
    name varchar not null,
    name_en varchar,
    country_code varchar,
    external_ids json,
    basis varchar not null,
    merged_into varchar
);

create table if not exists dim_entity_alias (
    alias varchar not null,
    entity_id varchar not null,
    basis varchar not null,
    evidence_article_id varchar
);

create table if not exists dim_rule (
    rule_id varchar not null,
    stage varchar not null,
    kind varchar,
    scope varchar,
    description varchar,
    version varchar not null,
    prompted_by varchar,
    is_retired boolean not null
);

create table if not exists dim_date (
    date_on date not null,
    year integer not null,
    quarter integer not null,
    month integer not null,
    day integer not null,
    iso_year integer not null,
    iso_week integer not null,
    weekday_no integer not null,
    weekday_name varchar not null,
    month_name varchar not null,
    is_weekend boolean not null
);

insert into dim_date
with days as (
    select range::date as date_on
    from range(date '1900-01-01', date '2100-01-01', interval 1 day)
    where not exists (select 1 from dim_date)
)

select
    date_on,
    year(date_on) as year,
    quarter(date_on) as quarter,
    month(date_on) as month,
    day(date_on) as day,
    isoyear(date_on) as iso_year,
    week(date_on) as iso_week,
    isodow(date_on) as weekday_no,
    (['Senin', 'Selasa', 'Rabu', 'Kamis', 'Jumat', 'Sabtu', 'Minggu'])[isodow(date_on)] as weekday_name,
    ([
        'Januari', 'Februari', 'Maret', 'April', 'Mei', 'Juni', 'Juli', 'Agustus', 'September', 'Oktober',
        'November', 'Desember'
    ])[month(date_on)] as month_name,
    isodow(date_on) >= 6 as is_weekend
from days
order by date_on;

create table if not exists raw_article (
    article_id varchar not null,
    content_hash varchar not null,
    revision integer not null,
    raw varchar not null,
    record_id varchar,
    url varchar,
    title varchar,
    published_raw varchar,
    authors_raw varchar,
    tags_raw varchar,
    metadata json,
    published_at timestamptz,
    first_batch_id integer not null
);

create table if not exists article_source (
    article_id varchar not null,
    content_hash varchar not null,
    revision integer not null,
    source_file_id varchar not null,
    record_no bigint not null,
    position varchar,
    record_id varchar,
    batch_id integer not null
);

create or replace macro fact_key(content) as (md5_number(content) >> 64)::ubigint;

create table if not exists fact_article (
    article_id varchar not null,
    record_id varchar,
    outlet_id varchar,
    url varchar,
    title varchar,
    standfirst varchar,
    authors varchar [] not null,
    tags varchar [] not null,
    place varchar,
    published_at timestamptz,
    published_on date,
    published_basis varchar,
    published_earliest_on date,
    published_latest_on date,
    language varchar,
    language_confidence double,
    text varchar not null,
    body varchar not null,
    text_chars integer not null,
    body_chars integer not null,
    word_count integer not null,
    sentence_count integer not null,
    revision integer not null,
    content_hash varchar not null,
    rules_version varchar not null,
    learned_version varchar,
    rule_id varchar not null,
    batch_id integer not null
);

create table if not exists fact_removed_span (
    removed_span_id ubigint not null,
    article_id varchar not null,
    start_char integer not null,
    end_char integer not null,
    surface varchar not null,
    kind varchar not null,
    rule_id varchar not null,
    batch_id integer not null
);

create table if not exists fact_related_link (
    related_link_id ubigint not null,
    article_id varchar not null,
    start_char integer not null,
    end_char integer not null,
    surface varchar not null,
    linked_title varchar,
    linked_url varchar,
    linked_article_id varchar,
    match_score double,
    rule_id varchar not null,
    batch_id integer not null
);

create table if not exists fact_sentence (
    sentence_id ubigint not null,
    article_id varchar not null,
    sentence_no integer not null,
    paragraph_no integer not null,
    start_char integer not null,
    end_char integer not null,
    surface varchar not null,
    rule_id varchar not null,
    batch_id integer not null
);

create table if not exists fact_duplicate (
    duplicate_id ubigint not null,
    article_id varchar not null,
    cluster_id varchar not null,
    relation varchar not null,
    similarity double not null,
    first_article_id varchar not null,
    rule_id varchar not null,
    batch_id integer not null
);

create table if not exists fact_quantity (
    quantity_id ubigint not null,
    article_id varchar not null,
    sentence_no integer not null,
    start_char integer not null,
    end_char integer not null,
    surface varchar not null,
    low double,
    high double,
    precision varchar not null,
    kind varchar not null,
    unit varchar,
    si_value_low double,
    si_value_high double,
    si_unit varchar,
    rule_id varchar not null,
    batch_id integer not null
);

create table if not exists fact_date_mention (
    date_mention_id ubigint not null,
    article_id varchar not null,
    sentence_no integer not null,
    start_char integer not null,
    end_char integer not null,
    surface varchar not null,
    starts_on date,
    ends_on date,
    granularity varchar not null,
    anchor varchar not null,
    weekday_agrees boolean,
    rule_id varchar not null,
    batch_id integer not null
);

create table if not exists fact_entity_mention (
    entity_mention_id ubigint not null,
    article_id varchar not null,
    sentence_no integer not null,
    start_char integer not null,
    end_char integer not null,
    surface varchar not null,
    entity_type varchar not null,
    entity_id varchar not null,
    role varchar,
    confidence double not null,
    rule_id varchar not null,
    batch_id integer not null
);

create table if not exists fact_statement (
    statement_id ubigint not null,
    article_id varchar not null,
    sentence_no integer not null,
    start_char integer not null,
    end_char integer not null,
    surface varchar not null,
    content varchar not null,
    speaker varchar,
    speaker_surface varchar,
    speaker_entity_id varchar,
    speaker_role varchar,
    cue varchar,
    stance varchar not null,
    form varchar not null,
    relay varchar,
    stated_on date,
    confidence double not null,
    rule_id varchar not null,
    batch_id integer not null
);

create table if not exists fact_statement_quantity (
    statement_quantity_id ubigint not null,
    article_id varchar not null,
    statement_id ubigint not null,
    quantity_id ubigint not null,
    concept varchar,
    subject_entity_id varchar,
    place_entity_id varchar,
    rule_id varchar not null,
    batch_id integer not null
);

insert into warehouse_version values (1, '0.1.0', '1.4.0', '2025-01-01 00:00:00+07');
