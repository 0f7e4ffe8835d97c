"""Words by which a text claims something about the public, in three languages. Pure.

Two kinds: words for a quantity beside a word for people or for what they sent, and turns of phrase that say what the
public said without naming it ("concerns were raised", 反对声音较多).
"""

import re

from consult.outcomes import numerals

_PUBLIC_EN = (
    r"(?:people|persons?|respondents?|residents?|citizens?|commenters?|contributors?|participants?|senders?"
    r"|organi[sz]ations?|comments?|submissions?|responses?|letters?|replies|voices"
    r"|of\s+(?:them|those|you)|of\s+the\s+(?:\d+\s+)?(?:people|comments|submissions|letters|responses|replies"
    r"|respondents"
    r"|residents|commenters|senders))"
)
_PERSONS_EN = _PUBLIC_EN.split(r"|comments?")[0] + r"|of\s+(?:them|those|you))"
"""Whoever speaks, without what they sent: "all comments are read" says nothing of what anybody holds."""
_SPOKE_EN = (
    r"(?:said|say|asked|ask|felt|feel|want|wanted|think|thought|argued|argue|suggested|suggest|proposed|opposed"
    r"|oppose"
    r"|supported|support|objected|agreed|agree|told)"
)
_PUBLIC_ZH = (
    "公众|公眾|民众|民眾|居民|市民|群众|群眾|网民|網友|參與者|参与者|人|单位|單位|来信|來信|意见|意見"
)
_SPOKE_ZH = (
    "认为|認為|反映|表示|建议|建議|希望|要求|反对|反對|赞成|贊成|同意|支持|担心|擔心|关切|關切|主张|主張"
)
_ROLES_EN = (
    r"(?:parents|drivers|riders|passengers|cyclists|pedestrians|neighbou?rs|famil(?:y|ies)|students|teachers|workers"
    r"|shop(?:s|keepers|owners)|traders|business(?:es|\s+owners)?|companies|tenants|landlords|owners|villagers"
    r"|farmers"
    r"|experts|associations|groups|writers|members\s+of\s+the\s+public|elderly\s+people|users|visitors)"
)
_SAID_EN = (
    r"(?:said|told|complain(?:ed)?|worry|worried|fear(?:ed)?|felt|argued|objected|oppose[ds]?|support(?:ed)?"
    r"|want(?:ed)?"
    r"|wish(?:ed)?|welcome[ds]?|critici[sz]ed?|rejected|suggested|asked\s+(?:for|that|us|why|to)|pointed\s+out"
    r"|thought"
    r"|believe[ds]?|agreed?|disagreed?)"
)
"""What those who aren't named as the public can be said to have said: a duty of theirs is no claim."""
_WIDELY_EN = (
    r"(?:overwhelmingly|largely|broadly|mostly|mainly|generally|strongly|widely|predominantly|clearly)"
)
_ROLES_ZH = (
    "企业|企業|业者|業者|商户|商戶|商家|店家|家长|家長|司机|司機|驾驶人|駕駛人|房东|房東|租客|房客|村民|住户|住戶"
    "|业主|業主"
    "|乘客|旅客|学生|學生|教师|教師|老人|长者|長者|专家|專家|学者|學者|团体|團體|协会|協會|网友|網民|来信者|來信者"
    "|与会者|與會者|发言者|發言者|回应者|回應者|各方|大家"
)
_SAID_ZH = (
    "认为|認為|反映|表示|表达|表達|希望|盼|担心|擔心|忧心|憂心|忧虑|憂慮|赞成|贊成|赞同|贊同|反对|反對|支持|主张"
    "|主張|质疑|質疑|抱怨"
    "|不满|不滿|认同|認同|提出异议|提出異議|点赞|按讚|叫好|呼吁|呼籲"
)
_WIDELY_ZH = "普遍|纷纷|紛紛|大多|大都|多半|均|都|也|则|則|多|一致|强烈|強烈"
_COURTEOUS = "谢謝邀请請迎望愿願盼祝便供向"
NO_COURTESY = f"(?<![{_COURTEOUS}])(?<![{_COURTEOUS}](?:社会|社會|广大|廣大|各位))"
"""Thanks, wishes and calls (感谢各界支持, 向公众表示感谢) say nothing of what the public said."""
_ACTS_ZH = (
    "完全|明[确確]|[强強]烈|在|曾|都|均|也|就|对|對|来信|來信|发言|發言|参加|參加|参与|參與|回应|回應|留言"
)
"""What people who were counted are said to do next."""
PATTERNS: tuple[tuple[str, str], ...] = (
    ("everybody", (rf"(?<!of )\b(?:all|every|each)\s+(?:of\s+the\s+)?{_PERSONS_EN}\b"
                  r"|\b(?:(?<!thank )(?<!thanks to )(?:everybody|everyone)|unanimous(?:ly)?)\b")),
    ("nobody", rf"\b(?:nobody|no\s+one|no\s+{_PUBLIC_EN}|none\s+of\s+the\s+\w+)\b"),
    ("most", (r"\b(?:most|(?:the|a)\s+majority|more\s+than\s+half|over\s+half|an\s+overwhelming\s+\w+)\s+"
              rf"(?:of\s+)?(?:the\s+)?(?:\w+\s+)?{_PUBLIC_EN}\b"
              rf"|\b(?:most|(?:the|a)\s+majority|more\s+than\s+half|over\s+half)\s+{_SPOKE_EN}\b")),
    ("half", rf"\bhalf\s+(?:of\s+)?(?:the\s+)?(?:\w+\s+)?{_PUBLIC_EN}\b"),
    ("many", (rf"\b(?:many|numerous|a\s+(?:large|great)\s+number\s+of"
    rf"|a\s+lot\s+of)\s+(?:\w+\s+){{0,2}}?{_PUBLIC_EN}\b"
             rf"|\bmany\s+{_SPOKE_EN}\b")),
    ("some", (r"\b(?:some|several|a\s+few|few|certain|various|a\s+number\s+of|other|others)\s+(?:\w+\s+){0,2}?"
             rf"{_PUBLIC_EN}\b|\b(?:some|others|several)\s+{_SPOKE_EN}\b(?!\s+(?:changes|amendments|measures)\b)")),
    ("said", (r"(?<!\bif )(?<!\bwhen )(?<!\bwhere )(?<!\bunless )\b(?:people|the\s+public|respondents|residents"
             r"|citizens|commenters)\s+"
             rf"(?:(?!may|can|shall|must|should|will|might|could)\w+\s+)?{_SPOKE_EN}\b"
             r"|\bpublic\s+(?:opinion|support|opposition)\b")),
    ("everybody", (rf"(?<![之车車物权權房谢謝])(?:全部|所有|全体|全體)的?(?:{_PUBLIC_ZH})"
                  rf"|(?<![经經得])一致(?:{_SPOKE_ZH})")),
    ("nobody", "(?:没有人|沒有人|无人|無人|没有意见|沒有意見|未收到(?:任何)?意[见見])"),
    ("most", ("(?<![东東事权權員员之經经人])(?:绝?大多数|絕?大多數|多数|多數|过半数?|過半數?|大部分|半数以上"
    "|半數以上|主流|普遍)的?"
              rf"(?:{_PUBLIC_ZH}|{_SPOKE_ZH})")),
    ("half", rf"(?:一半|半数|半數)的?(?:{_PUBLIC_ZH})"),
    ("many", rf"(?:许多|許多|很多|不少|众多|眾多|大量)的?(?:{_PUBLIC_ZH})"),
    ("some", (rf"(?:(?<![所持没沒占佔拥擁])有(?:些|的|部分|个别|個別)?|部分|少数|少數|个别|個別|若干|一些|另有"
    rf"|也有)的?(?:{_PUBLIC_ZH})"
             "(?!士|員|员|关|關|权|權|行)")),
    ("said", (rf"{NO_COURTESY}(?:公众|公眾|民众|民眾|居民|市民|群众|群眾|社会各界|社會各界|各界)"
              rf"(?:普遍|纷纷|紛紛|多|均|都|也)?(?:{_SPOKE_ZH})")),
    # What is said without the word "public"
    ("said", (rf"\b{_ROLES_EN}\s+(?:also\s+|often\s+|\w+ly\s+|have\s+|had\s+)?{_SAID_EN}\b"
             rf"|\b{_PUBLIC_EN}\s+{_WIDELY_EN}\s+\w+"
             rf"|\bthe\s+public\s+(?:\w+\s+)?{_SAID_EN}\b")),
    ("said", (r"(?<!-)\b(?:broad|wide|widespread|strong|general|little|much|overwhelming|considerable|clear|fierce"
    r"|great)\s+"
             r"(?:public\s+)?(?:support|opposition|agreement|consensus|approval|criticism|backing|concern"
             r"|resistance)\b"
             rf"|\b(?:responses?|feedback|reactions?|comments|opinions?)\s+(?:was|were|is|are)\s+(?:{_WIDELY_EN}\s+)?"
             r"(?:positive|negative|favou?rable|critical|mixed|divided|split|supportive|in\s+favou?r|against)\b"
             r"|\b(?:opinions?|views?)\s+(?:\w+\s+){0,3}?(?:differ(?:ed)?|(?:is|are|was|were)\s+(?:divided|mixed"
             r"|split))\b")),
    ("most", rf"(?<!\bby )\b(?:the|a)\s+(?:\w+\s+)?majority\s+(?:is|are|was|were|{_SAID_EN})\b"),
    ("some", rf"(?<!\bby )\ba\s+(?:\w+\s+)?minority\s+(?:is|are|was|were|{_SAID_EN})\b"),
    ("said", r"\b(?:hardly|scarcely|almost|nearly)\s+(?:any(?:one|body)|every(?:one|body))\b"),
    ("said", (r"\b(?:concerns?|doubts?|objections?|fears?|criticisms?|complaints?|worries)\s+"
             r"(?:was|were|ha(?:s|ve)\s+been)\s+(?:raised|expressed|voiced|made|heard)\b"
             r"|\bit\s+was\s+(?:suggested|argued|feared|felt|pointed\s+out|objected)\b")),
    ("said", r"\b(?:many|most|some|several|few|all|none)\s+of\s+you\b|\bwe\s+heard\s+(?:that|from|many)\b"),
    ("most", rf"(?:大多|大都|多半)(?:{_SAID_ZH}|{_SPOKE_ZH})"),
    ("most", (r"(?:意[见見]|回[应應馈饋]|来信|來信)[^，。；]{0,8}?"
             "(?:绝?大部分|絕?大部分|绝?大多数|絕?大多數|多数|多數|大多)"
             "(?=[是为為属屬持表])")),
    ("many", rf"(?:许多|許多|很多|不少|众多|眾多|大量)的?(?:{_ROLES_ZH})(?=[^，。；]{{0,6}}?(?:{_SAID_ZH}))"),
    ("some", (rf"(?:有(?:些|的|部分|个别|個別)?|部分|少数|少數|个别|個別|若干|一些|另有|也有)的?(?:{_ROLES_ZH})"
             rf"(?=[^，。；]{{0,6}}?(?:{_SAID_ZH}))")),
    ("said", (rf"{NO_COURTESY}(?:{_ROLES_ZH})(?:们|們)?(?:{_WIDELY_ZH})?表?"
             rf"(?:{_SAID_ZH})(?!的)(?![^，。；]{{0,20}}的[，,])"
             rf"|(?:{_PUBLIC_ZH})(?:们|們)?(?:{_WIDELY_ZH})(?:{_SAID_ZH})")),
    ("said", (r"(?:反对|反對|赞成|贊成|支持|质疑|質疑|批评|批評)的?(?:声音|聲音|声浪|聲浪|呼声|呼聲)"
             r"|(?<!重大)(?<!较大)(?<!較大)(?:意[见見]|看法|观点|觀點|各界)[^，。；]{0,4}?(?:分歧|不一|两极"
             r"|兩極)(?!致[时時的])"
             r"(?![^。；]{0,40}的，)|分歧(?:较|較|很|甚|颇|頗)?大"
             r"|意[见見](?:较|較|比较|比較|甚|很|颇|頗)(?:大|多|集中)|[争爭][议議](?:较|較|主要|多)?(?:大|集中)")),
    ("said", (rf"(?:获|獲|获得|獲得|得到|受到|深受)了?(?:{_PUBLIC_ZH}|{_ROLES_ZH}|广大\w*|廣大\w*)的?"
             "(?:普遍|广泛|廣泛|一致)?"
             "(?:认可|認可|认同|認同|支持|肯定|好评|好評|欢迎|歡迎)")),
    ("said", rf"(?:有关|有關|相关|相關)意[见見](?:{_SAID_ZH}|{_SPOKE_ZH})"),
)  # fmt: skip
_YOU_SAID_EN = (
    r"(?:said|told\s+us|wrote|mentioned|pointed\s+out|argued|suggested|proposed|objected|complained|feared|worried"
    r"|wished|felt|thought|raised|disagreed|asked\s+(?:us|for|why|that|whether|how|who|to)|wanted"
    r"|(?:were|are)\s+(?:concerned|worried|afraid|against|in\s+favou?r))"
)
_YOU_SAID_ZH = (
    "提到|提及|指出|提出(?!的|意[见見]|建[议議]|宝|寶|申|复|覆|异|異)|说(?!明)|說(?!明)|写道|寫道|反映|认为|認為"
    "|建议|建議|表示|担心|擔心"
    "|主张|主張|质疑|質疑|询问|詢問|关切|關切|希望|要求|反对|反對|赞成|贊成|支持"
)
_NOT_ASKED_FOR_EN = (
    r"(?!(?<=\w\s)(?<!\bas\s)(?<!\band\s)(?<!\bbut\s)(?<!\bso\s)(?<!\bthat\s)(?<!\bbecause\s)(?<!\bsince\s)"
    r"(?<!\bwhile\s)(?<!\balthough\s)you\s+(?:have\s+|had\s+)?asked\s+for\b"
    r"(?!\s+(?:an?|the|this|that|these|those|it|more|less|fewer|better|longer|shorter|later|earlier|another|some|no"
    r"|new"
    r"|your|our|their|\d+)\b))"
    r"(?!you\s+(?:have\s+|had\s+)?asked\s+for(?:\s*[.,;:!?)]|\s*$|\s+(?:is|are|was|were|will|can|may|has|have|had"
    r"|by|in|at"
    r"|on|from)\b))"
)
"""“The form you asked for is enclosed”: it names a thing, and nothing that somebody said of the draft."""
ADDRESSED = (
    r"(?<!\bif )(?<!\bwhen )(?<!\bwhat )(?<!\bwhere )(?<!\bwhich )(?<!\bonce )(?<!\bwhether )(?<!\bunless )"
    rf"{_NOT_ASKED_FOR_EN}\byou\s+(?:also\s+|all\s+|both\s+|rightly\s+|have\s+|had\s+)?{_YOU_SAID_EN}\b"
    rf"|\byour\s+(?:comments?|letters?|submissions?|answers?)\s+(?:also\s+)?{_SAID_EN}\b"
    r"|(?<![如若果当當请請由供让讓望为為给給向迎便谢謝邀愿願盼祝待论論管])[您你](?:们|們)?(?:在(?:来信|來信|来函"
    r"|來函|意见|意見|留言)中?|来信|來信|来函|來函|留言)?"
    rf"(?:也|还|還|曾|均|都|所)?(?:{_YOU_SAID_ZH})(?![^，。；]{{0,20}}的[，,])"
    rf"|[您你](?:们|們)?的(?:意见|意見|来信|來信|来函|來函|留言)(?:也|还|還|中)?(?:{_YOU_SAID_ZH})"
)
"""“You said …”, 您提到：what a text tells those it speaks to that they said."""
_PEOPLE_EN = _PUBLIC_EN
"""After a number in words: “one of the benches” counts nobody."""
_ABOUT_EN = rf"(?:(?P<about>{numerals.ABOUT_EN})\s+)?"
NUMBERS = (
    re.compile(
        rf"(?<![\w.,\-–/]){_ABOUT_EN}(?P<figure>{numerals.FIGURE})\s+(?:\w+\s+){{0,2}}?{_PUBLIC_EN}\b",
        re.IGNORECASE,
    ),
    re.compile(
        rf"(?<![\w\-–])(?<!no ){_ABOUT_EN}(?P<figure>{numerals.ENGLISH})\s+(?:\w+\s+){{0,2}}?{_PEOPLE_EN}\b",
        re.IGNORECASE,
    ),
    re.compile(
        rf"(?:(?P<about>{numerals.ABOUT_ZH})\s*)?{numerals.NOT_BEFORE_CHINESE}(?P<figure>{numerals.CHINESE})\s*"
        rf"(?P<more>余|餘|多)?\s*(?:(?:人次?|位|名)\s*(?:的|提|{_PUBLIC_ZH}|{_SPOKE_ZH}|{_ACTS_ZH}|$"
        rf"|(?=[，。；、）)]))"
        rf"|(?:份|件|封|则|則)\s*(?:的|提|{_PUBLIC_ZH}|{_SPOKE_ZH}|$|(?=[，。；、）)]))"
        rf"|(?:条|條|个|個|项|項)\s*(?:{_PUBLIC_ZH}|{_SPOKE_ZH}))"
    ),
    re.compile(
        rf"(?:意[见見]书?書?|来信|來信|留言)(?:共|有|为|為|计|計|达|達"
        rf"|合){{1,2}}\s*(?:(?P<about>{numerals.ABOUT_ZH})\s*)?"
        rf"(?P<figure>{numerals.CHINESE})\s*(?P<more>余|餘|多)?\s*(?:条|條|份|件|则|則|封)"
    ),
)
_STOOD_EN = (
    r"(?:supported|opposed|objected|agreed|disagreed|backed|favou?red|rejected|(?:were|are)\s+(?:in\s+favou?r"
    r"|against|opposed"
    r"|for\b)|in\s+favou?r|against)"
)
BARE_NUMBERS = (
    re.compile(
        rf"(?<![\w.,\-–/§]){_ABOUT_EN}(?P<figure>{numerals.FIGURE}|{numerals.ENGLISH})"
        rf"(?=\s+(?:out\s+)?of\s+(?:(?:the|these|those|all)\s+(?:\w+\s+)?{_PUBLIC_EN}|(?:{numerals.FIGURE}|{numerals.ENGLISH}))"
        rf"\s+(?:\w+ly\s+)?{_SPOKE_EN}\b)",
        re.IGNORECASE,
    ),
    re.compile(
        rf"{numerals.NOT_BEFORE_CHINESE}(?P<figure>{numerals.CHINESE})\s*(?P<more>余|餘|多)?\s*[条條则則份封人位名个個]"
        r"(?:[仅僅只]?(?:明[确確]|表[示明])?)(?:不?(?:[赞贊][成同]|支持|反[对對]|同意|[认認]同))"
    ),
    re.compile(
        rf"(?<![\w.,\-–/§])(?<!article )(?<!section )(?<!no\. ){_ABOUT_EN}(?P<figure>{numerals.FIGURE})"
        rf"(?:\s+(?:also|only|have|of\s+them|\w+ly))?\s+{_STOOD_EN}\b",
        re.IGNORECASE,
    ),
    re.compile(
        rf"(?<![\w\-–])(?<!no ){_ABOUT_EN}(?P<figure>{numerals.ENGLISH})"
        r"(?:\s+(?:also|only|have|of\s+them))?\s+(?:supported|opposed|objected|agreed|disagreed|backed|favou?red"
        r"|(?:were|are)\s+(?:in\s+favou?r|against|opposed))\b",
        re.IGNORECASE,
    ),
    re.compile(
        r"(?:[赞贊][成同]|支持|反[对對]|同意)(?:的|者|意[见見]|票[数數]?)?(?:共?有|[为為]|[占佔]|共|[计計]|[仅僅]"
        r"|只有)?"
        rf"(?P<figure>{numerals.CHINESE})\s*(?P<more>余|餘|多)?\s*(?:[条條人票件份位名]|[则則])?(?=[，。；、）)\s]|$)"
    ),
    re.compile(
        r"(?:收到|征集|[徵征]集|接[获獲]|[获獲]得)(?:到|了)?[^，。；\d]{0,10}?(?:意[见見]|建[议議]|[来來]信"
        r"|[邮郵]件|留言|回[应應]|反[馈饋])"
        rf"(?:意[见見]|建[议議])?(?:共[计計]?"
        rf"|有)?(?:{numerals.ABOUT_ZH})?(?P<figure>{numerals.CHINESE})\s*(?P<more>余|餘|多)?\s*"
        "[条條件份封项項则則]"
    ),
    re.compile(
        rf"{numerals.NOT_BEFORE_CHINESE}(?P<figure>{numerals.CHINESE})\s*(?P<more>余|餘"
        rf"|多)?\s*[家户戶个個位名]"
        "(?:企业|企業|[单單]位|居民|[机機][构構]|民[众眾]|[团團][体體]|市民)(?:提出意|反[馈饋]意|[联連][名署]"
        "|反[对對]|提出意[见見])"
    ),
)
"""Numbers that say by themselves that they count people or what they sent."""
STANCE_WORDS = {
    "support": re.compile(
        r"\bsupport(?!\s+(?:services?|schemes?|funds?|systems?))\w*|\b(?<!dis)agree\w*|\bfavou?r\w*|\bback(?:ed"
        r"|ing)\b|\bpositive"
        r"|\bwelcomed?\b|\bapprov(?:al|ed)\b|\b(?:are|were) for\b|赞[成同]|贊[成同]|同意|支持|认同|認同",
        re.IGNORECASE,
    ),
    "amend": re.compile(r"\bwith changes\b|修改后(?:赞成|同意|支持)|修正後(?:贊成|同意|支持)", re.IGNORECASE),
    "oppose": re.compile(
        r"\bopp(?:os|onents)\w*|\bcritics\b|\bobjectors\b|\bobject(?!ives?\b)\w*|\bagainst\b|\bdisagree\w*|\breject\w*|\bdisapprov\w*"
        r"|\bnegative\b"
        r"|反对|反對|不赞[成同]|不贊[成同]|不同意|不支持|否定",
        re.IGNORECASE,
    ),
}

