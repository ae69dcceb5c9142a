"""What the gallery shows: every component with every state that it has. A test holds this list to the macros and to the page."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Family:
    """One file of components: its name, its heading, and its components with their states."""

    name: str
    title: object
    components: dict[str, tuple[str, ...]]


FAMILIES: tuple[Family, ...] = (
    Family(
        "shell",
        _("页面框架"),
        {
            "side_menu": ("plain",),
            "breadcrumb": ("plain",),
            "search_box": ("plain", "filled"),
            "bell": ("none", "some", "many"),
            "user_menu": ("plain",),
            "theme_switch": ("light", "dark"),
            "language_switch": ("zh", "en"),
            "page_head": ("plain", "actions"),
            "as_of": ("current", "late"),
            "keyboard_help": ("plain",),
        },
    ),
    Family(
        "layout",
        _("版式与按钮"),
        {
            "card": ("plain", "flush"),
            "tabs": ("plain",),
            "definition_list": ("one", "two", "three"),
            "split": ("plain",),
            "button": ("plain", "primary", "confirm", "danger", "quiet", "disabled", "small", "key"),
            "bottom_action": ("plain",),
            "icon": ("all",),
        },
    ),
    Family(
        "numbers",
        _("数字"),
        {
            "figure_tile": ("plain", "linked", "red", "amber", "claimed", "confirmed", "unknown"),
            "figure_row": ("plain",),
            "number": ("plain", "linked", "claimed", "confirmed", "unknown", "red"),
            "money_cell": ("yi", "wan", "yuan", "unknown"),
            "claimed_confirmed": ("plain",),
            "named_total": ("part", "full", "unknown"),
            "call_for_list": ("plain",),
        },
    ),
    Family(
        "status",
        _("状态与阶段"),
        {
            "lamp": ("red", "amber", "green", "blue", "grey"),
            "badge": ("plain", "brand", "red", "amber", "green", "blue", "grey", "claimed", "confirmed", "linked"),
            "claim_badge": ("confirmed", "claimed", "unknown", "corrected", "rejected", "proposed"),
            "binding_badge": ("binding", "framework", "unknown"),
            "stage_line": ("claimed_ahead", "confirmed", "none", "with_times"),
            "stage_steps": ("claimed_ahead", "confirmed"),
            "stage_legend": ("plain",),
            "stage_mark": ("confirmed", "claimed", "unknown"),
        },
    ),
    Family(
        "filters", _("筛选"), {"filter_bar": ("empty", "active"), "filter_field": ("select", "text", "dates", "check")}
    ),
    Family(
        "tables",
        _("列表"),
        {
            "data_table": ("plain", "own_cells", "empty"),
            "td": ("plain", "linked", "note", "unknown"),
            "auto_cell": ("kinds",),
            "column_head": ("plain", "up", "down"),
            "pagination": ("pages", "keyset", "capped"),
            "page_link": ("plain", "off"),
            "keyset_link": ("plain", "off"),
        },
    ),
    Family(
        "facts",
        _("事实与出处"),
        {
            "fact_card": ("proposed", "doubtful", "confirmed", "corrected", "rejected", "missing"),
            "source_link": ("plain",),
            "passage": ("plain",),
            "fact_mark": ("proposed", "confirmed", "corrected", "rejected"),
        },
    ),
    Family(
        "history",
        _("操作留痕"),
        {
            "timeline": ("plain", "empty"),
            "timeline_line": ("plain", "confirmed", "claimed", "corrected", "stop"),
        },
    ),
    Family(
        "forms",
        _("表单"),
        {
            "field": ("plain", "help", "error", "select", "area", "checkbox", "unit"),
            "bound_field": ("plain", "error"),
            "choices": ("plain",),
            "drop_zone": ("plain", "error"),
            "form_actions": ("plain",),
        },
    ),
    Family(
        "messages",
        _("提示与确认"),
        {
            "alert": ("info", "done", "warn", "stop"),
            "refusal_box": ("rows", "plain"),
            "empty_state": ("plain", "steps"),
            "confirm_step": ("plain", "danger"),
            "help_hint": ("plain",),
            "notes": ("plain",),
        },
    ),
    Family(
        "progress",
        _("耗时工作"),
        {
            "long_work": ("waiting", "running", "unknown", "done", "failed", "stopped"),
            "step_line": ("plain",),
        },
    ),
    Family(
        "slots",
        _("批次的空位"),
        {
            "slot_grid": ("plain",),
            "slot_card": ("nameless", "row", "fact", "person", "hidden"),
            "line_list": ("plain",),
        },
    ),
    Family(
        "board",
        _("看板"),
        {"board": ("plain",), "board_column": ("plain", "empty"), "board_card": ("confirmed", "claimed", "unknown")},
    ),
    Family(
        "charts",
        _("图表"),
        {
            "bar": ("plain", "second", "unknown"),
            "bar_row": ("confirmed", "second", "unknown"),
            "sparkline": ("plain", "gap", "unknown"),
            "heat_cell": ("low", "high", "unknown"),
            "heat_table": ("plain",),
            "chart": ("bar", "hbar", "line", "mixed", "funnel", "treemap", "pie"),
        },
    ),
    Family(
        "screen",
        _("驾驶舱大屏"),
        {
            "screen_panel": ("plain",),
            "screen_tile": ("plain", "red", "claimed", "confirmed", "unknown"),
            "race_table": ("plain",),
        },
    ),
    Family("printing", _("打印"), {"print_header": ("plain",)}),
)
