# Legal-aid organisations and providers (crates/web/src/staff).

staff-organisations = Organisations
staff-providers = Providers
staff-communes = Place names

## Directory of organisations

staff-counts = { $open } organisations at work, { $closed } ended
staff-found = { $n ->
    [one] { $n } organisation
   *[other] { $n } organisations
}
staff-search-organisation = Name or code of the organisation
staff-none = No organisation matches
staff-none-text = Remove a filter or search for other words.
staff-closed-units = Ended ({ $n })
staff-open-page = Open the page of the organisation
staff-until = until { $day }
staff-state = State
staff-state-is-open = At work
staff-state-is-closed = Ended

## Succession

staff-successors = Map of successors
staff-successors-lead = Since 1 July 2025 the country has 34 provinces and cities. This table shows from which organisations each of today took over.
staff-successors-total = { $before } organisations before, { $today } today
staff-today = Today
staff-before = Before
staff-unchanged = Unchanged

## One organisation

staff-code = Code
staff-name = Name
staff-kind = Kind
staff-parent = Organisation above
staff-valid-from = At work from
staff-valid-to = At work until
staff-successor = Successor
staff-address = Address
staff-phone = Telephone
staff-facts = Facts
staff-history = History
staff-began = Began
staff-renamed = Renamed
staff-was-named = Name before: { $name }
staff-took-over = Took over from another organisation
staff-ended = Ended
staff-predecessors = Took over from
staff-below = Units below
staff-nothing-below = No units below yet.
staff-new-below = Add a unit below
staff-provider-count = { $n ->
    [one] { $n } person at work
   *[other] { $n } people at work
}
staff-see-also = See also
staff-its-cases = Cases of this organisation
staff-its-outreach = Outreach
staff-its-report = Report for a period

staff-act-insert-organisation = Organisation added
staff-act-update-organisation = Corrected
staff-act-close-organisation = End recorded
staff-act-insert-provider = Provider added
staff-act-update-provider = Corrected
staff-act-end-provider = End of work recorded
staff-act-move-provider = Went over to the organisation that took over
staff-act-other = Another change
staff-by-import = Imported from a file
staff-work-is-open = At work
staff-work-is-closed = Ended
staff-yes = Yes
staff-no = No

## Adding, correcting, closing

staff-new = Add an organisation
staff-new-lead = A branch stands below its centre; contracted and registered organisations stand below the department of justice or the centre.
staff-code-hint = Leave empty for the next number, for example CN.19.2
staff-code-of-other-kind = This code is not of the chosen kind
staff-add = Add
staff-added = Organisation { $code } added.
staff-edit = Correct
staff-edit-title = Correct an organisation
staff-renamed-on = New name from
staff-renamed-on-hint = Only when the organisation was renamed; the old name is kept for reports of its time. Leave empty to correct a slip.
staff-valid-to-hint = Leave empty while it is at work
staff-reason = Reason
staff-reason-hint = For example the number of the decision, or “typing mistake”
staff-save = Save
staff-cancel = Cancel
staff-changed = Changes saved.
staff-close = End an organisation
staff-close-lead = Register and reports stay as they are. The successor reads them and goes on with open cases.
staff-close-moves = { $n } providers who work here (with their accounts) go over to the organisation that takes over, from the day after the last day. Cases and history stay as they are; who ended before does not go.
staff-moves = Where the provider worked
staff-moved = At { $to } since { $day }; before at { $from }
staff-moves-on = Goes over from { $from } to { $to } on { $day }
staff-last-day = Last day at work
staff-successor-hint = Branches, centres and departments of justice must have a successor
staff-closing-reason-hint = For example number and date of the decision
staff-close-act = Record the end
staff-close-question = Record the end of this organisation?
staff-closed = The end of { $code } is recorded.
staff-form-broken = The form is damaged. Open the page again and retype.

## Providers of legal aid

staff-org = Organisation
staff-provider-name = Full name
staff-provider-kind = Capacity
staff-provider-new = Add a provider
staff-provider-edit = Correct a provider
staff-provider-added = Provider added.
staff-provider-cases = Cases assigned
staff-search-provider = Name
staff-no-providers = Nobody matches
staff-other-person = This is somebody else with the same name
staff-card = Card number
staff-appointed-on = Appointed, contracted or card issued on
staff-appointed-short = Since
staff-ended-on = Ended on
staff-grade = Grade
staff-grade-hint = For example: II, III
staff-sex = Sex
staff-birth-year = Year of birth
staff-languages = Languages
staff-languages-hint = Separated by semicolons, for example: Tày; Nùng; sign language
staff-fields = Strong fields
staff-leader = Holds a leading position
staff-leader-short = leader
staff-provider-end = End of work
staff-provider-end-lead = This person no longer gives legal aid at { $org }. Cases already handled keep the name.
staff-ending-reason-hint = For example: retired, moved, contract ended, card withdrawn
staff-provider-end-act = Record the end of work
staff-provider-ended = End of work recorded.

