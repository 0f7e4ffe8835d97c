"""What the record asks of this room: which of its tables it holds against entries, and why not the others."""

from consult.record import checks

checks.marks_alone("account", "account_identity", "passkey")
checks.exempts({
    "account_key": "links and codes in mails, hashed, minutes or hours long",
    "account_session": "who is signed in; the private access log only",
    "passkey_use": "when a passkey was last used; the private access log only",
})  # fmt: skip
