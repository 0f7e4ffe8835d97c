"""An administrator keeps bodies, people and the look of the site."""

from tests.journeys.conftest import Visit
from tests.journeys.made import fresh_slug
from tests.journeys.mailbox import Mailbox
from tests.journeys.people.staff import Staff
from tests.journeys.people.visitor import Visitor

EMAIL = "admin@linhe.example"


def test_administrator_adds_a_department_and_invites_a_colleague(visit: Visit, mailbox: Mailbox) -> None:
    administrator, slug = Staff(visit(width=1280)).comes_in(EMAIL), fresh_slug("night-gardens")
    address = f"{slug}@linhe.example"
    administrator.goes_to("/en/desk/organisations/linhe").follows("Add a department")
    administrator.presses("Add").is_told("").writes(
        en="Night Gardens Office", zh_hant="夜間花園處", slug=slug
    ).presses("Add")
    administrator.goes_to("/en/desk/organisations/linhe").sees("Night Gardens Office")
    administrator.goes_to(f"/en/desk/organisations/{slug}").follows("Invite somebody")
    administrator.writes(email=address, name="Ye Lan").chooses("role", "author").presses("Invite").sees(
        "Ye Lan", "invited"
    )

    colleague = Staff(visit()).goes_to(mailbox.wait_for(address).link("/invitation"))
    colleague.sees("Author", "Night Gardens Office").writes(password="garden gates open late").presses(
        "Set up my account"
    )
    colleague.goes_to("/en/desk/new-consultation").sees("New consultation")

    administrator.goes_to(f"/en/desk/organisations/{slug}").follows("Take away").sees("Take this role away?")
    administrator.presses("Take the role away").sees("The role is taken away.")
    colleague.goes_to("/en/desk/new-consultation", status=403)
    administrator.goes_to(f"/en/desk/organisations/{slug}").sees("Ye Lan")


def test_administrator_sets_the_brand_colour(visit: Visit) -> None:
    administrator, reader = Staff(visit(width=1280)).comes_in(EMAIL), Visitor(visit())
    administrator.goes_to("/en/desk/organisations/site").follows("Brand colour")
    administrator.writes(light="#ffffee").presses("Save").is_told("").still_has(light="#ffffee")
    administrator.writes(light="#5b2a86").presses("Save")
    reader.goes_to("/en/")
    header = "getComputedStyle(document.querySelector('.govuk-generic-header')).backgroundColor"
    assert reader.page.evaluate(header) == "rgb(91, 42, 134)"
    administrator.goes_to("/en/desk/organisations/site/colour").writes(light="", dark="").presses("Save")
