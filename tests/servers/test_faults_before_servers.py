"""The fault proxy before the real servers: what it says of the effect is so, and they do not notice that it is there."""

from __future__ import annotations

import smtplib
from collections.abc import Callable
from dataclasses import replace

import pytest
import requests

from tests.servers.faultproxy import FaultProxy
from tests.servers.faultproxy_smtp import SmtpFaultProxy
from tests.servers.faults import ALL_FAULTS, Fault, Once
from tests.servers.ghost import Ghost
from tests.servers.mail import Mail
from tests.servers.misago import Misago
from tests.servers.processes import wait_for
from tests.servers.wordpress import Wordpress

pytestmark = pytest.mark.servers

HTTP_FAULTS = [fault for fault in ALL_FAULTS if fault.fits("POST")]
WORDS = "<p>Words.</p>" * 50
LETTER = b"Subject: One\r\nMessage-ID: <one@example.test>\r\n\r\nFirst line.\r\nLast line.\r\n"


def target(base_url: str) -> tuple[str, int]:
    host, _, port = base_url.removeprefix("http://").partition(":")
    return host, int(port)


def disturbed(create: Callable[[], requests.Response], count: Callable[[], int], fault: Fault) -> None:
    """Create one thing through the fault, and see whether it is there."""
    try:
        answer = create()
    except requests.RequestException:
        pass
    else:
        assert fault.status in (0, answer.status_code)
    assert wait_for(lambda: count() == int(fault.has_effect), 10)


@pytest.mark.parametrize("fault", [fault for fault in HTTP_FAULTS if fault is not Fault.LATE], ids=lambda fault: fault.name)
def test_before_wordpress(wordpress: Wordpress, fault: Fault) -> None:
    wordpress.empty()
    with FaultProxy(target(wordpress.base_url), Once(fault, "POST", "/wp/v2/posts")) as proxy:
        seen = replace(wordpress, base_url=proxy.base_url)
        post = {"title": "One", "slug": "one", "status": "publish", "content": WORDS}
        disturbed(lambda: seen.ask("POST", "posts", json=post), wordpress.count, fault)
        assert seen.ask("POST", "posts", json=post).status_code == requests.codes.created
    assert wordpress.count() == int(fault.has_effect) + 1
    assert proxy.faults() == [fault]


@pytest.mark.parametrize("fault", [Fault.CUT_MIDDLE, Fault.LOST_REPLY, Fault.HALF_REPLY])
def test_before_ghost(ghost: Ghost, fault: Fault) -> None:
    ghost.empty()
    with FaultProxy(target(ghost.base_url), Once(fault, "POST", "/posts")) as proxy:
        seen = replace(ghost, base_url=proxy.base_url)
        post = {"posts": [{"title": "One", "html": WORDS}]}
        disturbed(lambda: seen.ask("POST", "posts/?source=html", json=post), ghost.count, fault)
        assert seen.ask("POST", "posts/?source=html", json=post).status_code == requests.codes.created
        page = requests.get(proxy.base_url, timeout=10, allow_redirects=False)
        assert page.status_code == requests.codes.ok
    assert ghost.count() == int(fault.has_effect) + 1


@pytest.mark.parametrize("fault", [Fault.CUT_MIDDLE, Fault.LOST_REPLY, Fault.HALF_REPLY])
def test_before_misago(misago: Misago, fault: Fault) -> None:
    misago.empty()
    with FaultProxy(target(misago.base_url), Once(fault, "POST", "/threads")) as proxy:
        seen = replace(misago, base_url=proxy.base_url)
        thread = {"category": misago.category, "title": "A thread", "post": WORDS}
        disturbed(lambda: seen.ask("POST", "threads/", json=thread), misago.count, fault)
        assert seen.ask("POST", "threads/", json=thread).ok
    assert misago.count() == int(fault.has_effect) + 1


@pytest.mark.parametrize("fault", [fault for fault in ALL_FAULTS if fault.fits("MAIL") and fault is not Fault.LATE])
def test_before_postfix(mail: Mail, fault: Fault) -> None:
    mail.empty()
    with SmtpFaultProxy((mail.host, mail.plain_port), Once(fault, "MAIL")) as proxy:
        for _ in range(2):
            try:
                with smtplib.SMTP(proxy.target[0], proxy.port, timeout=10) as smtp:
                    smtp.login(mail.user, mail.password)
                    smtp.sendmail(mail.user, ["reader@example.test"], LETTER)
            except (smtplib.SMTPException, OSError):
                continue
    assert len(mail.messages("reader@example.test")) == int(fault.has_effect) + 1
    assert proxy.faults() == [fault]
