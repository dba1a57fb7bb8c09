# Logs of activities: what receptions, guidance, outreach and training share (crates/web/src/journal).

journal-nav = Activities
journal-tabs = Kinds of activities
journal-org = Organisation
journal-day = Date
journal-from = From
journal-to = To
journal-geography = Include organisations that were merged in (today's area)
journal-geography-short = Area
journal-geography-now = today's
journal-none-text = Change the period or remove a filter.
journal-add = Save
journal-add-another = Save and log another
journal-save = Save
journal-cancel = Cancel
journal-line = What was logged
journal-entered = Logged by { $who } at { $moment }
journal-reason = Reason
journal-reason-hint = For example: wrong date, logged twice
journal-corrected = Corrected. The former content stays in the audit record.
journal-remove = Remove this line
journal-remove-title = Remove a line
journal-remove-lead = Remove only what was logged by mistake or twice. Reports change with it; what was removed stays in the audit record.
journal-remove-question = Remove this line?
journal-removed = Removed.

refusal-journal-wrong = What was logged is not right yet.
refusal-journal-reason = Give the reason.
refusal-journal-protected = This line names somebody who is protected. Only the head of the unit and whoever entered it can open it.
wrong-future = This day has not come yet
wrong-negative = This number must not be negative
wrong-unknown-commune = There is no such commune on this day
wrong-unknown-code = Choose from the list
