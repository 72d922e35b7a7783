"""The generator and the checker; standard library only. The model's own tests are in check_model.py."""
import math
import re
import unittest

from checker import check
from grammar import Chooser, frames, parse, polish, regex, word_lists
from world import tell

STORY = (
    "Once upon a time, there was a kind girl named Anna. She loved to dance. Anna had a red kite. "
    "Not far away lived a shy boy called Tom, and the two were good friends. Tom had a tiny drum.\n\n"
    "One morning, Anna and Tom walked to the hill. Anna gave the red kite to Tom. Tom felt happy. "
    '"Where is the kite?" asked Anna. "I have it," said Tom, and showed it to her. '
    "Tom lost the drum in the grass. Anna found the tiny drum under the old bench. "
    "Anna gave the drum back to Tom.\n\nAnd they all lived happily ever after.")


class TheGenerator(unittest.TestCase):
    def test_the_same_seed_tells_the_same_story_and_another_seed_another(self):
        self.assertEqual([tell(seed) for seed in range(50)], [tell(seed) for seed in range(50)])
        self.assertEqual(len({tell(seed)[0] for seed in range(500)}), 500)

    def test_two_thousand_stories_use_at_least_1500_distinct_words(self):
        words = {w for seed in range(2000) for w in re.findall(r"[a-z]+", tell(seed)[0].lower())}
        self.assertGreaterEqual(len(words), 1500)

    def test_no_slot_or_bracket_is_left_in_a_story_and_sentences_start_with_capitals(self):
        for seed in range(500):
            text = tell(seed)[0]
            self.assertIsNone(re.search(r"[\[\]{}#|^_]|  |\.\.|,\.| [.,!?]|\ba [aeiou]", text), text)
            self.assertIsNone(re.search(r"(?:^|\. |\n)[a-z]", text), text)
            self.assertEqual(text.count('"') % 2, 0, text)

    def test_stories_are_neither_too_short_nor_too_long(self):
        lengths = [len(tell(seed)[0]) for seed in range(1000)]
        self.assertGreater(min(lengths), 250)
        self.assertLess(max(lengths), 2200)
        self.assertTrue(700 < sum(lengths) / len(lengths) < 1100)

    def test_every_frame_is_told_within_a_few_thousand_stories(self):
        missing = set(frames())
        for seed in range(3000):
            missing -= set(check(tell(seed)[0]).frames)
            if not missing:
                break
        self.assertEqual(missing, set())


class TheChooser(unittest.TestCase):
    def test_log_probabilities_are_those_of_the_choices_made(self):
        choose = Chooser(1)
        choose.pick("abcd")
        self.assertAlmostEqual(choose.logp, -math.log(4))
        picked = choose.weighted(("rare", "common"), (1, 3))
        self.assertAlmostEqual(choose.logp, -math.log(4) + math.log({"rare": 0.25, "common": 0.75}[picked]))
        before = choose.logp
        yes = choose.chance(0.9)
        self.assertAlmostEqual(choose.logp - before, math.log(0.9 if yes else 0.1))

    def test_a_choice_of_one_costs_nothing(self):
        choose = Chooser(1)
        self.assertEqual(choose.pick(["only"]), "only")
        self.assertEqual(choose.logp, 0.0)

    def test_weights_are_obeyed_within_four_standard_errors(self):
        choose = Chooser(7)
        n = 20000
        hits = sum(choose.weighted("ab", (1, 3)) == "a" for _ in range(n))
        self.assertLess(abs(hits / n - 0.25), 4 * math.sqrt(0.25 * 0.75 / n))


class TheGrammar(unittest.TestCase):
    def test_nested_choices_match_all_their_expansions_and_nothing_else(self):
        pattern = re.compile(regex(parse("a [red|blue [big|small]|] kite")[0], None))
        for good in ("a red kite", "a blue big kite", "a blue small kite", "a  kite"):
            self.assertIsNotNone(pattern.fullmatch(good))
        for bad in ("a green kite", "a blue kite", "a red big kite"):
            self.assertIsNone(pattern.fullmatch(bad))

    def test_polish_capitalises_sentences_and_quotes_and_says_an_apple(self):
        self.assertEqual(polish('"no," said Tom, "it is not." then he ate a apple.'),
                         '"No," said Tom, "it is not." Then he ate an apple.')

    def test_no_list_names_an_entry_twice(self):
        for name, entries in word_lists().items():
            if name not in ("said", "saidhappy", "asked"):  # there, twice means twice as often
                self.assertEqual(len(entries), len(set(entries)), name)


