-- Whoever is now another row, or asked to be forgotten, is given nothing more: no key and no membership.
-- Takes the person's row as a foreign key does, so that it waits for a merge or a redaction under way.
CREATE OR REPLACE FUNCTION federation_only_to_the_standing() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    gone boolean;
BEGIN
    SELECT merged_into_id IS NOT NULL OR redacted_at IS NOT NULL INTO gone
      FROM federation_person WHERE id = NEW.person_id FOR KEY SHARE;
    IF gone THEN
        RAISE EXCEPTION '%: this row is now another person or nobody', TG_NAME
            USING ERRCODE = 'check_violation', CONSTRAINT = TG_NAME, TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NEW;
END
$$;

CREATE TRIGGER mandate_to_the_standing BEFORE INSERT OR UPDATE OF person_id ON federation_mandate
    FOR EACH ROW EXECUTE FUNCTION federation_only_to_the_standing();
CREATE TRIGGER membership_to_the_standing BEFORE INSERT OR UPDATE OF person_id ON federation_membership
    FOR EACH ROW EXECUTE FUNCTION federation_only_to_the_standing();
