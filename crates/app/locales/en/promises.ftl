# Promises, wherever they are shown.
promises = Promises
promises-none = Nothing promised yet.
promises-broken-n = { $n ->
        [one] One promise broken
       *[other] { $n } promises broken
    }
promises-at-risk-n = { $n ->
        [one] One promise at risk
       *[other] { $n } promises at risk
    }
promises-all-well = All promises on time
promise-new = New promise
promise-running = Running
promise-at-risk = At risk
promise-in-doubt = Not sure yet
promise-broken = Broken
promise-kept = Kept
promise-kept-after-move = Kept after a move
promise-fulfilled-late = Done late
promise-replaced = Not kept, replaced
promise-rechosen = Another time chosen
promise-released = Released
promise-done-at = Done: { $when }
promise-moved-from = First { $when }. Moved: { $reason }
promise-answer = Answer
promise-tell-first = This is done as soon as the { $customer } has heard it. Tell it first; the promise is then marked as done by itself.
promise-fulfil = Done
promise-move = Move
promise-replace = Replace
promise-release = Release
promise-fulfil-title = The promise is done
promise-move-title = Move the promise
promise-replace-title = Replace the promise
promise-release-title = Release the promise

promise-new-due = New moment
promise-move-reason = Explanation to the { $customer }
promise-move-reason-hint = The { $customer } reads this. One or two plain sentences.
promise-move-send = Move and tell
promise-move-intro = Do this before the moment has passed. Moving never makes a late promise on time.
promise-fulfilled-at = When was it done?
promise-fulfil-send = Mark as done
promise-replace-send = Make this promise in its place
promise-release-ours = Release what was promised to us
promise-release-ours-hint = { $team } promised this to us. Write why we wait for it no more; the { $customer } notices nothing of it.
said-released-ours = Recorded that we wait for it no more.
promise-release-reason = Why is it no longer needed?
promise-release-hint = Only the { $customer } can release a promise. Write when and how that happened.
promise-release-send = Record

promises-empty = No promises
promises-empty-text = Here stands what you promised, the first moment on top.
promises-not-kept-n = { $n ->
        [one] One promise not kept
       *[other] { $n } promises not kept
    }
