"""The charts as Vega-Lite specifications without data, written with Altair.

The page gives each its rows (named data ``rows``) and parameters, so that one specification serves many places and
a filter is a change of rows. A colour that begins with ``@`` is a role (``@accent``); the page puts in the colour
of that name of its light or dark style sheet.
"""

from __future__ import annotations

from typing import Any

import altair as alt
from altair.typing import ChartType

ROWS = alt.NamedData("rows")
SHORT = "(abs(datum.value) < 1000 ? format(datum.value, '~g') : replace(format(datum.value, '~s'), 'G', 'B'))"
"""Axis labels: 0.4, 12k, 3M, 1.5B."""

STANCES = {
    "assert": "@ink", "confirm": "@ink", "deny": "@deny", "doubt": "@doubt", "concern": "@doubt", "demand": "@other",
    "intend": "@other", "judge": "@other",
}  # fmt: skip
TYPES = {"PER": "@per", "ORG": "@org", "LOC": "@loc"}
DENIAL_Y, DENIAL_NUMBER_Y = 9, 26
"""Pixels from the top at which denials stand, in a strip of their own: a denial gives no figure."""


def specifications() -> dict[str, dict[str, Any]]:
    """Every chart by name: ``nights``, ``days``, ``outlets``, ``names``, ``rising``, ``claims``, ``claims_log``."""
    charts = {
        "nights": _nights(),
        "days": _days(),
        "outlets": _bars("outlet", "articles", "articles", "@accent", 16),
        "names": _bars("name", "articles", "articles that name them", "@accent", 16),
        "rising": _rising(),
        "claims": _claims("linear"),
        "claims_log": _claims("log"),
    }
    return {name: chart.to_dict(validate=False) | {"config": CONFIG} for name, chart in charts.items()}


CONFIG: dict[str, Any] = {
    "aria": False,  # the frame round a chart is one image with a name; the table beside it says the same in words
    "background": None,
    "font": "@font",
    "view": {"stroke": None},
    "axis": {
        "labelColor": "@muted", "titleColor": "@muted", "labelFontSize": 12, "titleFontSize": 12,
        "titleFontWeight": "normal", "domain": False, "ticks": False, "gridColor": "@line", "labelPadding": 6,
        "titlePadding": 8,
    },
    "legend": {"labelColor": "@muted", "titleColor": "@muted", "labelFontSize": 12, "orient": "top", "title": None},
}  # fmt: skip


def _bars(category: str, measure: str, title: str, colour: str, step: int) -> ChartType:
    base = (
        alt.Chart(ROWS)
        .transform_aggregate(total=f"sum({measure})", groupby=[category])
        .transform_window(place="rank(total)", row="row_number()", sort=[alt.SortField("total", order="descending")])
        .transform_filter("datum.row <= 15")
        .encode(
            y=alt.Y(
                f"{category}:N",
                sort=alt.EncodingSortField("total", op="max", order="descending"),
                title=None,
                axis=alt.Axis(labelLimit=150, labelColor="@ink"),
            ),
            tooltip=[alt.Tooltip(f"{category}:N", title=" "), alt.Tooltip("total:Q", title=title, format=",")],
        )
    )
    bars = base.mark_bar(color=colour, cornerRadiusEnd=2, height={"band": 0.62}).encode(
        x=alt.X("total:Q", axis=None, scale=alt.Scale(padding=0))
    )
    labels = base.mark_text(align="left", dx=5, fontSize=12, color="@muted").encode(
        x=alt.X("total:Q", axis=None), text=alt.Text("total:Q", format=",")
    )
    return alt.layer(bars, labels).properties(width="container", height=alt.Step(step + 6))


