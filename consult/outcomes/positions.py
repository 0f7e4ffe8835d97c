"""Where a text takes the body's own position: a summary of what was received says only what was said. Pure.

Found by lists of words in the three languages, as claims about the public are; words outside the lists pass unseen.
What the text tells as said by others ("some said that the fee is necessary", 有意见建议维持原条文) is no position of
the body's, except where the body itself is who speaks.
"""

import re

from consult.contributions.citations import sentences

_BODY_EN = (
    r"(?:we|(?:the|this|our)\s+(?:council|ministry|department|government|authority|office|agency|commission|city"
    r"|bureau|administration|committee))"
)
_HOLDS_EN = (
    r"(?:agrees?|disagrees?|rejects?|rejected|accepts?|accepted|adopts?|adopted|intends?|will|shall|plans?|thinks?"
    r"|believes?|considers?|supports?|opposes?|decided?|decides|proposes?|prefers?|welcomes?|shares?|regrets?"
    r"|maintains?|insists?|keeps?|kept|stands?\s+by|stays?\s+with|recogni[sz]es?|(?:is|are|am)\s+going\s+to"
    r"|(?:is|are)\s+(?:convinced|unable|not\s+(?:able|convinced|persuaded)|of\s+the\s+(?:opinion|view))"
    r"|(?:do(?:es)?|can|could|would)\s+not|cannot)"
)
_DID_EN = (
    r"(?:decided|chosen|changed|amended|revised|kept|retained|adopted|accepted|rejected|noted|taken|added|removed|deleted"
    r"|dropped|withdrawn|agreed|concluded|clarified|lowered|raised|strengthened)"
)
"""What a body says it has done about what was said; that it has received or counted something is no position."""
_CHANGED_EN = (
    r"(?:changed|amended|revised|kept|retained|maintained|adopted|deleted|removed|dropped|added|raised|lowered|reduced"
    r"|clarified|reworded|withdrawn|accepted|rejected|introduced|extended|shortened|implemented|taken\s+(?:up|on\s+board))"
)
_WRONG_EN = (
    r"(?:unfounded|groundless|baseless|unjustified|unconvincing|unreasonable|unnecessary|without\s+(?:merit|foundation)"
    r"|a\s+mis\w+|based\s+on\s+(?:a\s+|an\s+)?mis\w+|based\s+on\s+an?\s+error|incorrect|misguided|misplaced|exaggerated"
    r"|(?:not|hardly|un)\s*(?:convincing|justified|founded|persuasive|tenable|valid|correct|true|practicable|feasible))"
)
_RIGHT_EN = (
    r"(?:necessary|indispensable|justified|reasonable|appropriate|proportionate|right|correct|fair|valid|convincing"
    r"|understandable|well[\s-](?:taken|founded)|taken\s+on\s+board|a\s+(?:valid|good|fair)\s+point)"
)
_BODY_ZH = (
    "(?:我们|我們|我局|我委|我部|我办|我市|我省|我厅|本部|本局|本府|本委|本会|本會|本市|本机关|本機關|本院|本署|本处|本處"
    "|起草单位|起草机关|權責機關|主管機關|主管机关|有关部门|有關部門|主管部门|主管部門)"
)
_HOLDS_ZH = (
    "(?:认为|認為|同意|不同意|赞成|贊成|反对|反對|支持|采纳|採納|參採|参采|拟|擬|将|將|決定|决定"
    "|考虑|考慮|建议|建議|主张|主張|尊重|坚持|堅持|维持|維持|强调|強調|承诺|承諾|理解)"
)  # fmt: skip
_CHANGE_ZH = "(?:修改|修正|修订|修訂|调整|調整|变更|變更|增列|增订|增訂|删除|刪除|放宽|放寬|吸收)"
_TAKE_ZH = "(?:采纳|採納|参采|參採|采用|採用|采行|採行|吸收)"
_ALWAYS = (
    re.compile(
        rf"\b{_BODY_EN}(?:(?:\s+ha(?:s|ve)|[’']ve)\s+(?:\w+ly\s+|also\s+|not\s+|therefore\s+|now\s+)?{_DID_EN}"
        rf"|\s+(?:\w+ly\s+|also\s+|therefore\s+|now\s+)?{_HOLDS_EN})\b",
        re.IGNORECASE,
    ),
    re.compile(
        r"\b(?:in our (?:view|opinion)|(?:was|were|is|are|will be|has been|have been|not)\s+(?:not\s+)?(?:adopted"
        r"|rejected|taken\s+up)|rightly|wrongly|unfortunately|fortunately|mistaken(?:ly)?)\b",
        re.IGNORECASE,
    ),
    re.compile(rf"{_BODY_ZH}[^，。；]{{0,6}}{_HOLDS_ZH}"),
    re.compile(
        rf"(?:不予|予以|未予|已|部分|拟|擬|将|將){_TAKE_ZH}|意见(?:合理|不合理)|意見(?:合理|不合理)"
        r"|经研究|經研[究議析]|經審酌|[碍礙][难難](?:采|採|同意|照|辦|办)|[录錄]案(?:研[议議]|供|[参參]考|辦理|办理)"
        r"|[录錄留]供[参參]考|[尚毫][无無]可[采採]|不足[采採]"
    ),
)
"""Turns of phrase by which only a body speaks."""
_UNREPORTED = (
    re.compile(
        rf"\b(?:will|shall|(?:is|are)\s+to)\s+(?:not\s+|therefore\s+|now\s+|also\s+)*be\s+(?:\w+ly\s+)?{_CHANGED_EN}\b"
        r"|\b(?:remains?|stays?)\s+(?:unchanged|as\s+(?:it\s+is|they\s+are|drafted|proposed)|in\s+(?:place|force))\b"
        r"|\b(?:the\s+\w+|(?:article|section|paragraph|§)\s+\w+)\s+stays?(?=[.,;]|$)"
        r"|\bno\s+(?:\w+\s+)?(?:change|amendment|revision)s?\s+(?:is|are|was|were|will\s+be|to\s+the)\b"
        r"|\bno\s+(?:need|reason)\s+(?:to|for)\s+\w*(?:chang|amend|revis)\w*",
        re.IGNORECASE,
    ),
    re.compile(
        rf"\b(?:is|are|was|were|seems?|remains?)\s+(?:\w+ly\s+|therefore\s+|however\s+)?(?:{_WRONG_EN}|{_RIGHT_EN})\b"
        r"|\b(?:overlooks?|misreads?|misunderstands?|misses\s+the\s+point|fails?\s+to\s+(?:see|recogni[sz]e|consider))\b"
        r"|\bgoes?\s+(?:too|not)\s+far\b|\bthis\s+(?:point|concern|criticism)\s+is\b",
        re.IGNORECASE,
    ),
    re.compile(
        rf"不(?:再|拟|擬|宜)?(?:作|做|予)?{_CHANGE_ZH}|不(?:再|拟|擬|宜)?(?:作|做|予)?{_TAKE_ZH}"
        rf"|(?:予|予以|作了?|已|拟|擬|将|將)(?:相应|相應|适当|適當)?{_CHANGE_ZH}"
        r"|(?:维持|維持|保留)(?:原|现|現)(?:有|行)?(?:条|條|案|文|草案|规定|規定|[议議]|方案|条款|條款|内容|內容)|[维維]持不[变變]"
        r"|[误誤][解会會]|曲解|[实實][属屬]|[确確]有必要|仍[应應有]|不(?:能)?成立|于法[无無][据據]|於法[无無][据據]|不符合?"
        r"|[无無]理由|有道理|[没沒]有道理|言之有理|[属屬是](?:十分|非常)?(?:必要|合理|适当|適當|正当|正當)的"
        r"|已[于於在]?[^，。；]{0,8}(?:体现|體現|明定|规定|規定|纳入|納入)"
    ),
)
"""What may as well be told of others: no position behind a word by which a text reports."""
_REPORTS = re.compile(
    r"\b(?:sa(?:id|y|ys|ying)|argu(?:e|es|ed|ing)|felt|feels?|th(?:ink|inks|ought)|believ(?:e|es|ed)|suggest(?:s|ed|ing)?"
    r"|ask(?:s|ed|ing)?|want(?:s|ed)?|wrote|writes?|held|holds?|fear(?:s|ed)?|claim(?:s|ed)?|propos(?:e|es|ed|ing)"
    r"|according\s+to|object(?:s|ed)?|call(?:s|ed)?|complain(?:s|ed)?|found|finds?|whether|doubt(?:s|ed)?|hope(?:s|d)?"
    r"|wish(?:es|ed)?|demanded|requested|worr(?:y|ies|ied)|considered|critici[sz](?:e|es|ed)|express(?:ed)?)\b"
    r"|认为|認為|(?<![该該此项項的关關])建[议議]|提出|主[张張]|希望|要求|[担擔]心|指出|表示|反映|[质質]疑|[觉覺]得|呼[吁籲]|[询詢][问問]"
    r"|[说說稱称]",
    re.IGNORECASE,
)


def found_in(text: str) -> list[tuple[str, str]]:
    """(words, sentence) of each place where the text takes a position, in reading order."""
    found = []
    for sentence in sentences(text):
        match = _position(sentence.text)
        if match is not None:
            found.append((match[0], sentence.text))
    return found


def _position(sentence: str) -> re.Match[str] | None:
    for pattern in _ALWAYS:
        if match := pattern.search(sentence):
            return match
    reported = _REPORTS.search(sentence)
    told_from = reported.start() if reported else len(sentence)
    for pattern in _UNREPORTED:
        match = pattern.search(sentence)
        if match and match.start() < told_from:
            return match
    return None
