"""Writing firms. One module an area; callers import from here."""

from luodi.companies.operations.acts import (
    AliasKnown,
    CompanyCodeTaken,
    CompanyFieldUnknown,
    CompanyKnown,
    CompanyNameMissing,
    CompanyNothingChanged,
    CompanyReasonMissing,
    CompanyTextTooLong,
    NewCompany,
    add_alias,
    edit_company,
    register_companies,
    register_company,
    withdraw_companies,
)
from luodi.companies.operations.merging import (
    CompaniesAreOne,
    CompanyCodesDiffer,
    CompanyMergedAlready,
    MergeHasLaterWork,
    merge_companies,
    unmerge_companies,
)
from luodi.companies.operations.representing import name_representative

__all__ = [
    "AliasKnown",
    "CompaniesAreOne",
    "CompanyCodeTaken",
    "CompanyCodesDiffer",
    "CompanyFieldUnknown",
    "CompanyKnown",
    "CompanyMergedAlready",
    "CompanyNameMissing",
    "CompanyNothingChanged",
    "CompanyReasonMissing",
    "CompanyTextTooLong",
    "MergeHasLaterWork",
    "NewCompany",
    "add_alias",
    "edit_company",
    "merge_companies",
    "name_representative",
    "register_companies",
    "register_company",
    "unmerge_companies",
    "withdraw_companies",
]
