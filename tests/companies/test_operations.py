"""Firms: registered once, found again by code, name and alias, edited with a reason; and how alike names are proposed."""

import pytest
from django.db import IntegrityError, transaction

from luodi.companies import operations, queries
from luodi.companies.models import Alias, Company
from luodi.companies.naming import initials, tokens, wanted
from luodi.companies.operations import NewCompany
from luodi.journal import queries as journal
from luodi.values.credit_code import CreditCodeFailsCheck
from luodi.values.refusal import NotAllowed, NotFound, Stale
from tests.given import people, projects
from tests.given.kept import kept

pytestmark = pytest.mark.django_db
AT, BY, CODES = people.NOW, people.SET_UP, projects.CODES


@pytest.fixture
@kept
def scene():
    return people.district()


class TestNaming:
    @pytest.mark.parametrize(
        ("name", "letters"),
        [
            ("重庆银行", "cqyh"),
            ("澄川医药", "ccyy"),
            ("ABC(中国)有限公司", "abczgyxgs"),
            ("长江G60", "cjg60"),
            ("", ""),
        ],
    )
    def test_gives_pinyin_initials_word_by_word(self, name, letters):
        assert initials(name) == letters

    def test_cuts_very_long_names(self):
        assert len(initials("澄" * 500)) == 80

    def test_stores_what_each_part_of_a_name_asks_for(self):
        name = "澄川医药(示例)ABC-7二期"
        stored = set(tokens(initials(name), name))
        for start in range(len(name)):
            for stop in range(start + 2, len(name) + 1):
                assert set(wanted(name[start:stop])) <= stored


class TestRegisterCompany:
    def test_keeps_names_and_writes_a_public_line(self, scene):
        firm = operations.register_company(name="澄川医药科技有限公司", credit_code=f" {CODES[0].lower()} ", aliases=["澄川", "澄川"],
                                           by=scene.actor("river"), at=AT)  # fmt: skip
        assert firm.credit_code == CODES[0]
        assert list(firm.aliases.values_list("name", flat=True)) == ["澄川"]
        assert journal.lines(object_of=("companies.company", firm.pk))[0].sentence == "登记企业“澄川医药科技有限公司”"

    def test_refuses_a_known_code_and_a_known_name(self, scene):
        projects.firm("甲示例有限公司", credit_code=CODES[0])
        with pytest.raises(operations.CompanyCodeTaken):
            projects.firm("乙示例有限公司", credit_code=CODES[0])
        with pytest.raises(operations.CompanyKnown):
            projects.firm("甲示例有限公司 ")
        assert projects.firm("甲示例有限公司", credit_code=CODES[1]).pk

    def test_refuses_a_wrong_code_a_missing_and_a_long_name(self, scene):
        wrong = CODES[0][:-1] + ("0" if CODES[0][-1] != "0" else "1")
        with pytest.raises(CreditCodeFailsCheck):
            projects.firm(credit_code=wrong)
        with pytest.raises(operations.CompanyNameMissing):
            projects.firm("  ")
        with pytest.raises(operations.CompanyTextTooLong):
            projects.firm("长" * 161)

    @pytest.mark.parametrize("who", ["leader", "planning", "finance", "auditor", "sysadmin"])
    def test_is_closed_to_readers(self, scene, who):
        with pytest.raises(NotAllowed):
            operations.register_company(name="甲", by=scene.actor(who), at=AT)

    def test_the_database_refuses_two_firms_of_one_code(self, scene):
        projects.firm(credit_code=CODES[0])
        with pytest.raises(IntegrityError), transaction.atomic():
            Company.objects.create(
                name="x", matching_name="x", credit_code=CODES[0], source_kind="demo", registered_at=AT
            )


class TestRegisterCompanies:
    def register(self, *rows):
        return operations.register_companies(rows=[NewCompany(source_kind="demo", **row) for row in rows], by=BY, at=AT)

    def test_adds_each_firm_once_by_code_name_and_alias(self, scene):
        known = projects.firm("甲示例有限公司", credit_code=CODES[0], aliases=["甲示例"])
        ids = self.register(
            {"name": "别的名字", "credit_code": CODES[0]}, {"name": "甲示例"}, {"name": "甲示例有限公司"}, {"name": "乙示例", "credit_code": CODES[1]},
            {"name": "乙示例"}, {"name": "乙示例股份", "credit_code": CODES[1]}, {"name": "丙示例", "aliases": ("丙",)}, {"name": "丙"},
        )  # fmt: skip
        assert ids[:3] == [known.pk] * 3
        assert ids[3] == ids[4] == ids[5]
        assert ids[6] == ids[7]
        assert Company.objects.count() == 3

    def test_keeps_two_firms_of_one_name_with_two_codes_apart(self, scene):
        first, second = self.register(
            {"name": "同名示例", "credit_code": CODES[0]}, {"name": "同名示例", "credit_code": CODES[1]}
        )
        assert first != second

    def test_registers_nothing_when_one_row_is_wrong(self, scene):
        with pytest.raises(operations.CompanyNameMissing):
            self.register({"name": "甲"}, {"name": ""})
        assert not Company.objects.exists()


