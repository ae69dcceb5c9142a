"""Agreements as drafts: head, text and versions, terms that are watched and paid for, and what is refused by name."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from luodi.agreements import operations, refusals
from luodi.agreements.models import Agreement, PaymentStage, TermSheet, Version
from luodi.agreements.operations import NewPeriod, NewStage, Source
from luodi.engines.papers import docx_of
from luodi.engines.wording import text_paper
from luodi.journal.models import Line
from luodi.values.money import Money
from luodi.values.refusal import NotAllowed, NotFound, Stale
from tests.given import agreements as given
from tests.given import documents as given_documents
from tests.given import projects
from tests.given.kept import kept
from tests.given.people import NOW, district


@pytest.fixture
@kept
def scene(db):
    return district()


def change_text(scene, agreement, text="", **more):
    agreement.refresh_from_db()
    source = more.pop("source", None) or Source(text=text)
    return operations.change_text(
        agreement_id=agreement.pk, source=source, reason="改", by=scene.actor("river"), at=NOW,
        **{"version": agreement.version} | more,
    )  # fmt: skip


class TestDraft:
    def test_keeps_the_text_with_its_clauses_beside_it(self, scene):
        version = given.draft(scene).current
        pieces = [version.text[each.span_start : each.span_end] for each in version.clauses.order_by("ordinal")]
        assert "".join(pieces) == version.text
        assert [each.number for each in version.clauses.all() if each.number] == [
            "第一条",
            "第二条",
            "第三条",
            "第四条",
        ]

    def test_belongs_to_the_projects_unit_and_leaves_a_line(self, scene):
        agreement = given.draft(scene)
        assert (agreement.unit.name, agreement.state, agreement.data_class) == ("临河街道", "draft", "sensitive")
        assert Line.objects.get(event="agreement.drafted").object_id == str(agreement.pk)

    def test_keeps_a_word_file_and_reads_the_same_text(self, scene):
        agreement = given.draft(scene)
        data = docx_of(text_paper(given.TEXT.replace("3000万元", "3500万元")))
        version = change_text(scene, agreement, source=Source(data=data, file_name="改.docx"))
        assert (version.ordinal, "3500万元" in version.text, version.document.kind) == (2, True, "other")

    @pytest.mark.parametrize(
        ("change", "refusal"),
        [
            ({"title": " "}, refusals.AgreementUntitled),
            ({"parties": given.PARTIES[:1]}, refusals.AgreementWithoutParties),
            ({"valid_from": date(2026, 1, 1), "valid_to": date(2025, 1, 1)}, refusals.AgreementDatesWrong),
            ({"amount": Money(Decimal(5_000_000), "USD")}, refusals.AgreementRateMissing),
            ({"data_class": "secret"}, NotAllowed),
        ],
    )
    def test_refuses_a_wrong_head(self, scene, change, refusal):
        with pytest.raises(refusal):
            given.draft(scene, head=replace(given.head(), **change))

    def test_keeps_a_foreign_amount_with_its_rate(self, scene):
        usd = given.head(amount=Money(Decimal(1_000_000), "USD"), rate=Decimal("7.1"), rate_date=given.TODAY)
        agreement = given.draft(scene, head=usd)
        assert (agreement.amount, agreement.original_amount) == (Decimal("7100000.00"), Decimal(1_000_000))

    def test_refuses_a_number_that_another_bears(self, scene):
        project = projects.project(scene)
        given.draft(scene, project=project)
        with pytest.raises(refusals.AgreementNumberTaken):
            given.draft(scene, project=project)

    def test_is_not_for_another_unit(self, scene):
        with pytest.raises(NotFound):
            given.draft(scene, by="hill")

    @pytest.mark.parametrize("who", ["leader", "auditor"])
    def test_is_not_for_those_who_only_look(self, scene, who):
        with pytest.raises(NotAllowed):
            given.draft(scene, by=who)

    def test_refuses_no_text_and_the_same_text(self, scene):
        agreement = given.draft(scene)
        with pytest.raises(refusals.AgreementTextMissing):
            change_text(scene, agreement, " \n")
        with pytest.raises(refusals.AgreementTextUnchanged):
            change_text(scene, agreement, given.TEXT)

    def test_a_version_that_somebody_replaced_is_not_overwritten(self, scene):
        agreement = given.draft(scene)
        change_text(scene, agreement, given.TEXT + "补")
        with pytest.raises(Stale):
            change_text(scene, agreement, given.TEXT + "另", version=1)

    def test_the_database_keeps_versions_as_they_were(self, scene):
        given.draft(scene)
        with pytest.raises(Exception, match="append-only|permission denied"), transaction.atomic():
            Version.objects.update(text="改了")


class TestTerms:
    def test_keep_watched_and_paid_for_apart(self, scene):
        agreement = given.with_terms(scene, given.draft(scene))
        watched, paid = agreement.sheet.terms, agreement.sheet.payments
        assert [each.indicator for each in watched.order_by("ordinal")] == ["fixed_assets", "tax"]
        assert [each.driver for each in paid.all()] == ["rent"]
        assert list(paid.get().stages.values_list("share_ppm", flat=True)) == [300_000, 400_000, 300_000]
        assert [each.target for each in watched.get(indicator="fixed_assets").periods.order_by("ordinal")] == [
            Decimal(30_000_000), Decimal(80_000_000), Decimal(120_000_000),
        ]  # fmt: skip

    def test_a_new_sheet_leaves_the_old_one(self, scene):
        agreement = given.with_terms(scene, given.with_terms(scene, given.draft(scene)), duties=())
        assert list(TermSheet.objects.order_by("ordinal").values_list("ordinal", flat=True)) == [1, 2]
        assert agreement.sheet.duties.count() == 0

    @pytest.mark.parametrize("driver", ["tax", "local_share", "registration", "statistics", "revenue"])
    def test_refuse_a_payment_by_what_the_law_forbids_naming_the_article(self, scene, driver):
        with pytest.raises(refusals.PaymentDriverForbidden) as said:
            given.with_terms(scene, given.draft(scene), payments=(given.payment(driver=driver),))
        assert "公平竞争审查条例" in said.value.sentence() or "统计法" in said.value.sentence()

    @pytest.mark.parametrize(
        ("change", "refusal"),
        [
            ({"legal_basis": ""}, refusals.PaymentWithoutGround),
            ({"policy_id": 1}, refusals.PaymentOnTwoGrounds),
            ({"basis": ""}, refusals.PaymentNotReckoned),
            ({"amount": given.wan(1300)}, refusals.PaymentOverCap),
            ({"cap": Money(Decimal(100), "USD")}, refusals.PaymentInForeignMoney),
            ({"stages": (NewStage(333_333, "一"),) * 3}, refusals.PaymentStagesDoNotSumToOne),
            ({"driver": "mood"}, refusals.PaymentDriverUnknown),
        ],
    )
    def test_refuse_a_payment_that_does_not_add_up(self, scene, change, refusal):
        with pytest.raises(refusal):
            given.with_terms(scene, given.draft(scene), payments=(given.payment(**change),))

    def test_pay_on_a_published_policy_only(self, scene):
        draft = given.draft(scene)
        inside = given_documents.page(scene, "river", data_class="internal")
        asked = {"legal_basis": "", "policy_article": "第六条"}
        with pytest.raises(refusals.PolicyNotPublished):
            given.with_terms(scene, draft, payments=(given.payment(policy_id=inside.pk, **asked),))
        public = given_documents.page(scene, "bureau", data_class="public")
        agreement = given.with_terms(scene, draft, payments=(given.payment(policy_id=public.pk, **asked),))
        assert agreement.sheet.payments.get().policy == public

    @pytest.mark.parametrize(
        ("change", "refusal"),
        [
            ({"periods": (NewPeriod(date(2026, 3, 31), Decimal(0)),)}, refusals.TermTargetMissing),
            ({"periods": ()}, refusals.TermWithoutPeriod),
            ({"periods": (NewPeriod(date(2025, 1, 1), Decimal(1), date(2026, 1, 1), date(2027, 1, 1)),)},
             refusals.TermPeriodWrong),
            ({"evidence": ()}, refusals.TermEvidenceMissing),
            ({"evidence": ("联网直报固定资产投资额",)}, refusals.TermEvidenceIsStatistics),
            ({"indicator": "fame"}, refusals.TermIndicatorUnknown),
            ({"measure": "date"}, refusals.TermMeasureUnknown),
            ({"indicator": "tax", "measure": "sum", "periods": (NewPeriod(date(2027, 1, 1), Decimal(1)),)},
             refusals.TermPaidForTax),
            ({"payment": 7}, refusals.PaymentUnknown),
        ],
    )  # fmt: skip
    def test_refuse_a_term_that_watches_nothing_or_by_nothing(self, scene, change, refusal):
        with pytest.raises(refusal):
            given.with_terms(scene, given.draft(scene), terms=(given.term(**change),))

    @pytest.mark.parametrize(
        ("change", "refusal"),
        [
            ({"within_days": None}, refusals.DutyWithoutDay),
            ({"kind": "payment"}, refusals.DutyWithoutBudget),
            ({"unit_id": 0}, refusals.DutyUnitUnknown),
        ],
    )
    def test_refuse_a_duty_without_day_budget_or_unit(self, scene, change, refusal):
        with pytest.raises(refusal):
            given.with_terms(scene, given.draft(scene), duties=(given.duty(scene, **change),))

    @pytest.mark.parametrize("what", ["payments", "duties"])
    def test_a_framework_owes_nothing(self, scene, what):
        promised = {"payments": (given.payment(),), "duties": (given.duty(scene, kind="land", what="供地五十亩"),)}
        with pytest.raises(refusals.FrameworkPromises) as said:
            given.with_terms(
                scene, given.draft(scene, kind="framework"),
                **{"terms": (), "payments": (), "duties": ()} | {what: promised[what]},
            )  # fmt: skip
        assert promised[what][0].what in said.value.sentence()

    def test_the_database_refuses_stages_that_do_not_sum_to_one(self, scene):
        paid = given.with_terms(scene, given.draft(scene)).sheet.payments.get()
        with pytest.raises(IntegrityError), transaction.atomic():
            PaymentStage.objects.create(payment=paid, ordinal=4, share_ppm=1, condition="多一期")
            with transaction.get_connection().cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


class TestSubmit:
    def test_puts_text_and_terms_to_rest(self, scene):
        agreement = given.submitted(scene)
        with pytest.raises(refusals.AgreementNotIn):
            change_text(scene, agreement, given.TEXT + "补")
        with pytest.raises(refusals.AgreementNotIn):
            given.with_terms(scene, agreement)

    def test_refuses_an_investment_that_watches_nothing(self, scene):
        agreement = given.draft(scene)
        with pytest.raises(refusals.TermsMissing):
            operations.submit(agreement_id=agreement.pk, version=1, by=scene.actor("river"), at=NOW)

    def test_refuses_a_framework_whose_text_promises(self, scene):
        text = (
            given.FRAMEWORK
            + "第二条　支持\n甲方给予乙方落户奖励500万元。\n第三条　用地\n甲方向乙方供应工业用地50亩。\n"
        )
        agreement = given.draft(scene, kind="framework", text=text)
        with pytest.raises(refusals.FrameworkPromises) as said:
            operations.submit(agreement_id=agreement.pk, version=1, by=scene.actor("river"), at=NOW)
        assert "第二条" in said.value.sentence() and "第三条" in said.value.sentence()

    def test_takes_a_framework_that_leaves_it_open(self, scene):
        assert given.submitted(scene, kind="framework").state == "in_review"

    def test_is_taken_back_with_a_reason(self, scene):
        agreement = given.submitted(scene)
        back = {"agreement_id": agreement.pk, "version": agreement.version, "by": scene.actor("river"), "at": NOW}
        with pytest.raises(refusals.ReturnReasonMissing):
            operations.send_back(**back, reason=" ")
        assert operations.send_back(**back, reason="改条款").state == "draft"


def test_the_database_wants_a_parent_for_a_supplement(scene):
    agreement = given.draft(scene)
    with pytest.raises(IntegrityError), transaction.atomic():
        Agreement.objects.filter(pk=agreement.pk).update(kind="supplement")
