"""The languages that refusals, documents and lists are written in."""

from typing import Literal

Language = Literal["zh-CN", "en"]
