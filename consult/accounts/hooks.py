"""What the record asks of this room: which of its tables it holds against entries, and why not the others."""

from consult.record import checks

checks.marks_alone("account")
checks.exempts({
    "account_identity": "belongs to the person; each one linked or taken away is an entry",
    "account_key": "links and codes in mails, hashed, minutes or hours long",
    "account_session": "who is signed in; the private access log only",
    "passkey": "belongs to the person; each one added or removed is an entry",
    "passkey_use": "when a passkey was last used; the private access log only",
})  # fmt: skip
