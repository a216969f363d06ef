-- Equal pay by construction: a line's amounts are those of its run and of its exception.
ALTER TABLE finance_payline ADD CONSTRAINT payline_holds_its_run
    FOREIGN KEY (run_id, run_amount) REFERENCES finance_payrun (id, amount);
ALTER TABLE finance_payline ADD CONSTRAINT payline_holds_its_exception
    FOREIGN KEY (exception_id, person_id, gross) REFERENCES finance_payexception (id, person_id, amount);

-- What a line says was deducted is what its deductions add up to, once the transaction ends.
CREATE FUNCTION pay_deductions_add_up() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    place bigint;
BEGIN
    IF TG_TABLE_NAME = 'finance_payline' THEN
        place := NEW.id;
    ELSE
        place := NEW.line_id;
    END IF;
    IF (SELECT deducted FROM finance_payline WHERE id = place)
        <> (SELECT coalesce(sum(amount), 0) FROM finance_paydeduction WHERE line_id = place) THEN
        RAISE EXCEPTION 'the deductions of line % do not add up', place
            USING ERRCODE = 'check_violation', CONSTRAINT = TG_NAME;
    END IF;
    RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER payline_deducts_what_it_says AFTER INSERT ON finance_payline
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION pay_deductions_add_up();
CREATE CONSTRAINT TRIGGER paydeduction_adds_up AFTER INSERT ON finance_paydeduction
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION pay_deductions_add_up();

-- Lines belong to a run that is being posted: none is added once it is in the books.
CREATE FUNCTION pay_line_in_time() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM finance_payrun WHERE id = NEW.run_id AND state = 'drawn';
    IF NOT FOUND THEN
        RAISE EXCEPTION 'run % is not being posted', NEW.run_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'payline_of_a_run_being_posted';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER payline_of_a_run_being_posted BEFORE INSERT ON finance_payline
    FOR EACH ROW EXECUTE FUNCTION pay_line_in_time();
