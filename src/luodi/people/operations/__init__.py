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
from luodi.people.operations.calls import (
    begin_call,
    end_call,
    note_denied,
    note_exported,
)
from luodi.people.operations.codes import (
    issue_first_admin_code,
    issue_password_code,
    make_first_admin,
    reset_password,
)
from luodi.people.operations.dictionaries import (
    add_entry,
    end_entry,
    reword_entry,
)
from luodi.people.operations.filters import drop_filter, save_filter
from luodi.people.operations.parameters import (
    load_initial_parameters,
    set_parameter,
)
from luodi.people.operations.persons import (
    add_person,
    edit_person,
    end_duty,
    end_post,
    give_duty,
    give_post,
    reveal_phone,
)
from luodi.people.operations.rosters import (
    finish_roster,
    keep_roster,
    take_roster,
)
from luodi.people.operations.stand_ins import (
    arrange_stand_in,
    decide_hand_over,
    end_stand_in,
)
from luodi.people.operations.tokens import (
    issue_token,
    note_token_used,
    revoke_token,
)
from luodi.people.operations.units import (
    add_unit,
    merge_unit,
    move_unit,
    rename_unit,
)

__all__ = [
    "save_filter",
    "drop_filter",
    "add_entry",
    "add_person",
    "add_unit",
    "arrange_stand_in",
    "begin_call",
    "change_password",
    "choose_language",
    "close_account",
    "decide_hand_over",
    "edit_person",
    "end_call",
    "end_duty",
    "end_entry",
    "end_post",
    "end_stand_in",
    "finish_roster",
    "give_duty",
    "give_post",
    "issue_first_admin_code",
    "issue_password_code",
    "issue_token",
    "keep_roster",
    "load_initial_parameters",
    "make_first_admin",
    "merge_unit",
    "move_unit",
    "note_denied",
    "note_exported",
    "note_password_expired",
    "note_sign_in",
    "note_sign_in_locked",
    "note_sign_out",
    "note_token_used",
    "open_account",
    "rename_unit",
    "reopen_account",
    "reset_password",
    "reveal_phone",
    "revoke_token",
    "reword_entry",
    "set_parameter",
    "set_temporary_password",
    "take_roster",
]
