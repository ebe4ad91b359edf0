# How a text reads: hints for whoever writes it.
wording-title = How it reads
wording-hint = These are hints. You may leave the text as it is.
wording-fine = Short sentences, no difficult words.
wording-long = { $n } words. Make two sentences of it.
wording-passive = Who does this? Say it with “we” or “you” ({ $words }).
wording-jargon = Better not: “{ $word }”.
wording-jargon-instead = Better not: “{ $word }”. Write, for example: { $instead }.
wording-list = Words that you would rather not use
wording-list-row = List of words
wording-list-count = { $ours } of Regie, { $own } of yours
wording-words = Words of your own ({ $lang })
wording-words-hint = One word a line. Behind = put what is better, such as: ticket = report
wording-ours = These Regie knows already ({ $lang })
wording-none = leave it out
mail-preview = How it arrives
mail-preview-plain = As plain text
mail-preview-light = In the { $customer }’s mail program, light
mail-preview-dark = In the { $customer }’s mail program, dark
mail-preview-hint = With invented data. Nothing is sent.
invalid-jargon = Before = goes the word that you would rather not use.
