-- Exact amounts. The names of the checks are what a refusal is recognised by.
-- NaN sorts above Infinity in numeric, so the same comparison keeps it out. Every currency of the house
-- has the exponent 2; one with another exponent brings a check beside its code.
CREATE DOMAIN ledger_amount AS numeric
    CONSTRAINT leg_amount_not_zero CHECK (VALUE <> 0)
    CONSTRAINT leg_amount_finite CHECK (VALUE > '-Infinity' AND VALUE < 'Infinity')
    CONSTRAINT leg_amount_scale CHECK (scale(VALUE) <= 2);

CREATE DOMAIN ledger_held AS numeric
    CONSTRAINT balance_held_not_negative CHECK (VALUE >= 0);
