"""What a request needs besides its schema: ids that exist, a key of its own, and texts that people can see.

JSON Schema cannot say these rules. Without them, nearly every request would end at 404 or at its first text.
"""

import json
import os
import random
import unicodedata
import urllib.error
import urllib.request
import uuid
from datetime import date, timedelta

import schemathesis

SITE = os.environ["GUILDHALL_FUZZ_SITE"]
TOKEN = os.environ["GUILDHALL_FUZZ_TOKEN"]
CHOICE = random.Random(int(os.environ.get("GUILDHALL_FUZZ_SEED", "1")))


def read(path):
    """An answer of the API with its headers; nothing where there is none."""
    request = urllib.request.Request(f"{SITE}/api/v1/{path}", headers={"Authorization": f"Bearer {TOKEN}"})
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.load(answer), answer.headers
    except urllib.error.HTTPError:
        return {}, {}


def items(path):
    return read(path)[0].get("items", [])


def known_ids():
    """The ids of everything that the caller can see, by the first part of their routes."""
    jobs = items("jobs?limit=100") + items("jobs/mine?limit=100")
    proposals = items("proposals?limit=100")
    for job in jobs:
        proposals += items(f"jobs/{job['id']}/proposals?limit=100")
    contracts = [read(f"contracts/{contract['id']}")[0] for contract in items("contracts?limit=100")]
    milestones = [milestone for contract in contracts for milestone in contract.get("milestones", [])]
    rooms = items("rooms?limit=100")
    return {
        "jobs": [job["id"] for job in jobs],
        "proposals": [proposal["id"] for proposal in proposals],
        "offers": [proposal["offer"] for proposal in proposals if proposal.get("offer")],
        "contracts": [contract["id"] for contract in contracts],
        "milestones": [milestone["id"] for milestone in milestones],
        "payments": [milestone["payment"] for milestone in milestones if milestone.get("payment")],
        "rooms": [room["id"] for room in rooms],
        "people": [room["other"]["id"] for room in rooms],
    }


KNOWN = known_ids()


def visible(text):
    """The same text with a letter in place of each character that is no letter, digit or plain sign."""
    plain = lambda letter: letter if unicodedata.category(letter)[0] in "LNS" else "x"
    return "".join(map(plain, text))


def cleaned(value, name=""):
    if isinstance(value, dict):
        return {key: cleaned(part, key) for key, part in value.items()}
    if isinstance(value, list):
        return [cleaned(part, name) for part in value]
    if name == "due" and isinstance(value, str):
        return (date.today() + timedelta(days=CHOICE.randrange(1, 365))).isoformat()
    if name in TEXTS and isinstance(value, str):
        return visible(value)
    return value


TEXTS = {"title", "description", "skills", "name", "overview", "country", "cover_letter", "message", "reason", "text", "note", "memo"}


@schemathesis.hook
def before_call(context, case, kwargs):
    feature = case.path.removeprefix("/api/v1/").split("/")[0]
    if "id" in (case.path_parameters or {}) and KNOWN.get(feature) and CHOICE.random() < 0.7:
        case.path_parameters["id"] = CHOICE.choice(KNOWN[feature])
    if case.meta is None or not case.meta.generation.mode.is_positive:
        return
    headers = case.headers
    if headers and headers.get("Idempotency-Key"):
        headers["Idempotency-Key"] = str(uuid.uuid4())
    if headers and headers.get("If-Match"):
        tag = read(case.formatted_path.removeprefix("/api/v1/"))[1].get("ETag")
        if tag:
            headers["If-Match"] = tag
    if isinstance(case.query, dict) and "after" in case.query and feature != "events":
        case.query.pop("after")
    if isinstance(case.body, dict):
        case.body = cleaned(case.body)
