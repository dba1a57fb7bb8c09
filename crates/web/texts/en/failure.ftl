# Failure pages (crates/web/src/failure.rs). Sentences of refusals: refusal-<code>; of fields: wrong-<code>.

failure-title-denied = You may not do this
failure-text-denied = Your role does not allow this. If your work needs it, ask the administrator of your organisation.
failure-title-missing = Not found
failure-text-missing = This page or file does not exist, or it is outside what you may see. Check the address or search again in the list.
failure-title-refused = This could not be done
failure-title-stale = Somebody has just changed this
failure-text-stale = What you were looking at was changed by another person. Open the page again to see the latest version, then repeat your change.
failure-title-broken = The system failed
failure-text-broken = What you just did may not have been saved. Open the page again to check. If it fails again, give the administrator this code: { $id }
failure-title-unavailable = Not available for the moment
failure-text-unavailable = The system cannot reach its database. Try again in half a minute. Code for the administrator: { $id }
failure-title-foreign = The request did not come from this system
failure-text-foreign = For your safety, forms sent from other sites are not accepted. Open the page inside the system and try again.
failure-title-forged = This form is out of date
failure-text-forged = The page was opened before your present sign-in, so it was not accepted. What you typed is still here: look through it and send it again. Files and passwords must be given again.
failure-title-too-large = Too much was sent
failure-text-too-large = Send less, or choose a smaller file. A register to import may have 100 MB at most: split it and import one part after the other.
failure-title-unreadable = The form could not be read
failure-text-unreadable = What arrived was damaged or cut off. Open the page again and send it once more.
failure-title-method = This address cannot be opened directly
failure-text-method = It only takes forms. Go back and use the button on the page.
failure-title-too-fast = Too many requests in a short time
failure-text-too-fast = This session or network address has just sent too many requests, so the last one was not carried out. Wait { $seconds } seconds, then open the page again. If you were sending a form, use the back button of your browser and send it again: what you typed is still there. If this happens again, tell the administrator.
failure-back = Back to the page before
failure-reload = Open the page again
failure-home = To the first page
failure-sign-in = To the sign-in page
failure-typed = What you typed
failure-typed-choices = The other choices on the form ({ $n }) were kept as well.
failure-send-again = Send again
failure-invented-data = Demonstration data: all people and cases are invented

refusal-duplicate = There is already one like this.
wrong-required = This may not be left empty
refusal-storage-full = The disk of the server is full, so nothing was saved. What you typed is still on the page before: go back, ask the administrator to free space, then save again.
refusal-storage-busy = A large file is being written to the register, so this was not saved. Nothing is lost: wait a minute and save again.
