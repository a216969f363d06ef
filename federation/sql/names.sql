-- Names as people look for them: by the beginning of any word, without accents; and by how they sound.
-- Indexes and generated columns stand on these: they answer the same for ever.

-- «Ana María», «Pérez-Gil» → « ana maria perez gil»: each word begins after a space.
CREATE OR REPLACE FUNCTION public.house_words(given text, family text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT ' ' || btrim(regexp_replace(public.house_fold(given || ' ' || family), '[^[:alnum:]]+', ' ', 'g'))
$$;

-- How a name sounds here, whoever wrote it: González and Gonsales, Johana and Yohana, Giménez and Jiménez,
-- Vázquez and Basques, Mary and Mari. Letters that nobody tells apart by ear become one.
CREATE OR REPLACE FUNCTION public.house_sound(given text, family text) RETURNS text
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
    t text := public.house_words(given, family);
BEGIN
    t := replace(replace(replace(t, 'ph', 'f'), 'sh', 'C'), 'ch', 'C');
    t := replace(replace(t, 'h', ''), 'll', 'y');
    t := regexp_replace(t, 'gu([ei])', 'G\1', 'g');
    t := regexp_replace(t, 'g([eiy])', 'y\1', 'g');
    t := replace(replace(t, 'G', 'g'), 'j', 'y');
    t := regexp_replace(t, '\mx', 'y', 'g');
    t := regexp_replace(t, '\mi([aeou])', 'y\1', 'g');
    t := regexp_replace(t, 'y(?![aeiou])', 'i', 'g');
    t := regexp_replace(t, 'qu([ei])', 'k\1', 'g');
    t := regexp_replace(t, 'c([ei])', 's\1', 'g');
    t := translate(t, 'qczxvwC', 'kkssbux');
    t := regexp_replace(t, 'n([bp])', 'm\1', 'g');
    RETURN regexp_replace(t, '(.)\1+', '\1', 'g');
END
$$;

-- Whether two numbers differ by one sign, one sign more, or two neighbours that changed places: a slip.
CREATE OR REPLACE FUNCTION public.house_slip(one text, other text) RETURNS boolean
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
    a int := length(one); b int := length(other); i int := 1;
BEGIN
    IF one = other OR abs(a - b) > 1 THEN RETURN false; END IF;
    WHILE i <= least(a, b) AND substr(one, i, 1) = substr(other, i, 1) LOOP i := i + 1; END LOOP;
    IF a > b THEN RETURN substr(one, i + 1) = substr(other, i); END IF;
    IF b > a THEN RETURN substr(one, i) = substr(other, i + 1); END IF;
    RETURN substr(one, i + 1) = substr(other, i + 1)
        OR (substr(one, i, 1) = substr(other, i + 1, 1) AND substr(one, i + 1, 1) = substr(other, i, 1)
            AND substr(one, i + 2) = substr(other, i + 2));
END
$$;

-- Numbers for people without papers.
CREATE SEQUENCE IF NOT EXISTS public.federation_internal_number;

CREATE OR REPLACE FUNCTION public.federation_next_number() RETURNS text LANGUAGE sql VOLATILE AS $$
    SELECT 'N' || lpad(nextval('public.federation_internal_number')::text, 6, '0')
$$;
