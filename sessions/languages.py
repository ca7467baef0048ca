"""What languages are called in Chinese and English, for sheets and documents."""

from collections.abc import Mapping

LANGUAGE_WORDS: Mapping[str, tuple[str, ...]] = {
    "zh-CN": ("普通话", "Chinese", "汉语", "中文", "国家通用语言", "Mandarin"),
    "en": ("英语", "English", "英文"),
    "bo": ("藏语", "Tibetan", "藏文"),
    "ug": ("维吾尔语", "Uyghur", "维语", "维文", "Uighur"),
    "mn": ("蒙古语", "Mongolian", "蒙语", "蒙文"),
    "kk": ("哈萨克语", "Kazakh", "哈语"),
    "ko": ("朝鲜语", "Korean", "韩语", "朝语"),
    "za": ("壮语", "Zhuang"),
    "ii": ("彝语", "Yi", "Nuosu"),
    "fr": ("法语", "French"),
    "ru": ("俄语", "Russian"),
    "es": ("西班牙语", "Spanish"),
    "ar": ("阿拉伯语", "Arabic"),
    "ja": ("日语", "Japanese"),
    "de": ("德语", "German"),
}
"""By BCP 47 tag, those that meetings are usually interpreted into; any other goes by its tag."""


def language_name(tag: str) -> str:
    """In Chinese, or the tag."""
    return LANGUAGE_WORDS.get(tag, (tag,))[0]
