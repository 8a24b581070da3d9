"""The weekly digest: what changed that matters, by e-mail, to those who see figures and want it.

It names no case, no person and no worker; a count below five is said as fewer than five. It is made from the
figures of a run, and from counts of the reader's own list of what falls due.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.template.loader import render_to_string
from django.utils import timezone

from plumbline.publishing.wording import counted
from plumbline.publishing.wording import day as day_words
from plumbline_web.audit.models import Event
from plumbline_web.measure.models import Digest
from plumbline_web.measure.preparing import shown
from plumbline_web.measure.standing import CHANGES, GROUPS
from plumbline_web.people.models import Account, Organisation
from plumbline_web.people.queries import Access, access, memberships_on
from plumbline_web.people.rules import ALLOWED
from plumbline_web.people.telling import link_to, log
from plumbline_web.records.models import Extract, Run
from plumbline_web.records.queries import runs_of
from plumbline_web.work.actions import note_digest
from plumbline_web.work.listing import WITHIN
from plumbline_web.work.queries import work_list

SMALLEST = 5
"""A count below this is not said as a number: of a small team it could tell who is meant."""
SECONDS = 30
"""How long the mail server may take to answer."""
WORSE, BETTER, OTHER = "Changed for the worse", "Changed for the better", "Stands elsewhere now"


@dataclass(frozen=True)
class Part:
    """One part of a digest: its heading and its lines."""

    title: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Said:
    """What a digest says. marks: what it rests on beside its words, so that the same words may come again."""

    run: Run
    parts: tuple[Part, ...]
    marks: tuple[str, ...]

    @property
    def matters(self) -> bool:
        """Whether there is anything to say."""
        return bool(self.parts)

    @property
    def hash(self) -> str:
        """Of all that it says; 64 hexadecimal digits."""
        content = [[part.title, *part.lines] for part in self.parts] + [list(self.marks)]
        return hashlib.sha256(json.dumps(content, ensure_ascii=False).encode()).hexdigest()

    @property
    def text(self) -> str:
        """Its parts as plain text."""
        return "\n\n".join(
            "\n".join((part.title, *(f"- {line}" for line in part.lines))) for part in self.parts
        )


MORE: list[Callable[[Access, datetime], Part | None]] = []
"""What else has something to say to a reader since a time, from above; `timetable` adds to it."""


def parts_of(text: str) -> list[Part]:
    """The parts of a digest from its plain text, as `Said.text` writes it."""
    found = [part.splitlines() for part in text.split("\n\n") if part]
    return [Part(title, tuple(line.removeprefix("- ") for line in lines)) for title, *lines in found]


def send_weekly(day: date) -> None:
    """Send this week's digests that were not sent yet. Safe to repeat; what fails is tried on the next day.

    day: today. From Monday on each reader is looked at once a week. Nothing is done without a mail server.
    """
    if not settings.HAS_MAIL:
        return
    monday = day - timedelta(days=day.weekday())
    waiting = [
        (seen, digest)
        for seen, digest in _readers(day)
        if digest.wanted and (digest.looked_on is None or digest.looked_on < monday)
    ]
    if not waiting:
        return
    connection = get_connection(timeout=SECONDS)
    try:
        connection.open()
    except OSError as fault:
        log.warning("The digests could not be sent: %s. They are tried again tomorrow.", type(fault).__name__)
        return
    try:
        for seen, digest in waiting:
            try:
                _one(seen, digest, day, monday, connection)
            except Exception as fault:  # whatever is wrong with one digest keeps none of the others back
                log.warning(
                    "A digest could not be sent: %s. It is tried again tomorrow.", type(fault).__name__
                )
                connection.close()
    finally:
        connection.close()


def _one(seen: Access, digest: Digest, day: date, monday: date, connection: object) -> None:
    """Look at one reader's digest, and send it where it says something new.

    It is noted after it is sent, not around it: while a mail server thinks, nobody else must wait to write.
    """
    said = what_to_say(seen, digest, day)
    if said is None:
        return
    new = said.matters and said.hash != digest.last_hash
    if new:
        _message(seen, said, connection, first=digest.last_sent_at is None).send()
    note_digest(digest=digest, monday=monday, said=(said.hash, said.text, said.run.key) if new else None)


def _readers(day: date) -> Iterable[tuple[Access, Digest]]:
    """Everybody who sees figures by a role of their own, with their digest, made where there is none yet."""
    held = memberships_on(day).filter(role__in=ALLOWED["see figures"])
    with_run = Run.objects.filter(state__in=("frozen", "removed")).values("organisation")
    pairs = set(held.filter(organisation__in=with_run).values_list("account", "organisation"))
    accounts = Account.objects.in_bulk({one for one, _ in pairs})
    organisations = Organisation.objects.in_bulk({one for _, one in pairs})
    for account, organisation in sorted(pairs):
        digest = digest_of(accounts[account], organisations[organisation])
        yield access(accounts[account], organisations[organisation], on=day), digest


def digest_of(account: Account, organisation: Organisation) -> Digest:
    """The person's digest of an organisation; wanted until they turn it off."""
    found = Digest.objects.filter(account=account, organisation=organisation).first()
    return found or Digest(account=account, organisation=organisation)


