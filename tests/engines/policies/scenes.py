"""Small packs for tests."""

HEAD = '[policy]\nid = "p"\nkind = "special"\ntitle = "示例"\n'


def pack_text(when: str, amount: str, more: str = "", head: str = HEAD, **clause: str) -> str:
    """Write a policy file with one clause."""
    lines = {
        "id": '"one"', "version": "1", "title": '"条款"', "kind": '"award"',
        "valid": "{ from = 2025-01-01, to = 2027-12-31 }", "when": f"'{when}'", "amount": f"'{amount}'", **clause,
    }  # fmt: skip
    return head + "\n[[clause]]\n" + "".join(f"{key} = {value}\n" for key, value in lines.items() if value) + more
