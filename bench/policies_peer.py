"""The demo pack's clauses as OpenFisca formulas, written by hand; run by bench/policies.py in an environment of its own.

`python policies_peer.py FIRMS.parquet ABOUT.json`: patches OpenFisca's whole numbers to 64 bits (its 32 overflow at 2,147 万元), computes
all clauses, groups, firm caps and funds, and prints one JSON object: totals, CPU and wall seconds, memory above the loaded data.
Formulas work on whole vectors with `numpy.where`, as its users write them; amounts are 分. Dates are day numbers, codes their place
in a list, certificates one flag each: all in its favour. What isn't known counts as 0 and false.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from pathlib import Path

import numpy as np
import pyarrow.compute as pc
import pyarrow.parquet as pq
from openfisca_core.entities import build_entity
from openfisca_core.periods import YEAR
from openfisca_core.simulations import SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable, config

config.VALUE_TYPES[int]["dtype"] = np.int64
YUAN, WAN, YI = 100, 1_000_000, 10_000_000_000
TODAY, LPR = 20_270, 300  # 2025-07-01, 3.00 % in hundredths of a percent
NEW_YEAR, YEARS_END = 20_089, 20_453
Firm = build_entity(key="firm", plural="firms", label="a firm", is_person=True)


def halves(numerator, denominator: int = 1, unit: int = YUAN):
    """Round numerator / denominator 分 half up to a multiple of `unit`."""
    return (2 * numerator + denominator * unit) // (2 * denominator * unit) * unit


def steps(measure, bounds, values):
    """Choose a value by the first bound that the measure lies below; the last value above all."""
    return np.select([measure < bound for bound in bounds], values[:-1], values[-1])


def slices(measure, bounds, weights):
    """Sum what lies in each slice, weighted."""
    lows, highs = [0, *bounds], [*bounds, None]
    parts = [
        weight * np.maximum((measure if high is None else np.minimum(measure, high)) - low, 0)
        for low, high, weight in zip(lows, highs, weights, strict=True)
    ]
    return sum(parts)


def rent(c, most, least_price, most_price):
    """Give area × price × 365 in hundredths of 分."""
    return np.minimum(c.lease_area, most * 100) * np.minimum(most_price, np.maximum(least_price, c.rent_price)) * 365


def clauses():
    """Give for each clause its condition and its amount in 分, capped, as functions of the columns `c`."""
    return {
        "software-step": (lambda c: (c.revenue >= 5000 * WAN) & (c.revenue > c.revenue_1),
                          lambda c: steps(c.revenue, [YI, 3 * YI], [15 * WAN, 30 * WAN, 60 * WAN])),
        "computing-voucher": (lambda c: c["算力服务备案"] & (c.voucher_spend >= 5 * WAN),
                              lambda c: np.minimum(halves(30 * c.voucher_spend, 100), 60 * WAN)),
        "digital-rd": (lambda c: c.rd_spend - c.rd_spend_1 >= 200 * WAN,
                       lambda c: np.minimum(halves(15 * (c.rd_spend - c.rd_spend_1), 100), 80 * WAN)),
        "loan-interest": (lambda c: (c.loan_interest > 0) & (c.loan_months < 24),
                          lambda c: np.minimum(halves(np.minimum(c.loan_interest * 20_000, LPR * c.loan_principal), 20_000), 80 * WAN)),
        "tech-loan": (lambda c: c["高企"] & (c.loan_interest > 0) & (c.loan_months < 24),
                      lambda c: np.minimum(halves(np.minimum(c.loan_interest * 100_000, 7 * LPR * np.minimum(c.loan_principal, 1000 * WAN)), 100_000), 30 * WAN)),
        "listing-accepted": (lambda c: (c.listing_accepted >= NEW_YEAR) & (c.listing_accepted <= TODAY), lambda c: 100 * WAN),
        "listed": (lambda c: (c.listed >= NEW_YEAR) & (c.listed <= TODAY), lambda c: 300 * WAN),
        "first-scale-industry": (lambda c: (c.revenue >= 2000 * WAN) & ~c.scaled_before & (c.revenue_1 > 0) & (c.revenue * 100 >= c.revenue_1 * 115),
                                 lambda c: 10 * WAN),
        "first-scale-service": (lambda c: (c.revenue >= 1000 * WAN) & ~c.scaled_before & (c.employees >= 20), lambda c: 8 * WAN),
        "revenue-growth": (lambda c: (c.revenue * 100 >= c.revenue_1 * 120) & (c.revenue >= YI),
                           lambda c: steps(c.revenue, [5 * YI, 10 * YI], [20 * WAN, 50 * WAN, 100 * WAN])),
        "conference": (lambda c: (c.conference_persons >= 200) & (c.conference_outside * 100 >= c.conference_persons * 50),
                       lambda c: np.minimum(halves(30 * c.conference_cost, 100), 50 * WAN)),
        "scenario": (lambda c: c.open_call & c.accepted_work & (c.scenario_contract > 0),
                     lambda c: np.minimum(20 * c.scenario_contract // 100, 150 * WAN)),
        "hq-growth": (lambda c: c.headquarters & (c.revenue > c.revenue_1),
                      lambda c: np.minimum(halves(slices(c.revenue, [10 * YI, 50 * YI], [0, 1, 2]), 10_000), 100 * WAN)),
        "hq-team": (lambda c: c.headquarters & (c.employees >= 200), lambda c: np.minimum(c.employees // 100 * 5 * WAN, 50 * WAN)),
        "device-licence": (lambda c: c["三类医疗器械注册证"], lambda c: 100 * WAN),
        "clinical-rd": (lambda c: c["临床试验批件"] & (c.rd_spend >= 300 * WAN), lambda c: np.minimum(halves(10 * c.rd_spend, 100), 300 * WAN)),
        "lab-rent": (lambda c: (c.lease_area >= 50_000) & ~c.own_building & (c.lease_year <= 3),
                     lambda c: np.minimum(halves(60 * rent(c, 2000, 0, 200), 10_000), 90 * WAN)),
        "gmp-equipment": (lambda c: c.equipment_spend >= 300 * WAN, lambda c: np.minimum(halves(10 * c.equipment_spend, 100), 400 * WAN)),
        "equipment": (lambda c: c.equipment_spend >= 500 * WAN, lambda c: np.minimum(halves(8 * c.equipment_spend, 100), 300 * WAN)),
        "smart-factory": (lambda c: c["国家级智能工厂"] | c["省级智能工厂"], lambda c: np.where(c["国家级智能工厂"], 100 * WAN, 50 * WAN)),
        "first-set": (lambda c: c["首台套"] & (c.grant_received > 0), lambda c: np.minimum(halves(20 * c.grant_received, 100), 200 * WAN)),
        "factory-investment": (lambda c: c.fixed_investment >= 2000 * WAN,
                               lambda c: np.minimum(halves(slices(c.fixed_investment, [5000 * WAN, YI], [1, 2, 3]), 100), 300 * WAN)),
        "supply-chain": (lambda c: c.open_call & (c.voucher_spend >= 20 * WAN) & (c.employees >= 50),
                         lambda c: np.minimum(halves(25 * c.voucher_spend, 100), 40 * WAN)),
        "energy-saving": (lambda c: (c.energy_saved >= 100_000) & (c.equipment_spend >= 100 * WAN),
                          lambda c: np.minimum(halves(c.equipment_spend * steps(c.energy_saved, [200_000, 300_000], [5, 8, 10]), 100), 100 * WAN)),
        "green-factory": (lambda c: c["国家级绿色工厂"] | c["省级绿色工厂"], lambda c: np.where(c["国家级绿色工厂"], 50 * WAN, 20 * WAN)),
        "energy-investment": (lambda c: c.fixed_investment >= 3000 * WAN, lambda c: halves(2 * np.minimum(c.fixed_investment, 2 * YI), 100)),
        "storage-demo": (lambda c: c.open_call & c.accepted_work & c["储能示范"], lambda c: np.minimum(halves(8 * c.fixed_investment, 100), 200 * WAN)),
        "rd-spend": (lambda c: (c.rd_spend >= 100 * WAN) & (c.rd_spend > c.rd_spend_1),
                     lambda c: np.minimum(halves(np.maximum(5 * np.minimum(c.rd_spend, 2000 * WAN), 10 * np.maximum(0, c.rd_spend - c.rd_spend_1)), 100), 100 * WAN)),
        "rd-intensity": (lambda c: (c.rd_spend * 100 >= c.revenue * 10) & (c.rd_spend >= 500 * WAN),
                         lambda c: np.where(c.rd_spend * 100 >= c.revenue * 20, 60 * WAN, 30 * WAN)),
        "platform-match": (lambda c: np.isin(c.lab_level, c.codes["lab_level"]) & (c.grant_received > 0),
                           lambda c: np.minimum(halves(20 * c.grant_received, 100), 200 * WAN)),
        "high-tech": (lambda c: c.hightech_until >= TODAY, lambda c: np.where(c.hightech_since >= NEW_YEAR, 20 * WAN, 10 * WAN)),
        "little-giant": (lambda c: (c.giant_listed >= NEW_YEAR) & (c.giant_listed <= YEARS_END), lambda c: 50 * WAN),
        "srdi": (lambda c: (c.srdi_listed >= NEW_YEAR) & (c.srdi_listed <= YEARS_END), lambda c: 20 * WAN),
        "tech-sme": (lambda c: c["科技型中小企业"] & np.isin(c.size, c.codes["size"]) & (c.registered >= 16_618), lambda c: 2 * WAN),
        "office-rent": (lambda c: (c.lease_area >= 30_000) & np.isin(c.building_grade, c.codes["building_grade"]) & ~c.own_building & (c.lease_year <= 3),
                        lambda c: np.minimum(halves(rent(c, 1000, 100, 150) * steps(c.lease_year, [2, 3], [100, 80, 50]), 10_000), 60 * WAN)),
        "office-purchase": (lambda c: (c.office_purchase >= 1000 * WAN) & c.own_building, lambda c: np.minimum(halves(3 * c.office_purchase, 100), 150 * WAN)),
        "talent-grant": (lambda c: c.talent_d + c.talent_e + c.talent_f >= 1,
                         lambda c: np.minimum(c.talent_d * 4 * WAN + c.talent_e * 2 * WAN + c.talent_f * WAN, 100 * WAN)),
        "rd-staff": (lambda c: (c.rd_staff >= 20) & (c.rd_staff * 100 >= c.employees * 30),
                     lambda c: np.minimum(c.rd_staff, 100) * 2000 * YUAN),
        "export-growth": (lambda c: (c.exports > c.exports_1) & (c.exports_1 >= 500 * WAN),
                          lambda c: np.minimum(halves(2 * (c.exports - c.exports_1), 100), 80 * WAN)),
        "export-start": (lambda c: (c.exports >= 100 * WAN) & (c.exports_1 == 0), lambda c: 5 * WAN),
        "u01-steady-jobs": (lambda c: (c.employees - c.employees_1 >= 10) & (c.employees >= 30),
                            lambda c: np.minimum(c.employees - c.employees_1, 100) * 3000 * YUAN),
        "u02-service-voucher": (lambda c: np.isin(c.size, c.codes["size"]) & (c.voucher_spend >= WAN),
                                lambda c: np.minimum(halves(50 * c.voucher_spend, 100), 10 * WAN)),
    }  # fmt: skip


class Columns:
    """Read inputs as attributes, through OpenFisca's own look-up."""

    def __init__(self, firm, period, codes) -> None:
        self.firm, self.period, self.codes = firm, period, codes

    def __getattr__(self, name: str):
        return self.firm(name, self.period)

    __getitem__ = __getattr__


