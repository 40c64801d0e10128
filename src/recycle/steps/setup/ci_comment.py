"""One comment under a pull request, posted once and refreshed from then on. GitLab, Forgejo with its like, and what Woodpecker builds for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

import msgspec
from msgspec import Struct

from recycle.errors import DestinationError, InputError
from recycle.world.web import Service, Web
from recycle.world.wire import Request, Response

_START = "<!-- recycle:"
_WORTH = ("| piece |", "| where |", "What could not be read")
_LONGEST = 65_000
"""Bytes; GitHub, Gitea and Forgejo take 65,536 characters."""
_PAGES = 50
_PAGE = 50


class Thread(Struct, frozen=True):
    """Where the comments of one pull request are: all of them, and one by its id; where it is told who asks, and how that is proved."""

    all: str
    one: str
    user: str
    headers: Mapping[str, str]
    change: str
    """The method that changes a comment."""


def comment(environ: Mapping[str, str], text: str) -> str:
    """Has ``text``, which begins with a mark of ours, under the pull request that ``environ`` speaks of, and says what was done.

    Raises InputError where there is none, DestinationError or UnansweredError when the service will not.
    """
    if not text.startswith(_START):
        raise InputError("this is not from `recycle publish --dry-run --format markdown`, so it could not be found again.")
    thread = thread_of(environ)
    is_worth_one = any(row.startswith(_WORTH) for row in text.split("\n"))
    service = Web().service(thread.all)
    found = _ours(service, thread)
    data = msgspec.json.encode({"body": _fitting(text)})
    if found:
        _checked(service.write(Request(method=thread.change, url=thread.one.format(found), headers=thread.headers, body=data)))
        return "the comment was refreshed"
    if not is_worth_one:
        return "nothing that needs a comment"
    _checked(service.write(Request(method="POST", url=thread.all, headers=thread.headers, body=data)))
    return "a comment was posted"


def thread_of(environ: Mapping[str, str]) -> Thread:
    """The comments of the pull request of this run. Raises InputError when it is for none."""
    token = environ.get("RECYCLE_COMMENT_TOKEN", "").strip()
    if not token:
        raise InputError("RECYCLE_COMMENT_TOKEN is not set: it is to hold a token that may comment.")
    if environ.get("CI") == "woodpecker":
        return _of_woodpecker(environ, token)
    if number := environ.get("CI_MERGE_REQUEST_IID", ""):
        return _gitlab(environ.get("CI_API_V4_URL", ""), environ.get("CI_MERGE_REQUEST_PROJECT_ID", ""), number, token)
    _, pull, number = ("", *environ.get("GITHUB_REF", "").removeprefix("refs/").split("/"), "", "")[:3]
    return _github(
        environ.get("GITHUB_API_URL", ""), environ.get("GITHUB_REPOSITORY", ""), number if pull == "pull" else "", token
    )


def _of_woodpecker(environ: Mapping[str, str], token: str) -> Thread:
    """Woodpecker names the forge, and https://woodpecker-ci.org/docs/usage/environment has how it calls each kind."""
    forge, kind = environ.get("CI_FORGE_URL", "").rstrip("/"), environ.get("CI_FORGE_TYPE", "")
    name, number = environ.get("CI_REPO", ""), environ.get("CI_COMMIT_PULL_REQUEST", "")
    match kind:
        case "gitlab":
            return _gitlab(f"{forge}/api/v4", environ.get("CI_REPO_REMOTE_ID", ""), number, token)
        case "gitea" | "forgejo":
            return _github(f"{forge}/api/v1", name, number, token)
        case "github":
            return _github(
                "https://api.github.com" if forge == "https://github.com" else f"{forge}/api/v3", name, number, token
            )
    raise InputError(
        f'comments are for GitHub, GitLab, Gitea and Forgejo; here is "{kind}". Leave --comment out of `recycle ci init`.'
    )


def _gitlab(api: str, project: str, number: str, token: str) -> Thread:
    notes = f"{api}/projects/{project}/merge_requests/{_numbered(number)}/notes"
    return Thread(notes, f"{notes}/{{}}", f"{api}/user", {"PRIVATE-TOKEN": token, "Content-Type": "application/json"}, "PUT")


def _github(api: str, name: str, number: str, token: str) -> Thread:
    """GitHub, and Gitea and Forgejo, which answer as it does."""
    issues = f"{api}/repos/{quote(name)}/issues"
    headers = {"Authorization": f"token {token}", "Content-Type": "application/json"}
    return Thread(f"{issues}/{_numbered(number)}/comments", f"{issues}/comments/{{}}", f"{api}/user", headers, "PATCH")


def _numbered(number: str) -> str:
    if not number.isdecimal():
        raise InputError("this run is for no pull request: there is nothing to comment on.")
    return number


def _fitting(text: str) -> str:
    """As much of it as every host takes, in whole lines."""
    data = text.encode(errors="replace")
    if len(data) <= _LONGEST:
        return text
    return data[:_LONGEST].rpartition(b"\n")[0].decode() + "\n\nThe rest is in the log of the run.\n"


def _ours(service: Service, thread: Thread) -> str:
    """The id of the comment that this account has begun as ours do; empty when there is none. Anybody may copy the mark."""
    me = _read(service, thread, thread.user)
    account = me.get("id") if isinstance(me, dict) else None
    seen: set[str] = set()
    for page in range(1, _PAGES + 1):
        rows = _read(service, thread, f"{thread.all}?per_page={_PAGE}&limit={_PAGE}&page={page}")
        found = {str(row.get("id")): row for row in rows if isinstance(row, dict)} if isinstance(rows, list) else {}
        for number, row in found.items():
            author = row.get("user") or row.get("author") or {}
            if str(row.get("body", "")).startswith(_START) and author.get("id") == account:
                return number
        # Forgejo gives all of them on every page.
        if not found or seen >= set(found):
            break
        seen |= set(found)
    return ""


def _read(service: Service, thread: Thread, url: str) -> Any:
    answer = _checked(service.read(Request(method="GET", url=url, headers=thread.headers)))
    try:
        return msgspec.json.decode(answer.body)
    except msgspec.DecodeError:
        raise DestinationError("the service answered with something that is no JSON; nothing was posted.") from None


def _checked(response: Response) -> Response:
    if response.status >= 300:
        raise DestinationError(
            f"the comment could not be posted: the service answered {response.status}. May this token comment?"
        )
    return response
