"""The fault proxy does to a request what it says, and the server either acts or does not, as it says."""

from __future__ import annotations

import smtplib
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from shutil import which

import pytest
import requests

from tests.servers.certificate import make
from tests.servers.faultproxy import FaultProxy, Timing
from tests.servers.faultproxy_smtp import SmtpFaultProxy
from tests.servers.faults import ALL_FAULTS, SMTP_FAULTS, Entry, Fault, Once, no_faults, random_plan
from tests.servers.little_servers import Blog, Postbox, serving

HTTP_FAULTS = [fault for fault in ALL_FAULTS if fault.fits("POST")]
NO_STATUS = [fault for fault in HTTP_FAULTS if not fault.status and "PAGE" not in fault.name]
MAIL_FAULTS = [fault for fault in ALL_FAULTS if fault.fits("MAIL")]
SO_LATE = Timing(late=60)
PATIENCE, IMPATIENCE = 10.0, 0.2  # of the client, in seconds; nothing here waits for the first to end
IMPATIENCE_BY_MAIL = 1.0  # longer, since the session before the message must not be over it on a busy machine
SENDER, READER = "blog@example.test", "reader@example.test"
LETTER = b"Subject: One\r\n\r\nFirst line.\r\n..A dot.\r\nLast line.\r\n"


@pytest.fixture
def blog() -> Iterator[Blog]:
    with serving(Blog()) as server:
        yield server


@pytest.fixture
def postbox() -> Iterator[Postbox]:
    with serving(Postbox()) as server:
        yield server


def post(proxy: FaultProxy, words: bytes = b"Words, " * 20, patience: float = PATIENCE) -> requests.Response:
    return requests.post(f"{proxy.base_url}/posts", data=words, headers={"Origin": proxy.base_url}, timeout=patience)


def mail(proxy: FaultProxy, patience: float = PATIENCE) -> None:
    with smtplib.SMTP("127.0.0.1", proxy.port, timeout=patience) as smtp:
        smtp.sendmail(SENDER, [READER], LETTER)


def settled(server: Blog | Postbox, expected: int) -> int:
    """How much the server has taken, once it had time to take it."""
    took: list[bytes] = server.posts if isinstance(server, Blog) else server.mails
    end = time.monotonic() + PATIENCE
    while len(took) < expected and time.monotonic() < end:
        time.sleep(0.01)
    return len(took)


def test_what_is_not_disturbed_goes_through_unchanged(blog: Blog) -> None:
    with FaultProxy(blog.address) as proxy, requests.Session() as session:
        first = post(proxy, b"First")
        again = [session.post(f"{proxy.base_url}/posts?a=b", data=words, timeout=PATIENCE) for words in (b"Second", b"")]
        seen = session.get(f"{proxy.base_url}/posts", timeout=PATIENCE)
        chunked = session.post(f"{proxy.base_url}/posts", data=iter((b"in ", b"chunks")), timeout=PATIENCE)
    assert blog.posts == [b"First", b"Second", b"", b"in chunks"]
    assert (first.status_code, first.json(), again[1].json(), chunked.json()) == (201, {"posts": 1}, {"posts": 3}, {"posts": 4})
    assert seen.json() == {"posts": 3}
    assert proxy.log[1] == Entry(1, "POST", "/posts?a=b", Fault.NONE, 201)
    assert [entry.method for entry in proxy.log] == ["POST", "POST", "POST", "GET", "POST"]
    assert proxy.faults() == []


def test_neither_side_sees_the_port_of_the_other(blog: Blog) -> None:
    with FaultProxy(blog.address) as proxy:
        answer = post(proxy)
    assert set(blog.names) == {f"http://127.0.0.1:{blog.server_port}"}
    assert answer.headers["Location"] == f"{proxy.base_url}/posts/1"


@pytest.mark.parametrize("says_length", [True, False])
@pytest.mark.parametrize("fault", HTTP_FAULTS, ids=lambda fault: fault.name)
def test_http_fault_has_the_effect_that_it_says(blog: Blog, fault: Fault, says_length: bool) -> None:
    blog.says_length = says_length
    with FaultProxy(blog.address, Once(fault, "POST", "/posts"), timing=SO_LATE) as proxy:
        try:
            answer = post(proxy, patience=IMPATIENCE if fault is Fault.LATE else PATIENCE)
        except requests.RequestException:
            assert fault in NO_STATUS
        else:
            assert answer.status_code == (fault.status or (201 if fault is Fault.HALF_REPLY else 200))
            with pytest.raises(requests.JSONDecodeError):
                answer.json()
        assert settled(blog, int(fault.has_effect)) == int(fault.has_effect)
        assert post(proxy).ok
    assert proxy.faults() == [fault]
    assert proxy.log[0].status == (201 if fault.has_effect else 0)


def test_half_a_reply_without_a_length_looks_whole(blog: Blog) -> None:
    blog.says_length = False
    with FaultProxy(blog.address, Once(Fault.HALF_REPLY, "POST")) as proxy:
        assert post(proxy).text == '{"post'


def test_one_may_be_asked_to_come_back(blog: Blog) -> None:
    with FaultProxy(blog.address, Once(Fault.STATUS_429_WITHOUT_EFFECT, "POST"), timing=Timing(retry_after=1)) as proxy:
        assert post(proxy).headers["Retry-After"] == "1"


def test_late_answer_reaches_who_waits(blog: Blog) -> None:
    with FaultProxy(blog.address, Once(Fault.LATE, "POST"), timing=Timing(late=0.05)) as proxy:
        assert post(proxy).status_code == 201


