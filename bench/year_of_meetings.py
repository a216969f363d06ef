"""A year of meetings in generated Spanish: people, agendas, minutes, attendance, decisions, sealed actas, and
the criteria that came of them. Written around the services, in bulk, as the owner: reading is measured."""

import datetime as dt
import json
import random
import uuid
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateRange
from house import Held, copy, guards, next_id, owner, plain, say

from assemblies.models import CriterionArea, Space
from assemblies.selectors import actas
from cecosesola.kernel.clock import now, today
from federation.models import Cooperative, Membership, Person

# Regular verbs by their stem, so that what is written and what is asked are different forms of one word.
STEMS = """limpi|compr|carg|cocin|arregl|pint|organiz|visit|pes|cuid|pag|prest|revis|acord|convers|orden|repar
ayud""".replace("\n", "|").split("|")
PAST, ASKED = ("ó", "amos", "aron", "ado", "aba", "ará"), ("ar", "o", "an", "ando", "aron", "o")
NOUNS = """galpón|camión|depósito|balanza|cesta|nevera|huacal|caja|feria|clínica|reunión|escuela|cocina
cooperativa|ambulancia|almacén|pasillo|cuaderno|producción|atención|compañera|teléfono|préstamo|análisis
papelón|plátano|ñame|yuca|auyama|cebolla""".replace("\n", "|").split("|")
PLACES = """en la mañana|en Ruiz Pineda|en el Este|en la feria del Centro|cuando llegó la gente|antes de abrir
con el equipo de Sanare|por la lluvia|sin luz|entre todas""".replace("\n", "|").split("|")
TABLES = tuple(
    f"assemblies_{name}"
    for name in ("meeting", "minuteblock", "blockrevision", "agendaitem", "attendance", "topic", "decision",
                 "criterion", "criterionversion")
)  # fmt: skip