SPEAKS = re.compile(
    r"\b(?!support\s+(?:services?|schemes?|funds?|systems?|staff|centres?)\b)"
    rf"(?:{_SPOKE_EN}|supports?|opposes?|agrees?|wrote|writes?|written|comment\w*|answer\w*|sent|spoke"
    rf"|took\s+part|signed"
    r"|told|took\s+a\s+view|in\s+favou?r|against|responded|put\s+it|(?:are|were)\s+for)\b|意见|意見|来信|來信|提出"
    r"|留言|參與|参与|"
    + _SPOKE_ZH
    + "|"
    + _SAID_ZH
    + "|看法|观点|觀點|异议|異議|认可|認可|[争爭][议議]|分歧"
    + r"|\b(?!support\s+(?:services?|schemes?|funds?|systems?|staff|centres?)\b)"
    + rf"(?:{_SAID_EN}|concerns?|objections?|criticisms?|complaints?|views?|opinions?|opposition|support|consensus"
    r"|approval|feedback|reactions?|responses?|heard|majority|minority)\b",
    re.IGNORECASE,
)
"""Words by which people say something. Without one, "6,000 people live here" says nothing of what the public said."""
NOT_FOR = (
    r"不赞[成同]|不贊[成同]|不同意|不支持|不认同|不認同|disagree\w*|disapprov\w*|not\s+in\s+favou?r"
    r"|un?favou?rabl\w*"
)
"""Words against that hold a word for: they name no support."""
