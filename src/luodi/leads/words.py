"""Words that sentences of refusals and events need, in both languages."""

FIELDS = {
    "investor": ("投资方法定名称或境外注册号", "investor's legal name or foreign number"),
    "controller": ("实际控制人", "actual controller"), "sector_code": ("行业代码", "sector code"),
    "amount": ("投资额", "amount"), "need": ("用地或空间需求", "land or space need"),
    "contact": ("投资方联系人及电话", "named contact with phone"), "evidence": ("接洽证据及其时间", "evidence with its time"),
    "product": ("产品", "product"), "site": ("意向地点", "site"),
}  # fmt: skip
STATES = {
    "waiting": ("待受理", "waiting"), "active": ("首谈有效", "active"), "shadow": ("协作", "shadow"),
    "rejected": ("已退回", "rejected"), "lapsed": ("已失效", "lapsed"), "released": ("已释放", "released"),
    "taken_over": ("已转出", "taken over"),
}  # fmt: skip
CONFLICT_STATES = {
    "open": ("待协调", "open"), "heard": ("已协调", "heard"), "ruled": ("已裁定", "ruled"), "appealed": ("复核中", "appealed"),
    "final": ("已终结", "final"),
}  # fmt: skip
END_REASONS = {
    "silence": "超过期限没有接洽", "expired": "保护期届满", "lost": "项目流失或终止", "withdrawn": "项目已撤回",
}  # fmt: skip
