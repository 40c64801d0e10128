"""Forms: the genres. To add one: a file with ``Settings`` and ``shape``, and a row here."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from recycle.forms import article, blog, forum, issue, newsletter
from recycle.forms.protocol import Form

FORMS: Mapping[str, Form] = MappingProxyType(
    {
        "article": Form("article", article.Settings, article.shape, ("title", "description", "tags")),
        "blog": Form("blog", blog.Settings, blog.shape, ("title", "description", "tags")),
        "forum": Form("forum", forum.Settings, forum.shape, ("title", "question", "tags")),
        "newsletter": Form(
            "newsletter", newsletter.Settings, newsletter.shape, ("title", "subject", "preview", "tags"), issue.gather
        ),
    }
)
