-- Words as people look for them and put them in order, the same on every server: the embedded one knows
-- no Spanish collation, and an index needs functions that answer the same for ever.

-- «Ñáñez» → «nanez»: without accents or capitals, single spaces. What search compares.
CREATE OR REPLACE FUNCTION public.house_fold(words text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT btrim(regexp_replace(
        lower(public.unaccent('public.unaccent'::regdictionary, normalize(words, NFC))), '\s+', ' ', 'g'))
$$;

-- The key of Spanish order, to compare byte by byte (COLLATE "C"): accents do not count, ñ comes after n.
CREATE OR REPLACE FUNCTION public.house_order(words text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT public.house_fold(
        replace(replace(normalize(words, NFC), 'ñ', 'n~'), 'Ñ', 'n~'))
$$;

-- Spanish full text, told by stem twice: as written, and without accents. The stem of «comió» is found
-- only with its accent («com», as «comer»), and whoever searches on a phone writes «comio» («comi»).
-- A text keeps the stems of both, and a search asks for either.
CREATE TEXT SEARCH CONFIGURATION public.house_spanish (COPY = pg_catalog.spanish);
ALTER TEXT SEARCH CONFIGURATION public.house_spanish
    ALTER MAPPING FOR hword, hword_part, word WITH public.unaccent, pg_catalog.spanish_stem;

CREATE OR REPLACE FUNCTION public.house_vector(words text, weight "char") RETURNS tsvector
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT setweight(
        to_tsvector('pg_catalog.spanish'::regconfig, normalize(coalesce(words, ''), NFC))
            || to_tsvector('public.house_spanish'::regconfig, normalize(coalesce(words, ''), NFC)),
        weight)
$$;

CREATE OR REPLACE FUNCTION public.house_query(words text) RETURNS tsquery
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT websearch_to_tsquery('pg_catalog.spanish'::regconfig, normalize(words, NFC))
        || websearch_to_tsquery('public.house_spanish'::regconfig, normalize(words, NFC))
$$;
