-- Dimensions: outlets, entities, days and rules that the facts refer to.
-- grain: stated with each table
-- why: filled from seeds/reference, except entities of basis learned and the calendar

create table if not exists dim_outlet (
    outlet_id varchar not null,
    domain varchar not null,
    name varchar,
    owner_group varchar,
    basis varchar not null
);
comment on table dim_outlet is 'One outlet.';
comment on column dim_outlet.outlet_id is 'Registrable domain, e.g. kompas.com.';
comment on column dim_outlet.domain is 'Registrable domain of its site.';
comment on column dim_outlet.name is 'Usual name; null where only the domain is known.';
comment on column dim_outlet.owner_group is 'Media group that owns it, where known.';
comment on column dim_outlet.basis is 'reference (listed) or learned (met in an article).';

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
comment on table dim_entity is 'One person, organisation or place.';
comment on column dim_entity.entity_id is 'Readable and stable: country:KP, region:ID-JK, city:1642911, org:nato, person:kim-jong-un.';
comment on column dim_entity.entity_type is 'PER, ORG or LOC.';
comment on column dim_entity.name is 'Usual Indonesian name.';
comment on column dim_entity.name_en is 'English name, where known.';
comment on column dim_entity.country_code is 'ISO 3166-1 alpha-2 code of the country it belongs to, where known.';
comment on column dim_entity.external_ids is 'Identifiers elsewhere, by scheme: geonames, wikidata, iso3166.';
comment on column dim_entity.basis is 'reference (listed) or learned (found in articles).';
comment on column dim_entity.merged_into is 'The entity_id that replaced this one; null while it stands.';

create table if not exists dim_entity_alias (
    alias varchar not null,
    entity_id varchar not null,
    basis varchar not null,
    evidence_article_id varchar
);
comment on table dim_entity_alias is 'One spelling of one entity.';
comment on column dim_entity_alias.alias is 'The spelling.';
comment on column dim_entity_alias.entity_id is 'The entity (dim_entity).';
comment on column dim_entity_alias.basis is 'reference or learned.';
comment on column dim_entity_alias.evidence_article_id is 'An article that introduces the spelling; null for reference.';

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
comment on table dim_rule is 'One rule that removes text or produces facts.';
comment on column dim_rule.rule_id is 'Name of the rule, starting with its stage.';
comment on column dim_rule.stage is 'Stage that applies it.';
comment on column dim_rule.kind is 'What it finds or removes.';
comment on column dim_rule.scope is 'Where it applies, e.g. an outlet; null or all: everywhere.';
comment on column dim_rule.description is 'What it does.';
comment on column dim_rule.version is 'Version of the rule.';
comment on column dim_rule.prompted_by is 'The text that made the rule necessary.';
comment on column dim_rule.is_retired is 'Gone from the rule tables; kept for the facts that it once produced.';

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
comment on table dim_date is 'One day of the calendar, 1900 to 2099.';
comment on column dim_date.date_on is 'The day.';
comment on column dim_date.year is 'Calendar year.';
comment on column dim_date.quarter is 'Quarter of the year, 1 to 4.';
comment on column dim_date.month is 'Month, 1 to 12.';
comment on column dim_date.day is 'Day of the month.';
comment on column dim_date.iso_year is 'Year that the ISO week belongs to.';
comment on column dim_date.iso_week is 'ISO week, 1 to 53.';
comment on column dim_date.weekday_no is 'ISO day of the week, Monday 1 to Sunday 7.';
comment on column dim_date.weekday_name is 'Indonesian name of the weekday.';
comment on column dim_date.month_name is 'Indonesian name of the month.';
comment on column dim_date.is_weekend is 'Saturday or Sunday.';

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
