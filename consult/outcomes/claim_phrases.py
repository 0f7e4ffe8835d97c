"""Turns of phrase that claim something about the public by themselves, whatever else a sentence says. Pure.

Small tables of words per language, put together below. Each phrase names who spoke or what was sent together with how
many did or what they hold, so that a sentence of law ("all owners must answer", 股东过半数同意) is none of them.
"""

import re

from consult.outcomes import numerals
from consult.outcomes.claim_words import NO_COURTESY

_OPINED = (
    r"(?:said|say|told|complain(?:ed)?|worry|worried|fear(?:ed)?|felt|feel|think|thought|argued?|object(?:ed)?"
    r"|oppose[ds]?|support(?:ed|s)?|favou?r(?:ed|s)?|back(?:ed|s)?|(?:dis)?like[ds]?|want(?:ed|s)?|wish(?:ed)?"
    r"|welcome[ds]?"
    r"|critici[sz]ed?|reject(?:ed)?|suggest(?:ed)?|asked|call(?:ed)?\s+(?:for|on)|point(?:ed)?\s+(?:out|to)|believed?"
    r"|(?:dis)?agree[ds]?|raised|highlight(?:ed)?|noted|mention(?:ed)?|proposed|prefer(?:red)?|express(?:ed)?"
    r"|question(?:ed)?"
    r"|stress(?:ed)?|voiced|requested|demand(?:ed)?|recommended|urged?|endorsed?|praised?|doubt(?:ed)?|stated|wrote"
    r"|commented"
    r"|hoped?|resent(?:ed)?|condemn(?:ed)?|warn(?:ed)?|saw|found|considered|regard(?:ed)?|approved?\s+of"
    r"|spoke\s+(?:out|up|in|for|against)|defended|attacked|blamed|keep\s+\w+ing|would\s+(?:rather|prefer|like)|deal(?:t)?\s+with"
    r"|touched\s+on|concerned|insist(?:ed)?|complimented|thanked\s+us|regret(?:ted)?|enjoy(?:ed)?|lost\s+\w+|varied|differed"
    r"|made\s+(?:it\s+)?clear)"
)
_MINDED = (
    r"(?:in\s+(?:favou?r|support)|against|for\s+(?:it|the)|opposed|supportive|positive|negative|critical|concerned"
    r"|worried"
    r"|(?:un)?happy|(?:dis)?satisfied|angry|afraid|of\s+the\s+(?:view|opinion)|s[ck]eptical|divided|split|pleased"
    r"|disappointed|undecided|content|upset|unsure|behind|on\s+our\s+side|convinced|keen|enthusiastic|united|mixed"
    r"|favou?rable|hostile|welcoming|uneasy|unconvinced|overwhelming|unanimous"
    r"|lukewarm|muted|cool|frosty|polari[sz]ed|in\s+the\s+(?:minority|majority)|annoyed|furious|grateful|relieved|confused)"
)
_ADVERB = r"(?:(?:have|has|had|also|did\s+not|do\s+not|never|then|clearly|\w+ly)\s+){0,2}?"
_HELD = (
    rf"{_ADVERB}(?:{_OPINED}|(?:was|were|is|are|been|remain(?:ed)?|seem(?:ed)?)\s+(?:\w+ly\s+"
    rf"|not\s+)?{_MINDED})\b"
)
"""What people did who spoke: an act of saying, or a state of mind."""
_ANSWERED = (
    r"(?:respondents|commenters|commentators|consultees|contributors|submitters|responses|submissions"
    r"|those\s+who\s+(?:wrote|responded|replied|commented|answered|took\s+part)(?:\s+in|\s+to\s+us)?)"
)
"""Who or what exists only because somebody took part: a quantity of them is a claim without a verb."""
_PEOPLE = (
    r"(?:people|residents|citizens|locals|the\s+(?:public|community|town|neighbou?rhood|village|industry)|voters"
    r"|taxpayers"
    r"|stakeholders|participants|critics|opponents|supporters|trade\s+unions|unions|industry|businesses|shopkeepers"
    r"|traders|parents|women|men|mothers|fathers|drivers|cyclists|pedestrians|passengers|tenants|landlords"
    r"|neighbou?rs"
    r"|families|students|teachers|workers|farmers|villagers|experts|groups|associations|organi[sz]ations|comments"
    r"|letters"
    r"|e-?mails|replies|users|visitors|schools|shops|commuters|pensioners|householders|owners|members\s+of\s+the\s+public)"
)
_NOT_IF = r"(?<!\bif )(?<!\bwhen )(?<!\bwhere )(?<!\bunless )(?<!\bwhether )(?<!\bthe )(?<!\bto )(?<!\bof )(?<!\bby )"
_HOW_MANY: dict[str, str] = {
    "everybody": r"(?:all|everyone|everybody)",
    "nobody": r"(?:none|nobody|no\s+one|not\s+(?:one|a\s+single)(?:\s+\w+)?)",
    "most": (
        r"(?:most|(?:the|an?)\s+(?:\w+\s+)?majority|more\s+than\s+half|over\s+half|(?:the|a)\s+(?:bulk"
        r"|lion[’']s\s+share))"
    ),
    "half": r"half",
    "many": (
        r"(?:many(?:\s+more)?|numerous|countless|scores|plenty|lots|a\s+(?:lot|large\s+number|great\s+(?:number|many)))"
    ),
    "some": (
        r"(?:some|several|a\s+number|others|a\s+few|few|a\s+handful|(?:an?|the)\s+(?:\w+\s+)?minority|various)"
    ),
}
_CLAUSE = (
    r"(?:^|(?<=[,;:(—–]\s)|(?<=[,;:(—–])|\b(?:and|but|while|whereas|though|although|that|only|very|just"
    r"|almost|nearly|not|as)\s+)"
)
_HANDLED = (
    r"(?!\s+(?:\w+ly\s+)?(?:(?:will|shall|must|may|can|should)\b|(?:are|were|is|was|have\s+been)\s+(?:\w+ly\s+)?"
    r"(?:published|read|answered|counted|reviewed|considered|recorded|kept|hidden|moved|numbered|analy[sz]ed"
    r"|sorted)))"
)
"""What was done with comments says nothing of what they hold."""
_STANCE = (
    r"(?:support(?:ed|ers)?|oppos(?:ed|ition)|opponents|agreed|disagreed|object(?:ed|ors)|favou?r(?:ed)?"
    r"|backed|against|critics)"
)
_VIEW = (
    r"(?:support|opposition|objections?|concerns?|criticisms?|complaints?|worr(?:y|ies)|agreement|disagreement"
    r"|consensus"
    r"|approval|backing|resistance|desire|demand|calls|enthusiasm|sympathy|unease)"
)


