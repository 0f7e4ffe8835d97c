"""English, generally: any kind of people, found by what only people who give their opinion do. Pure.

Who speaks isn't listed. A claim is told by a verb that law doesn't use of people (complained, would rather), by a
word for those who took part with anything that isn't a duty or a step of the procedure, or by a noun for what was sent
or felt beside how much of it. Patterns are written with blanks for reading: ``re.VERBOSE``.
"""

_START = r"(?:^|(?<=[.;:]\s)|(?<=,\s))"
_OFFICE = r"""
    (?:we|our|my|its|you|your|i|it|he|she|if|when|where|unless|rules?|laws?|courts?|councils?|councillors?
    |committees?|ministers?
    |ministr(?:y|ies)|departments?|authorit(?:y|ies)|officers?|officials?|inspectors?|agenc(?:y|ies)
    |commission\w*|boards?|governments?
    |parliaments?|directors?|judges?|tribunals?|auditors?|secretar(?:y|ies)|the\s+(?:office|state|bank|bureau
    |act|bill|draft))
"""
"""Nobody of the public."""
_WORD = rf"(?!{_OFFICE}\b)[\w’'\-]+"
_WHO = rf"""
    (?:{_WORD}\s+){{0,4}}?(?!{_OFFICE}\b)(?:[\w’'\-]{{2,}}s|[\w\-]*(?:people|men|women|folk|children|public
    |majority|minority|staff)|everybody|everyone|nobody|others|many|most|some|few)
"""
"""Any short subject in the plural that is no office."""
_PHRASE = r"""
    (?:\s+(?:from|in|of|with|near|on|at|around|along|living|working|who\s+\w+
    |without)\s+(?:[\w’'\-]+\s+){0,4}?[\w’'\-]+)?
"""
_HOW = (
    r"(?:\s+(?:\w+ly|also|often|still|even|both|alike|too|in\s+particular|in\s+general|again|all|too)){0,2}"
)
_TALKED = r"""
    (?:complained|worried|feared|fear|urged|begged|pleaded|objected|doubted|protested|resented|threatened
    |questioned|disliked
    |campaigned|hoped|claimed(?!\s+by)|spoke\s+of|laughed|queried|described(?!\s+(?:in|by|above|below|under|as
    |here))|recounted|talked\s+(?:about|of)|spoke\s+(?:of|about)|would\s+find|criticised|criticized|grumbled
    |argued|called\s+for|pressed\s+for|lobbied|insisted|welcomed|praised|applauded
    |lamented|regretted|warned|dreaded|wished|longed|would\s+(?:like|prefer|rather|welcome|love|hate)
    |drew\s+attention|pointed\s+out
    |(?:are|were|remain(?:ed)?|feel|felt|seem(?:ed)?)\s+(?:\w+ly\s+|very\s+|quite\s+|rather\s+|so\s+
    |more\s+)?(?:tired|fed\s+up|sick\s+of|weary|angry
    |furious|upset|annoyed|worried|afraid|scared|anxious|uneasy|unhappy|happy\s+with|pleased|glad|delighted
    |relieved|disappointed
    |frustrated|sceptical|skeptical|critical\s+of|enthusiastic|lukewarm|divided|split|in\s+two\s+minds|keen
    |against|in\s+favou?r|opposed|supportive)
    |do\s+not\s+(?:trust|like|want|believe|feel|think|see\s+why|understand\s+why)|did\s+not\s+(?:trust|like
    |want|believe|feel|think|see|understand))
"""
"""What law doesn't say of people."""
_TOOK_PART = r"""
    (?:respondents|consultees|commenters|commentators|submitters|correspondents|objectors
    |those\s+who\s+(?:wrote|replied|responded|answered
    |commented|took\s+part|spoke|attended|objected)(?:\s+(?:in|to\s+us|to|on\s+\w+))?)
"""
_SENT = r"""
    (?:feedback|input|comments|submissions|responses|replies|letters|e-?mails|answers|criticism|correspondence
    |mail|remarks|contributions
    |discussion|debate|objections|suggestions|participants|contributors|speakers|writers|attendees|signatures
    |respondents)
"""
_POINT = r"""
    (?:themes?|points?|requests?|complaints?|wish(?:es)?|concerns?|topics?|demands?|criticisms?|arguments?
    |objections?|worr(?:y|ies)|suggestions?
    |issues?|subjects?|questions?|fears?|reasons?|answers?|views?|opinions?|feelings?|grievances?|proposals?)
"""
_FEELING = r"""
    (?:concerns?|anxiety|worr(?:y|ies)|doubts?|fears?|complaints?|objections?|criticisms?|dissatisfaction
    |frustration|anger|annoyance|trust|confidence
    |resistance|opposition|enthusiasm|sympathy|unease|disappointment|appetite|scepticism|skepticism|mistrust
    |distrust|resentment|support|backing
    |demand|interest|agreement|disagreement|approval|disapproval|praise|opinions?|views)
"""
_STRENGTH = r"""
    (?:strong(?:er|est)?|weak(?:er|est)?|high(?:er|est)?|low(?:er|est)?|great(?:er|est)?|wide(?:r|spread)?
    |broad|deep|fierce|intense|common|frequent
    |mixed|split|divided|muted|lukewarm|limited|thin|overwhelming|unanimous|universal|near-universal|general
    |evident|palpable|loud(?:er|est)?|mainly
    |mostly|chiefly|largely|almost|expressed|voiced|raised|heard|repeated|shared|by\s+far|the\s+(?:most|main
    |chief|strongest))
"""
_ONLY_PEOPLE = r"""
    (?:worried|worries|fears|feared|complained|unhappy|upset|angry|anger|outcry|appetite|up\s+in\s+arms
    |the\s+mood\s+\w+|(?:un)?popular\s+(?:with|among)|unconvinced|(?:was|were)\s+
    (?:not\s+)?convinced|scepti\w+|skepti\w+|welcomed|disliked|favou?red|resented|dismay\w*|delighted
    |frustrat\w+|disappoint\w+|distrust|mistrust|uneasy|unease|fed\s+up|outnumber\w*|split\s+down
    |time\s+and\s+again
    |queried|grumbled|backlash|praised|applauded|enthusias\w+|lukewarm|supportive|overwhelmingly|resentment
    |criticised|criticized|begged|pleaded|dreaded)
"""
"""Words that no law has: wherever they stand, people have spoken; but see how a clause begins."""
_CLAUSE = r"""
    (?:^|(?<=[.;:]\s))(?!(?:we|our|i|you|your|if|when|where|unless|thank|please|to|in\s+order|as\s+we
    |it\s+(?:removes|avoids|answers)|this\s+(?:removes|avoids|answers)
    |the\s+(?:council|ministry|department|office|board|authority|commission|government|court|minister))\b)
"""
"""Where a statement begins that isn't the office's own voice."""
_PROCEDURE = r"""
    (?:published|received|read|considered|sent|invited|welcome|due|open|kept|answered|listed|counted|collected
    |accepted|closed|shown|moderated|available
    |possible|public|subject|made|grouped|sorted|summarised|summarized|taken|required|given|submitted|to|not
    |also|being|marked|set|recorded|stored|needed|limited|used|attached
    |enclosed|included|hidden|analysed|analyzed|reviewed|addressed|posted|in\s+writing|at|by|under|on|handled
    |returned|treated|called|defined|referred|filed|entitled|held)
"""
"""What becomes of comments without anybody's opinion."""
PATTERNS: tuple[tuple[str, str], ...] = (
    (
        "said",
        r"""
        \b(?:association|industry|union|federation|chamber(?:\s+of\s+\w+)?|league|trade|sector|community
        |society|press|alliance|profession)\s+(?:\w+ly\s+|also\s+)?
        (?:regards|considers|sees|thinks|believes|wants|fears|doubts|rejects|opposes|supports|welcomes|expects
        |says|argues|complains|objects|prefers|hopes)\b
        |\bsee\s+themselves\b|\breservations\s+(?:\w+\s+){0,4}?(?:was|were|remain)\b
        |\breported\s+(?:\w+\s+)?(?:shortages?|problems?|difficult\w+|losses|trouble|delays)\b
        |(?:thirds|quarters|half|per\s?cent|%)\s+(?:of\s+\w+\s+)?(?:rated|judged|found|thought|liked|wanted)\b
    """,
    ),
    (
        "said",
        r"""
        \bhardly\s+an?\s+(?:letter|reply|comment|answer|submission|voice)\b|\bthere\s+(?:is
        |was)\s+an?\s+(?:\w+\s+)?(?:feeling|sense|impression|belief|perception)\s+(?:abroad|among|that|in)\b
        |\bthe\s+\w+est\s+(?:protests?|voices?|calls?|complaints?|objections?)\s+(?:came|was|were|concerned)\b
        |\btime\s+and\s+again\b|\bsignatures\s+(?:were|was|have\s+been)\s+(?:gathered|collected|handed)\b
        |\bwould\s+(?:gladly|happily|sooner)\s+\w+|\baccept(?:ed)?\s+the\s+principle\b
        |\bno\s+(?:\w+\s+)?(?:groups?|associations?|residents?|organi[sz]ations?|respondents?|trader|parent
        |owner)\s+(?:asked|wanted|argued|objected|said|called|wished|supported|opposed|spoke)\b
    """,
    ),
    ("said", rf"{_CLAUSE}(?:[^\s.;]+\s+){{1,30}}?{_ONLY_PEOPLE}\b"),
    (
        "some",
        rf"""
        \b(?:repl(?:y|ies)|comments?|responses?|submissions?|letters?|feedback|e-?mails?)\b(?:\s+(?:on|to|about
        |from|under|in)\s+(?:[\w’'\-]+\s+){{0,3}}?[\w’'\-]+)?\s+
        (?:\w+ly\s+)?(?:(?:was|were)\s+(?!{_PROCEDURE}\b|\w+ly\s+{_PROCEDURE}\b)|favou?red\b|opposed\b
        |supported\b|cent(?:red|ered)\b|focus(?:s)?ed\b|dwelt\b|dealt\b|came\s+(?:from|down)\b)
    """,
    ),
    (
        "said",
        r"""
        \b(?:clear|evident|apparent|obvious|plain)\s+from\s+(?:the\s+|your\s+)?(?:\w+\s+)?(?:workshops?
        |comments|replies|hearings?|meetings?|consultation|letters|feedback
        |responses|survey|submissions|debate)\b
    """,
    ),
    (
        "said",
        r"""
        \bthe\s+(?:\w+est|most\s+\w+|general|common|prevailing|overall)\s+(?:reactions?|feelings?|views?
        |support|opposition|criticism|interest|impression|wish|mood|resistance)\b
    """,
    ),
    (
        "most",
        rf"""
        {_START}(?:the|a)\s+(?:\w+\s+)?(?:majority|minority)\s+(?:of\s+(?:them|those|people|\w+s)\s+)?(?:did
        |had|were|felt|saw|\w+ed)\b(?!\s+by)
    """,
    ),
    ("said", rf"{_START}{_WHO}{_PHRASE}{_HOW}\s+{_TALKED}\b"),
    (
        "said",
        rf"""
        \b{_TOOK_PART}['’]?{_PHRASE}{_HOW}\s+(?!(?:may|can|shall|must|should|will|might|could|cannot|who|that
        |which|and|or|by|to|in|on|of|at
        |from|with|for|have\s+until|had\s+until|need|receive|received|(?:were|are|was|is|have\s+been
        |be)\s+(?:asked|invited|given|free|able|informed|told|sent
        |offered|selected|thanked|identified|named|notified|required|entitled|requested|encouraged))\b)[a-z]+
    """,
    ),
    (
        "said",
        rf"""
        \b(?:most|more|least)\s+(?:common|frequent|often|widespread|popular|widely|cited|mentioned|raised
        |repeated|pressing|heard|contentious)
        (?:ly)?\s+(?:\w+\s+)?{_POINT}\s+(?:\w+\s+){{0,4}}?(?:was|were|is|are|concerned|related|came)\b
        |\b(?:was|were|is|are|remained)\s+(?:by\s+far\s+)?(?:one\s+of\s+)?the\s+(?:most|commonest|main|chief
        |biggest)\s+(?:\w+\s+){{0,2}}?{_POINT}\b
    """,
    ),
    (
        "some",
        rf"""
        \b(?:most|much|all|part|some|half|many|several|none|few|a\s+few|the\s+(?:bulk|rest|majority|whole)
        |a\s+(?:lot|third|quarter|fifth|majority
        |minority|handful|number|fair\s+share|good\s+deal|large\s+(?:part|share)|small\s+(?:part|share))
        |an?\s+\w+\s+(?:share|part|number|majority))
        \s+of\s+(?:the\s+|all\s+|our\s+)?(?:\w+\s+)?{_SENT}(?:\s+(?:on|about|from|received
        |we\s+\w+)(?:\s+[\w’'\-]+){{0,3}}?)?\s+
        (?:(?:also|only|even|\w+ly)\s+)?(?!(?:may|can|shall|must|should|will|received|is\s+published
        |are\s+published|were\s+published)\b)(?:\w+ed|was|were|is|are|had|has|came|spoke|drew|dealt|said|told
        |went|took|made|found|wrote|felt|thought|held|saw|gave|fell|ran|stood|meant|sought|brought|put|centred
        |lay)\b
    """,
    ),
    (
        "said",
        r"""
        \bwe\s+(?:have\s+)?(?:\w+ly\s+|also\s+|often\s+|never\s+)?heard\s+(?:\w+\s+){0,3}?(?:that|from|about|of
        |why|how)\b
    """,
    ),
    (
        "said",
        r"""
        \bit\s+(?:was|is|has\s+been)\s+(?:(?:\w+ly|also|often|sometimes|again|even|much|still)\s+){1,3}(?:said
        |felt|suggested|argued|feared|noted|claimed|thought
        |believed|stressed|pointed\s+out|asked|mentioned|remarked|hoped)\b
    """,
    ),
    (
        "said",
        r"""
        \b(?:the|local|general|wider)\s+public\s+(?:(?:does|do|did)\s+not\s+\w+|(?:clearly|largely|still|mostly
        |generally|broadly)\s+\w+|feels|thinks|wants|likes
        |dislikes|believes|doubts|distrusts|trusts|expects|hopes|fears|remains|(?:is
        |was)\s+(?:\w+ly\s+)?(?:against|for|in\s+favou?r|divided|split|sceptical|skeptical|unconvinced
        |tired|angry|worried|concerned|unhappy|satisfied|dissatisfied|behind))\b
    """,
    ),
    (
        "said",
        rf"""
        (?:{_START}|\b(?:strong|broad|wide|little|much|clear|general|public|local)\s+){_FEELING}(?:\s+(?:about
        |for|over|with|at|to|among|from|in|of|on|as\s+to|towards?)\s+
        (?:[\w’'\-]+\s+){{1,6}}?|\s+)(?:(?:was|were|is|are|remained?|ran|grew|came|seemed)\s+{_STRENGTH}
        |dominated|prevailed|focus(?:s)?ed|cent(?:red|ered)|(?:was|were)\s+
        (?:\w+ly\s+)?(?:expressed|voiced|raised|heard))\b
    """,
    ),
    (
        "some",
        rf"""
        \b(?:only|just|some|about|around|over|nearly|almost|roughly)?\s*(?:\d{{1,7}}|two|three|four|five|six
        |seven|eight|nine|ten|a\s+dozen|dozens\s+of|hundreds\s+of)\s+(?:{_WORD}\s+)?(?:{_WORD}s
        |people)\s+(?:\w+ly\s+|also\s+)?{_TALKED}\b
    """,
    ),
    (
        "said",
        r"""
        \b(?:was|were|are|is)\s+(?:\w+ly\s+)?(?:popular|unpopular|disliked|welcomed|resented|criticised
        |criticized)\s+(?:with|among|by)\b
    """,
    ),
)
