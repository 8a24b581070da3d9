"""Every address inside an activity, and who on or about its team is let in.

`tests/web/test_every_activity_address.py` tries them; an address that stands in no table fails a test.
"""

from __future__ import annotations

LETTERS = {
    "L": "lead",
    "R": "reader",
    "S": "settler",
    "O": "observer",
    "H": "holder",
    "V": "service",
}
TEAM = "LRSO"

# An address in an activity -> how those who are let in stand in it.
IN_ACTIVITIES = {
    "reading:against_file": "LSO",
    "reading:agreement": "LO",
    "reading:compare": "LR",
    "reading:concern": "LV",
    "reading:concerns": "LV",
    "reading:dealing": "L",
    "reading:differences": "S",
    "reading:export": "LO",
    "reading:export_file": "LO",
    "reading:hand": "L",
    "reading:instrument": "LO",
    "reading:notes": "LR",
    "reading:obstacle": "LR",
    "reading:obstacles": "L",
    "reading:own_concerns": "LRS",
    "reading:practice": "L",
    "reading:queue": "LR",
    "reading:raise_concern": "LRS",
    "reading:reading": "LR",
    "reading:result": "LSO",
    "reading:results": "LSO",
    "reading:save": "LR",
    "reading:settle": "S",
    "reading:submit": "LR",
    "reading:submitted": "LO",
    "reading:submitted_reading": "LO",
    "reading:withdraw": "LR",
    "scrutiny:activity": TEAM + "HV",
    "scrutiny:draw": "LOV",
    "scrutiny:draw_file": "LV",
    "scrutiny:draws": "LOV",
    "scrutiny:drop": "L",
    "scrutiny:freeze": "L",
    "scrutiny:ask": "L",
    "scrutiny:close": "L",
    "scrutiny:conflicts": TEAM,
    "scrutiny:note": TEAM + "H",
    "scrutiny:notes": TEAM + "H",
    "scrutiny:request": TEAM + "HV",
    "scrutiny:requests": TEAM + "HV",
    "scrutiny:requests_file": TEAM + "HV",
    "scrutiny:service": TEAM + "HV",
    "scrutiny:services": TEAM + "HV",
    "scrutiny:stage": TEAM + "HV",
    "scrutiny:take_off": "LH",
    "scrutiny:team": TEAM + "H",
    "voices:bring_in": "L",
    "voices:counts_template": "L",
    "voices:elsewhere": TEAM + "HV",
    "voices:form": TEAM + "HV",
    "voices:forms": TEAM + "HV",
    "voices:open_one": "L",
    "voices:remarks": "L",
    "voices:submit_form": "V",
    "voices:survey": TEAM + "HV",
}
# Addresses that only take something in: nothing is to be seen there.
ONLY_POSTED = {"reading:save", "reading:withdraw"}
