-- The dues of a batch are the same for every family of it, and of its days.
ALTER TABLE finance_duescharge ADD CONSTRAINT duescharge_as_its_batch
    FOREIGN KEY (batch_id, starts, amount) REFERENCES finance_duesbatch (id, starts, amount);

-- A receipt is what its lines add up to, once the transaction ends.
CREATE FUNCTION dues_receipt_adds_up() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (SELECT amount FROM finance_duesreceipt WHERE id = NEW.id)
        <> (SELECT coalesce(sum(amount), 0) FROM finance_duespaid WHERE receipt_id = NEW.id) THEN
        RAISE EXCEPTION 'the lines of receipt % do not add up', NEW.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'duesreceipt_adds_up';
    END IF;
    RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER duesreceipt_adds_up AFTER INSERT ON finance_duesreceipt
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION dues_receipt_adds_up();
-- Lines come in one statement: their sums are looked at once, not once a line.
CREATE FUNCTION dues_lines_add_up() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM finance_duesreceipt r
        WHERE r.id IN (SELECT receipt_id FROM added)
            AND r.amount < (SELECT sum(amount) FROM finance_duespaid p WHERE p.receipt_id = r.id);
    IF FOUND THEN
        RAISE EXCEPTION 'more than the receipt'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'duespaid_within_its_receipt';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER duespaid_within_its_receipt AFTER INSERT ON finance_duespaid
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION dues_lines_add_up();
