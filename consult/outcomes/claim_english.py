"""English: claims about the public put together from who, how many and what they say. Pure.

A statement begins with people (told by the ending of the word: -ers, -ists, groups) or with what people feel
(concerns, backing), in so many words how many or not, and goes on with what they said or felt. Present duties and what
may be done are no claims. Patterns are written with blanks for reading: ``re.VERBOSE``.
"""

_SPEAK = r"""
    (?:said|told|asked|feared|worried|complained|felt|thought|argued|objected|opposed|supported|favou?red|backed
    |wanted|wished|hoped|welcomed|criticised|criticized|rejected|suggested|called\s+(?:for|on|upon)|pointed\s+
    (?:out|to)|believed|agreed|disagreed|raised|highlighted|mentioned|proposed|preferred|questioned|stressed
    |voiced|requested|demanded|urged|begged|pleaded|endorsed|praised|doubted|condemned|resented|regretted
    |insisted|protested|pressed\s+for|lobbied|liked|disliked|loved|hated|valued|appreciated|missed|took\s+issue
    |spoke\s+(?:up|out|for|against|in)|wrote|reported|described|found\s+(?:it|the|this|that|fault|them)|saw\s+
    (?:it|the|this|no|little|a)|expressed|would\s+(?:rather|prefer|like|welcome)|shared\s+(?:this|the)\s+\w+
    |(?:were|are|was|is|felt|seemed|remained)\s+(?:(?:\w+ly|not|very|quite|rather|more|less)\s+)?(?:un)?(?:happy
    |worried|concerned|angry|afraid|against|opposed|in\s+favou?r|critical|sceptical|skeptical|dissatisfied
    |satisfied|disappointed|pleased|content|upset|annoyed|divided|split|keen|enthusiastic|supportive|ignored
    |anxious|uneasy|relieved|grateful|convinced|nervous|alarmed|frustrated))
"""
"""What people do who speak, or hold something, in the past tense."""
_PEOPLE = r"""
    (?:(?!(?:offic|engin|minist|inspect|councill|numb|letter|chapt|paper|order|pow|riv|cent|matt|comput|custom
    |regist|found|own|hold)e?(?:ers|ors|s)\b)[a-z]{2,}(?:ers|ors|ists|ants|ents|ians|eers|ees|folk|people|men
    |women)|[a-z]+lords|groups|clubs|unions|associations|charities|societies|families|parents|youths|owners
    |customers|holders|campaigns|communities|neighbou?rhoods|villages|schools|firms|businesses|companies|shops
    |organi[sz]ations|members\s+of\s+the\s+public)
"""
"""People, by the ending of the word or by what they are."""
_NO_PEOPLE = r"""
    (?!(?:\w+\s+){0,2}?(?:documents|payments|agreements|amendments|statements|comments\s+period|requirements
    |departments|developments|improvements|governments|arguments|measurements|instruments|apartments|elements
    |events|patients|contents|papers|numbers|letters|orders|powers|rivers|matters|centres|computers|officers
    |engineers|ministers|inspectors|councillors|members(?!\s+of)|registers|accidents|incidents|buildings
    |auditors|directors|lawyers|judges|surveyors|scientists|researchers|consultants|planners|colleagues|surveys
    |studies|errors|factors|sensors|doors|floors|colours|colors|corridors|trees|fees|committees|degrees
    |employees\s+of\s+the|grants|plants|restaurants|tests)\b)
"""
"""What ends like people and is none, and those who work for the office."""
_QUANTITY = r"""
    (?:(?:quite\s+)?(?:a\s+)?(?:few|lot|number|handful|majority|minority|great\s+many|good\s+many)(?:\s+of)?
    |many|most|some|several|numerous|various|all|almost\s+all|nearly\s+all|both|other|half(?:\s+of)?|the\s+
    majority(?:\s+of)?)
"""
"""How many of them."""
_DID = r"""
    (?:(?:did|could|would|do|can)\s+not\s+(?:understand|see|want|like|know|trust|believe|accept|agree|think|feel
    |share|mind|need)|would\s+have\s+\w+|saw\s+\w+|found\s+\w+|thought\s+\w+|felt\s+\w+|spoke\s+\w+|swore
    |wrote\s+\w+|knew\s+\w+|meant\s+\w+|(?!(?:received|moved|used|lived|paid|parked|died|travelled|traveled
    |registered|applied|attended|visited|arrived|crossed|passed|stopped|started|opened|closed|ended|changed
    |increased|decreased|formed|created|based|located|situated|listed|named|called|affected|injured|employed
    |entitled|elected|appointed|required|obliged|allowed|exempted|exempt|licensed|involved|concerned|interested
    |aged|enrolled|admitted|qualified|seated|accredited|authorised|authorized|convicted|married|retired|insured|related|completed|returned|returned|signed|carried|walked|played|worked|stayed
    |rented|borrowed|delivered|produced|offered|provided|served|sold|bought|planted|cleaned|checked|measured
    |tested|repaired|installed|removed|replaced|trained|informed|notified|included|added|need|speed|feed
    |seed)\b)[a-z]{3,}ed)
"""
"""What people did that is none of the things of the world: what texts tell of them is mostly what they said."""
_OF_WHAT = r"""
    (?=\s+(?:that|who|what|why|whether|how|if|the|an?|to|it|this|these|their|them|us|about|for|against|on|in|of
    |at|over|with|no|not|more|less|fewer|much|as|very|too|another|any|all|some|every|each|your|our)\b|\s*[.,;:])
"""
"""Behind a verb, so that “some proposed changes” isn’t one."""
_WEARY = r"""
    (?:tired|fed\s+up|sick|afraid|scared|proud|fond|wary|weary|happy|unhappy|angry|worried|concerned|against
    |in\s+favou?r|keen|annoyed|frustrated|divided|split|disappointed|furious|impatient|curious|suspicious)
"""
"""How people feel about it, in the present tense."""
_MOOD = r"""
    (?:anger|mood|feedback|consensus|backing|praise|criticism|reactions?|feelings?|sentiment|applause|scepticism
    |skepticism|frustration|dissatisfaction|discontent|outrage|distrust|mistrust|relief|resistance)
"""
"""What is in the air where people speak."""
_HEAD = r"(?:^|(?<=[.;:]\s)|(?<=,\s))"
"""Where a statement begins."""
_FEELING = r"""
    (?:concerns?|worr(?:y|ies)|doubts?|fears?|complaints?|objections?|criticisms?|dissatisfaction|frustration
    |anger|annoyance|resistance|opposition|support|enthusiasm|sympathy|unease|disappointment|demand|appetite
    |opinions?|views)
"""
"""What people feel, as a thing."""
_SIDE = r"""
    (?:critics|opponents|objectors|supporters|backers|those\s+(?:in\s+favou?r|against|opposed|for\s+it))
"""
"""Those on one side."""
_SENT = r"(?:comments?|letters?|submissions?|responses?|replies|answers?|contributions?|e-?mails?)"
"""What they sent."""
_STOOD = r"""
    (?:\w+ly\s+)?(?:supported|opposed|backed|rejected|favou?red|agreed|disagreed|objected|criticised|criticized
    |welcomed|(?:was|were)\s+(?:in\s+favou?r|against|opposed|critical|positive|negative))
"""
"""For or against."""
PATTERNS: tuple[tuple[str, str], ...] = (
    (
        "said",
        rf"""
        {_HEAD}{_NO_PEOPLE}(?:(?:the|{_QUANTITY})\s+(?:the\s+)?)?(?:(?!our|we|my|its|rules
        |laws)[a-z’'\-]+\s+){{0,2}}?{_PEOPLE}(?:\s+and\s+(?:[a-z]+\s+){{0,2}}?[a-z]+s)?(?:\s+(?:of|from|in|with
        |near|on)\s+(?:the\s+|our\s+)?(?:[\w’'\-]+\s+){{0,2}}?[\w’'\-]+|,\s+too,|\s+in\s+particular|\s+also|\s+
        often|\s+especially|\s+strongly|\s+repeatedly|\s+alike|\s+and\s+others)?\s+(?:\w+ly\s+)?{_SPEAK}\b(?!\s+
        (?:by|in\s+accordance)\b)
    """,
    ),
    (
        "said",
        rf"""
        {_HEAD}{_NO_PEOPLE}(?:(?:the|{_QUANTITY})\s+(?:the\s+)?)?(?:(?!our|we|my|its|rules|laws|if|when
        |where)[a-z’'\-]+\s+){{0,2}}?{_PEOPLE}(?:\s+and\s+(?:[a-z]+\s+){{0,2}}?[a-z]+s)?(?:,\s+(?:too|on\s+
        the\s+other\s+hand|however|by\s+contrast),|\s+in\s+particular|\s+also|\s+often|\s+both|\s+all|\s+alike
        |\s+and\s+others)?\s+(?:\w+ly\s+)?{_DID}\b(?!\s+(?:by|in\s+accordance)\b)
    """,
    ),
    (
        "said",
        rf"""
        (?:^|(?<=,\s)|(?<=\bthat\s))(?:people|residents|many|most|locals|neighbours|neighbors|parents
        |drivers)\s+(?:are|feel|seem)\s+(?:\w+ly\s+)?{_WEARY}\b
    """,
    ),
    (
        "many",
        rf"""
        (?:^|(?<=[.;:]\s))(?:many|most|some|several|a\s+few|others|one\s+in\s+\w+|\w+\s+in\s+(?:three|four|five
        |ten))\s+{_DID}\b{_OF_WHAT}
    """,
    ),
    (
        "said",
        rf"""
        {_HEAD}{_NO_PEOPLE}(?:(?!if|when|where|unless)[a-z’'\-]+\s+){{0,2}}?{_PEOPLE}\s+(?:also\s+|often\s+
        |still\s+|\w+ly\s+)?(?:regard|think|feel|believe|want|fear|hope|dislike|reject|prefer|worry|doubt
        |complain|say|consider|resent|oppose|welcome)\b
    """,
    ),
    (
        "said",
        rf"""
        {_HEAD}those\s+(?:\w+ing|who\s+\w+|in|near|with)\b(?:\s+[\w’'\-]+){{0,5}}?\s+(?:\w+ly\s+)?(?:{_SPEAK}
        |would\s+have)\b
    """,
    ),
    (
        "nobody",
        rf"""
        \b(?:no|not\s+one|not\s+a\s+single)\s+(?:respondent|resident|person|writer|commenter|citizen|contributor
        |participant|comment|letter|submission)\s+(?:\w+ly\s+)?(?:{_SPEAK}|{_DID})\b
    """,
    ),
    (
        "some",
        rf"""
        \b(?:{_QUANTITY}|\w+|an?\s+(?:third|quarter|fifth|tenth))\s+(?:of\s+(?:the|all)\s+)(?:letters|comments
        |submissions|responses|e-?mails|replies|answers)\s+(?:\w+ly\s+)?(?!are|were|is|was|will
        |received)(?:{_SPEAK}|{_DID})\b
    """,
    ),
    (
        "some",
        r"""
        \bone\s+(?:letter|comment|submission|response|e-?mail|speaker|writer)\s+after\s+(?:another|the\s+
        other)\b
    """,
    ),
    (
        "said",
        r"""
        \bthere\s+(?:is|was|were|are|has\s+been)\s+(?:\w+\s+){0,2}?(?:appetite|wish|willingness|interest\s+in
        |longing|outcry|unrest|anger|mistrust|applause|agreement\s+that)\b
    """,
    ),
    (
        "everybody",
        r"""
        \b(?:everybody|everyone|nobody|no\s+one)\s+(?:agrees|thinks|says|wants|likes|believes|knows)\b
    """,
    ),
    (
        "said",
        r"""
        \bwhat\s+(?:most\s+)?(?:mattered|worried|bothered|angered|troubled|concerned|interested|annoyed|pleased
        |people|residents)\b[^.;]{0,40}\b(?:was|were|is|are)\b
    """,
    ),
    (
        "said",
        rf"""
        (?:^|(?<=[.;:]\s)|(?<=,\s))(?:the|a\s+lot\s+of|much|some|most|no|little|great
        |considerable)?\s*(?:\w+est\s+|most\s+of\s+the\s+|main\s+|general\s+|public\s+)?{_MOOD}(?:\s+(?:among
        |from|of|on|about|in|at|over|with|towards?|to)\s+(?:[\w’'\-]+\s+){{1,4}}?|\s+)(?:was|were|is|came|comes
        |went|has\s+been|have\s+been|remains?|ran|grew|focus\w*|cent(?:red|ered)|fell)\b
    """,
    ),
    (
        "said",
        r"""
        \b(?:received|heard|met\s+with|found|got|drew|attracted|had)\s+(?:\w+\s+){0,2}?(?:support|backing|praise
        |criticism|opposition|approval|resistance|applause|scorn)\b
    """,
    ),
    (
        "some",
        r"""
        \b(?:some|several|many|most|a\s+number\s+of|a\s+few|other|\d+)\s+(?:letters|comments|submissions
        |responses|e-?mails|replies|contributions|answers)\s+(?:\w+ly\s+)?(?:described|mentioned|dealt|concerned
        |focus\w*|touched|pointed|came\s+back|complained|called|argued|asked|referred|made\s+the\s+point)\b
    """,
    ),
    (
        "everybody",
        rf"""
        (?<!of\s)\b(?:all|every|each)\s+(?:(?:one\s+)?of\s+)?(?:the\s+)?{_SENT}\s+{_STOOD}\b
    """,
    ),
    *(
        (
            name,
            rf"\b(?:supported|opposed|rejected|backed|welcomed|criticised|criticized|favou?red|endorsed)\s+by\s+{words}",
        )
        for name, words in (
            ("most", r"(?:most|(?:the|an?)\s+(?:\w+\s+)?majority|more\s+than\s+half)\b"),
            ("everybody", r"(?:all(?!\s+means)|everybody|everyone)\b"),
            ("nobody", r"(?:nobody|no\s+one|none)\b"),
            ("many", r"many\b"),
            ("some", r"(?:some|several|a\s+few|few)\b"),
        )
    ),
    (
        "said",
        r"""
        \b(?:a|one|the|another)\s+(?:recurring|recurrent|common|frequent|repeated|central|main|constant
        |familiar)\s+(?:theme|point|request|complaint|wish|concern|topic|demand|criticism|argument|objection
        |worry|suggestion)\s+(?:was|were|is)\b
    """,
    ),
    (
        "most",
        rf"""
        \b{_SIDE}\s+(?:were|was|are|formed|made\s+up|had|held)\s+(?:in\s+)?(?:the|a)\s+(?:\w+\s+)?majority\b
    """,
    ),
    ("some", rf"\b{_SIDE}\s+(?:were|was|are|formed|made\s+up)\s+(?:in\s+)?(?:the|a)\s+(?:\w+\s+)?minority\b"),
    (
        "most",
        rf"""
        \b(?:most|(?:the|an?)\s+(?:\w+\s+)?majority|more\s+than\s+half|over\s+half)\s+of\s+(?:those|the\s+
        people)\s+(?:commenting|writing|responding|replying|who\s+\w+)(?:\s+(?:on|about|to|in)\s+
        (?:\w+\s+){{1,3}}?|\s+)?{_STOOD}(?:\s+it)?\b
    """,
    ),
    (
        "even",
        r"""
        \bboth\s+(?:sides|camps|views)\s+(?:were|are|was)\s+(?:\w+ly\s+)?(?:strong|large|even|balanced|matched
        |represented)\b|\bas\s+many\b[^.;]{0,30}\b(?:supported|liked|favou?red|backed|agreed|were\s+
        for)\b[^.;]{0,30}\bas\b[^.;]{0,20}\b(?:opposed|disliked|against|disagreed)\b|\b(?:sides|votes|comments
        |opinions)\s+(?:were|was)\s+evenly\s+(?:split|divided|balanced|matched)\b
    """,
    ),
    ("most", r"(?:^|(?<=[.;:,]\s))(?:the|a)\s+(?:\w+\s+)?majority\s+would\b"),
    ("few", r"\b(?:hardly|scarcely|barely)\s+any(?:one|body)\b"),
    ("nobody", r"\bnot\s+(?:one|a\s+single)\s+(?:person|respondent|resident|comment|letter|submission)\b"),
    (
        "half",
        r"""
        \b(?:fewer|less|more)\s+than\s+half\b(?:\s+of\s+(?:them|those|you|the\s+(?:comments|respondents|senders
        |people))(?:\s+who\s+\w+)?)?\s+(?:\w+ly\s+)?(?:supported|opposed|agreed|disagreed|backed|favou?red
        |objected|liked|wanted|(?:were|are)\s+(?:in\s+favou?r|against|opposed|for\b))
    """,
    ),
    (
        "said",
        rf"""
        \b{_FEELING}\b(?:\s+(?:about|with|over|at|of|to|on|for|as\s+to)\s+(?:[\w’'\-]+\s+){{1,5}}?
        |\s+)(?:(?:came|comes)\s+(?:up|back|mainly|mostly|chiefly|largely|again|from|\w+ly\s+from)|recurred
        |was\s+divided|were\s+divided|prevailed|(?:was|were|is|are)\s+(?:\w+ly\s+)?(?:common|frequent|widespread
        |general|repeated|lukewarm|weak|low|muted|limited|thin|slight|overwhelming|unanimous|universal|high|loud
        |voiced|raised|expressed|mixed|divided|split|strong|great|considerable|shared))\b
    """,
    ),
    (
        "said",
        r"""
        \bthe\s+(?:idea|plan|proposal|suggestion|draft|scheme|rule|ban|change|measure)s?\b(?:\s+of\s+
        (?:[\w\-]+\s+){1,4}?|\s+)(?:was|were|proved|met\s+with|found|drew|attracted)\s+(?:\w+ly\s+)?(?:popular
        |unpopular|controversial|contentious|(?:much|little|great|considerable|strong|broad|wide|fierce|general
        |mixed|some)\s+\w+)
    """,
    ),
)