def _nights() -> ChartType:
    order = ["loaded", "unchanged", "rejected"]
    colours = alt.Scale(domain=order, range=["@accent", "@quiet", "@deny"])
    return (
        alt.Chart(ROWS)
        .mark_bar(cornerRadius=1)
        .encode(
            x=alt.X("batch:O", title=None, sort=None, axis=alt.Axis(labelAngle=0, labelOverlap="greedy")),
            y=alt.Y("records:Q", title=None, axis=alt.Axis(tickCount=4, tickMinStep=1, labelExpr=SHORT)),
            color=alt.Color("what:N", scale=colours, sort=order),
            order=alt.Order("place:Q"),
            opacity=alt.condition("datum.is_in_report", alt.value(1), alt.value(0.55)),
            tooltip=[
                alt.Tooltip("batch:N", title="batch"),
                alt.Tooltip("when:N", title="begun"),
                alt.Tooltip("what:N", title="records"),
                alt.Tooltip("records:Q", title="count", format=","),
            ],
        )
        .properties(width="container", height=180)
    )


def _days() -> ChartType:
    order = ["in this report", "before"]
    colours = alt.Scale(domain=order, range=["@accent", "@quiet"])
    return (
        alt.Chart(ROWS)
        .mark_bar(width={"band": 0.8})
        .encode(
            x=alt.X(
                "utcyearmonthdate(day):T",
                title=None,
                axis=alt.Axis(format="%-d %b", tickCount=6, grid=False, labelOverlap="greedy"),
            ),
            y=alt.Y("sum(articles):Q", title=None, axis=alt.Axis(tickCount=4, tickMinStep=1, labelExpr=SHORT)),
            color=alt.Color("came:N", scale=colours, sort=order),
            order=alt.Order("came:N", sort="descending"),
            tooltip=[
                alt.Tooltip("utcyearmonthdate(day):T", title="published", format="%-d %b %Y"),
                alt.Tooltip("came:N", title="came"),
                alt.Tooltip("sum(articles):Q", title="articles", format=","),
            ],
        )
        .properties(width="container", height=180)
    )


def _rising() -> ChartType:
    base = alt.Chart(ROWS).encode(
        y=alt.Y("name:N", sort=alt.SortField("place"), title=None, axis=alt.Axis(labelLimit=150, labelColor="@ink")),
        tooltip=[
            alt.Tooltip("name:N", title=" "),
            alt.Tooltip("share_recent:Q", title="last seven days", format=".1%"),
            alt.Tooltip("share_before:Q", title="28 days before", format=".1%"),
        ],
    )
    x = alt.X("share_before:Q", title="share of articles", axis=alt.Axis(format="~%", tickCount=4))
    return alt.layer(
        base.mark_rule(strokeWidth=2, color="@accent", opacity=0.5).encode(x=x, x2="share_recent:Q"),
        base.mark_point(size=55, filled=False, strokeWidth=1.5, color="@muted", fill="@paper", opacity=1).encode(x=x),
        base.mark_point(size=75, filled=True, color="@accent", opacity=1).encode(x="share_recent:Q"),
    ).properties(width="container", height=alt.Step(24))


