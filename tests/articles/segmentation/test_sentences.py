"""Sentence boundaries in English, Arabic and Persian news prose."""

import pytest

from articles.segmentation.languages import language_of
from articles.segmentation.sentences import split_sentences

# Each case is written with its boundaries as " ¦ ".
ENGLISH = [
    "The bridge opened. ¦ Nobody came.",
    "Who paid? ¦ The city did!",
    "It was signed on Sept. 10 in Karda. ¦ It lapsed on Oct. 3.",
    "He met Gov. Vahn, Sen. Lee and Lt. Col. Ray. ¦ They said little.",
    "J. K. Osei met Dr. A. B. Rao Jr. in Saltreach. ¦ Both left early.",
    "Fares rose 3.5 percent. ¦ Wages rose 1.2.",
    "She paid $100.00. ¦ It was too much.",
    "The U.S. Navy sent a ship. ¦ It left.",
    "They live in the U.S. ¦ He moved there in May. ¦ She followed.",
    "The answer is no. ¦ Turn to No. 5 on the list.",
    "Norrline Ltd. ¦ It fell by half.",
    "Rao Inc. said so. ¦ Nobody asked.",
    "The gate closes at 5 p.m. Friday. ¦ It opens at 9 a.m. ¦ Bring a pass.",
    "She paused ... and went on. ¦ Then she left.",
    "He wondered… ¦ Then he signed.",
    "I never meant that.... ¦ She left.",
    "“We will go.” ¦ She stayed.",
    '"We will go." ¦ She stayed.',
    "“We go tomorrow. ¦ We will not return,” Osei said. ¦ He sat down.",
    '"They want wheat. ¦ They won\'t pay," Rusk said.',
    "‘No,’ he said. ¦ ‘It’s mine.’ ¦ She left.",
    "“Is it over?” Osei asked. ¦ She nodded.",
    "“Stop!” Mayor Brandt shouted. ¦ They ran.",
    "“Is it over?” she asked. ¦ Nobody knew.",
    "“Is it over?” ¦ He asked that every day.",
    "He called it “a mess. A total mess.” and left.",
    "He called it “a mess.” ¦ Others agreed.",
    "“He said, ‘Stop.’” ¦ They ran.",
    "She teaches law (she once drove a bus.) at the college.",
    "He fled (nobody saw him. Nobody cared.) before dawn.",
    "(He was there. ¦ She was not.) ¦ They never met.",
    "Write to a.b@c.example. ¦ See https://news.example/a.b?c=1. ¦ Thanks.",
    "KARDA, Feb. 3 (Newsline) — The port closed. ¦ It is shut.",
    "Yahoo! in the office is loud. ¦ What?! ¦ No way!!",
    "Vol. 3 is lost. ¦ See Art. 5 and p. 55.",
    "It ended 3-2. ¦ Fans wept.",
    "1. The port. ¦ 2. The quay.",
    "Varga: No. ¦ I saw the water.",
    "Ships fell to 38 in May. ¦ Brokers noticed.",
    "It was reopened.Traffic returned.".replace(".T", ". ¦ T"),
    "He spoke of “gangs armed by hands beyond the sea.” ¦ Envoys shrugged.",
    "Fear 🌊 grew. ¦ Then 🙂 it passed.",
]
ARABIC = [
    "وصل الوزير صباحا. ¦ ثم غادر.",
    "هل يعود؟ ¦ لا أحد يعرف!",
    "قال د. أحمد إن السد آمن. ¦ ولم يضف شيئا.",
    "نقلت أ. ف. ب. عن مصدر أمني ذلك. ¦ ونفى الوزير.",
    "بلغت النسبة 3.5 في المئة. ¦ ثم بلغت ٣.٥ في المئة و٣٫٥.",
    "قال: «لن نقبل ذلك.» ¦ ثم غادر القاعة.",
    "قال: «سنذهب غدا. ¦ لن نعود»، بحسب المصدر. ¦ ثم صمت.",
    'وقال: "نعمل ليلا ونهارا. ¦ الطرق مقطوعة". ¦ ولم يزد.',
    "«هل انتهى الأمر؟» سأل الوزير. ¦ لم يجب أحد.",
    "وصلت السفينة؛ لكنها لم ترسُ. ¦ بقيت في البحر.",
    "بُني السد في عام 1954 م. ¦ وهُدم بعد ذلك.",
]
PERSIAN = [
    "او آمد. ¦ سپس رفت.",
    "آیا می‌آید؟ ¦ بله. ¦ شاید!",
    "دکتر ا. ب. رضایی گفت که باران نمی‌آید. ¦ او نگران بود.",
    "نرخ ۳.۵ درصد شد. ¦ پیش‌تر 2.1 درصد بود.",
    "او گفت: «می‌رویم. ¦ برنمی‌گردیم.» ¦ سپس رفت.",
    "«آیا تمام شد؟» وزیر پرسید. ¦ کسی چیزی نگفت.",
    "سد خالی است؛ کشاورزان نگران‌اند. ¦ باران نبارید.",
    "وکیل پرسید: «چرا؟» ¦ قاضی خاموش ماند.",
]
URDU = ["بارش ہوئی۔ ¦ لوگ خوش ہوئے۔"]


@pytest.mark.parametrize("case", [*ENGLISH, *ARABIC, *PERSIAN, *URDU])
def test_boundaries(case: str) -> None:
    expected = case.split(" ¦ ")
    text = " ".join(expected)
    assert [text[start:end] for start, end in split_sentences(text)] == expected


def test_sentence_over_a_wrapped_line_keeps_its_line_break() -> None:
    text = "The board said that the quay\nwould open. It did."
    assert [text[a:b] for a, b in split_sentences(text)] == [
        "The board said that the quay\nwould open.",
        "It did.",
    ]


def test_zero_width_non_joiners_stay_inside_their_sentence() -> None:
    text = "می‌رویم. نمی‌مانیم."
    pieces = [text[start:end] for start, end in split_sentences(text, language="fa")]
    assert pieces == ["می‌رویم.", "نمی‌مانیم."]
    assert sum(piece.count("\u200c") for piece in pieces) == text.count("\u200c") == 2


@pytest.mark.parametrize(
    ("text", "hint", "language"),
    [
        ("Plain words", "", "en"),
        ("Plain words", "de-AT", "de"),
        ("Plain words", "fa", "en"),
        ("قال الوزير", "", "ar"),
        ("گفت که می‌رود", "", "fa"),
        ("گفت که می‌رود", "ar", "ar"),
        ("قال الوزير", "en", "ar"),
        ("The word «نهر» means river", "ar", "en"),
    ],
)
def test_language_follows_the_script_first(text: str, hint: str, language: str) -> None:
    assert language_of(text, hint) == language


def test_empty_and_blank_texts_have_no_sentence() -> None:
    assert split_sentences("") == []
    assert split_sentences(" \t ") == []