class TestAliasesAndEdits:
    def test_an_alias_is_kept_once(self, scene):
        firm = projects.firm("甲示例有限公司")
        operations.add_alias(company_id=firm.pk, name="甲示例", by=BY, at=AT)
        for known in ("甲示例", "甲 示例", "甲示例有限公司"):
            with pytest.raises(operations.AliasKnown):
                operations.add_alias(company_id=firm.pk, name=known, by=BY, at=AT)
        assert Alias.objects.count() == 1

    def test_a_former_name_stays_as_alias_and_finds_the_firm(self, scene):
        firm = projects.firm("甲示例有限公司")
        operations.edit_company(
            company_id=firm.pk, changes={"name": "乙新名有限公司"}, reason="更名", version=1, by=BY, at=AT
        )
        for name, how in (("甲示例有限公司", "alias"), ("乙新名有限公司", "name")):
            assert queries.company_matches([name])[0][0].how == how
        found = queries.company_list(viewer=scene.actor("river"), text="甲示例")
        assert [row.name for row in found.rows] == ["乙新名有限公司"]

    @pytest.mark.parametrize(
        ("changes", "reason", "version", "refusal"),
        [
            ({"name": "乙"}, "x", 7, Stale), ({"name": "乙"}, " ", 1, operations.CompanyReasonMissing),
            ({"name": ""}, "x", 1, operations.CompanyNameMissing), ({"version": 3}, "x", 1, operations.CompanyFieldUnknown),
            ({"merged_into": 3}, "x", 1, operations.CompanyFieldUnknown), ({}, "x", 1, operations.CompanyNothingChanged),
            ({"credit_code": CODES[1]}, "x", 1, operations.CompanyCodeTaken),
        ],
    )  # fmt: skip
    def test_refusals(self, scene, changes, reason, version, refusal):
        firm = projects.firm("甲示例有限公司")
        projects.firm("另一家有限公司", credit_code=CODES[1])
        with pytest.raises(refusal) as caught:
            operations.edit_company(company_id=firm.pk, changes=changes, reason=reason, version=version, by=BY, at=AT)
        assert "?" not in caught.value.sentence("zh")

    def test_a_withdrawn_firm_is_gone_and_frees_its_code(self, scene):
        firm = projects.firm(credit_code=CODES[0])
        assert operations.withdraw_companies(ids=[firm.pk], reason="误导入", by=BY, at=AT) == 1
        with pytest.raises(NotFound):
            queries.company_page(company_id=firm.pk, viewer=scene.actor("river"))
        assert projects.firm(credit_code=CODES[0]).pk != firm.pk


class TestCompanyMatches:
    def test_goes_by_code_then_name_then_alias_then_likeness(self, scene):
        first = projects.firm("澄川医药科技股份有限公司", credit_code=CODES[0], aliases=["澄药"])
        for asked, code, how in (("随便什么", CODES[0], "code"), ("澄川医药科技股份有限公司", "", "name"), ("澄药", "", "alias"),
                                 ("杭州澄川医药科技有限公司", "", "similar")):  # fmt: skip
            match = queries.company_matches([asked], [code])[0][0]
            assert (match.company_id, match.how) == (first.pk, how)
        assert queries.company_matches(["毫不相干有限公司"]) == [[]]

    def test_does_not_propose_a_firm_with_another_code(self, scene):
        projects.firm("澄川医药科技股份有限公司", credit_code=CODES[0])
        assert queries.company_matches(["澄川医药科技有限公司"], [CODES[1]]) == [[]]

    def test_takes_two_statements_for_one_and_for_fifty(self, scene, django_assert_num_queries):
        projects.firm()
        for number in (1, 50):
            with django_assert_num_queries(2):
                queries.company_matches([f"示例{place}甲乙丙公司" for place in range(number)])
