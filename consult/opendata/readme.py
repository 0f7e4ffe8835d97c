"""The README of a package, in the three languages of the site."""

from consult.consultations.models import Consultation
from consult.opendata.files.shape import AUDITOR, Grade

TEXT = """\
# {title}

This package holds the whole consultation as the site had it: the draft in its versions, comments, rulings, votes,
answers and the entries of the record. Grade: {grade}.

- `data/*.csv` and `data/*.jsonl` hold the same rows. UTF-8. The JSON Lines are exact; in the CSV a cell that begins
  with `=`, `+`, `-`, `@`, a tab or their full-width forms carries a leading `'` so that no spreadsheet takes it for a
  formula. Take that one character off to have the text back.
- `dictionary.csv` says what every column of every file means.
- `record/entries.jsonl` are the entries of the consultation's log, one a line, byte for byte;
  `record/openings.jsonl` opens their commitments as far as this grade may.
- `polis/` holds the votes in the form of a Polis export, once their counts are public.
- `manifest.json` gives rows, bytes and SHA-256 of each file. Two packages of the same state are the same bytes.
{grade_en}

# {title}（简体中文）

本数据包包含该次意见征集的全部内容：征求意见稿各版本、意见、审核结果、意向表达、结果反馈以及存证记录项。级别：{grade}。

- `data/*.csv` 与 `data/*.jsonl` 内容相同，均为 UTF-8 编码。JSON Lines 与原文逐字一致；CSV 中以 `=`、`+`、`-`、`@`、
  制表符或其全角形式开头的单元格前加有一个 `'`，以免被电子表格当作公式，去掉该字符即为原文。
- `dictionary.csv` 说明各文件每一列的含义。
- `record/entries.jsonl` 为存证记录项原文，每行一条；`record/openings.jsonl` 为本级别可公开的承诺值。
- `manifest.json` 列明各文件的行数、字节数和 SHA-256。同一状态下两次导出的数据包逐字节相同。
{grade_hans}

# {title}（繁體中文）

本資料包收錄本次意見徵詢的全部內容：草案各版本、意見、審核結果、意向表達、徵詢結果與回應，以及防竄改紀錄項。級別：{grade}。

- `data/*.csv` 與 `data/*.jsonl` 內容相同，均為 UTF-8 編碼。JSON Lines 與原文逐字相符；CSV 中以 `=`、`+`、`-`、`@`、
  定位字元或其全形字元開頭的儲存格，前面加有一個 `'`，以免被試算表當成公式，去掉該字元即為原文。
- `dictionary.csv` 說明各檔案每一欄的意義。
- `record/entries.jsonl` 為紀錄項原文，每行一筆；`record/openings.jsonl` 為本級別可公開之承諾值。
- `manifest.json` 列明各檔案的列數、位元組數與 SHA-256。同一狀態下兩次匯出的資料包逐位元組相同。
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