_NO_DUTY = r"(?!(?:may|can|shall|must|should|will|might|could|who|whose)\b)"
_NO_THING = r"(?!\s+(?:changes|amendments|measures)\b)"
"""“Some proposed changes” are changes, not people who proposed."""


def _of_quantity(name: str, words: str) -> tuple[tuple[str, str], ...]:
    answered = (
        rf"\b{words}\s+(?:of\s+)?(?:the\s+|our\s+|all\s+|other\s+)?(?:\w+\s+){{0,1}}?{_ANSWERED}\b{_HANDLED}"
    )
    people = rf"\b{words}\s+(?:of\s+)?(?:the\s+)?(?:\w+\s+){{0,2}}?{_PEOPLE}\b(?:\s+{_NO_DUTY}\w+){{0,3}}?\s+{_HELD}"
    alone = rf"{_CLAUSE}{words}(?:\s+of\s+(?:them|those|these|you))?\s+{_HELD}{_NO_THING}"
    if name in ("everybody", "nobody"):
        answered = rf"{answered}(?=(?:\s+\w+){{0,4}}?\s+{_HELD})"
    return ((name, answered), (name, people), (name, alone))


_ENGLISH: tuple[tuple[str, str], ...] = (
    ("more", (rf"\b(?:more|fewer|(?:twice"
    rf"|three\s+times)\s+as\s+many)\b[^.;]{{0,30}}?\b{_STANCE}\b[^.;]{{0,30}}?\b(?:than|as)\b"
              rf"[^.;]{{0,20}}?\b{_STANCE}"
              rf"|\b{_STANCE}\b[^.;]{{0,20}}?\boutnumber(?:ed|s)?\b[^.;]{{0,20}}?\b{_STANCE}"
              r"|\bthose\s+in\s+favou?r\s+outnumber(?:ed)?\b[^.;]{0,20}?\bagainst")),
    *(one for name, words in _HOW_MANY.items() for one in _of_quantity(name, words)),
    ("said", rf"{_NOT_IF}\b(?:{_ANSWERED}|{_PEOPLE})(?:\s+in\s+\w+|\s+of\s+(?:the\s+)?\w+(?:\s+\w+)?)?\s+{_HELD}"),
    ("said", rf"\b(?:a|an|one)\s+(?:\w+\s+)?(?:respondent|resident|commenter|citizen|reader|contributor)\s+{_HELD}"),
    ("said", (rf"\bthere\s+(?:is|was|were|are|has\s+been)\s+(?:\w+\s+){{0,2}}?{_VIEW}\b(?!\s+services?)"
              rf"|\b{_VIEW}\s+(?:was|were)\s+(?:\w+ly\s+)?(?:overwhelming|limited|strong|weak|widespread|unanimous"
              rf"|high|low|great)\b"
              rf"|\b(?:support|opposition|criticism|objections)\s+(?:came|comes)\s+(?:\w+\s+)?from\b"
              rf"|\b(?:no|\d+|few|many|several)\s+(?:objections?|complaints?|concerns?)\s+(?:was|were|ha(?:s"
              rf"|ve)\s+been)\s+"
              r"(?:received|raised|made|lodged|voiced)\b"
              r"|\b(?:received|heard|got|had)\s+(?:no|few|many|several|\d+)\s+(?:objections?|complaints?|concerns?)\b"
              r"|\bcalls\s+for\b[^.;]{0,40}?\bwere\s+(?:heard|made)\b")),
    ("said", (r"\bthe\s+(?:main|chief|most\s+\w+(?:\s+\w+)?|biggest|commonest)\s+"
              r"(?:concerns?|issues?|suggestions?|requests?|criticisms?|arguments?|complaints?|worr(?:y|ies)"
              r"|objections?)"
              r"\s+(?:was|were|is|are)\b"
              r"|\bthe\s+(?:overwhelming|prevailing|general|common|majority|dominant|public)\s+(?:view|feeling"
              r"|opinion|mood|sentiment)\b"
              r"|\bthe\s+consensus\s+(?:was|is)\b|\bpublic\s+opinion\b")),
    ("said", (r"\bit\s+(?:was|has\s+been)\s+(?:\w+ly\s+)?(?:said|felt|suggested|argued|feared|noted|claimed|thought"
    r"|believed|stressed"
              r"|pointed\s+out|objected|asked|complained|mentioned|remarked)\b"
              r"|\b(?:we|the\s+\w+)\s+(?:were|was|ha(?:ve|s)\s+been)\s+(?:told|asked|urged|warned)\s+(?:that|to|the"
              r"|by|not|why|for)\b"
              r"|\bas\s+was\s+said\b|\bthe\s+(?:suggestion|point|request|criticism|objection)\s+was\s+(?:made"
              r"|raised)\b"
              r"|\bthe\s+(?:responses|feedback|consultation|comments|answers)\s+(?:clearly\s+)?(?:shows?|showed"
              r"|suggests?|confirms?|indicates?)\b")),
    ("said", (r"\b(?:was|were|is|are|proved)\s+(?:\w+ly\s+)?(?:(?:un)?popular|well\s+received"
              r"|(?:widely|heavily|sharply)\s+"
              r"(?:criti[cs]i[sz]ed|welcomed|supported|rejected))\b")),
    ("said", (r"\b(?:responses?|feedback|reactions?|comments|opinions?|views)\b(?:\s+(?:we|that|received|on|to"
    r"|the)\b){0,4}(?:\s+\w+){0,1}?"
              rf"\s+(?:was|were|is|are)\s+(?:\w+ly\s+)?{_MINDED}\b")),
)  # fmt: skip
_SAYS_ZH = (
    "认为|認為|觉得|覺得|反映|表示|表达|表達|希望|盼|期待|担心|擔心|忧心|憂心|赞成|贊成|赞同|贊同|同意|反对|反對"
    "|支持|主张|主張|质疑|質疑"
    "|抱怨|不满|不滿|认同|認同|呼吁|呼籲|提出|指出|建议|建議|要求|关切|關切|疑虑|疑慮|批评|批評|说|說|觀望|看好|担忧|擔憂|憂慮|提到|提及|[谈談][到及]|[请請]求|[倾傾]向|偏好|不[愿願]|[愿願]意|更想|[宁寧]可|[满滿]意|失去"
    "|抨[击擊]|喜[欢歡]|反感|感到|[称稱][赞讚]|力挺|[询詢][问問]|追[问問]|期望|[强強][调調]|想要|不?相信|抵[触觸]|牴[触觸]"
    "|欢迎|歡迎"
)
_STANCE_ZH = "(?:不?(?:赞成|贊成|支持|反对|反對|同意|赞同|贊同|认同|認同))"
_MEAN_ZH = r"(?:意[见見]|[声聲]音|者|的人?|[票人]|比例|率|方)?"
_CROWD = (
    "(?:(?:社会|社會|广大|廣大)?(?:公众|公眾|大众|大眾|民众|民眾|群众|群眾|市民|居民)|人民群众|老百姓|百姓|民意"
    "|舆论|輿論|社会各界|社會各界"
    "|社会各方面?|各界|各方面|外界|国人|國人|乡亲|鄉親|里民|大家|众人|眾人|与会(?:者|人士|代表|单位)|與會(?:者|人士"
    "|代表|單位)"
    "|住户|住戶|受访者|受訪者|网友|網友|网民|網民|家长|家長|业者|業者|商户|店家|商[家铺鋪]|来信者|來信者|(?<![您你])[来來]信|通勤者|通勤族|学生|學生)(?:们|們)?"
)
_ONE_KIND = (
    "(?:人|地方|部门|部門|代表|委员|委員|企业|企業|专家|專家|学者|學者|论者|論者|团体|團體|单位|單位|机关|機關"
    "|常委会组成人员|组成人员|市民|居民"
    "|网友|網友|读者|讀者|民众|民眾|群众|公众|家长|家長|业者|業者|县市政府|縣市政府|政府|协会|協會|意[见見]|来信"
    "|來信|商[铺鋪家店]|[店][家面铺]|学校|學校|居民|住户|住戶|受[访訪]者|[骑騎单單][行車车]者?族?|[学學]生|老人|回[复覆])"
)
_HUMAN = (
    "(?:(?:受[访訪])?(?:居民|住[户戶]|市民|民[众眾]|群[众眾]|[网網]友|家[长長]|商[户戶家]|店家|[业業]者|租[户戶客]|[学學]生|老人|村民|里民)"
    "|受[访訪]者|[来來]信者)"
)
"""Who at the head of a sentence, behind a word for how many, is the public: what they do there needs no list."""
_NOT_LAW = r"(?![^，。；]{0,14}(?:的[，,。]|者[，,]|[应應][当當]|不得|可以))"
_START = r"(?:^|(?<=[，。；、：:（(\s])|(?<=其中))"
_MANY_ZH: dict[str, str] = {
    "most": "(?:[绝絕]?大?多[数數]|[过過逾]半[数數]?|大部分|半[数數]以上|一半以上|多半|大多|大都|主流)",
    "half": "(?:一半|半[数數]|近半[数數]?)",
    "many": "(?:很多|[许許]多|不少|[众眾]多|大量)",
    "some": "(?:部分|少[数數]|极少[数數]|極少[数數]|[个個][别別]|一些|有些)",
    "everybody": "(?:全部|全[体體]|所有|一致)",
}
_CHINESE: tuple[tuple[str, str], ...] = (
    ("more", (rf"(?:{_STANCE_ZH}){_MEAN_ZH}的?(?:意[见見]|人[数數]?)?(?:[远遠]|明[显顯]|略)?(?:多[于於]|[高大]于"
    rf"|高於|大於|少[于於]|低[于於]|超[过過])"
              rf"(?:{_STANCE_ZH})")),
    ("most", (rf"{_STANCE_ZH}(?:[^，。；]{{0,6}}?[者的])?{_MEAN_ZH}(?:[^，。；]{{0,3}}?)"
              rf"(?:居多|[占佔](?:了|[绝絕])?大?(?:[头頭宗]|多[数數]|主流|上[风風]"
              r"|優勢|优势)|[过過]半|较多|較多)")),
    ("most", rf"以{_STANCE_ZH}(?:意[见見]|者|[声聲]音)?[为為]主|意[见見]以{_STANCE_ZH}[为為]主"),
    ("many", rf"{_STANCE_ZH}者?[众眾](?=[，。；]|$)"),
    ("some", (rf"{_STANCE_ZH}{_MEAN_ZH}(?:只有|[仅僅](?:有)?|[为為])?(?:寥寥|极少|極少|少[数數]|[个個]别"
              r"|個別)[^，。；]{0,3}")),
    ("nobody", (r"(?<!视为)(?<!視為)(?:几乎)?(?:[没沒]有|[无無]|未(?:曾)?(?:收到|接[获獲到]|有)(?:到)?)(?:任何|其他"
    r"|人)?"
                rf"(?:表示|提出)?(?:(?:反[对對]|不同|任何|其他)?的?意[见見]|反[对對]|异议"
                rf"|異議){_NOT_LAW}(?=[，。；]|$)"
                rf"|[单單机機][位關关](?:均|皆|都)?[无無]意[见見](?=[，。；]|$)")),
    *((name, (rf"{_START}(?:[约約近逾]|超过|超過)?{words}(?:的)?"
              rf"(?:均|都|也|皆|[则則]|表|持){{0,2}}(?:{_SAYS_ZH})(?!权|權|的){_NOT_LAW}"))
      for name, words in _MANY_ZH.items()),
    *((name, (
        rf"(?<![经經须須應应得之]){words}的?(?:[^，。；的]{{0,4}}?){_ONE_KIND}(?:[^，。；]{{0,6}}?)"
        rf"(?:{_SAYS_ZH})(?!权|權){_NOT_LAW}"))
      for name, words in _MANY_ZH.items()),
    ("some", (r"(?<![没沒具所享拥擁持原占佔含只])(?:也|另|还|還)?有(?![关關权權其新责責大效限])(?:的"
    r"|些)?(?:[^，。；有]{0,6}?)"
              rf"{_ONE_KIND}(?:[^，。；有]{{0,5}}?)，?(?:{_SAYS_ZH})(?!权|權){_NOT_LAW}")),
    *((name, rf"{_START}(?:[几幾]乎)?{words}的?{_HUMAN}(?!的|大[会會]|代表){_NOT_LAW}")
      for name, words in _MANY_ZH.items() if name != "everybody"),
    ("everybody", rf"人人(?:{_SAYS_ZH})"),
    ("some", rf"{_START}有的(?:{_SAYS_ZH})"),
    ("some", r"有[^，。；有]{0,3}[声聲]音[认認][为為]"),
    ("some", r"多[所家位名](?:[学學]校|企[业業]|商[户戶]|[单單]位|居民|民[众眾])[^，。；应應]{0,4}[请請]求"),
    ("nobody", r"[没沒]有(?:任何)?一[位名個个](?:居民|民[众眾]|受[访訪]者|市民)"),
    ("nobody", r"(?:[没沒]有|未|[无無])(?:收到|接[获獲])(?:任何)?投[诉訴]"),
    ("few", rf"(?:很少|[鲜鮮]少|[几幾]乎[没沒]|少)有?人(?:{_SAYS_ZH})|[几幾]乎?(?:[没沒]有|[无無])阻力"),
    ("few", rf"{_STANCE_ZH}[^，。；]{{0,6}}?(?:的|者)?(?:[仅僅])?(?:[占佔属屬]|是)(?:[于於])?少[数數]"),
    ("said", (r"(?:[广廣飽饱][受遭])(?:好[评評]|批[评評]|[质質]疑|[欢歡]迎)|不得[民人]心|群情激"
              r"|看法不(?:[尽盡]相同|一而足)|呼[声聲]最高")),
    ("said", (rf"(?<![由向被让讓对對请請为為便与與和及听聽取])(?<!感谢)(?<!感謝)(?<!欢迎)(?<!歡迎)"
              rf"(?<!经)(?<!受){NO_COURTESY}{_CROWD}"
              r"(?:(?:[对對]此|普遍|[总總][体體]|高度|[强強]烈|多[数數]?|均|都|皆|也|一致|基本|[显顯]示|多有|多所"
              r"|迭有|[屡屢]有|[时時]有|一再|多次|已[经經]?|尤其|特[别別]|明[确確]|中?大量|[几幾]乎都?|更)?表?){1,2}"
              rf"(?:{_SAYS_ZH}|[关關]注|期盼|反[应應](?:[强強]烈|平淡|冷淡|[热熱]烈)|意[见見](?:很|[较較]|比[较較])|意[见見]一致"
              rf"|一[边邊]倒|[观觀]感|反[响響]){_NOT_LAW}(?!的)")),
    ("said", (r"(?:意[见見]|[争爭][论論议議])(?:主要)?集中(?:在|[于於])|主要意[见見]是|意[见見](?:基本|比[较較]一致"
    r"|一致)(?:赞成|贊成|支持|反对|反對)?"
              rf"(?=[，。；第在]|$)|(?:[总總][体體]上?){_STANCE_ZH}|反[响響应應][热熱强強]烈|呼[声聲](?:很|甚"
              rf"|[较較])高|[争爭][论論议議](?:[较較]|很)[多大]"
              r"|[质質]疑[声聲]|引[发發起](?:广泛|廣泛)?(?:[热熱][议議]|[关關]注)|深得民心|民怨|反[弹彈][声聲]"
              r"|[广廣][获獲]好[评評]|[获獲][广廣]大|受到群众|"
              r"(?<![无無])(?:[屡屢迭]有)(?:[^，。；]{0,4}?)(?:[陈陳]情|建[议議]|反映|批[评評])|[时時]有民[众眾]"
              r"|多所批[评評]"
              r"|(?:[尚已][无無有获獲])共[识識]|正反意[见見](?:[并並][陈陳]|均有|都有|各)|意[见見]各半"
              r"|社[会會][观觀]感不佳")),
)  # fmt: skip
PHRASES = (*_ENGLISH, *_CHINESE)
OPENS = re.compile(
    rf"分之[一二两兩三四五六七八九十]+的人(?![口均力行工民])|"
    rf"(?:%|％|per\s?cent|percent|\bthirds?|\bquarters?|\btenths?|\b(?:in|out\s+of)\s+(?:\w+|\d+))\s+{_HELD}"
    rf"|(?:%|\bthirds?|\bquarters?)\s+of\s+(?:the\s+|all\s+)?{_ANSWERED}"
    rf"|\b(?:person|{_PEOPLE})\s+{_HELD}"
    rf"|\b(?:in|out\s+of)\s+\w+\s+(?:of\s+)?{_ANSWERED}"
    r"|[百余餘多名位人](?:余|餘)?[名位人][联連][名署]|(?:[来來]信|[邮郵]件)\d{1,9}封|\d{1,9}封(?:[来來]信|[邮郵]件)|分之[一二两兩三四五六七八九]的?受[访訪]者"
    rf"|[成%％三]半?[一二三四五六七八九]?(?:以上|左右|多)?的?(?:受访者|受訪者|意[见見]|民[众眾])"
    rf"|{_START}(?:[约約近逾])?[一二三四五六七八九]成[一二三四五六七八九半]?{_STANCE_ZH}"
    rf"|{_STANCE_ZH}率(?:[达達为為]|[约約])"
    rf"|\b(?:received|got|had)\s+(?:\w+\s+){{0,3}}?{numerals.FIGURE}\s+(?:e-?mails|letters|comments|objections)"
    rf"|\b{numerals.FIGURE}\s+objections\b",
    re.IGNORECASE,
)
"""A share or a number beside one of these is one of people, though nothing else in the sentence speaks."""
HELD_EN = _HELD
STANCE_ZH = _STANCE_ZH
