"""Acts and who did them have words in every language."""

from typing import get_args

import pytest
from flask import Flask

from consult.foundation import access, i18n
from consult.foundation.roles import ROLES
from consult.site import acts


@pytest.mark.parametrize("lang", i18n.LANGUAGES)
def test_whatever_role_an_entry_names_has_words(app: Flask, lang: str) -> None:
    named = {*get_args(access.Kind), *ROLES} - {"account"}  # somebody with an account is named by a role
    with app.test_request_context(f"/{lang}/"), i18n.speaking(lang):
        assert {role for role in named if acts.role_name(role) == role} == set()
