#!/usr/bin/env python3
"""Posts title, description and link to Mastodon. Its argument is the server, MASTODON_TOKEN the token of your account there."""

import hashlib
import json
import os
import sys
import urllib.error
import urllib.parse
import urllib.request
from typing import Any

STATUSES = "/api/v1/statuses"
ACCOUNT = "/api/v1/accounts"
LONGEST, ANY_LINK = 500, 23  # characters; every link counts as 23


def ask(method: str, path: str, fields: dict[str, str] | None = None, key: str = "") -> Any:
    """The server's answer; None for what is not there."""
    headers = {"Authorization": f"Bearer {os.environ['MASTODON_TOKEN']}", **({"Idempotency-Key": key} if key else {})}
    body = urllib.parse.urlencode(fields).encode() if fields else None
    request = urllib.request.Request(sys.argv[1].rstrip("/") + path, body, headers, method=method)
    try:
        with urllib.request.urlopen(request, timeout=20) as reply:
            return json.load(reply)
    except urllib.error.HTTPError as error:
        if error.code == 404:
            return None
        # With 5xx it may have been done all the same; and when a question is refused, what was sent before it is there.
        said = f"the server answered {error.code} {error.reason}"
        sys.exit(said if method == "GET" or error.code >= 500 else f"not done: {said}")
    except OSError as error:
        sys.exit(f"the server did not answer: {error}")


def text_for(token: str, meta: dict[str, Any]) -> str:
    """The token behind the # of the link is the mark by which the post is found again."""
    if not meta["canonical_url"]:
        sys.exit("not done: the piece has no page to link to; let config.yaml name a canonical outlet")
    room = LONGEST - ANY_LINK - len(meta["title"]) - 4
    return f"{meta['title']}\n\n{meta['description'][:room]}\n\n{meta['canonical_url']}#{token}"


def placement(status: dict[str, Any]) -> dict[str, Any]:
    text = ask("GET", f"{STATUSES}/{status['id']}/source")["text"]
    return {
        "remote": status["id"],
        "url": status["url"],
        "held": {"text": hashlib.sha256(text.encode()).hexdigest()},
        "text": text,
    }


def with_mark(token: str) -> Any:
    """Our own post that has the mark, among the newest 40. A program for a busy account would turn the page."""
    me = ask("GET", f"{ACCOUNT}/verify_credentials")
    posts = ask("GET", f"{ACCOUNT}/{me['id']}/statuses?limit=40&exclude_reblogs=true")
    return next((post for post in posts if token in post["content"]), None)


def answer(action: str, token: str, variant: dict[str, Any], there: dict[str, Any]) -> dict[str, Any]:
    post = f"{STATUSES}/{there.get('remote')}"
    match action:
        case "place":
            # Within an hour the same key is the same post, even when the answer to the first try was lost.
            return placement(ask("POST", STATUSES, {"status": text_for(token, variant["meta"])}, key=token))
        case "revise":
            changed = ask("PUT", post, {"status": text_for(token, variant["meta"])})
            return placement(changed) if changed else sys.exit("not done: it was deleted there")
        case "withdraw":
            ask("DELETE", post)
            return {}
        case "find":
            found = ask("GET", post) if there else with_mark(token)
            if found is None:
                return {"absent": True}
            placed = placement(found)
            return {**placed, "differs": placed["text"] != text_for(token, variant["meta"])}
        case "look":
            found = ask("GET", post)
            return {**placement(found), "dialect": "text"} if found else {"absent": True}
        case "check":
            return {"note": f"logged in as {ask('GET', f'{ACCOUNT}/verify_credentials')['acct']}"}
        case _:
            sys.exit(3)


job = json.load(sys.stdin)
json.dump(answer(job["action"], job["token"], job["variant"] or {}, job["placement"] or {}), sys.stdout)
