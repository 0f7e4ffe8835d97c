"""Full names are found in official texts as whole names, and ordinary words are none."""

from time import process_time

from consult.contributions.unnamed import full_names, said_names

NAMED = (
    ("王大明", "感謝王大明的意見"), ("王大明", "感谢王大明先生"), ("陈建国", "陳建國里長說"),
    ("王明", "感謝王明先生提出"), ("王明", "王明，您好"), ("歐陽大明", "欧阳大明说"),
    ("阿里木·买买提", "阿里木·买买提提出"), ("王大明 (David Wang)", "thanks David Wang"),
    ("Jane Roe", "Thank you, Jane Roe."), ("jane roe", "as Roe, Jane wrote"),
    ("Dr Jane Roe", "Ms Jane\nRoe’s shop"), ("王大明先生", "「王大明」"),
    ("Anna van der Berg", "so Anna van der Berg asks"), ("Daming Wang", "Wang Daming wrote"),
)  # fmt: skip
NOT_NAMED = (
    ("林森北", "位於林森北路"), ("高明", "此議高明。"), ("王明", "以王明理的做法"), ("居民", "居民，您好"),
    ("市民", "市民、店家"), ("Green Market", "the green market"), ("Will May", "we will; may others, too"),
    ("J Roe", "J Roe said"), ("Mary", "Mary said"), ("高雄市民", "高雄市民認為"), ("王先生", "王先生說"),
    ("高齡者", "高齡者的"), ("王大明", "三王，大明"), ("方便", "安全、方便、"),
    ("一位關心的市民", "一位關心的市民說"), ("Ann Lee", "Joann Leeds wrote"), ("路人甲", "路人甲說"),
    ("", "nobody"),
)  # fmt: skip


def test_full_names_are_found_and_ordinary_words_are_not() -> None:
    missed = [(name, text) for name, text in NAMED if not said_names([text], [name])]
    stopped = [(name, text) for name, text in NOT_NAMED if said_names([text], [name])]
    assert (missed, stopped) == ([], [])
    assert said_names(["感谢王大明先生"], ["王大明"]) == {"王大明": "王大明"}
    assert full_names("王大明 (David Wang)") == [*full_names("王大明"), *full_names("David Wang")]


BODIES_NAMED = (
    ("Market Traders’ Association", "The Market Traders' Association wrote"),
    ("Greenfield Society Ltd", "as Greenfield Society Ltd has it"), ("WWF", "The WWF's comment"),
    ("阳光社区业主委员会", "陽光社區業主委員會認為"), ("台灣晨光電子股份有限公司", "台灣晨光電子提出"),
    ("晨光環境保護協會 (Dawn Green Trust)", "the Dawn Green Trust asked"),
)  # fmt: skip
BODIES_NOT_NAMED = (
    ("业主委员会", "各小区业主委员会应当配合"), ("Residents’ Association", "a Residents’ Association may ask"),
    ("居民", "居民認為"), ("Market Traders’ Association", "market traders’ association rules"), ("Council", "Council"),
    ("Green Party", "green partying"), ("Shelter", "Shelter is needed"), ("台北市政府", "新北市政府"),
)  # fmt: skip


def test_names_of_organisations_are_found_and_what_only_says_their_kind_is_not() -> None:
    missed = [one for one in BODIES_NAMED if not said_names([one[1]], [one[0]], is_body=True)]
    stopped = [one for one in BODIES_NOT_NAMED if said_names([one[1]], [one[0]], is_body=True)]
    assert (missed, stopped) == ([], [])


def test_ten_thousand_names_are_looked_for_at_once() -> None:
    han = [f"王{chr(0x4E00 + at)}{chr(0x5E00 + at)}" for at in range(5_000)]
    latin = [f"Jane Roe{chr(97 + at % 26)}{chr(97 + at // 26)}" for at in range(5_000)]
    text = (
        "感謝您的意見，本局將於明年檢討收費標準。" * 150 + " Jane and the others may stay as they are." * 80
    )
    begun = process_time()
    assert said_names([text, "Thank you, Jane Roeba!"], han + latin) == {"Jane Roeba": "Jane Roeba"}
    assert process_time() - begun < 0.4
    begun, bodies = process_time(), [f"Jane Roe{chr(97 + at % 26)} Union {at}" for at in range(5_000)]
    assert not said_names([text], [*bodies, *(f"{one}聯合會" for one in han)], is_body=True)
    assert process_time() - begun < 0.4