def system(about: dict) -> TaxBenefitSystem:
    """Build the tax-benefit system: inputs, and for each clause its amount, what the group leaves, what the firm's cap leaves."""
    rules, made = TaxBenefitSystem([Firm]), clauses()
    order = about["clauses"]
    for name, kind in about["inputs"].items():
        _add(rules, name, bool if kind == "flag" else int)
    for place, clause in enumerate(order):
        _add(rules, f"amount_{place}", int, _amount(made[clause["id"]], clause, about))
    for place, clause in enumerate(order):
        together = [other for other, each in enumerate(order) if each["group"] and each["group"] == clause["group"]]
        _add(rules, f"granted_{place}", int, _granted(place, together, clause["rule"]))
        _add(rules, f"left_{place}", int, _left(place, about))
        _add(rules, f"paid_{place}", int, _paid(place))
    return rules


def _add(rules, name: str, sort: type, formula=None) -> None:
    body = {"value_type": sort, "entity": Firm, "definition_period": YEAR}
    rules.add_variable(type(name, (Variable,), body | ({"formula": formula} if formula else {})))


def _amount(functions, clause: dict, about: dict):
    when, amount = functions

    def formula(firm, period):
        c = Columns(firm, period, about["codes"])
        holds = when(c) & ~c.discredited & ~c.major_accident & ~c.fraud
        if clause["industries"]:
            holds = holds & np.isin(c.industry, clause["industries"])
        return np.where(holds, amount(c), 0)

    return formula


