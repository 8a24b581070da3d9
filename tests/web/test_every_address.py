"""Every address of the site, as every kind of person: let in or refused as the tables here say.

A new address fails the first test until it stands in a table, so that nobody forgets to decide who sees it.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from factories.activity_addresses import IN_ACTIVITIES
from factories.evidence import asked_of_partners
from factories.plans import furnished_plan
from factories.sent_papers import sent_and_written
from factories.site import ELSEWHERE, council, national, person, run_of
from plumbline_web.measure.keys import key_of
from plumbline_web.people.actions import open_grant
from plumbline_web.people.models import Membership, Organisation
from plumbline_web.people.queries import access, today
from plumbline_web.people.states import ROLES
from plumbline_web.records.actions import keep_mapping
from plumbline_web.records.models import Run
from plumbline_web.reports.actions import ask_for_report
from plumbline_web.work.listing import due_seen

LETTERS = {
    "I": "information_lead",
    "P": "practitioner",
    "T": "team_leader",
    "M": "service_manager",
    "B": "board_reader",
    "C": "partner_contributor",
    "N": "inspector",
    "L": "lead_inspector",
    "A": "analyst",
    "D": "administrator",
}
FIGURES = "IPTMBNLA"

# An address of an organisation -> the roles of its own that are let in; * where an open grant lets others in.
OWN = {
    "board_papers:begin": "IM",
    "board_papers:ends": "IM",
    "board_papers:implications": "IM",
    "board_papers:looks": "IM",
    "board_papers:paper": "IM",
    "board_papers:papers": "IMBA",
    "board_papers:preview_file": "IM",
    "board_papers:progress": "IM",
    "board_papers:section": "IM",
    "board_papers:send": "IM",
    "board_papers:sent": "IMBA",
    "board_papers:sent_file": "IMBA",
    "board_papers:setting": "IM",
    "board_papers:version": "IM",
    "compare:compare": "IMBNLA",
    "compare:others": "IA",
    "digest": FIGURES,
    "improvement:accept": "BA",
    "improvement:action": FIGURES,
    "improvement:area": FIGURES,
    "improvement:change_action": "IM",
    "improvement:change_area": "IM",
    "improvement:change_plan": "IM",
    "improvement:check": "ITM",
    "improvement:document": FIGURES,
    "improvement:new_action": "IM",
    "improvement:new_area": "IM",
    "improvement:new_plan": "IM",
    "improvement:plan": FIGURES,
    "improvement:plan_file": FIGURES,
    "improvement:plans": FIGURES,
    "improvement:plans_file": FIGURES,
    "improvement:settle": "IM",
    "improvement:share": "M",
    "measure:case": "IPTM*",
    "measure:cases": "IPTM*",
    "measure:chart_notes": "ITMA",
    "measure:export": "ITM",
    "measure:find": "IPTM*",
    "measure:overview": FIGURES + "*",
    "measure:quality": FIGURES + "*",
    "measure:reasons": "PTM",
    "measure:standard": FIGURES + "*",
    "measure:targets": "M",
    "partners:calls": "C",
    "partners:piece": "C",
    "partners:send": "C",
    "people:close_account": "D",
    "people:close_grant": "MD",
    "people:end_role": "D",
    "people:give_grant": "MD",
    "people:give_role": "D",
    "people:grant": "IMNLD",
    "people:grants": "IMNLD",
    "people:grants_held": "IMNLD",
    "people:help_in": "D",
    "people:invite": "D",
    "people:people": "MD",
    "people:person": "MD",
    "people:seal_trail": "D",
    "people:trail": "D",
    "people:trail_export": "D",
    "people:withdraw": "D",
    "records:extract": "IMA",
    "records:extracts": "IMA",
    "records:faults": "I",
    "records:faults_file": "I",
    "records:keeping": "IMD",
    "records:mapping": "I",
    "records:mapping_columns": "I",
    "records:mapping_file": "I",
    "records:mapping_files": "I",
    "records:mapping_keep": "I",
    "records:mapping_wide": "I",
    "records:mapping_words": "I",
    "records:mappings": "I",
    "records:progress": "IMA",
    "records:runs": "IMA",
    "records:template": "IPTMBCNLAD",
    "reports:file": FIGURES,
    "reports:progress": FIGURES,
    "reports:report": FIGURES,
    "reports:reports": FIGURES,
    "scrutiny:activities": "IPTMNLA",
    "scrutiny:audits": "IPTMNLA",
    "scrutiny:edit_kind": "ML",
    "scrutiny:framework": "IPTMNLA",
    "scrutiny:framework_file": "IPTMNLA",
    "scrutiny:kind": "IPTMNLA",
    "scrutiny:kind_file": "IPTMNLA",
    "scrutiny:kinds": "IPTMNLA",
    "scrutiny:open": "ML",
    "scrutiny:scale_file": "IPTMNLA",
    "start:begin": "IPTMBCNLAD",
    "work:due": "IPTM",
    "work:due_file": "ITM",
    "work:snooze": "PTM",
}
# The same for addresses that only a national body has.
OF_NATIONAL_BODIES = {
    "compare:councils": "IMBNLA",
    "improvement:shared": "NLA",
    "improvement:shared_document": "NLA",
    "improvement:shared_plan": "NLA",
    "improvement:themes": "NLA",
}
# Addresses for anybody, signed in or not; those that a person signed in needs no role for.
ANYBODY = {
    "accessibility",
    "answer_survey",
    "paper",
    "papers",
    "privacy",
    "published",
    "published_case",
    "published_case_document",
    "published_case_file",
    "published_cases",
    "published_file",
    "start:template",
    "start:tools",
    "account_inactive",
    "account_login",
    "account_logout",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "first_administrator",
    "first_administrator_link",
    "home",
    "invitation",
    "invitation_link",
    "mfa_authenticate",
    "openid_connect_callback",
    "openid_connect_login",
    "socialaccount_login_cancelled",
    "socialaccount_login_error",
}
SIGNED_IN = {
    "account",
    "account_change_password",
    "account_reauthenticate",
    "account_set_password",
    "mfa_activate_totp",
    "mfa_deactivate_totp",
    "mfa_generate_recovery_codes",
    "mfa_index",
    "mfa_reauthenticate",
    "mfa_view_recovery_codes",
}
# Addresses that only take something in: nothing is to be seen there.
ONLY_POSTED = {"measure:find", "measure:reasons"}
MAPPING_PAGES = ("", "_columns", "_files", "_keep", "_wide", "_words")
LET_IN = {200, 302, 405, 422}


def every_name(resolver: URLResolver, space: str = "") -> Iterator[str]:
    """The name of every address."""
    for one in resolver.url_patterns:
        if isinstance(one, URLPattern):
            yield f"{space}{one.name}"
        else:
            yield from every_name(one, f"{space}{one.namespace}:" if one.namespace else space)


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker, extract: Path) -> Iterator[SimpleNamespace]:
    """A council with everything, a person for each role, and people of elsewhere; gone after this module."""
    with django_db_blocker.unblock(), transaction.atomic():
        here, there, body = council(), council("Brackenmoor", ELSEWHERE), national()
        lead = person(here, "information_lead")
        run = Run.objects.select_related("extract", "organisation").get(pk=run_of(here, lead, extract).pk)
        manager = person(here, "service_manager")
        report = ask_for_report(by=manager, run=run, period="", publish=False, formats=["html"])
        people, everything = {}, due_seen(run, access(manager, here))
        for one in ROLES:
            held = person(None, f"{one.code} in {here.slug}")
            for place in (here, body):
                Membership.objects.create(
                    account=held,
                    organisation=place,
                    role=one.code,
                    teams=[everything[0].team],
                    workers=[everything[0].worker_id],
                    from_on=today(),
                )
            people[one.code] = held
        own = {one.code: person(None, f"{one.code} alone") for one in ROLES}
        for code, account in own.items():
            Membership.objects.create(
                account=account,
                organisation=here,
                role=code,
                teams=[everything[0].team],
                workers=[everything[0].worker_id],
                from_on=today(),
            )
        by_grant, lapsed = person(body, "inspector"), person(body, "analyst")
        days = timedelta(days=30)
        grant = open_grant(
            by=manager,
            owner=here,
            to=body,
            to_account=by_grant,
            purpose="An inspection",
            from_on=today() - days,
            until_on=today() + days,
        )
        open_grant(
            by=manager,
            owner=here,
            to=body,
            to_account=lapsed,
            purpose="An earlier inspection",
            from_on=today() - 2 * days,
            until_on=today() - days,
        )
        yield SimpleNamespace(
            here=here,
            there=there,
            body=body,
            run=run,
            report=report,
            mapping=keep_mapping(by=lead, organisation=here, name="Case system", text=""),
            grant=grant,
            own=own,
            nationals=people,
            manager=manager,
            by_grant=by_grant,
            lapsed=lapsed,
            elsewhere=person(there, "service_manager"),
            stranger=person(None),
            plans=furnished_plan(here, manager, body),
            board_papers=sent_and_written(manager),
            partners=asked_of_partners(here, body, own["partner_contributor"]),
            case=everything[0].case_key,
        )
        transaction.set_rollback(True)


def address_of(name: str, world: SimpleNamespace, place: Organisation) -> str:
    """The address with keys of things that there are."""
    keys = {
        "measure:case": world.case,
        "people:grant": world.grant.key,
        "people:close_grant": world.grant.key,
        "records:extract": world.run.extract.key,
        "records:faults": world.run.extract.key,
        "records:faults_file": world.run.extract.key,
        "records:mapping_file": world.mapping.key,
        **{f"records:mapping{page}": world.run.extract.key for page in MAPPING_PAGES},
        "records:progress": world.run.extract.key,
        "reports:file": world.report.key,
        "reports:progress": world.report.key,
        "reports:report": world.report.key,
        "partners:piece": world.partners["piece"],
        "people:withdraw": key_of("none", "case", "none"),
        **world.plans,
        **world.board_papers,
    }
    parts = {"organisation": place.slug}
    wanted = {
        part
        for pattern in get_resolver().reverse_dict.getlist(name) or _patterns(name)
        for _, parameters in pattern[0]
        for part in parameters
    }
    if "key" in wanted:
        parts["key"] = keys.get(name, world.manager.key)
    more = {
        "activity": world.partners["activity"],
        "code": "cpo_lscmi",
        "name": "html",
        "file_format": "csv",
        "role": "board_reader",
        "table": "orders",
        "section_name": "main_issues",
        "number": 1,
        "version": "public",
        "form": "page",
    }
    codes = {
        "framework": "quality_indicators_2019",
        "framework_file": "quality_indicators_2019",
        "scale_file": "six_point",
    }
    if name.startswith("scrutiny:"):
        more["code"] = codes.get(name.partition(":")[2], "cpo_inspection")
    return reverse(name, kwargs=parts | {part: more[part] for part in wanted & set(more)})


def _patterns(name: str) -> list[tuple[list[tuple[str, list[str]]], str, dict, dict]]:
    """What `reverse` knows of a name in a namespace."""
    space, _, bare = name.partition(":")
    _, inner = get_resolver().namespace_dict[space]
    return inner.reverse_dict.getlist(bare)


def way_in(name: str) -> str:
    """How an address is come to."""
    return "post" if name in ONLY_POSTED else "get"


def status(account: object, address: str, method: str = "get") -> int:
    """What this person gets."""
    client = Client()
    client.force_login(account)
    answer = getattr(client, method)(address)
    if answer.streaming:  # read to its end, it is closed; close() itself would end this module's transaction
        answer.getvalue()
    return answer.status_code


def test_every_address_stands_in_a_table() -> None:
    held = set(OWN) | set(OF_NATIONAL_BODIES) | set(IN_ACTIVITIES) | ANYBODY | SIGNED_IN
    assert set(every_name(get_resolver())) == held


@pytest.mark.django_db
@pytest.mark.parametrize("role", LETTERS.values())
@pytest.mark.parametrize("name", OWN)
def test_a_role_in_ones_own_organisation(world: SimpleNamespace, name: str, role: str) -> None:
    got = status(world.own[role], address_of(name, world, world.here), way_in(name))
    letter = next(letter for letter, one in LETTERS.items() if one == role)
    # There is no such invitation or role, which only somebody who may look is told.
    missing = name in ("people:withdraw", "people:end_role")
    expected = ({404} if missing else LET_IN) if letter in OWN[name] else {403}
    assert got in expected


@pytest.mark.django_db
@pytest.mark.parametrize("role", LETTERS.values())
@pytest.mark.parametrize("name", OF_NATIONAL_BODIES)
def test_a_role_in_a_national_body(world: SimpleNamespace, name: str, role: str) -> None:
    letter = next(letter for letter, one in LETTERS.items() if one == role)
    expected = LET_IN if letter in OF_NATIONAL_BODIES[name] else {403}
    assert status(world.nationals[role], address_of(name, world, world.body)) in expected


@pytest.mark.django_db
@pytest.mark.parametrize("name", OWN)
def test_an_open_grant_opens_figures_and_cases_and_nothing_else(world: SimpleNamespace, name: str) -> None:
    expected = LET_IN if "*" in OWN[name] else {403}
    assert status(world.by_grant, address_of(name, world, world.here), way_in(name)) in expected


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["lapsed", "elsewhere", "stranger"])
@pytest.mark.parametrize(
    ("name", "method"),
    [
        (name, method)
        for name in (*OWN, *OF_NATIONAL_BODIES)
        for method in ("get", "post")
        if method == "post" or name not in ONLY_POSTED
    ],
)
def test_to_a_lapsed_grant_to_another_organisation_and_to_a_stranger_there_is_no_such_place(
    world: SimpleNamespace, name: str, who: str, method: str
) -> None:
    assert status(getattr(world, who), address_of(name, world, world.here), method) == 404


@pytest.mark.django_db
@pytest.mark.parametrize("name", [*OWN, *OF_NATIONAL_BODIES])
def test_who_is_not_signed_in_is_led_to_signing_in(world: SimpleNamespace, name: str) -> None:
    answer = getattr(Client(), way_in(name))(address_of(name, world, world.here))
    assert (answer.status_code, answer["Location"].partition("?")[0]) == (302, "/account/login/")


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(SIGNED_IN))
def test_a_page_of_ones_own_account_is_led_to_signing_in_first(world: SimpleNamespace, name: str) -> None:
    answer = Client().get(reverse(name))
    assert (answer.status_code, answer["Location"].partition("?")[0]) == (302, "/account/login/")


@pytest.mark.django_db
def test_things_of_another_organisation_are_not_found_under_ones_own(world: SimpleNamespace) -> None:
    browser = Client()
    browser.force_login(world.elsewhere)
    found = {
        name: browser.get(address_of(name, world, world.there)).status_code
        for name in ("measure:case", "records:extract", "records:progress", "reports:report", "reports:file")
    }
    assert set(found.values()) == {404}


@pytest.mark.django_db
def test_a_run_of_another_organisation_cannot_be_asked_for_under_ones_own(world: SimpleNamespace) -> None:
    address = f"{reverse('measure:overview', args=[world.there.slug])}?run={world.run.key}"
    assert status(world.elsewhere, address) == 404


def test_the_tables_name_every_role() -> None:
    assert set(LETTERS.values()) == {one.code for one in ROLES}
