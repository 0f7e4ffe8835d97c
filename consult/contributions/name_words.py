"""Family names, titles, kinds of organisations, and what begins as a name and is none: for telling a name. Pure."""

import re

from consult.foundation.folding import letters


def _each(words: str) -> tuple[str, ...]:
    return tuple(letters(one) for one in words.split())


FAMILY = frozenset(
    letters("""
王李張劉陳楊趙黃周吳徐孫胡朱高林何郭馬羅梁宋鄭謝韓唐馮于董蕭程曹袁鄧許傅沈曾彭呂蘇盧蔣蔡賈丁魏薛葉閻余潘杜戴夏鍾
汪田任姜范方石姚譚廖鄒熊金陸郝孔白崔康毛邱秦江史顧侯邵孟龍萬段雷錢湯尹黎易常武喬賀賴龔文龐樊蘭殷施陶洪翟安顏倪嚴
牛溫蘆季俞章魯葛伍韋申尤畢聶焦向柳邢岳齊梅莫莊辛管祝左塗涂谷祁時舒耿牟卜詹關苗凌費紀靳盛童歐甄項曲成游陽裴席衛查
屈鮑位覃霍翁隋甘景薄單包司柏寧柯阮桂閔解強柴華車冉房邊辜吉饒刁瞿戚丘古米池滕晉苑鄔臧暢宮來嵺苟全褚廉簡婁蓋符奚木
穆黨燕郎邸冀談姬屠連郜晏欒郁商蒙計喻揭竇遲宇敖糜鄢冷卓花仇艾藍都鞏稽井練仲樂虞卞封竺冼原官衣楚佟栗匡宗應台巫鞠僧
桑荊諶銀揚明沙伏岑習胥保和藺巴粘幸力
""")
)
"""Family names of one character, as folded."""
TWO_FAMILY = frozenset(
    _each("""
歐陽 司馬 上官 諸葛 司徒 東方 獨孤 南宮 夏侯 慕容 皇甫 尉遲 公孫 令狐 端木 張簡 范姜
""")
)
"""Those of two."""
TITLES = _each("""
先生 女士 小姐 太太 夫人 君 氏 媽媽 爸爸 老師 教授 博士 醫師 醫生 律師 建築師 同志 師傅 校長
院長 里長 村長 鄰長 鄉長 鎮長 縣長 市長 區長 局長 處長 科長 課長 組長 主任 委員 議員 立委
代表 理事長 總幹事 經理 董事長 會長 總經理
""")
"""What follows a name and tells that it is one."""
NO_NAMES = frozenset(
    _each("""
路人甲 路人乙 路過的 高中生 關心者 過路人 高齡者 原住民 管理員 商家 商人 古人 官員 居民 居士
全體 全民 全部 全面 安全 平安 安心 方便 方案 方法 方式 高興 高雄 高中 高齡 花蓮 宜蘭 雲林
金門 馬祖 單位 計畫 計劃 文化 文件 時間 時代 成功 成本 成年 車輛 程度 關係 關心 容易 簡單
明白 明確 和平 保護 強制 都市 項目 解決 應該 常見 紀錄 習慣 溫和 游客 金額 白天 黃金 水利
公平
""")
)
"""What begins as a name does and is none: people type it where a name is asked for, and officials write it."""
PLACES = frozenset(letters("市縣區鄉鎮村里街路巷弄號局署處院校廠店橋站港湖山河溪島"))
"""What makes a place or an office of what stands before it."""
HONORIFICS = frozenset({"mr", "mrs", "ms", "miss", "dr", "prof", "sir", "dame"})
BODY_FORMS = _each("股份有限公司 有限責任公司 有限公司 公司")
"""Legal forms behind an organisation's name, which texts leave out."""
KINDS_OF_BODIES_HAN = re.compile(
    "|".join(
        sorted(
            _each("""
居民 業主 住戶 社區 社會 村民 里民 市民 公民 商家 店家 攤商 商戶 企業 產業 工業 商業 農業 漁業 勞工 員工 教師 家長 學生
婦女 青年 老人 身心障礙 消費者 委員 委員會 自治會 管理 協會 學會 工會 公會 商會 總會 分會 農會 漁會 聯合會 聯盟 促進會
基金會 理事會 發展 代表 團體 組織 機構 公司 有限 股份 集團 學校 小學 中學 大學 醫院 診所 事務所 辦公室 小組 中心 單位
全國 全市 地方 本市 本地 會
"""),
            key=len,
            reverse=True,
        )
    )
)
"""What only says what kind of organisation it is, and of whom."""
KINDS_OF_BODIES = frozenset(
    re.findall(
        r"\w+",
        """
a agency alliance an and association associations authority business businesses center centre chamber charity
church city club co college commerce committee community companies company corporation council county
department district farmers federation for forum foundation gmbh government group groups homeowners hospital
in inc institute international limited llc llp local ltd members ministry national neighborhood neighbors
neighbourhood neighbours network of office on organisation organization owners parent parents parish plc
regional resident residents school schools society students teacher teachers tenant tenants the to town trade
trader traders trust union unions university village women workers youth
""",
    )
)
"""The same of words."""
