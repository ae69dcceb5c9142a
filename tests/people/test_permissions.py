"""Permissions: each has words in both languages, and roles carry what the district works with."""

from luodi.people.permissions import known_permissions, permission_word, roles


def test_every_permission_has_words_in_both_languages():
    without = [
        each
        for each in known_permissions()
        for language in ("zh-hans", "en")
        if permission_word(each, language) == each
    ]
    assert without == []


def test_the_three_administrators_share_no_permission_that_changes_anything():
    """AC6: what one of the three may change, no other may; looking and one's own tokens are common."""
    changing = {
        code: {each for each in role.permissions if each.endswith((".edit", ".verify"))}
        for code, role in roles().items()
        if role.admin
    }
    assert changing["system_admin"] & changing["audit_admin"] == set()
    assert changing["security_admin"] & changing["audit_admin"] == set()
    assert "accounts.edit" in changing["security_admin"] and "accounts.edit" not in changing["system_admin"]