class Words:
    """Spanish sentences from a small grammar; common words are common and rare ones rare."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.rare = [f"{noun[:4]}{tail}" for noun in NOUNS for tail in ("ote", "illa", "ón", "ucho", "ería")]

    def noun(self) -> str:
        place = min(int(self.chance.expovariate(0.15)), len(NOUNS) - 1)
        return NOUNS[place] if self.chance.random() < 0.85 else self.chance.choice(self.rare)

    def sentence(self) -> str:
        verb = self.chance.choice(STEMS) + self.chance.choice(PAST)
        return f"Se {verb} la {self.noun()} y el {self.noun()} {self.chance.choice(PLACES)}."

    def title(self) -> str:
        return f"{self.noun().capitalize()} que se {self.chance.choice(STEMS)}{self.chance.choice(PAST)}"

    def text(self, sentences: int) -> str:
        return " ".join(self.sentence() for _each in range(sentences))

    def asked(self) -> str:
        """What somebody types: a verb in another form, a noun without its accent, or both."""
        verb = self.chance.choice(STEMS) + self.chance.choice(ASKED)
        noun = self.chance.choice(NOUNS).translate(str.maketrans("áéíóú", "aeiou"))
        return self.chance.choice([verb, noun, f"{verb} {noun}", f"{noun} {self.chance.choice(self.rare)}"])


def people(count: int, chance: random.Random) -> list[int]:
    """Worker-members, written plainly: how they come in is another bench."""
    coop, _new = Cooperative.objects.get_or_create(
        is_primary=True, defaults={"name": "Cooperativa de prueba", "code": "prueba", "kind": "worker"}
    )
    made = [
        Person(
            document=f"V{20_000_000 + n}",
            given_names=f"Persona {n}",
            family_names=chance.choice(("Rodríguez", "Yépez", "Gil")),
            password="!",
        )
        for n in range(count)
    ]
    made = Person.objects.bulk_create(made, batch_size=1000)
    since = DateRange(today() - dt.timedelta(days=900), None)
    Membership.objects.bulk_create(
        [Membership(person=one, cooperative=coop, kind="worker", period=since) for one in made],
        batch_size=1000,
    )
    return [one.pk for one in made]


def fill(meetings: int, topics: int, persons: int, criteria: int, chance: random.Random) -> list[int]:
    """A year of meetings of 60 spaces, with agendas, minutes, attendance, decisions and sealed actas."""
    words, ids = Words(chance), people(persons, chance)
    spaces = Space.objects.bulk_create([Space(name=f"Equipo {n:02d}", is_network=n == 0) for n in range(60)])
    start = now() - dt.timedelta(days=364)
    held = owner()
    guards(TABLES, on=False)
    comes = {space.pk: chance.sample(ids, 40) for space in spaces}
    copy(
        held,
        "assemblies_spaceperson",
        "space_id, person_id, since",
        ((space, person, start.isoformat()) for space, chosen in comes.items() for person in chosen),
    )
    each = max(topics // meetings, 1)
    rows: dict[str, list[list[Any]]] = {name: [] for name in ("meeting", "topic", "item", "block", "revision",
                                                              "attendance", "decision")}  # fmt: skip
    topic, item, block = (next_id(f"assemblies_{t}") for t in ("topic", "agendaitem", "minuteblock"))
    first = next_id("assemblies_meeting")
    kinds = ("note", "note", "agreed")
    for number, n in enumerate(range(meetings), start=1):
        space = spaces[n % 60]
        at = start + dt.timedelta(days=364 * n / meetings)
        meeting = first + n
        there = chance.sample(comes[space.pk], chance.randint(8, 30))
        treated = []
        for place in range(each):
            title = words.title()
            state = "resolved" if chance.random() < 0.8 else "parked"
            rows["topic"].append(
                [
                    topic,
                    space.pk,
                    "matter",
                    title,
                    words.text(2),
                    state,
                    False,
                    "",
                    "",
                    chance.choice(there),
                    at,
                    at,
                ]
            )
            rows["item"].append([item, meeting, topic, place, state])
            said = []
            for kind in kinds:
                text = words.text(chance.randint(1, 4))
                rows["block"].append(
                    [block, meeting, item, kind, uuid.UUID(int=chance.getrandbits(128)), False, at]
                )
                author = chance.choice(there)
                rows["revision"].append(
                    [block, 1, "{}", uuid.UUID(int=chance.getrandbits(128)), text, author, author, at, at]
                )
                said.append({"kind": kind, "text": text})
                block += 1
            treated.append({"title": title, "kind": "matter", "outcome": state, "blocks": said})
            topic, item = topic + 1, item + 1
        rows["attendance"] += [[meeting, person, "qr", at, person] for person in there]
        acta = {
            "number": f"A-{at.year}-{number:04d}", "space": space.name, "title": "",
            **dict.fromkeys(("starts_at", "opened_at", "closed_at"), at.isoformat()),
            "place": "Galpón", "people": sorted(there), "guests": 0, "topics": treated,
            **{part: [] for part in ("actions", "corrections", "decisions", "hearings")},
            "heads": {},
        }  # fmt: skip
        end = at + dt.timedelta(hours=2)
        rows["meeting"].append(
            [meeting, space.pk, "", at, end, "Galpón", "sealed", 0, False, "", at, end, end, end,
             at.year, number, json.dumps(acta, ensure_ascii=False), actas.fingerprint(acta)]
        )  # fmt: skip
        for _each in range(2):
            rows["decision"].append(
                [
                    words.title(),
                    words.text(3),
                    "individual",
                    at.date(),
                    space.pk,
                    "kept",
                    chance.choice(there),
                    at,
                ]
            )
    say("writing…")
    columns = {
        "meeting": "id, space_id, title, starts_at, ends_at, place, state, guests, wants_turns, reason,"
        " opened_at, closed_at, agreed_at, sealed_at, year, number, acta, acta_sha256",
        "topic": "id, space_id, kind, title, body, state, is_reserved, source, link, brought_by_id,"
        " brought_at, changed_at",
        "item": "id, meeting_id, topic_id, place, outcome",
        "block": "id, meeting_id, item_id, kind, client_id, needs_joining, made_at",
        "revision": "block_id, number, bases, client_id, text, author_id, entered_by_id, typed_at,"
        " received_at",
        "attendance": "meeting_id, person_id, how, at, recorded_by_id",
        "decision": "title, text, mode, taken_on, space_id, hearing, recorded_by_id, recorded_at",
    }
    tables = {"item": "agendaitem", "block": "minuteblock", "revision": "blockrevision"}
    for name, listed in columns.items():
        written = copy(held, f"assemblies_{tables.get(name, name)}", listed, rows[name])
        say(f"  {name}: {written}")
    say(f"  criteria: {rules(held, words, spaces, ids, criteria)}")
    guards(TABLES, on=True)
    with held.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM {table}")
        cursor.execute("ANALYZE")
    held.close()
    return ids


def rules(held: Held, words: Words, spaces: list[Space], ids: list[int], count: int) -> int:
    """Criteria in force, some under review and some given up, each of the decision of its number."""
    chance = words.chance
    decisions = [row[0] for row in plain("SELECT id FROM assemblies_decision ORDER BY id LIMIT %s", [count])]
    first, areas = next_id("assemblies_criterion"), CriterionArea.values
    made, said = [], []
    for n, decision in enumerate(decisions):
        state = "retired" if n % 10 == 0 else "under_review" if n % 25 == 1 else "in_force"
        text = words.text(chance.randint(2, 8))
        begun = today() - dt.timedelta(days=chance.randint(30, 360))
        looked_at = None if state == "retired" else today() + dt.timedelta(days=chance.randint(1, 300))
        within = f"[{begun},{today() if state == 'retired' else ''})"
        made.append(
            [first + n, f"{words.title()} ({n})", words.sentence(), f"{{{chance.choice(areas)}}}",
             chance.choice(spaces).pk, state, 1, text, looked_at, begun]
        )  # fmt: skip
        said.append([first + n, 1, text, "", within, decision, chance.choice(ids), now()])
    copy(
        held,
        "assemblies_criterion",
        "id, name, about, areas, space_id, state, number, text, review_on, reviewed_on",
        made,
    )
    return copy(
        held,
        "assemblies_criterionversion",
        "criterion_id, number, text, changes, in_force, decision_id, written_by_id, written_at",
        said,
    )