def _claims(scale: str) -> ChartType:
    """Figures over time: a disc is exact, a ring about, a span a range, an arrow a bound, a cross a denial.

    Parameters: ``days`` (milliseconds) that the axis labels in ``day_format``, ``suffix`` of the figures,
    ``strip`` (pixels left free above for denials), ``ticks`` (values on a logarithmic scale), and the bounds ``x_min``,
    ``x_max`` (milliseconds), ``y_min`` and ``y_max``.
    """
    x, y, middle = _claim_axes(scale)
    stance = alt.Color("stance:N", scale=alt.Scale(domain=list(STANCES), range=list(STANCES.values())), legend=None)
    base = alt.Chart(ROWS).encode(x=x, tooltip=CLAIM_TOOLTIP)
    figures = base.transform_filter("datum.form != 'denial'")
    exact, inexact = (figures.transform_filter(f"{sign}(datum.form == 'exact')") for sign in ("", "!"))
    ranges = figures.transform_filter("datum.form == 'range' || datum.form == 'vague'")
    dashes = alt.condition("datum.form == 'vague'", alt.value([3, 3]), alt.value([1, 0]))
    number: dict[str, Any] = {"fontSize": 11, "fontWeight": "bold"}
    layers = [
        figures.mark_rule(strokeWidth=2.5).encode(y=y, y2="y2:Q", color=stance, strokeDash=dashes),
        figures.transform_filter("datum.is_new")
        .mark_point(filled=True, size=760, opacity=0.18, color="@accent")
        .encode(y=middle),
        *(
            ranges.mark_tick(orient="horizontal", width=14, thickness=2.5).encode(y=alt.Y(f"{end}:Q"), color=stance)
            for end in ("y", "y2")
        ),
        *(
            figures.transform_filter(f"datum.form == '{form}'")
            .mark_point(shape=shape, filled=True, size=90, opacity=1)
            .encode(y="y2:Q", color=stance)
            for form, shape in (("at_least", "triangle-up"), ("at_most", "triangle-down"))
        ),
        exact.mark_point(filled=True, size=300, opacity=1).encode(y=middle, color=stance),
        inexact.mark_point(size=270, opacity=1, strokeWidth=2, fill="@paper").encode(y=middle, color=stance),
        exact.mark_text(color="@paper", **number).encode(y=middle, text="n:N"),
        inexact.mark_text(color="@ink", **number).encode(y=middle, text="n:N"),
        *_denials(base, number),
        base.transform_filter("datum.is_undated")
        .transform_aggregate(at="mean(at)", entries="count()")
        .transform_filter("datum.entries > 0")
        .mark_text(y={"expr": "height + 13"}, color="@muted", fontSize=12, fontStyle="italic", tooltip=None)
        .encode(x="at:T", tooltip=alt.TooltipValue(None), text=alt.TextValue("no date")),
    ]
    parameters: dict[str, Any] = {"days": [], "day_format": "%-d %b", "suffix": "", "strip": 0, "ticks": []}
    parameters |= {f"{axis}_{end}": 0 for axis in "xy" for end in ("min", "max")}
    return (
        alt.layer(*layers)
        .add_params(*(alt.param(name=name, value=value) for name, value in parameters.items()))
        .properties(width="container", height=320)
    )


def _claim_axes(scale: str) -> tuple[alt.X, alt.Y, alt.Y]:
    days = alt.Axis(
        grid=False,
        values={"expr": "days"},
        labelOverlap="greedy",
        labelExpr="utcFormat(datum.value, day_format)",
    )
    x = alt.X("at:T", title=None, scale=alt.Scale(type="utc", padding=20, nice=False, **_between("x")), axis=days)
    free = [{"expr": "height"}, {"expr": "strip"}]
    if scale == "log":
        y_scale = alt.Scale(type="log", nice=False, padding=18, range=free, **_between("y"))
        ticks: dict[str, Any] = {"values": {"expr": "ticks"}}
    else:
        y_scale = alt.Scale(zero=False, nice=False, padding=18, range=free, **_between("y"))
        ticks = {"tickCount": 5}
    axis = alt.Axis(labelExpr=f"{SHORT} + suffix", **ticks)
    return x, alt.Y("y:Q", title=None, scale=y_scale, axis=axis), alt.Y("middle:Q", title=None)


def _between(axis: str) -> dict[str, Any]:
    """Bounds of a scale as parameters, so that a filter does not move what it leaves."""
    return {"domainMin": {"expr": f"{axis}_min"}, "domainMax": {"expr": f"{axis}_max"}}


def _denials(base: alt.Chart, number: dict[str, Any]) -> list[alt.Chart]:
    denials = base.transform_filter("datum.form == 'denial'")
    return [
        denials.transform_filter("datum.is_new").mark_point(
            filled=True, size=760, opacity=0.18, color="@accent", y=DENIAL_Y
        ),
        denials.mark_point(shape=CROSS, size=260, strokeWidth=2.5, filled=False, opacity=1, color="@deny", y=DENIAL_Y),
        denials.mark_text(color="@deny", y=DENIAL_NUMBER_Y, **number).encode(text="n:N"),
    ]


CROSS = "M-0.7,-0.7L0.7,0.7M0.7,-0.7L-0.7,0.7"
CLAIM_TOOLTIP = [
    alt.Tooltip("speaker:N"),
    alt.Tooltip("figure:N"),
    alt.Tooltip("stance:N"),
    alt.Tooltip("said:N"),
    alt.Tooltip("outlets:N"),
]