def test_server_that_is_away_is_cut_off() -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        with FaultProxy(nobody.getsockname()) as proxy, pytest.raises(requests.ConnectionError):
            post(proxy)
    assert proxy.log == [Entry(0, "POST", "/posts", Fault.NONE)]


@pytest.mark.skipif(which("openssl") is None, reason="openssl makes the certificate")
def test_client_may_be_spoken_to_in_tls(blog: Blog, postbox: Postbox, tmp_path: Path) -> None:
    certificate = make(tmp_path / "tls")
    server = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    server.load_cert_chain(certificate.chain_file)
    with FaultProxy(blog.address, tls=server) as proxy:
        answer = requests.post(f"{proxy.base_url}/posts", data=b"Words", verify=str(certificate.ca_file), timeout=PATIENCE)
    assert (answer.status_code, answer.headers["Location"]) == (201, f"{proxy.base_url}/posts/1")
    client = ssl.create_default_context(cafile=certificate.ca_file)
    plan = Once(Fault.CUT_AFTER_DOT, "MAIL")
    with (
        SmtpFaultProxy(postbox.address, plan, tls=server) as proxy,
        pytest.raises((smtplib.SMTPServerDisconnected, OSError)),
        smtplib.SMTP_SSL("127.0.0.1", proxy.port, timeout=PATIENCE, context=client) as smtp,
    ):
        smtp.sendmail(SENDER, [READER], LETTER)
    assert len(postbox.mails) == 1


def test_mail_that_is_not_disturbed_goes_through_unchanged(postbox: Postbox) -> None:
    with SmtpFaultProxy(postbox.address) as proxy:
        mail(proxy)
        with smtplib.SMTP("127.0.0.1", proxy.port, timeout=PATIENCE) as smtp:
            smtp.ehlo()
            assert (smtp.has_extn("8bitmime"), smtp.has_extn("starttls"), smtp.has_extn("chunking")) == (True, False, False)
    assert postbox.mails == [LETTER.replace(b"\n..", b"\n...")]
    assert [(entry.method, entry.path, entry.status) for entry in proxy.log] == [
        ("CONNECT", "", 0),
        ("MAIL", SENDER, 250),
        ("CONNECT", "", 0),
    ]


@pytest.mark.parametrize("fault", [Fault.CUT_BEFORE_GREETING, *MAIL_FAULTS], ids=lambda fault: fault.name)
def test_smtp_fault_has_the_effect_that_it_says(postbox: Postbox, fault: Fault) -> None:
    method = "CONNECT" if fault.fits("CONNECT") else "MAIL"
    with SmtpFaultProxy(postbox.address, Once(fault, method), timing=SO_LATE) as proxy:
        with pytest.raises((smtplib.SMTPException, OSError)) as failure:
            mail(proxy, IMPATIENCE_BY_MAIL if fault is Fault.LATE else PATIENCE)
        if fault.status:
            assert getattr(failure.value, "smtp_code", 0) == fault.status
        assert settled(postbox, int(fault.has_effect)) == int(fault.has_effect)
        mail(proxy)
    assert len(postbox.mails) == int(fault.has_effect) + 1
    assert proxy.faults() == [fault]


def test_session_goes_on_after_a_451(postbox: Postbox) -> None:
    plan = Once(Fault.REPLY_451_WITHOUT_EFFECT, "MAIL")
    with SmtpFaultProxy(postbox.address, plan) as proxy, smtplib.SMTP("127.0.0.1", proxy.port, timeout=PATIENCE) as smtp:
        with pytest.raises(smtplib.SMTPSenderRefused):
            smtp.sendmail(SENDER, [READER], LETTER)
        smtp.sendmail(SENDER, [READER], LETTER)
    assert len(postbox.mails) == 1


def test_random_plan_is_the_same_for_the_same_seed_and_fits() -> None:
    seen = [[random_plan(seed)(n, method, "") for n in range(300)] for seed in (1, 1, 2) for method in ("POST",)]
    assert seen[0] == seen[1] != seen[2]
    assert 50 < sum(fault is not Fault.NONE for fault in seen[0]) < 130
    assert not SMTP_FAULTS & set(seen[0])
    by_mail = {random_plan(1, share=1)(n, "MAIL", "") for n in range(300)}
    assert by_mail == set(MAIL_FAULTS)
    assert {random_plan(1, share=1)(n, "CONNECT", "") for n in range(9)} == {Fault.CUT_BEFORE_GREETING}
    assert random_plan(1, share=1, faults=())(0, "POST", "") is Fault.NONE
    assert no_faults(0, "POST", "") is Fault.NONE


def test_plan_that_cannot_be_is_told_to_the_test(blog: Blog) -> None:
    with (
        pytest.raises(ValueError, match="cut in DATA"),
        FaultProxy(blog.address, Once(Fault.CUT_IN_DATA, "POST")) as proxy,
        pytest.raises(requests.ConnectionError),
    ):
        post(proxy)


def test_nothing_stays_behind(blog: Blog) -> None:
    before = threading.active_count()
    with socket.socket() as idle, FaultProxy(blog.address, timing=SO_LATE, plan=Once(Fault.LATE, "POST")) as proxy:
        idle.connect(("127.0.0.1", proxy.port))
        with pytest.raises(requests.Timeout):
            post(proxy, patience=IMPATIENCE)
        began = time.monotonic()
    assert time.monotonic() - began < 5
    assert threading.active_count() <= before