def _granted(place: int, together: list[int], rule: str):
    def formula(firm, period):
        own = firm(f"amount_{place}", period)
        if rule == "sum":
            return own
        for other in together:
            if other != place:
                rival = firm(f"amount_{other}", period)
                own = np.where((own >= rival) if place < other else (own > rival), own, 0)
        return own

    return formula


def _left(place: int, about: dict):
    def formula(firm, period):
        if place == 0:
            return np.where(firm("headquarters", period), about["cap_hq"], about["cap"])
        return firm(f"left_{place - 1}", period) - firm(f"paid_{place - 1}", period)

    return formula


def _paid(place: int):
    def formula(firm, period):
        return np.minimum(firm(f"granted_{place}", period), firm(f"left_{place}", period))

    return formula


def main() -> None:
    """Load, compute, print."""
    about = json.loads(Path(sys.argv[2]).read_text(encoding="utf-8"))
    inputs = _inputs(sys.argv[1], about)
    rules = system(about)
    count = len(next(iter(inputs.values())))
    base = _memory()
    wall, cpu = time.perf_counter(), time.process_time()
    simulation = SimulationBuilder().build_default_simulation(rules, count=count)
    for name, values in inputs.items():
        simulation.set_input(name, "2025", values)
    totals = _totals(simulation, about)
    took = {"cpu": time.process_time() - cpu, "wall": time.perf_counter() - wall}
    print(json.dumps(totals | took | {"memory_mb": _memory() - base}))


