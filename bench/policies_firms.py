"""An invented population of firms for the policy benchmarks: every column that the demo pack reads, log-normal, with a fixed seed."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

WAN = 1_000_000
INDUSTRIES = (
    "C27",
    "C35",
    "C36",
    "C38",
    "C39",
    "D44",
    "I63",
    "I64",
    "I65",
    "J66",
    "L72",
    "M73",
    "M731",
    "M75",
    "Q84",
    "F51",
    "F52",
    "H61",
    "G54",
    "R87",
)
CERTIFICATES = (
    "高企", "科技型中小企业", "算力服务备案", "三类医疗器械注册证", "临床试验批件", "国家级智能工厂", "省级智能工厂", "首台套",
    "国家级绿色工厂", "省级绿色工厂", "储能示范",
)  # fmt: skip
LISTED = {
    "lab_level": ("national", "provincial", "municipal", "none"),
    "building_grade": ("A", "B", "C", "other"),
    "size": ("大型", "中型", "小型", "微型"),
}
STREETS = tuple(f"量测{number}街道" for number in range(1, 19))
YEAR_START, TODAY, NEVER = 20_089, 20_270, -25_567


def firms(count: int, *, seed: int = 25, known: float = 1.0) -> pa.Table:
    """Make a table of firms; `known` is the share of facts that are known (the others are null), dates of events apart."""
    make = _Maker(count, np.random.default_rng(seed), known)
    columns = {"firm": pa.array(np.char.add("F", np.char.zfill(np.arange(count).astype(str), 9)))}
    columns |= make.money() | make.counts() | make.flags() | make.codes() | make.dates()
    return pa.table(columns)


class _Maker:
    def __init__(self, count: int, chance: np.random.Generator, known: float) -> None:
        self.count, self.chance, self.known = count, chance, known

    def array(self, values: np.ndarray, kind: pa.DataType) -> pa.Array:
        mask = None if self.known >= 1 else self.chance.random(self.count) >= self.known
        return pa.array(values, type=kind, mask=mask)

    def lognormal(self, median: float, spread: float, most: int, share: float = 1.0) -> np.ndarray:
        values = np.minimum(self.chance.lognormal(np.log(median), spread, self.count), most).astype(np.int64)
        return values if share >= 1 else np.where(self.chance.random(self.count) < share, values, 0)

    def money(self) -> dict[str, pa.Array]:
        """Amounts in 分."""
        revenue = self.lognormal(600 * WAN, 1.8, 10**15)
        growth = self.chance.normal(1.08, 0.25, self.count).clip(0.2, 4)
        rd = np.where(
            self.chance.random(self.count) < 0.25, (revenue * self.chance.beta(1.2, 14, self.count)).astype(np.int64), 0
        )
        exports = np.where(
            self.chance.random(self.count) < 0.08, (revenue * self.chance.random(self.count) * 0.6).astype(np.int64), 0
        )
        found = {
            "revenue": revenue, "revenue@-1": (revenue / growth).astype(np.int64), "rd_spend": rd,
            "rd_spend@-1": (rd / self.chance.normal(1.1, 0.3, self.count).clip(0.3, 4)).astype(np.int64),
            "exports": exports, "exports@-1": (exports * (self.chance.random(self.count) < 0.9) / growth).astype(np.int64),
            "equipment_spend": self.lognormal(120 * WAN, 1.6, 10**13, 0.2), "fixed_investment": self.lognormal(500 * WAN, 1.5, 10**14, 0.12),
            "loan_principal": self.lognormal(400 * WAN, 1.2, 10**13, 0.3), "grant_received": self.lognormal(60 * WAN, 1.2, 10**12, 0.05),
            "office_purchase": self.lognormal(900 * WAN, 1.0, 10**13, 0.02), "conference_cost": self.lognormal(40 * WAN, 0.8, 10**11, 0.02),
            "scenario_contract": self.lognormal(150 * WAN, 1.0, 10**12, 0.02), "voucher_spend": self.lognormal(3 * WAN, 1.4, 10**11, 0.2),
        }  # fmt: skip
        found["loan_interest"] = found["loan_principal"] * self.chance.integers(20, 60, self.count) // 1000
        return {name: self.array(values, pa.int64()) for name, values in found.items()}

    def counts(self) -> dict[str, pa.Array]:
        """Heads, months, areas in 0.01 ㎡, prices in 分, rates in ppm."""
        people = self.lognormal(18, 1.1, 50_000)
        talent = {
            name: self.chance.poisson(rate, self.count)
            for name, rate in (("talent_d", 0.02), ("talent_e", 0.06), ("talent_f", 0.15))
        }
        found = talent | {
            "employees": people, "employees@-1": np.maximum(people - self.chance.normal(1, 6, self.count).astype(np.int64), 0),
            "rd_staff": (people * self.chance.beta(1, 6, self.count)).astype(np.int64), "loan_months": self.chance.integers(0, 30, self.count),
            "lease_area": self.lognormal(25_000, 1.0, 10**8, 0.7), "rent_price": self.chance.integers(60, 300, self.count),
            "lease_year": self.chance.integers(1, 7, self.count), "energy_saved": self.chance.integers(0, 400_000, self.count),
        }  # fmt: skip
        persons = self.lognormal(150, 0.7, 20_000, 0.05)
        outside = (persons * self.chance.random(self.count)).astype(np.int64)
        found |= {"conference_persons": persons, "conference_outside": outside}
        return {name: self.array(values, pa.int64()) for name, values in found.items()}

    def flags(self) -> dict[str, pa.Array]:
        """Yes and no."""
        shares = {
            "own_building": 0.15, "headquarters": 0.01, "scaled_before": 0.2, "open_call": 0.15, "accepted_work": 0.3,
            "discredited": 0.01, "major_accident": 0.001, "fraud": 0.001,
        }  # fmt: skip
        return {name: self.array(self.chance.random(self.count) < share, pa.bool_()) for name, share in shares.items()}

    def codes(self) -> dict[str, pa.Array]:
        """Codes as dictionaries, certificates as lists."""
        found = {}
        for name, words in {"industry": INDUSTRIES, "street": STREETS, **LISTED}.items():
            places = self.array(self.chance.integers(0, len(words), self.count), pa.int32())
            found[name] = pa.DictionaryArray.from_arrays(places, pa.array(words))
        has = self.chance.random((self.count, len(CERTIFICATES))) < 0.02
        ends = np.concatenate([[0], np.cumsum(has.sum(axis=1))])
        held = pa.DictionaryArray.from_arrays(pa.array(np.nonzero(has)[1], pa.int32()), pa.array(CERTIFICATES))
        found["certificates"] = pa.ListArray.from_arrays(pa.array(ends, pa.int32()), held.cast(pa.string()))
        return found

    def dates(self) -> dict[str, pa.Array]:
        """Days; an event that never was stands at 1900, as registers write it."""
        found = {"registered": pa.array(self.chance.integers(10_000, TODAY, self.count), pa.int32()).view(pa.date32())}
        shares = {
            "hightech_until": 0.06,
            "giant_listed": 0.004,
            "srdi_listed": 0.02,
            "listing_accepted": 0.001,
            "listed": 0.001,
        }
        for name, share in shares.items():
            days = self.chance.integers(YEAR_START - 700, TODAY + 700, self.count)
            happened = np.where(self.chance.random(self.count) < share, days, NEVER)
            found[name] = self.array(happened.astype(np.int32), pa.int32()).view(pa.date32())
        until = found["hightech_until"].view(pa.int32())
        found["hightech_since"] = pc.subtract(until, pa.scalar(1095, pa.int32())).view(pa.date32())
        return found