## Refusals

refusal-staff-organisation-wrong = The facts of the organisation are not right yet.
refusal-staff-provider-wrong = The facts of the provider are not right yet.
refusal-staff-closed-already = The end of this organisation is already recorded.
refusal-staff-own-organisation = The end of your own organisation is recorded by those above.
refusal-staff-children-open = Units below are still at work: { $codes }. Record their end or move them first.
wrong-code-taken = This code is taken
wrong-bad-code = Not a code of an organisation, for example CN.19.2
wrong-not-your-kind = You may not add this kind of organisation
wrong-unknown-province = No province has this code on the first day
wrong-unknown-parent = Choose an organisation above within your reach
wrong-parent-kind = This kind does not stand below the chosen organisation
wrong-parent-province = The organisation above must be in the same province
wrong-parent-closed = The organisation above ended before this day
wrong-renamed-outside = The day of the new name must be after the first day and not in the future
wrong-successor-of-open = An organisation at work has no successor yet: give the last day or choose none
wrong-before-it-began = The last day must not be before the first
wrong-successor-required = Choose the successor
wrong-unknown-successor = There is no such organisation
wrong-successor-kind = An organisation of this kind cannot take over
wrong-successor-circle = An organisation cannot take over from itself, directly or through others
wrong-successor-closed = The successor is not at work on the next day
wrong-no-register = This body keeps no register; choose a centre, branch or participating organisation
wrong-organisation-closed = The organisation is not at work on this day
wrong-ended-before-appointed = The end must not be before the beginning
wrong-birth-year = Not a likely year: at least 18 years old
wrong-card-taken = This card number belongs to somebody else in the organisation
wrong-same-name = The organisation has somebody of this name. If this is somebody else, tick the box below and send again.
admin-job-move-providers = Move providers to the organisation that takes over when the day comes

# How a provider stands: cards, contracts, leave, training, area.
staff-standing = Cards, contracts, leave, training
staff-standing-edit = Update
staff-over = Over
staff-terms = Cards, contracts, ranks, posts
staff-term-add = Add
staff-term-kind = Kind
staff-term-label = Number or name
staff-term-label-hint = Number of card or contract, rank, post, or name of the trainee
staff-from-on = From
staff-to-on = Until
staff-to-on-hint = Empty while not known
staff-until-on = Until the end of
staff-basis = Basis (number and day of the paper)
staff-absences = Leave and absence
staff-absence-kind = Reason
staff-absence-add = Note absence
staff-training = Training
staff-training-title = Course
staff-training-add = Note a course
staff-training-line = { $day }: { $title }, { $n } hours
staff-on-date = Day
staff-hours = Hours of training
staff-hours-of = Training this year: { $n } of 8 hours
staff-last-case = Last litigation case: { $day }
staff-last-case-short = Last case
staff-no-case = No litigation case yet
staff-profile = Place and capacity
staff-home = Code of the commune of work
staff-home-hint = For distances
staff-areas = Codes of the communes served
staff-areas-hint = With semicolons between
staff-capacity = Most ordinary cases at once
staff-capacity-hint = Empty: the setting of the Centre
staff-withdraw = Withdraw
staff-withdrawn = Withdrawn; the record keeps it.
staff-alerts = Alerts
staff-alerts-what = What to look at
staff-alerts-lead = Long without a case, cards and contracts about to end, hours of training missing. The gravest first.
staff-alerts-none = No alerts
staff-alerts-none-text = Cards and contracts run, and nobody waited too long for a case.
staff-org-terms = Contracts, registrations
staff-org-terms-none = No contract or registration is noted.
staff-org-term-number = Number and day
staff-org-term-forms = Forms of aid
staff-org-term-scope-hint = Empty: no limit
staff-org-term-wrong = Not saved: write kind, number and first day; the end is not before the beginning.
refusal-staff-term-wrong = What was written is not right.
wrong-ends-before-it-begins = It must not end before it begins
wrong-unknown = There is no such code
wrong-in-the-future = This day has not come
wrong-not-officer = Only legal-aid officers guide trainees (Law art. 20)
wrong-too-new = Whoever guides has been an officer for three years (Law art. 20)
wrong-two-already = Two trainees at a time at most (Law art. 20)
messages-kind-offer-declined = { $file }: the provider declined, somebody else must be sent.
messages-kind-offer-unanswered = { $file }: the provider has not answered in time.
