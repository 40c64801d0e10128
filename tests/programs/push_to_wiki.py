#!/usr/bin/env python3
"""Keeps each piece as a page of a wiki that is a git repository. Its argument is the folder of a clone, used for this only."""

import hashlib
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

CLONE = Path(sys.argv[1])
PUBLIC = "https://wiki.example.com"


def git(*words: str) -> str:
    """What git prints. Where git fails, nobody knows how far it came: recycle will ask later."""
    done = subprocess.run(["git", "-C", str(CLONE), *words], capture_output=True, text=True, check=False)
    return done.stdout if done.returncode == 0 else sys.exit(done.stderr)


def push(message: str) -> None:
    git("add", "--all")
    git("-c", "user.name=recycle", "-c", "user.email=recycle@example.com", "commit", "-q", "--allow-empty", "-m", message)
    git("push", "-q", "origin", "HEAD:main")


def placement(page: Path) -> dict[str, Any]:
    digest = hashlib.sha256(page.read_bytes()).hexdigest()
    return {"remote": page.name, "url": f"{PUBLIC}/{page.stem}", "held": {"page": digest}}


def answer(action: str, token: str, variant: dict[str, Any], there: dict[str, Any]) -> dict[str, Any]:
    git("fetch", "-q", "origin")
    git("reset", "-q", "--hard", "origin/main")
    if action == "check":
        return {"note": f"the wiki has {len(list(CLONE.glob('*.md')))} pages"}
    page = CLONE / (there.get("remote") or f"{variant['meta']['slug']}.md")
    match action:
        case "place" | "revise":
            if action == "place" and page.exists():
                sys.exit(f"not done: the wiki has a page {page.name} that came from elsewhere")
            page.write_text(variant["parts"][0]["text"], encoding="utf-8")
            push(f"{variant['meta']['title']}\n\nrecycle: {token}")
            return placement(page)
        case "find":
            if not (page.exists() and git("log", "--format=%h", "--fixed-strings", f"--grep={token}", "--", page.name)):
                return {"absent": True}
            return {**placement(page), "differs": page.read_text("utf-8") != variant["parts"][0]["text"]}
        case "look":
            return {**placement(page), "text": page.read_text("utf-8"), "dialect": "gfm"} if page.exists() else {"absent": True}
        case "withdraw":
            page.unlink(missing_ok=True)
            push(f"Take {page.name} away")
            return {}
        case _:
            sys.exit(3)


job = json.load(sys.stdin)
json.dump(answer(job["action"], job["token"], job["variant"] or {}, job["placement"] or {}), sys.stdout)
