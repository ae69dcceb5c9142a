"""Writing units, persons, posts, accounts, and what surrounds a call. One module an area; callers import from here."""

from luodi.people.operations.accounts import (
    change_password,
    choose_language,
    close_account,
    note_password_expired,
    note_sign_in,
    note_sign_in_locked,
    note_sign_out,
    open_account,
    reopen_account,
    set_temporary_password,
)
from luodi.people.operations.calls import begin_call, end_call, note_denied, note_exported
from luodi.people.operations.codes import (
    issue_first_admin_code,
    issue_password_code,
    make_first_admin,
    reset_password,
)
from luodi.people.operations.parameters import load_initial_parameters, set_parameter
from luodi.people.operations.persons import add_person, end_post, give_duty, give_post
from luodi.people.operations.tokens import issue_token, note_token_used, revoke_token
from luodi.people.operations.units import add_unit

__all__ = [
    "add_person",
    "add_unit",
    "begin_call",
    "change_password",
    "choose_language",
    "close_account",
    "end_call",
    "end_post",
    "give_duty",
    "give_post",
    "issue_first_admin_code",
    "issue_password_code",
    "issue_token",
    "load_initial_parameters",
    "make_first_admin",
    "note_denied",
    "note_exported",
    "note_password_expired",
    "note_sign_in",
    "note_sign_in_locked",
    "note_sign_out",
    "note_token_used",
    "open_account",
    "reopen_account",
    "reset_password",
    "revoke_token",
    "set_parameter",
    "set_temporary_password",
]