def _inputs(path: str, about: dict) -> dict[str, np.ndarray]:
    table, found = pq.read_table(path), {}
    for name, kind in about["inputs"].items():
        if kind == "certificate":
            found[name] = np.array([name in held for held in table["certificates"].to_pylist()])
            continue
        column = table[name.removesuffix("_1") + "@-1" if name.endswith("_1") else name]
        if kind == "code":
            listed = about["lists"][name]
            found[name] = (
                pc.fill_null(pc.index_in(column.cast("string"), value_set=listed_array(listed)), -1)
                .to_numpy()
                .astype(np.int64)
            )
        else:
            empty = False if kind == "flag" else 0
            values = pc.fill_null(
                column.cast("int32").cast("int64") if str(column.type) == "date32[day]" else column, empty
            )
            found[name] = values.to_numpy(zero_copy_only=False).astype(bool if kind == "flag" else np.int64)
    return found


def listed_array(values: list[str]):
    """Give a list as an Arrow array."""
    import pyarrow as pa

    return pa.array(values)


def _totals(simulation, about: dict) -> dict:
    eligible, raw, granted, funds, cut = [], [], [], {}, {}
    for place, clause in enumerate(about["clauses"]):
        amount = simulation.calculate(f"amount_{place}", "2025")
        eligible.append(int((amount > 0).sum()))
        raw.append(int(amount.sum()))
        granted.append(int(simulation.calculate(f"granted_{place}", "2025").sum()))
        funds.setdefault(clause["envelope"], []).append(simulation.calculate(f"paid_{place}", "2025"))
    for name, parts in funds.items():
        total, held = sum(int(part.sum()) for part in parts), about["envelopes"][name]["amount"]
        if about["envelopes"][name]["over"] == "pro_rata":
            ratio = 1_000_000 if total <= held else held * 1_000_000 // total
            given = sum(int((part * ratio // 1_000_000).sum()) for part in parts)
        else:
            given = min(total, held)
        funds[name], cut[name] = total, given
    return {"eligible": eligible, "raw": raw, "granted": granted, "funds": funds, "cut": cut}


def _memory() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


main()
