"""Give every paragraph a role, first by its wording, then by its place on the page.

A page is read as head (up to the first running paragraph of the story), story, and tail.
"""

import re
from functools import cached_property

from articles.segmentation import about
from articles.segmentation.blocks import STOP_INSIDE, Paragraph, has_finite_verb
from articles.segmentation.captions import Credit, find_credit, has_caption_mark, is_lone_credit
from articles.segmentation.dates import is_date_line, is_time_only
from articles.segmentation.lexicon import LEXICON, phrase_pattern
from articles.segmentation.model import Role, Ruling
from articles.segmentation.names import (
    Outlets,
    could_be_person,
    fold,
    has_outlet_word,
    is_outlet_name,
    is_person_name,
    opens_with_person,
)
from articles.segmentation.wording import (
    BRACKETED,
    SLASHED,
    is_furniture_header,
    is_section_label,
    author_name,
    rule_by_wording,
)

HEAD_REACH = 12
TITLE_REACH = 8
HEAD_SENTENCES = 2
HEADING_WORDS = 14
LABEL_WORDS = 8
LIST_LINES = 3
CAPTION_WORDS = 3
SPEAKER = re.compile(
    rf"(?:{phrase_pattern(LEXICON.interview_leads)}\s?[:.\-–—]|[^\W\d_][\w .'’\-]{{0,30}}:\s)",
    re.IGNORECASE,
)
CLOCK_OPENING = re.compile(r"\d{1,2}[:.]\d{2}\b")
CELLS = re.compile(r"\t|\s\|\s|\s{3,}")
SPEECH_END = re.compile(r"[^\W\d_]+\s*:$")
QUOTE_MARKS = "\"'“”«»‘’"
FULL_DATE = re.compile(r"\d{4}|[٠-٩۰-۹]{4}")


