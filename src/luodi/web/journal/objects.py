"""The objects that journal lines speak of: their words, and the page where each is seen."""

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

# object kind → (word, page, name of the page's argument)
OBJECTS: dict[str, tuple[object, str, str]] = {
    "projects.project": (_("项目"), "projects:detail", "project_id"),
    "companies.company": (_("企业"), "companies:detail", "company_id"),
    "documents.document": (_("文档"), "documents:detail", "document_id"),
    "documents.fact": (_("事实"), "documents:source", "fact_id"),
    "meetings.meeting": (_("会议"), "meetings:detail", "meeting_id"),
    "meetings.batch": (_("批次"), "meetings:batch", "batch_id"),
    "meetings.item": (_("上会议题"), "meetings:item", "item_id"),
    "campaigns.campaign": (_("专项行动"), "campaigns:detail", "campaign_id"),
    "campaigns.plan": (_("年度计划"), "campaigns:plan", "plan_id"),
    "campaigns.plantask": (_("专项任务"), "campaigns:task", "plan_task_id"),
    "campaigns.issue": (_("问题"), "campaigns:issue", "issue_id"),
    "campaigns.pool": (_("奖补资金"), "campaigns:pool", "pool_id"),
    "campaigns.listing": (_("红黑榜"), "campaigns:listing", "listing_id"),
    "tasks.task": (_("任务"), "tasks:detail", "task_id"),
    "observations.transfer": (_("流转"), "observations:transfer", "transfer_id"),
    "observations.subject": (_("归属主体"), "", ""),
    "observations.series": (_("实绩"), "observed:detail", "series_id"),
    "observations.return": (_("季度报表"), "observed:return", "return_id"),
    "observations.consent": (_("数据授权"), "", ""),
    "promises.promise": (_("承诺"), "promises:detail", "promise_id"),
    "policies.policy": (_("政策"), "policies:policy", "policy_id"),
    "policies.clauseversion": (_("政策条款"), "policies:clause", "clause_pk"),
    "policies.fact": (_("企业数据"), "", ""),
    "claims.claim": (_("兑现申请"), "claims:detail", "claim_id"),
    "claims.envelope": (_("资金池"), "claims:envelope", "envelope_id"),
    "claims.batch": (_("支付批次"), "claims:batch", "batch_id"),
    "claims.publication": (_("公示"), "claims:publication", "publication_id"),
    "claims.bankaccount": (_("收款账户"), "", ""),
    "claims.signup": (_("企业代表"), "", ""),
    "scoreboards.board": (_("考核榜"), "", ""),
    "scoreboards.pack": (_("公式包"), "", ""),
    "scoreboards.figure": (_("考核数据"), "", ""),
    "scoreboards.adjustment": (_("加减分"), "", ""),
    "people.unit": (_("单位"), "people:unit", "unit_id"),
    "people.person": (_("人员"), "people:person", "person_id"),
    "people.account": (_("账号"), "", ""),
    "people.post": (_("岗位"), "", ""),
    "people.token": (_("访问令牌"), "", ""),
    "people.parameter": (_("参数"), "", ""),
    "people.entry": (_("词条"), "", ""),
    "people.roster": (_("名册"), "", ""),
}


def address_of_object(kind: str, identity: str) -> str:
    """Give the address of an object's page, or nothing where it has none."""
    _word, page, argument = OBJECTS.get(kind, ("", "", ""))
    if not page or not identity.isdigit():
        return ""
    try:
        return reverse(page, kwargs={argument: int(identity)})
    except NoReverseMatch:
        return ""
