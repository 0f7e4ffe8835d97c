"""The README of a package, in the three languages of the site."""

from consult.consultations.models import Consultation
from consult.opendata.files.shape import AUDITOR, Grade

TEXT = """\
# {title}

This package holds the whole consultation as the site had it: the draft in its versions, comments, rulings, votes,
answers and the entries of the record. Grade: {grade}.

- `reading-room/index.html` opens in any browser, without a network: the draft, comments, rulings, replies, numbers.
- `verify.py` checks the whole package: `python3 -I -S verify.py PACKAGE.zip`. It needs Python 3.11 or later and nothing
  else. A receipt (`.tlog-proof`) or a checkpoint that you kept can be given too; it is checked against the package.
- `*.csv` and `*.jsonl` hold the same rows. UTF-8. The JSON Lines are exact; in the CSV a cell that begins
  with `=`, `+`, `-`, `@`, a tab or their full-width forms carries a leading `'` so that no spreadsheet takes it for a
  formula. Take that one character off to have the text back.
- `dictionary.csv` says what every column of every file means.
- `entries.jsonl` are the entries of the consultation’s log, one a line, byte for byte; `openings.jsonl` opens their
  commitments as far as this grade may; `tiles/`, `checkpoints.jsonl` and `vkeys.txt` prove them, and
  `cosignatures.jsonl` has what witnesses outside signed of them. `site/` holds the same of the site’s log, which names
  every head of this one and says who held which role.
- `premis-events.jsonl` tells the entries in the words of archives (PREMIS), `polis/` the votes in the form of a Polis
  export, once their counts are public.
- The package is a BagIt 1.0 bag: `manifest-sha512.txt` beside `data/` names every file with its checksum. Two packages
  of the same state are the same bytes; its SHA-512 is in the site’s log.
{grade_en}

# {title}（简体中文）

本数据包包含该次意见征集的全部内容：征求意见稿各版本、意见、审核结果、意向表达、结果反馈以及存证记录项。级别：{grade}。

- `reading-room/index.html` 可用任意浏览器打开，无需联网，内有征求意见稿、意见、审核结果、答复和统计数字。
- `verify.py` 核验整个数据包：`python3 -I -S verify.py PACKAGE.zip`。只需 Python 3.11 或更高版本，无需安装其他软件。
  也可同时给出自己保存的回执（`.tlog-proof`）或校验点，与数据包一并核对。
- `*.csv` 与 `*.jsonl` 内容相同，均为 UTF-8 编码。JSON Lines 与原文逐字一致；CSV 中以 `=`、`+`、`-`、`@`、
  制表符或其全角形式开头的单元格前加有一个 `'`，以免被电子表格当作公式，去掉该字符即为原文。
- `dictionary.csv` 说明各文件每一列的含义。
- `entries.jsonl` 为存证记录项原文，每行一条；`openings.jsonl` 为本级别可公开的承诺值；`tiles/`、`checkpoints.jsonl` 和
  `vkeys.txt` 用于证明，`cosignatures.jsonl` 为外部见证方对校验点的签名。
  `site/` 为本网站自身的存证记录，载有本记录的每个校验点以及何人何时担任何种角色。
- `premis-events.jsonl` 以档案界通用的 PREMIS 用语列出各记录项；`polis/` 为 Polis 格式的意向表达数据（结果公开后提供）。
- 本数据包符合 BagIt 1.0：`data/` 旁的 `manifest-sha512.txt` 列明每个文件的校验值。
  同一状态下两次导出的数据包逐字节相同，其 SHA-512 已记入网站的存证记录。
{grade_hans}

# {title}（繁體中文）

本資料包收錄本次意見徵詢的全部內容：草案各版本、意見、審核結果、意向表達、徵詢結果與回應，以及防竄改紀錄項。級別：{grade}。

- `reading-room/index.html` 可用任何瀏覽器開啟，不需網路，內有草案、意見、審核結果、回復與統計數字。
- `verify.py` 驗證整個資料包：`python3 -I -S verify.py PACKAGE.zip`。只需 Python 3.11 以上版本，不必安裝其他軟體。
  也可同時提供自己保存的收件憑證（`.tlog-proof`）或驗證點，與資料包一併核對。
- `*.csv` 與 `*.jsonl` 內容相同，均為 UTF-8 編碼。JSON Lines 與原文逐字相符；CSV 中以 `=`、`+`、`-`、`@`、
  定位字元或其全形字元開頭的儲存格，前面加有一個 `'`，以免被試算表當成公式，去掉該字元即為原文。
- `dictionary.csv` 說明各檔案每一欄的意義。
- `entries.jsonl` 為紀錄項原文，每行一筆；`openings.jsonl` 為本級別可公開之承諾值；`tiles/`、`checkpoints.jsonl` 與
  `vkeys.txt` 供驗證之用，`cosignatures.jsonl` 為外部見證方對驗證點的簽章。
  `site/` 為本網站自身的紀錄，載有本紀錄的每個驗證點，以及何人何時擔任何種角色。
- `premis-events.jsonl` 以檔案界通用的 PREMIS 用語列出各紀錄項；`polis/` 為 Polis 格式的意向表達資料（結果公開後提供）。
- 本資料包符合 BagIt 1.0：`data/` 旁的 `manifest-sha512.txt` 列明每個檔案的檢查值。
  同一狀態下兩次匯出的資料包逐位元組相同，其 SHA-512 已記入網站的紀錄。
{grade_hant}
"""
GRADE_TEXTS = {
    "public": (
        "\nThis grade holds no personal data beyond names that people chose to show, and times to the minute.",
        "\n本级别除当事人选择公开的姓名外不含个人信息，时间精确到分钟。",
        "\n本級別除當事人選擇公開的姓名外不含個人資料，時間記至分鐘。",
    ),
    AUDITOR: (
        "\nThis grade holds hidden originals and personal data. Keep it as the law asks; taking it away was recorded.",
        "\n本级别包含不予公开的原文和个人信息，请依法妥善保管；本次导出已记入存证记录。",
        "\n本級別含有隱藏之原文與個人資料，請依法妥善保管；本次匯出已記入防竄改紀錄。",
    ),
}


def readme(consultation: Consultation, grade: Grade) -> str:
    """The README's text."""
    english, hans, hant = GRADE_TEXTS[grade]
    return TEXT.format(
        title=consultation.title, grade=grade, grade_en=english, grade_hans=hans, grade_hant=hant
    )
