"""Forms: the genres. To add one: a file with ``Settings`` and ``shape``, and a row here."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from recycle.forms import article, blog, forum, newsletter
from recycle.forms.protocol import Form

FORMS: Mapping[str, Form] = MappingProxyType(
    {
        "article": Form("article", article.Settings, article.shape),
        "blog": Form("blog", blog.Settings, blog.shape),
        "forum": Form("forum", forum.Settings, forum.shape),
        "newsletter": Form("newsletter", newsletter.Settings, newsletter.shape),
    }
)
