"""The pages in a real browser: drawn, filtered, reached by keyboard, and safe whatever an article says."""

from __future__ import annotations

import dataclasses
import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from flows import report
from flows.explain import explained
from flows.report.article import write_article_page
from tests.browser import Visit, find_chromium, running, visit
from tests.conftest import ROOT
from tests.needs import lacking
from tests.report_warehouse import HOSTILE, poison

pytestmark = pytest.mark.xdist_group("pages")
WIDTHS = (390, 1280)
STORY = "#story-1"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    program = find_chromium()
    if program is None:
        lacking("Chromium (apt-get install chromium)")
    with running(program) as found:
        yield found


@pytest.fixture(scope="module")
def warehouse(report_warehouse: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return Path(shutil.copy(report_warehouse, tmp_path_factory.mktemp("pages") / "warehouse.duckdb"))


@pytest.fixture(scope="module")
def report_page(warehouse: Path) -> Path:
    return report.write_report(warehouse, warehouse.parent / "report.html", report.Scope(days=1)).path


@pytest.fixture(scope="module")
def hostile_page(warehouse: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    poisoned = tmp_path_factory.mktemp("hostile") / "warehouse.duckdb"
    shutil.copy(warehouse, poisoned)
    poison(poisoned)
    return report.write_report(poisoned, poisoned.parent / "report.html", report.Scope(days=1)).path


@pytest.fixture(scope="module")
def article(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("article") / "artikel.html"
    source = ROOT / "seeds" / "articles" / "002_f08965d8579d4f6b.txt"
    write_article_page(explained(str(source), Path("none.duckdb")), path)
    return path


@pytest.fixture
def opened(browser: Browser, report_page: Path) -> Iterator[Visit]:
    with visit(browser, report_page) as visited:
        yield visited


def rows_shown(page: Page, table: str) -> list[str]:
    """The heading cells of a table's rows that are to be seen."""
    cells = page.locator(f"#table-{table} tbody tr:not([hidden]) th").all_inner_texts()
    return [cell.split("\n")[0].strip() for cell in cells]


def marks(page: Page, chart: str, kind: str) -> int:
    return page.locator(
        f"{chart} svg .mark-{kind} path, {chart} svg .mark-{kind} text, {chart} svg .mark-{kind} line"
    ).count()


def violations(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [f"{v['id']}: {[node['html'][:160] for node in v['nodes'][:3]]}" for v in found]


def is_hacked(page: Page) -> Any:
    return page.evaluate("window.hacked")


class TestDrawing:
    def test_no_error_and_no_request(self, opened: Visit) -> None:
        opened.see_all()
        assert opened.problems == []
        assert opened.requests == []
        assert "Saring" in opened.page.title()

    def test_every_open_chart_has_marks(self, opened: Visit) -> None:
        opened.see_all()
        charts = opened.page.locator(".chart:visible")
        assert charts.count() >= 8
        for chart in charts.all():
            drawn = chart.locator("svg .mark-rect path, svg .mark-symbol path, svg .mark-rule line").count()
            assert drawn, chart.get_attribute("aria-label")

    def test_the_claims_are_drawn_by_their_kind(self, opened: Visit) -> None:
        """The sample story: eleven numbered figures, three crosses, arrows of two bounds and one comparison, a span."""
        page = opened.page
        opened.see(STORY)
        texts = page.locator(f"{STORY} svg .mark-text text").all_text_contents()
        assert sorted(int(t) for t in texts if t.isdigit()) == [1, 1, 1, *range(2, 12)]
        assert "no date" in texts
        shapes = page.locator(f"{STORY} svg .mark-symbol path").evaluate_all("all => all.map(p => p.getAttribute('d'))")
        crosses = [d for d in shapes if d.count("M") == 2 and d.count("L") == 2]
        assert len(crosses) == 3
        discs = [d for d in shapes if "A" in d]
        assert len(discs) == 10
        arrows = [d for d in shapes if d.endswith("Z") and "A" not in d]
        assert len(arrows) == 3
        lines = page.locator(f"{STORY} svg .mark-rule:not(.role-axis-grid) line")
        dashed = [line for line in lines.all() if line.get_attribute("stroke-dasharray") == "3,3"]
        assert len(dashed) == 1, "the vague figure"

    def test_a_closed_story_is_drawn_when_it_is_opened(self, browser: Browser, report_page: Path) -> None:
        with visit(browser, report_page) as visited:
            page = visited.page
            page.evaluate(f"document.querySelector('{STORY}').open = false")
            page.locator(f"{STORY} summary").focus()
            page.keyboard.press("Enter")
            page.wait_for_selector(f"{STORY} svg .mark-symbol path")

    def test_numbers_of_the_tables_are_those_of_the_load(self, opened: Visit) -> None:
        page = opened.page
        assert "10 articles" in page.locator(".lede").inner_text()
        assert "6 records were rejected" in page.locator(".lede").inner_text()
        assert len(rows_shown(page, "rejects")) == 3
        assert any("120 orang" in text for text in page.locator("#table-changes del").all_inner_texts())
        assert any("125 orang" in text for text in page.locator("#table-changes ins").all_inner_texts())

    @pytest.mark.parametrize("width", WIDTHS)
    def test_no_scrolling_sideways(self, browser: Browser, report_page: Path, article: Path, width: int) -> None:
        for path in (report_page, article):
            with visit(browser, path, width) as visited:
                visited.see_all()
                assert visited.page.evaluate("document.documentElement.scrollWidth") == width
                if path == report_page:
                    overflowing = "(all) => all.filter((f) => f.scrollWidth > f.clientWidth).map((f) => f.innerText)"
                    assert visited.page.locator(".frame:visible").evaluate_all(overflowing) == []

    def test_dark_is_another_colour_for_page_and_charts(self, browser: Browser, report_page: Path) -> None:
        seen = set()
        for scheme in ("light", "dark"):
            with visit(browser, report_page, color_scheme=scheme) as visited:
                visited.see_all()
                bar = visited.page.locator("#chart-outlets .mark-rect path").first
                paper = visited.page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
                fill = bar.get_attribute(
                    "fill"
                )  # before the scheme changes: the page may be quicker than the next line
                seen.add((paper, fill))
                other = "dark" if scheme == "light" else "light"
                visited.page.emulate_media(color_scheme=other)
                visited.page.wait_for_function(
                    "(fill) => document.querySelector('#chart-outlets .mark-rect path')?.getAttribute('fill') !== fill",
                    arg=fill,
                )
        assert len(seen) == 2
        assert len({paper for paper, _ in seen}) == len({fill for _, fill in seen}) == 2

    def test_without_scripts_all_rows_are_there(self, browser: Browser, report_page: Path) -> None:
        with visit(browser, report_page, java_script_enabled=False) as visited:
            assert visited.page.locator("#table-entities tbody tr:visible").count() > 12
            assert visited.page.locator("#filters").is_hidden(), "a filter that does nothing is not shown"


class TestFilters:
    def test_by_keyboard_alone(self, opened: Visit) -> None:
        """From the top of the page with the Tab key to the outlets, down to one of them, and back to all."""
        page = opened.page
        opened.see("#chart-outlets")
        bars = marks(page, "#chart-outlets", "rect")
        everything = rows_shown(page, "outlets")
        for _ in range(60):
            page.keyboard.press("Tab")
            if page.evaluate("document.activeElement.id") == "filter-outlet":
                break
        assert page.evaluate("document.activeElement.id") == "filter-outlet"
        page.keyboard.type("Liputan6")
        page.wait_for_function("() => document.querySelector('#filter-outlet').value === 'Liputan6'")
        assert rows_shown(page, "outlets") == ["Liputan6"]
        page.wait_for_function("() => document.querySelectorAll('#chart-outlets svg .mark-rect path').length === 1")
        assert "rows match" in page.locator("#filter-result").inner_text()
        page.keyboard.press("Tab")
        page.keyboard.press("Tab")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        page.wait_for_function(
            f"() => document.querySelectorAll('#chart-outlets svg .mark-rect path').length === {bars}"
        )
        assert rows_shown(page, "outlets") == everything
        assert page.locator("#filter-result").inner_text() == ""

    def test_by_speaker(self, opened: Visit) -> None:
        page = opened.page
        opened.see(STORY)
        page.fill("#filter-name", "pentagon")
        assert rows_shown(page, "story-1") == ["4 Pentagon"]
        drawn = f"{STORY} svg .role-mark text"
        page.wait_for_function(f"() => document.querySelectorAll('{drawn}').length === 1")
        assert page.locator(drawn).all_text_contents() == ["4"]
        labels = page.locator(f"{STORY} svg .role-axis-label text").all_text_contents()
        assert {"22 Oct", "10k"} <= set(labels), "the scales stay as they are"
        assert page.locator("#story-2").is_hidden()

    def test_by_subject_all_its_speakers_stay(self, opened: Visit) -> None:
        opened.page.fill("#filter-name", "Korea Utara")
        assert len(rows_shown(opened.page, "story-1")) == 13

    def test_by_kind_of_figure(self, opened: Visit) -> None:
        page = opened.page
        assert page.locator("#filter-kind option").all_inner_texts()[0] == "All kinds"
        page.evaluate("document.querySelector('#filter-kind').add(new Option('percent'))")
        page.select_option("#filter-kind", "percent")
        assert page.locator(".story:visible").count() == 0
        assert page.locator("#board-empty").is_visible()
        page.select_option("#filter-kind", "count")
        assert page.locator(".story:visible").count() == 2

    def test_all_rows_of_a_long_table_on_demand(self, opened: Visit) -> None:
        page = opened.page
        assert page.locator("#table-entities tbody tr:visible").count() == 12
        button = page.locator("#more-table-entities")
        button.focus()
        page.keyboard.press("Enter")
        assert page.locator("#table-entities tbody tr:visible").count() > 12
        assert button.get_attribute("aria-expanded") == "true"
        page.keyboard.press("Enter")
        assert page.locator("#table-entities tbody tr:visible").count() == 12

    def test_a_link_to_a_story_opens_it(self, opened: Visit) -> None:
        page = opened.page
        page.evaluate(f"document.querySelector('{STORY}').open = false")
        page.locator(f"#table-conflicts a[href='{STORY}']").focus()
        page.keyboard.press("Enter")
        page.wait_for_function(f"() => document.querySelector('{STORY}').open")


class TestHostileTexts:
    def test_they_stay_text(self, browser: Browser, hostile_page: Path) -> None:
        with visit(browser, hostile_page) as visited:
            visited.see_all()
            page = visited.page
            page.evaluate("document.querySelectorAll('details').forEach((story) => { story.open = true; })")
            visited.see_all()
            text = page.evaluate("document.body.textContent")
            for words in HOSTILE:
                assert words in text
            assert page.locator("img, [onload], [onerror], [href^='javascript']").count() == 0
            assert is_hacked(page) is None
            assert visited.problems == []
            assert visited.requests == []

    def test_a_tooltip_stays_text(self, browser: Browser, hostile_page: Path) -> None:
        with visit(browser, hostile_page) as visited:
            page = visited.page
            visited.see("#chart-outlets")
            page.locator("#chart-outlets svg .mark-rect path").first.hover()
            page.wait_for_selector("#vg-tooltip-element.visible")
            assert "<img" in page.locator("#vg-tooltip-element").inner_text()
            assert page.locator("#vg-tooltip-element img").count() == 0
            assert is_hacked(page) is None

    def test_the_policy_stops_what_would_slip_through(self, browser: Browser, hostile_page: Path) -> None:
        with visit(browser, hostile_page) as visited:
            visited.page.evaluate(f"document.body.insertAdjacentHTML('beforeend', {json.dumps(HOSTILE[1])})")
            visited.page.wait_for_timeout(300)
            assert is_hacked(visited.page) is None
            assert any("Content Security Policy" in problem for problem in visited.problems)

    def test_an_article_page(self, browser: Browser, tmp_path: Path) -> None:
        source = tmp_path / "jahat.txt"
        source.write_text(
            f"Judul {HOSTILE[0]}\n\nJAKARTA - Menteri {HOSTILE[2]} mengatakan 12 orang tewas {HOSTILE[1]}.\n", "utf-8"
        )
        facts = explained(str(source), tmp_path / "none.duckdb")
        title = pl.lit("".join(HOSTILE))
        facts = dataclasses.replace(facts, articles=facts.articles.with_columns(title=title))
        write_article_page(facts, tmp_path / "page.html")
        with visit(browser, tmp_path / "page.html") as visited:
            assert "".join(HOSTILE) in visited.page.locator("h1").inner_text()
            assert is_hacked(visited.page) is None
            assert visited.page.locator("img, [onload], [onerror]").count() == 0
            assert (visited.problems, visited.requests) == ([], [])


class TestAccess:
    @pytest.mark.parametrize("scheme", ["light", "dark"])
    @pytest.mark.parametrize("width", WIDTHS)
    def test_the_report_breaks_no_rule_of_axe(
        self, browser: Browser, report_page: Path, width: int, scheme: str
    ) -> None:
        with visit(browser, report_page, width, color_scheme=scheme, bypass_csp=True) as visited:
            visited.see_all()
            assert violations(visited.page) == []

    @pytest.mark.parametrize("scheme", ["light", "dark"])
    def test_the_article_breaks_no_rule_of_axe(self, browser: Browser, article: Path, scheme: str) -> None:
        with visit(browser, article, 390, color_scheme=scheme, bypass_csp=True) as visited:
            assert violations(visited.page) == []

    def test_the_first_stop_of_the_tab_key_skips_to_the_content(self, opened: Visit) -> None:
        page = opened.page
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.textContent") == "Skip to the content"
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.id") == "content"


def test_long_sums_leave_no_column_of_the_conflicts_out_of_sight_on_a_telephone(
    browser: Browser, report_page: Path
) -> None:
    with visit(browser, report_page, 390) as visited:
        visited.page.evaluate(
            "document.querySelector('#table-conflicts td.figure').textContent = '33.48 billion–123.83 billion USD'"
        )
        frame = "document.querySelector('#table-conflicts').closest('.frame')"
        assert visited.page.evaluate(f"{frame}.scrollWidth <= {frame}.clientWidth")


class TestArticle:
    def test_what_was_removed_is_struck_through_and_tells_its_rule_on_focus(
        self, browser: Browser, article: Path
    ) -> None:
        with visit(browser, article) as visited:
            page = visited.page
            removed = page.locator("del")
            assert removed.count() == 11
            first = removed.first
            assert "line-through" in first.evaluate("(element) => getComputedStyle(element).textDecorationLine")
            note = first.locator(".note")
            assert note.is_hidden()
            first.focus()
            assert note.is_visible()
            assert "headline" in note.inner_text()
            assert first.get_attribute("aria-describedby") == note.get_attribute("id")
            page.locator("h1").hover()
            page.locator(".mark.quantity").first.focus()
            assert note.is_hidden()
            assert (visited.problems, visited.requests) == ([], [])

    def test_a_mark_tells_its_fact_on_hover(self, browser: Browser, article: Path) -> None:
        with visit(browser, article) as visited:
            figure = visited.page.locator(".mark.quantity", has_text="sekitar 10.000").first
            figure.hover()
            assert "10,000" in figure.locator(".note").inner_text()
            assert "about" in figure.locator(".note").inner_text()

    def test_statements_show_speaker_and_stance(self, browser: Browser, article: Path) -> None:
        with visit(browser, article) as visited:
            assert visited.page.locator(".who", has_text="Pentagon").first.locator("i").inner_text() == "assert"
            assert visited.page.locator(".who").count() == 15

    def test_the_legend_hides_a_kind_by_keyboard(self, browser: Browser, article: Path) -> None:
        with visit(browser, article) as visited:
            page = visited.page
            page.locator("#show-removed").focus()
            page.keyboard.press("Space")
            assert page.locator("del:visible").count() == 0
            page.keyboard.press("Space")
            assert page.locator("del:visible").count() == 11