def what_to_say(seen: Access, digest: Digest, day: date) -> Said | None:
    """What changed for this reader since their last digest; None where there is no run."""
    run = runs_of(seen).first()
    if run is None:
        return None
    before = runs_of(seen).filter(key=digest.last_run).first() if digest.last_run else None
    since = digest.last_sent_at or timezone.now() - timedelta(days=7)
    fresh = before is None or before.pk != run.pk
    parts, marks = [], []
    if fresh:
        changes = _changes(run, before) if before is not None else {}
        parts += [
            Part(title, tuple(lines)) for title in (WORSE, BETTER, OTHER) if (lines := changes.get(title))
        ]
        if parts:
            marks.append(run.key)
        if new := _needs_attention(run, before):
            parts.append(
                Part("Needs attention" if before is None else "Needs attention, and did not before", new)
            )
        if due := _due(run, seen, day):
            parts.append(Part(f"Falls due, as at {day_words(run.as_at)}", due))
    parts += [part for says in MORE if (part := says(seen, since)) is not None]
    if seen.may("load records"):
        lines, keys = _faults(seen.organisation, since)
        if lines:
            parts.append(Part("About the records", lines))
            marks += keys
    return Said(run, tuple(parts), tuple(marks))


def _standings(run: Run) -> dict[str, tuple[str, str, str]]:
    """Standard -> its title, how it stands, how it changes."""
    return {
        row["code"]: (row["title"], group["key"], row["change"])
        for group in shown(run)["front"]["groups"]
        for row in group["rows"]
    }


def _changes(run: Run, before: Run) -> dict[str, list[str]]:
    """The standards that stand or move otherwise than before, by whether that is for the worse or better."""
    found: dict[str, list[str]] = {}
    then = _standings(before)
    for code, (title, group, change) in _standings(run).items():
        if code not in then:
            continue
        _, old_group, old_change = then[code]
        words = []
        if group != old_group:
            words.append(f"now {GROUPS[group]}, before {GROUPS[old_group]}")
        if change != old_change:
            words.append(f"now {CHANGES[change]}, before {CHANGES[old_change]}")
        if words:
            way = _way((old_group, old_change), (group, change))
            found.setdefault(way, []).append(f"{title}: {'; '.join(words)}.")
    return found


def _way(then: tuple[str, str], now: tuple[str, str]) -> str:
    """For the worse where anything is, for the better where something is and nothing is worse."""
    steps = {(then[0], now[0]), (then[1], now[1])}
    if ("done", "not_done") in steps or (now[1] == "worse" and then[1] != "worse"):
        return WORSE
    if ("not_done", "done") in steps or (now[1] == "better" and then[1] != "better"):
        return BETTER
    return OTHER


def _needs_attention(run: Run, before: Run | None) -> tuple[str, ...]:
    """The titles that are first to look at and were not before."""
    old = {one["code"] for one in shown(before)["front"]["look_first"]} if before is not None else set()
    return tuple(one["title"] for one in shown(run)["front"]["look_first"] if one["code"] not in old)


def _due(run: Run, seen: Access, day: date) -> tuple[str, ...]:
    """How much falls due and is overdue in what the reader answers for; nothing where there is none."""
    if run.state == "removed" or not seen.may("see what falls due"):
        return ()
    found = work_list(run, seen, on=day, most=0)
    soon, late = found.now.count + found.soon.count, found.overdue.count
    if not soon and not late:
        return ()
    whose = "of the whole service" if seen.teams is None else "of your own teams and cases"
    return (
        f"{_some(soon)} {whose} fall due in the {WITHIN} working days after it.",
        f"{_some(late)} {whose} are overdue and can still be done.",
    )


def _some(n: int) -> str:
    """So many duties, as far as it may be said."""
    if n == 0:
        return "No duties"
    return f"Fewer than {SMALLEST} duties" if n < SMALLEST else counted(n, "duty", "duties")


def _faults(organisation: Organisation, since: datetime) -> tuple[tuple[str, ...], list[str]]:
    """What went wrong with records and jobs since a time, in words, and the keys of what did."""
    extracts = Extract.objects.filter(organisation=organisation, loaded_at__gt=since)
    runs = Run.objects.filter(organisation=organisation, asked_at__gt=since, state="failed")
    reports = Event.objects.filter(organisation=organisation.slug, at__gt=since, act="could not make report")
    kinds = (
        (extracts.filter(state="faulty"), "extract has errors", "extracts have errors"),
        (extracts.filter(state="failed"), "extract could not be checked", "extracts could not be checked"),
        (
            extracts.filter(state="ready"),
            "extract waits for your decision",
            "extracts wait for your decision",
        ),
        (runs, "extract could not be judged", "extracts could not be judged"),
        (reports, "report could not be made", "reports could not be made"),
    )
    lines, keys = [], []
    for rows, one, several in kinds:
        found = [str(getattr(row, "key", "") or row.pk) for row in rows]
        if found:
            lines.append(f"{counted(len(found), one, several)}.")
            keys += found
    return tuple(lines), keys


def _message(seen: Access, said: Said, connection: object, *, first: bool) -> EmailMultiAlternatives:
    """The e-mail, as plain text and as simple HTML."""
    told = {
        "name": seen.account.name,
        "organisation": seen.organisation,
        "run": said.run,
        "first": first,
        "parts": said.parts,
        "overview": link_to("measure:overview", organisation=seen.organisation.slug),
        "stop": link_to("digest", organisation=seen.organisation.slug),
    }
    message = EmailMultiAlternatives(
        " ".join(f"Plumbline, {seen.organisation.name}: what changed".split()),
        render_to_string("work/digest_message.txt", told),
        None,
        [seen.account.email],
        connection=connection,
    )
    message.attach_alternative(render_to_string("work/digest_message.html", told), "text/html")
    return message
