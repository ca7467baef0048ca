"""What axe finds wrong with a page."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

OPTIONS = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}


def faults(page: Page) -> list[str]:
    """By WCAG 2.1 A and AA, and whether the page is wider than its window."""
    found = Axe().run(page, options=OPTIONS).response["violations"]
    said = [f"{one['id']}: {[node['target'] for node in one['nodes']]}" for one in found]
    wide = overflow(page)
    return said + ([f"{wide} px too wide"] if wide > 0 else [])


def overflow(page: Page) -> int:
    """CSS pixels that the page is wider than the window."""
    return int(page.evaluate("() => document.documentElement.scrollWidth - window.innerWidth"))
