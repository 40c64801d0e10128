"""The shapes that services give to their keys, as they or the published rules of gitleaks describe them."""

from __future__ import annotations

from typing import NamedTuple


class Shape(NamedTuple):
    """What it is; the words to look for, and the regular expression that begins ``before`` signs in front of them."""

    kind: str
    mark: str
    pattern: str
    before: int = 0


SHAPES = (
    Shape(
        "a private key",
        "-----BEGIN ",
        r"-----BEGIN (?:[A-Z]+ )*PRIVATE KEY(?: BLOCK)?-----\s++(?:[\w-]+: [^\n]*+\n|\s)*+[A-Za-z0-9+/=\s]{40}",
    ),
    Shape("a private key of age", "AGE-SECRET-KEY-1", r"\bAGE-SECRET-KEY-1[0-9A-Z]{58}\b"),
    Shape("an access key of AWS", "AKIA", r"\bAKIA[0-9A-Z]{16}\b"),
    Shape("an access key of AWS", "ASIA", r"\bASIA[0-9A-Z]{16}\b"),
    Shape("a key of Azure storage", "AccountKey=", r"AccountKey=[A-Za-z0-9+/]{86}=="),
    Shape("a key of DigitalOcean", "_v1_", r"\bdo[opr]_v1_[0-9a-f]{64}\b", before=3),
    Shape("a token of Docker Hub", "dckr_pat_", r"\bdckr_pat_[A-Za-z0-9_-]{27,}"),
    *(Shape("a token of GitHub", f"gh{sign}_", rf"\bgh{sign}_[A-Za-z0-9]{{36,}}") for sign in "pousr"),
    Shape("a token of GitHub", "github_pat_", r"\bgithub_pat_[A-Za-z0-9_]{50,}"),
    *(
        Shape("a token of GitLab", f"gl{sign}-", rf"\bgl{sign}-[A-Za-z0-9_-]{{20,}}")
        for sign in ("pat", "dt", "rt", "cbt", "ptt", "ft", "soat", "imt", "agent", "oas")
    ),
    Shape("a key of Google", "AIza", r"\bAIza[0-9A-Za-z_-]{35}(?![0-9A-Za-z_-])"),
    Shape("a secret of Google", "GOCSPX-", r"\bGOCSPX-[0-9A-Za-z_-]{28}(?![0-9A-Za-z_-])"),
    Shape("a token of Google", "ya29.", r"\bya29\.[0-9A-Za-z_-]{40,}"),
    Shape("a token of Grafana", "glsa_", r"\bglsa_[A-Za-z0-9]{32}_[0-9a-f]{8}\b"),
    Shape("a token of Hugging Face", "hf_", r"\bhf_[A-Za-z0-9]{34}\b"),
    Shape("a key of Mailchimp", "-us", r"\b[0-9a-f]{32}-us[0-9]{1,2}\b", before=32),
    Shape("a key of Mailgun", "key-", r"\bkey-[0-9a-f]{32}\b"),
    Shape("a token of npm", "npm_", r"\bnpm_[A-Za-z0-9]{36}\b"),
    Shape("a token of PyPI", "pypi-AgEIcHlwaS5vcmc", r"\bpypi-AgEIcHlwaS5vcmc[A-Za-z0-9_-]{50,}"),
    Shape("a key of SendGrid", "SG.", r"\bSG\.[A-Za-z0-9_-]{22}\.[A-Za-z0-9_-]{43}(?![A-Za-z0-9_-])"),
    Shape("a token of Shopify", "shp", r"\bshp(?:at|ca|pa|ss)_[0-9a-fA-F]{32}\b"),
    Shape("a token of Slack", "xox", r"\bxox[abeoprs](?:\.xox[bp])?-[A-Za-z0-9-]{20,}"),
    Shape("a token of Slack", "xapp-", r"\bxapp-[0-9]-[A-Z0-9]+-[0-9]+-[a-f0-9]{40,}"),
    Shape(
        "a webhook of Slack",
        "hooks.slack.com",
        r"\bhooks\.slack\.com/(?:services|workflows|triggers)/[A-Z][A-Z0-9]{7,}/[A-Z0-9]{8,}/[A-Za-z0-9]{20,}",
    ),
    Shape("a webhook of Discord", "discord.com/api/webhooks/", r"discord\.com/api/webhooks/[0-9]{17,20}/[A-Za-z0-9_-]{60,}"),
    Shape(
        "a webhook of Discord", "discordapp.com/api/webhooks/", r"discordapp\.com/api/webhooks/[0-9]{17,20}/[A-Za-z0-9_-]{60,}"
    ),
    Shape(
        "a webhook of Microsoft Teams",
        "webhook.office.com",
        r"\bwebhook\.office\.com/webhookb2/[0-9a-f-]{36}@[0-9a-f-]{36}/[A-Za-z]+/[0-9a-f]{32}",
    ),
    Shape("a key of Stripe", "k_live_", r"\b[rs]k_live_[A-Za-z0-9]{20,}", before=1),
    Shape("a secret of Stripe", "whsec_", r"\bwhsec_[A-Za-z0-9+/]{32,}"),
    Shape("a token of a Telegram bot", ":AA", r"(?<=[0-9]{8}):AA[A-Za-z0-9_-]{33}(?![A-Za-z0-9_-])"),
    Shape("a token of Vault", "hvs.", r"\bhvs\.[A-Za-z0-9_-]{24,}"),
    Shape("a key of a language model's service", "sk-", r"(?<![\w-])sk-(?=[A-Za-z_-]*[0-9])[A-Za-z0-9_-]{32,}"),
    Shape("an Admin API key of Ghost", ":", r"\b[0-9a-f]{24}:[0-9a-f]{64}\b", before=24),
)
