"""What the database itself keeps of a meeting's words, whoever asks and however late."""

import pgtrigger

# Words come in only while the meeting is open: reopening asks for new attestations, sealing ends it.
_WHILE_OPEN = """
    SELECT meeting.state INTO stood FROM assemblies_meeting meeting WHERE meeting.id = {meeting} FOR SHARE;
    IF stood IS DISTINCT FROM 'open' THEN
        RAISE EXCEPTION '{name}: the meeting is not open' USING ERRCODE = 'check_violation';
    END IF;
"""

block_while_open = pgtrigger.Trigger(
    name="minutes_while_open",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert,
    declare=[("stood", "text")],
    func=_WHILE_OPEN.format(meeting="NEW.meeting_id", name="minutes_while_open") + "RETURN NEW;",
)

# The words of a reserved topic belong to its case. A block is of a topic of its own meeting.
block_of_its_agenda = pgtrigger.Trigger(
    name="minutes_of_its_agenda",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert,
    func="""
    IF NEW.item_id IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM assemblies_agendaitem item JOIN assemblies_topic topic ON topic.id = item.topic_id
        WHERE item.id = NEW.item_id AND item.meeting_id = NEW.meeting_id AND NOT topic.is_reserved
    ) THEN
        RAISE EXCEPTION 'minutes_of_its_agenda: not a topic whose words are written here'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
    """,
)

revision_while_open = pgtrigger.Trigger(
    name="revision_while_open",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert,
    declare=[("stood", "text")],
    func=_WHILE_OPEN.format(  # noqa: S608 - made of words that stand here
        meeting="(SELECT b.meeting_id FROM assemblies_minuteblock b WHERE b.id = NEW.block_id)",
        name="revision_while_open",
    )
    + "RETURN NEW;",
)

# Whoever was there attests what was just read aloud, and nothing else.
attested_while_read = pgtrigger.Trigger(
    name="attested_by_who_was_there",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert,
    declare=[("stood", "text")],
    func="""
    SELECT meeting.state INTO stood FROM assemblies_meeting meeting
    WHERE meeting.id = NEW.meeting_id FOR SHARE;
    IF stood IS DISTINCT FROM 'read_back' OR NOT EXISTS (
        SELECT 1 FROM assemblies_attendance was
        WHERE was.meeting_id = NEW.meeting_id AND was.person_id = NEW.person_id AND was.undone_at IS NULL
    ) THEN
        RAISE EXCEPTION 'attested_by_who_was_there: only while it is read back, by people on the list'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
    """,
)

agreed_by_two = pgtrigger.Trigger(
    name="meeting_agreed_by_two",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert | pgtrigger.Update,
    condition=pgtrigger.Q(new__state="agreed"),
    func="""
    IF TG_OP = 'UPDATE' AND OLD.state = 'agreed' THEN RETURN NEW; END IF;
    IF NOT EXISTS (
        SELECT 1 FROM assemblies_attestation said
        JOIN assemblies_attendance was ON was.meeting_id = said.meeting_id AND was.person_id = said.person_id
        WHERE said.meeting_id = NEW.id AND said.lapsed_at IS NULL AND was.undone_at IS NULL
        GROUP BY said.sha256 HAVING count(*) >= 2
    ) THEN
        RAISE EXCEPTION 'meeting_agreed_by_two: two people who were there must attest the same words'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
    """,
)

reopened_asks_again = pgtrigger.Trigger(
    name="meeting_reopened_asks_again",
    when=pgtrigger.After,
    operation=pgtrigger.Update,
    condition=pgtrigger.Q(old__state="read_back", new__state="open"),
    func="""
    UPDATE assemblies_attestation SET lapsed_at = now() WHERE meeting_id = NEW.id AND lapsed_at IS NULL;
    RETURN NULL;
    """,
)

corrected_when_sealed = pgtrigger.Trigger(
    name="correction_of_a_sealed_acta",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert,
    func="""
    IF NOT EXISTS (SELECT 1 FROM assemblies_meeting WHERE id = NEW.meeting_id AND state = 'sealed') THEN
        RAISE EXCEPTION 'correction_of_a_sealed_acta: it is not sealed' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
    """,
)


def stays(name: str) -> pgtrigger.Protect:
    """A row that is written once."""
    return pgtrigger.Protect(name=name, operation=pgtrigger.Update | pgtrigger.Delete)
