# Whom an answer is about, and what partners want to ask.
attribution-page = Whom the answer is about
attribution-page-intro = One answer about the whole journey, spread over those who worked on it. It is there to learn from, not to judge anybody by.
attribution-page-partner = What the customer thought of the whole, and what of that is about your part. You see it at the same moment as we do.
attribution-said = What the customer said
attribution-no-answer = There is no answer yet that can be shown here.
attribution-kept-back = The customer's words are not shown here: that was not agreed, or they are not about this part.
attribution-parts = Spread over the parts
attribution-parts-intro = Where the customer pointed at a moment, only that counts. Otherwise it counts who had the ball, which promises were not kept and who passed the work on. The time in which the customer had the ball counts for nobody.
attribution-share = { $percent }%
attribution-open = Disputed
attribution-nobody = Counts for nobody
attribution-others = Counts for the other parts
attribution-elsewhere = Counts for another part
attribution-wrong = { $n ->
    [one] The customer pointed at one moment here that went wrong
   *[other] The customer pointed at { $n } moments here that went wrong
}
attribution-well = { $n ->
    [one] The customer pointed at one moment here that went well
   *[other] The customer pointed at { $n } moments here that went well
}
attribution-held = Had the ball: { $time }
attribution-broken = { $n ->
    [one] One promise was not kept
   *[other] { $n } promises were not kept
}
attribution-passed-on = { $n ->
    [one] Passed the work on once
   *[other] Passed the work on { $n } times
}
attribution-whole = The customer had the ball all the time; this is about the whole
attribution-dispute-head = This is not about our part
attribution-dispute = Dispute
attribution-dispute-text = Why not
attribution-disputed = Disputed { $when }: { $words }
attribution-waits = Nobody has decided on it. Until then this part counts for nobody.
attribution-judge-head = Decide
attribution-judge = Save the decision
attribution-outcome = Decision
attribution-to = Whom it is about instead
attribution-to-hint = Only with "it is about another part".
attribution-judge-text = Explanation
attribution-judge-hint = Needed where the part stays. The party reads it.
attribution-judged = Decision: { $outcome }
dispute-outcome-agreed = It is not about this part
dispute-outcome-changed = It is about another part
dispute-outcome-kept = It stays
attribution-replies = Replies
attribution-reply-head = Reply
attribution-reply = Save the reply
attribution-reply-text = Your reply
attribution-wishes = May we ask something
attribution-wish-intro = The customer gets one survey about the whole journey. A question of yours goes along in it, or you read why not.
attribution-wish = Ask whether this may be
attribution-wish-question = Your question to the customer
attribution-wish-hint = One short question about your part.
attribution-wish-scale = How the customer answers
attribution-wish-words = In own words
wish-yes = Yes, you may ask it now
wish-merged = The question goes along in the one survey about the whole journey
wish-not-asked = The question did not go along. { $why }.
wish-later = Later: on { $when } you hear whether you may. { $why }.
wish-no = No. { $why }.
said-attribution-disputed = Saved. Whoever directs decides on it.
said-attribution-judged = The decision is saved. The party sees it on its own page.
said-attribution-replied = The reply stands with the answer.
said-attribution-wished = The answer to your question stands below.
attribution-open-page = Whom the answer is about
partner-parts = What the customer thought
partner-parts-link = See what is about your part, or ask whether you may ask something
partner-parts-see = See what is about your part

work-disputes = Partners who see it otherwise
work-disputes-text = Your team directs and decides. Until then this part of the answer counts for nobody.
work-disputed = { $partner } says: this answer is not about our part