class TheChecker(unittest.TestCase):
    def problem(self, text):
        report = check(text)
        return report.problems[0][1] if report.problems else None

    def test_it_accepts_a_story_written_by_hand(self):
        self.assertIsNone(self.problem(STORY))

    def test_it_accepts_every_generated_story(self):
        for seed in range(200):
            report = check(tell(seed)[0])
            self.assertTrue(report.consistent, (seed, report.problems))

    def test_it_rejects_hand_made_errors_and_says_what_is_wrong(self):
        for old, new, reason in [
            ("Anna gave the red kite to Tom", "Tom gave the red kite to Anna", "tom does not have the kite: anna has"),
            ("Anna gave the red kite to Tom", "Anna gave the red kite to Ben", "ben was never introduced"),
            ("Anna gave the red kite to Tom", "Anna gave the blue kite to Tom", "there is no blue kite"),
            ("Anna gave the red kite to Tom", "Anna gave the red ball to Tom", "there is no red ball"),
            ("showed it to her", "showed it to him", "two different ones in one sentence: anna, tom"),
            ('"I have it," said Tom', '"I have it," said Anna', "the same person twice"),
            ("She loved to dance", "He loved to dance", 'anna is not "he"'),
            ("Tom lost the drum", "Anna lost the drum", "anna does not have the drum: tom has"),
            ("gave the drum back to Tom", "gave the kite back to Tom", "anna does not have the kite: tom has"),
            ("a shy boy called Tom", "a shy girl called Tom", "tom is no girl"),
            ("a shy boy called Tom", "a shy boy called Zed", "unread: fits no sentence frame"),
            (" Anna gave the drum back to Tom.", "", "is still lost at the end"),
            ("And they all lived happily ever after.", "", "the story has no end"),
        ]:
            self.assertIn(old, STORY)
            self.assertEqual(self.problem(STORY.replace(old, new)), reason, new)

    def test_a_pronoun_or_description_that_could_mean_two_people_is_rejected(self):
        girls = STORY.replace("Tom", "Mia").replace("shy boy", "shy girl").replace("it to her", "it to Anna")
        self.assertIsNone(self.problem(girls))
        self.assertEqual(self.problem(girls.replace("Mia felt happy", "She felt happy")), '"she" could mean 2 people')
        self.assertEqual(self.problem(girls.replace("Mia felt happy", "The girl felt happy")), '"the girl" could mean 2 people')

    def test_it_rejects_every_story_in_which_a_stranger_takes_a_name(self):
        """The last time that a name occurs, another name that the story lacks stands there."""
        for seed in range(100):
            text = tell(seed)[0]
            names = re.findall(rf"\b(?:{'|'.join(word_lists()['girls'] + word_lists()['boys'])})\b", text)
            if names:
                at = text.rindex(names[-1])
                stranger = next(n for n in word_lists()["girls"] if n not in text)
                self.assertFalse(check(text[:at] + stranger + text[at + len(names[-1]):]).consistent, text)

    def test_it_rejects_every_story_whose_last_line_of_belongings_is_swapped(self):
        swapped = 0
        for seed in range(200):
            text = tell(seed)[0]
            new = re.sub(r"(So (?:now|in the end|at the end of the day)) (\w+) had (.*), and (\w+) had", r"\1 \4 had \3, and \2 had", text)
            if new != text:
                swapped += 1
                self.assertFalse(check(new).consistent, new)
        self.assertGreater(swapped, 10)

    def test_it_rejects_every_story_in_which_all_pronouns_change_gender(self):
        other = {"he": "she", "she": "he", "him": "her", "his": "her", "He": "She", "She": "He", "her": "his"}
        for seed in range(100):
            text = tell(seed)[0]
            new = re.sub(r"\b(he|she|him|his|her|He|She)\b", lambda m: other[m[1]], text)
            if new != text:
                self.assertFalse(check(new).consistent, new)


if __name__ == "__main__":
    unittest.main()
