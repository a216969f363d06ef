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

-- Spanish full text without accents: «limpió» finds «limpiar».
CREATE TEXT SEARCH CONFIGURATION public.house_spanish (COPY = pg_catalog.spanish);
ALTER TEXT SEARCH CONFIGURATION public.house_spanish
    ALTER MAPPING FOR hword, hword_part, word WITH public.unaccent, pg_catalog.spanish_stem;
