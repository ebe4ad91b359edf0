# What the words of customers are about.
topics-heading = What answers are about
topics-title = Topics
topics-used-n = { $n ->
    [one] One topic in use
   *[other] { $n } topics in use
}
topic-new = New topic
topic-column = Topic
topic-words = Words
topic-words-n = { $n ->
    [one] One word or phrase
   *[other] { $n } words and phrases
}
topic-examples-column = Examples
topic-no-examples = None yet. Add a few to see whether the topic does what it should.
topic-examples-fine = { $n ->
    [one] The example is right
   *[other] All { $n } examples are right
}
topic-examples-wrong = { $n ->
    [one] One example is wrong
   *[other] { $n } examples are wrong
}
topic-used-column = In use
topic-is-used = Yes
topic-is-not-used = No
topic-name = Name ({ $lang })
topic-keywords = Words
topic-keywords-hint = Dutch or English, with a blank between. A star leaves the beginning or the end free: invoic* finds invoicing too.
topic-phrases = Phrases
topic-phrases-hint = One a line. An underscore stands for one or a few words: kept _ word. With an upright line you choose from more: other colleague|department.
topic-examples = Sentences that are about it
topic-examples-hint = One a line, without names or numbers. After saving you see whether the topic does what it should.
topic-others = Sentences that are not about it
topic-used = Look for this in answers
topic-tried = How this topic does
topic-missed = Not found
topic-too-many = Found wrongly
topic-proposed = Words that may help
topic-try = Try a sentence
topic-try-do = Try
topic-try-sentence = Sentence
topic-try-hint = This sentence is kept nowhere.
topic-try-found = This is what Regie finds
topic-try-about = Is about
topic-try-none = None of the topics
topic-try-words = By these words
invalid-topic-keyword = A word has at least two letters, with a star at least three.
invalid-topic-phrase = A phrase has at least one word.
invalid-topics-many = There are forty topics already. Change one that you no longer use.
figures-topics = What customers wrote about
figures-topics-text = Of the answers in own words: which part is about this, by the words of the setting. One answer can be about more. A topic does not say whether it was good or bad. What was counted once does not change when a topic changes.
figures-topics-few = Too few answers in own words to show. From eight on it stands here what they are about.
figures-topics-count = Answers in words
council-topics = What answers in words are looked through for; a topic is about the journey and points at nobody