class Page:
    """The paragraphs of one article and the rulings found so far."""

    def __init__(self, paragraphs: list[Paragraph], outlets: Outlets, title: str) -> None:
        self.paragraphs = paragraphs
        self.outlets = outlets
        self.title = fold(title)
        self.rulings: list[Ruling | None] = [rule_by_wording(p, outlets) for p in paragraphs]
        self.credits: dict[int, Credit] = {}
        self._last = len(paragraphs) - 1

    def rule(self) -> list[Ruling]:
        """Return one ruling per paragraph."""
        if len(self.paragraphs) > 1 or self.title:
            self._rule_captions()
            self._rule_figure_sources()
            self._rule_about_blocks()
            self._rule_head()
            self._rule_tail()
            self._rule_link_lists()
        self._rule_display_lines()
        body = Ruling(Role.BODY, "running text of the story")
        return [ruling or body for ruling in self.rulings]

    def _set(self, index: int, role: Role, reason: str) -> None:
        self.rulings[index] = Ruling(role, reason)

    def _role(self, index: int) -> Role | None:
        if not 0 <= index < len(self.rulings):
            return None
        ruling = self.rulings[index]
        return ruling.role if ruling else None

    def _is_story(self, index: int) -> bool:
        return self.rulings[index] is None and not self.paragraphs[index].is_display

    # ---- captions and credits

    def _rule_captions(self) -> None:
        last = self._last_story()
        for index, paragraph in enumerate(self.paragraphs):
            if self.rulings[index] is None:
                self._rule_caption(index, paragraph, is_last=index == last and index > 0)
            elif self._role(index) is Role.CAPTION:
                self._note_credit(index, paragraph)
        for index in range(1, len(self.paragraphs)):
            self._rule_lone_credit(index)

    def _last_story(self) -> int:
        """Index of the last running paragraph; it only moves up the page, so it is kept."""
        while self._last >= 0 and not self._is_story(self._last):
            self._last -= 1
        return self._last

    def _rule_caption(self, index: int, paragraph: Paragraph, *, is_last: bool) -> None:
        marked = has_caption_mark(paragraph)
        credit = find_credit(paragraph, self.outlets)
        if marked:
            self._set(index, Role.CAPTION, "points into a picture")
        elif credit and is_last and not credit.names_medium:
            self.credits[index] = credit
        elif credit and len(STOP_INSIDE.findall(paragraph.text)) <= HEAD_SENTENCES + 1:
            self._set(index, Role.CAPTION, "closed by a media credit")
        if credit and self.rulings[index] is not None:
            self.credits[index] = credit

    def _note_credit(self, index: int, paragraph: Paragraph) -> None:
        credit = find_credit(paragraph, self.outlets)
        if credit:
            self.credits[index] = credit

    def _rule_lone_credit(self, index: int) -> None:
        """Rule on a line that is only a bracketed or slashed name, by what stands before it."""
        paragraph = self.paragraphs[index]
        if len(paragraph.text) > 100 or self.rulings[index] is not None:
            return
        after_caption = self._role(index - 1) is Role.CAPTION
        if BRACKETED.fullmatch(paragraph.text):
            inner = paragraph.text.strip("()[]. ")
            if not is_lone_credit(inner, self.outlets):
                return
            if after_caption or index < self._last_story():
                self._set(index, Role.CREDIT, "bracketed name by a picture")
            else:
                self._set(index, Role.ORIGIN, "bracketed name after the last paragraph")
        elif SLASHED.fullmatch(paragraph.text) and is_outlet_name(paragraph):
            self._set(index, Role.CREDIT, "photographer and agency")

    def _rule_figure_sources(self) -> None:
        """Turn "Source: X" below a table or caption into a credit: the story goes on behind it."""
        for index in range(1, len(self.paragraphs)):
            if self._role(index) is not Role.ORIGIN or index > self._last_story():
                continue
            above = self.paragraphs[index - 1]
            if CELLS.search(above.text) or self._role(index - 1) is Role.CAPTION:
                self._set(index, Role.CREDIT, "source of the table or picture above")

    # ---- about

    def _rule_about_blocks(self) -> None:
        for index, paragraph in enumerate(self.paragraphs):
            name = about.about_name(paragraph) if self.rulings[index] is None else None
            if name is None:
                continue
            following = self._run_after(index)
            if about.is_author_name(name):
                self._mark_block(index, following, Role.NOTE, "about the author")
            elif about.heads_about_block(
                name, [self.paragraphs[i] for i in following], self.outlets
            ):
                self._mark_block(index, following, Role.ABOUT, "under the publisher's heading")

    def _run_after(self, index: int) -> list[int]:
        run: list[int] = []
        for following in range(index + 1, len(self.paragraphs)):
            if self.rulings[following] is not None or self.paragraphs[following].is_display:
                break
            run.append(following)
        return run

    def _mark_block(self, index: int, following: list[int], role: Role, reason: str) -> None:
        self._set(index, Role.HEADING, "heads a block about its maker")
        for place in following:
            self._set(place, role, reason)

    # ---- head

    def _rule_head(self) -> None:
        title_at = self._find_headline()
        if title_at is not None:
            self._set_headline(title_at)
        end = self._head_end(title_at)
        start = 0 if title_at is None else title_at + 1
        for index in range(start, end):
            if self.rulings[index] is None:
                self._rule_head_line(index, title_at, end)

    def _set_headline(self, index: int) -> None:
        matches = self.title and fold(self.paragraphs[index].text) == self.title
        reason = "same words as the title" if matches else "first display line, shaped like a title"
        self._set(index, Role.HEADLINE, reason)
        for before in range(index):
            if self.rulings[before] is None and self.paragraphs[before].is_display:
                self._set(before, Role.FURNITURE, "label or menu before the headline")

    def _find_headline(self) -> int | None:
        if self.title:
            for index, paragraph in enumerate(self.paragraphs[:TITLE_REACH]):
                if len(paragraph.text) < 2 * len(self.title) + 20 and (
                    fold(paragraph.text) == self.title
                ):
                    return index
        for index, paragraph in enumerate(self.paragraphs[:TITLE_REACH]):
            if self.rulings[index] is not None:
                continue
            if is_section_label(paragraph) and index + 1 < len(self.paragraphs):
                continue
            return index if self._looks_like_title(index) else None
        return None

    def _looks_like_title(self, index: int) -> bool:
        paragraph = self.paragraphs[index]
        if len(self.paragraphs) < 2 or paragraph.is_bullet or BRACKETED.fullmatch(paragraph.text):
            return False
        if SPEAKER.match(paragraph.text) and paragraph.ends_with_stop:
            return False
        if not any(self._is_story(later) for later in range(index + 1, len(self.paragraphs))):
            return False
        if paragraph.is_display:
            return not paragraph.text.endswith((":", ",", "،"))
        asks = paragraph.text.rstrip(QUOTE_MARKS).endswith(("?", "؟", "!"))
        short = len(paragraph.words) <= HEADING_WORDS + 4
        return asks and short and not STOP_INSIDE.search(paragraph.text)

    def _head_end(self, title_at: int | None) -> int:
        """Index of the first paragraph of the story proper.

        A byline or date line within reach moves it: what stands before those is deck or caption.
        """
        start = 0 if title_at is None else title_at + 1
        end = next((i for i in range(start, len(self.paragraphs)) if self._is_story(i)), start)
        running = 0
        for index in range(start, min(len(self.paragraphs), HEAD_REACH)):
            if self._is_story(index):
                running += 1
            if running > 1:
                break
            if self._marks_head(index) and any(map(self._is_story, self._after(index))):
                end = max(end, index + 1)
        return end

    def _after(self, index: int) -> range:
        return range(index + 1, len(self.paragraphs))

    def _marks_head(self, index: int) -> bool:
        role = self._role(index)
        if role is Role.BYLINE:
            return True
        return role is Role.DATELINE and not is_time_only(self.paragraphs[index].text)

    def _rule_head_line(self, index: int, title_at: int | None, end: int) -> None:
        paragraph = self.paragraphs[index]
        if self._is_story(index):
            self._rule_head_sentence(index, title_at)
        elif title_at is None:
            return
        elif has_outlet_word(paragraph) and is_outlet_name(paragraph) and index > title_at + 1:
            self._set(index, Role.ORIGIN, "outlet name above the story")
        elif self._is_author_line(index, title_at):
            self._set(index, Role.BYLINE, "person's name above the story")
        elif self._is_beside_credit(index) and len(paragraph.words) > CAPTION_WORDS:
            self._set(index, Role.CAPTION, "line beside a media credit above the story")
        elif self._is_beside_date(index) and is_outlet_name(paragraph):
            self._set(index, Role.DATELINE, "place name beside the date")
        elif not paragraph.is_bullet and self._follows_title(index, title_at):
            self._set(index, Role.HEADLINE, "line under the headline")

    def _rule_head_sentence(self, index: int, title_at: int | None) -> None:
        paragraph = self.paragraphs[index]
        if len(STOP_INSIDE.findall(paragraph.text)) > HEAD_SENTENCES:
            return
        pictures = FULL_DATE.search(paragraph.text) and not LEXICON.reporting_verbs.intersection(
            paragraph.folded
        )
        if title_at is None or pictures or not self._follows_title(index, title_at):
            self._set(index, Role.CAPTION, "sentence before the date or byline")
        else:
            self._set(index, Role.HEADLINE, "sentence between headline and byline or date")

    def _is_author_line(self, index: int, title_at: int) -> bool:
        """Whether a lone name above the story is its author's.

        Where the headline is written like a sentence, a line in capitals is no second headline.
        """
        paragraph = self.paragraphs[index]
        if is_person_name(paragraph) or opens_with_person(paragraph):
            return True
        if not could_be_person(paragraph):
            return False
        headline = self.paragraphs[title_at].words
        sentence_case = sum(word[0].islower() and len(word) > 3 for word in headline)
        return self._is_beside_date(index) or (sentence_case > 0 and paragraph.text[0].isupper())

    def _is_beside_credit(self, index: int) -> bool:
        return Role.CREDIT in (self._role(index - 1), self._role(index + 1))

    def _is_beside_date(self, index: int) -> bool:
        return Role.DATELINE in (self._role(index - 1), self._role(index + 1))

    def _follows_title(self, index: int, title_at: int) -> bool:
        """Whether only furniture and decks stand between the headline and this line."""
        between = {self._role(place) for place in range(title_at, index)}
        return between <= {Role.HEADLINE, Role.FURNITURE}

    # ---- tail

    def _rule_tail(self) -> None:
        self._rule_bare_about()
        self._rule_author_note()
        last = self._last_story()
        if last < 0:
            return
        for index in self._after(last):
            if self.rulings[index] is None:
                self._rule_tail_line(index)

    def _rule_bare_about(self) -> None:
        """Mark closing paragraphs in which an outlet presents itself without a heading."""
        while (last := self._last_story()) > 0:
            ended = any(
                self._role(i) in (Role.ORIGIN, Role.BYLINE, Role.NOTE, Role.FURNITURE)
                or (self.rulings[i] is None and is_outlet_name(self.paragraphs[i]))
                for i in range(self._story_before(last) + 1, last)
            )
            if not about.presents_outlet(self.paragraphs[last], self.outlets, after_story=ended):
                return
            self._set(last, Role.ABOUT, "an outlet presents itself after the story")

    def _rule_author_note(self) -> None:
        """Mark a closing paragraph that presents the author: no part of the story's own text."""
        last = self._last_story()
        if last > 1 and about.presents_author(self.paragraphs[last], self._authors()):
            self._set(last, Role.NOTE, "presents the author")

    def _authors(self) -> list[str]:
        return [
            author_name(paragraph.text)
            for index, paragraph in enumerate(self.paragraphs[:HEAD_REACH])
            if self._role(index) is Role.BYLINE
        ]

    def _story_before(self, index: int) -> int:
        return next((i for i in range(index - 1, -1, -1) if self._is_story(i)), -1)

    def _rule_tail_line(self, index: int) -> None:
        paragraph = self.paragraphs[index]
        if paragraph.is_bullet and not is_outlet_name(paragraph):
            return
        if is_person_name(paragraph):
            self._set(index, Role.BYLINE, "person's name after the last paragraph")
        elif is_outlet_name(paragraph) and self._is_alone(index):
            self._set(index, Role.ORIGIN, "lone outlet name after the last paragraph")

    def _is_alone(self, index: int) -> bool:
        """Whether the line is no part of a list of display lines."""
        return not any(
            self._role(near) is None and self.paragraphs[near].is_display
            for near in (index - 1, index + 1)
            if 0 <= near < len(self.paragraphs)
        )

    def _rule_link_lists(self) -> None:
        """Mark the display lines below "Related stories" and the like as links."""
        below = False
        for index, paragraph in enumerate(self.paragraphs):
            if self._role(index) is Role.FURNITURE:
                below = is_furniture_header(paragraph) or (
                    below and not self._is_story(index) and paragraph.is_display
                )
            elif below and self._role(index) in (None, Role.ORIGIN) and paragraph.is_display:
                if self._heads_story(index):
                    below = False
                else:
                    self._set(index, Role.FURNITURE, "link below a list of related stories")
            else:
                below = False

    def _heads_story(self, index: int) -> bool:
        following = index + 1
        return (
            following < len(self.paragraphs)
            and self._is_story(following)
            and (self._role(index - 1) is not Role.FURNITURE)
        )

    # ---- display lines inside the story

    def _rule_display_lines(self) -> None:
        for index, paragraph in enumerate(self.paragraphs):
            if self.rulings[index] is None:
                reason = self._heading_reason(index, paragraph)
                if reason:
                    self._set(index, Role.HEADING, reason)
                elif paragraph.is_display:
                    self._set(index, Role.BODY, "line of the story: list, table, speech or clause")

    def _heading_reason(self, index: int, paragraph: Paragraph) -> str | None:
        if index + 1 >= len(self.paragraphs) or len(paragraph.words) > HEADING_WORDS:
            return None
        if paragraph.text[0] in QUOTE_MARKS:
            return self._quote_reason(index, paragraph)
        if SPEAKER.match(paragraph.text):
            return self._label_reason(index, paragraph)
        if not paragraph.is_display:
            return self._question_reason(index, paragraph)
        if paragraph.text.endswith(":"):
            return self._label_reason(index, paragraph)
        if self._is_table_header(index):
            return "names the columns of a table"
        if self._is_row(index) or CLOCK_OPENING.match(paragraph.text):
            return None
        opener = paragraph.folded[0] if paragraph.folded else ""
        if has_finite_verb(paragraph) and opener not in LEXICON.heading_openers:
            return None
        return "short display line without a stop inside the story"

    def _quote_reason(self, index: int, paragraph: Paragraph) -> str | None:
        """A few quoted words on a line of their own head a section; more are a pull quote."""
        whole = paragraph.text[-1] in QUOTE_MARKS and paragraph.is_display
        if whole and len(paragraph.words) <= LABEL_WORDS and self._is_story(index + 1):
            return "few quoted words that head a section"
        return None

    def _label_reason(self, index: int, paragraph: Paragraph) -> str | None:
        """A line that ends in a colon heads a list, unless it lets someone speak."""
        ends_in_colon = paragraph.text.endswith(":") and paragraph.is_display
        if not ends_in_colon or len(paragraph.words) > LABEL_WORDS:
            return None
        opener = paragraph.folded[0] if paragraph.folded else ""
        if opener not in LEXICON.heading_openers:
            speaks = not LEXICON.reporting_verbs.isdisjoint(paragraph.folded[-2:])
            if speaks or has_finite_verb(paragraph):
                return None
        return "label that opens a list" if index + 1 < len(self.paragraphs) else None

    def _question_reason(self, index: int, paragraph: Paragraph) -> str | None:
        words = paragraph.folded
        if not paragraph.text.endswith(("?", "؟")) or not 2 <= len(words) <= LABEL_WORDS:
            return None
        if index == 0 or STOP_INSIDE.search(paragraph.text) or self._is_interview:
            return None
        if not LEXICON.second_person.isdisjoint(words):
            return None
        opens = words[0] in LEXICON.question_words or not words[0].isascii()
        following = self.paragraphs[index + 1]
        follows = following.is_bullet or (
            self._is_story(index + 1) and not following.text.endswith("?")
        )
        return "short question that heads a section" if opens and follows else None

    @cached_property
    def _is_interview(self) -> bool:
        """Whether questions are put to someone: labelled, or in the second person."""
        asked = 0
        for paragraph in self.paragraphs:
            if paragraph.text.endswith(("?", "؟")):
                labelled = SPEAKER.match(paragraph.text) is not None
                asked += labelled or not LEXICON.second_person.isdisjoint(paragraph.folded)
        return asked > 1

    def _is_row(self, index: int) -> bool:
        """Whether the line belongs to a list or table: marks, cells, or a run of such lines."""
        paragraph = self.paragraphs[index]
        if paragraph.is_bullet:
            return self._in_bullet_list(index)
        if CELLS.search(paragraph.text):
            return True
        return self._run_length(index) >= LIST_LINES

    def _is_table_header(self, index: int) -> bool:
        """Whether a line of cells without a number opens a run of such lines."""
        text = self.paragraphs[index].text
        if not CELLS.search(text) or any(map(str.isdigit, text)):
            return False
        above = index > 0 and CELLS.search(self.paragraphs[index - 1].text)
        return not above and CELLS.search(self.paragraphs[index + 1].text) is not None

    def _in_bullet_list(self, index: int) -> bool:
        """A numbered line between running paragraphs is a heading; beside others like it, a list."""
        near = [i for i in (index - 1, index + 1) if 0 <= i < len(self.paragraphs)]
        if any(self.paragraphs[i].is_bullet for i in near):
            return True
        return not self.paragraphs[index].text[:1].isalnum()

    def _run_length(self, index: int) -> int:
        length = 1
        for step in (-1, 1):
            place = index + step
            while 0 <= place < len(self.paragraphs) and self._may_be_row(place):
                length += 1
                place += step
                if length >= LIST_LINES:
                    return length
        return length

    def _may_be_row(self, index: int) -> bool:
        ruling = self.rulings[index]
        paragraph = self.paragraphs[index]
        if not paragraph.is_display or paragraph.is_bullet or CELLS.search(paragraph.text):
            return False
        return ruling is None or ruling.role is Role.BODY
