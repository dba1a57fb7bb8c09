# Statistical reports on their way up.
submissions-title = Reports to send
submissions-lead = A branch sends to its Centre, a Centre to the department of justice, the department to the ministry. A signed report is sealed: it prints as it was signed, for ever.
submissions-period = Report
submissions-official = By the statistics circular
submissions-customary = Other periods
submissions-show = Show
submissions-kind-until = { $kind }, until { $day }
submissions-counted-days = Counted from { $from } to { $to }.
submissions-estimated-days = The days after it until { $to } are estimated.
submissions-due-on = Due on { $day }.
submissions-unsure = This period and its last day are not certain
submissions-own = Report of this unit
submissions-open = Open the report
submissions-begin = Prepare the report
submissions-begun = The report “{ $kind }” was begun.
submissions-not-begun = Not begun
submissions-units-title = Units below
submissions-units = Units that send their reports here
submissions-tally = { $there } of { $all } units have sent; { $late } are late.
submissions-unit = Unit
submissions-state = State
submissions-due = Due
submissions-sent-on = First sent
submissions-late = Late
submissions-below = { $n ->
    [one] { $n } unit
   *[other] { $n } units
}
submissions-days-late = { $n ->
    [one] { $n } day late
   *[other] { $n } days late
}
submissions-next = What to do next
submissions-asks-draft = Check the numbers, explain what does not agree, then have it signed.
submissions-asks-signed = The numbers are sealed and not sent yet.
submissions-asks-sent = The report waits for the level above.
submissions-asks-returned = Mend what was asked, then sign and send it again.
submissions-asks-accepted = The level above took the report over.
submissions-nothing-asked = Nothing is asked of you here now.
submissions-do-sign = Sign the report
submissions-do-unsign = Take the signature back
submissions-do-send = Send it up
submissions-do-return = Give it back
submissions-do-accept = Take it over
submissions-signed = Signed; the numbers are sealed.
submissions-unsigned = The signature was taken back. What was signed is kept.
submissions-sent = The report was sent.
submissions-returned = The report was given back with the message.
submissions-accepted = The report was taken over.
submissions-was-returned = The level above gave the report back
submissions-message = Message
submissions-message-hint = Name the number and what to mend or explain.
submissions-return-cell = Give it back because of this number
submissions-forms = Forms
submissions-stand-in = (stand-in)
submissions-estimates = Type the estimate
submissions-estimates-of = Estimate, form { $code }
submissions-estimates-lead = Each cell shows what is counted in the whole report; add the estimate of this unit for the days that are left. An empty cell is 0.
submissions-last-year = Take the same days of last year
submissions-last-year-hint = A suggestion, not saved yet. Its sums agree.
submissions-keep-estimate = Save the estimate
submissions-estimate-kept = The estimate was saved.
submissions-no-number = Row “{ $row }”, column { $column }: not a number.
submissions-of-it-estimated = { $n } estimated
submissions-checks = Checks
submissions-agrees = The numbers agree
submissions-disagrees = (does not agree)
submissions-to-explain = { $n ->
    [one] { $n } disagreement is not explained
   *[other] { $n } disagreements are not explained
}
submissions-explain = Look and explain
submissions-not-explained = Not explained in this cell yet
submissions-explained = Explained
submissions-deviations = Far from the same days of the year before
submissions-deviations-hint = Better explained before it is sent. Cells that moved by { $percent }% and by { $least } or more, 5 a form at most; the threshold is the installation's own and no rule.
submissions-deviation = { $now }, a year before { $before }
submissions-carried = The report before carried { $forward } cases forward, this one carries { $over } over.
submissions-drifted = { $report }, as it was sent, differs by now in { $n ->
    [one] { $n } cell
   *[other] { $n } cells
}, by late entries or corrections
submissions-why = Why the numbers changed
submissions-missing = { $n ->
    [one] { $n } unit has not sent; its register was counted:
   *[other] { $n } units have not sent; their registers were counted:
}
submissions-sources = Where the numbers come from
submissions-as-of = As entered until { $moment }.
submissions-parts = The signed reports of { $n ->
    [one] { $n } unit are added up:
   *[other] { $n } units are added up:
}
submissions-area-now = By today’s area: the registers of units that were taken over count too. The forms on the page Reports count by the organisation of the time and may say less; choose “today’s area” there and both agree.
submissions-own-registers = Counted from the registers of { $n ->
    [one] { $n } unit.
   *[other] { $n } units.
}
submissions-seals = Signatures
submissions-no-seal = Not signed yet.
submissions-seal-number = Signature { $n }
submissions-seal-text = What was signed (JSON)
submissions-why-now = Compare with now
submissions-why-before = Compare with the signature before
submissions-signer = Signed by
submissions-hash = Seal (SHA-256)
submissions-course = Course
submissions-no-course = Nothing happened yet.
submissions-form = Form
submissions-form-hint = A number leads to the cases behind it, to its explanation and to messages. * is explained, ! does not agree.
submissions-back = Back to the report
submissions-number = Reported
submissions-actual = Counted
submissions-estimate = Estimated
submissions-reason = Explanation
submissions-reason-by = Explained by
submissions-reason-hint = Leave empty to take the explanation away.
submissions-keep-reason = Save the explanation
submissions-explanation-kept = The explanation was saved.
submissions-cases = The cases behind this number
submissions-sign-lead = You sign exactly these numbers, as of exactly this moment. Afterwards they do not change, whatever happens to the register.
submissions-sign-now = Sign and seal
submissions-maker = Drawn up by
submissions-maker-hint = Printed under the place of who drew it up.
submissions-changed-meanwhile = The numbers changed after you opened the page. Look again, then sign.
submissions-paper-estimated = Counted until { $actual }, estimated until { $to }
submissions-sealed-cases = The list is as it was signed; what is said of each case is of today.
submissions-counted = This number is { $n }.
submissions-gone = { $n ->
    [one] { $n } case is no longer within your reach.
   *[other] { $n } cases are no longer within your reach.
}
submissions-why-lead = Case by case: what came, what went, what was corrected; the day of the event and the day of entry. Late entries always show here.
submissions-compared = { $before } against { $after }.
submissions-compared-seal = { $report }, signature { $n } (as entered until { $moment })
submissions-compared-now = the register of now
submissions-cells = { $n ->
    [one] { $n } cell changed
   *[other] { $n } cells changed
}
submissions-cell = Cell
submissions-before = Before
submissions-after = After
submissions-by = Difference
submissions-no-cells = No cell changed
submissions-no-cells-text = Every number is as it was signed.
submissions-more-cells = { $n ->
    [one] { $n } more cell.
   *[other] { $n } more cells.
}
submissions-all-cells = All cells
submissions-changed-cases = Cases that made the difference
submissions-changed-counts = { $added } came, { $removed } went, { $corrected } were corrected.
submissions-case = File code
submissions-case-gone = Out of your reach
submissions-became = Change
submissions-became-added = Came
submissions-became-removed = Went
submissions-became-corrected = Corrected
submissions-event-on = Day of the event
submissions-entered-at = Entered
submissions-entered-by = By
submissions-lag = { $n ->
    [one] { $n } day late
   *[other] { $n } days late
}
submissions-no-cases = No case
submissions-no-cases-text = No case is counted in another way.
refusal-submissions-not-here = The report is no longer at this step. Open the page again to see how it stands.
refusal-submissions-not-over = The days that must be counted are not over; the report cannot be signed yet.
refusal-submissions-unexplained = { $n } disagreements are not explained. Explain them, then sign.
refusal-submissions-no-message = Write a message when giving a report back.
refusal-submissions-not-estimated = All of this period is counted; nothing is estimated.
