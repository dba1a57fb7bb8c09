# Cases and the people they are for.

cases-title = Cases
cases-case = Case { $code }
cases-new = Register a case
cases-none = No case here
cases-none-text = Remove a filter, register a new case, or import the register from a file.
cases-found = { $n } cases found on this page
cases-and-more = and { $n } more

cases-search = Name, file code or identity number
cases-state = State
cases-state-open = Running
cases-state-closed = Closed
cases-from = Accepted from
cases-to = to
cases-queue = Queue

cases-filters-saved = Saved filters ({ $n })
cases-filter-name = Name of the filter
cases-filter-save = Save this filter
cases-filter-saved = Filter saved.
cases-filter-needs-name = Give the filter a name, then save it.
cases-filter-remove = Remove
cases-filter-removed = Filter removed.

cases-org = Unit
cases-org-ended = ended on { $day }
cases-file-code = File code
cases-file-code-hint = Leave empty to take the next number of the register
cases-form = Form of aid
cases-field = Field of law
cases-provider-role = Role in the proceedings
cases-received-on = Day of the request
cases-accepted-on = Day of acceptance
cases-source = Source of the request
cases-source-agency = Agency that notified or introduced
cases-urgent-ground = Ground for acceptance at once
cases-stage = Stage
cases-provider = Provider
cases-provider-current = Working
cases-provider-former = Former
cases-provider-as-written = not in the register
cases-assigned-on = Day of assignment
cases-note = Note
cases-closed-on = Day of closing
cases-outcome = Outcome
cases-success-criteria = Success criteria
cases-success-criteria-hint = For example TC01;TC05. Leave empty if there are none.
cases-success-criteria-wrong = Criteria are TC01 to TC30, separated by semicolons
cases-handed-over-on = File handed over on
cases-appraised-on = Appraised on
cases-quality-score = Quality score
cases-quality-rating = Rating
cases-closing-note = Note at closing

cases-client = Beneficiary
cases-client-name = Full name
cases-client-birth = Day or year of birth
cases-client-birth-hint = For example 2006 or 27/3/2006
cases-client-birth-wrong = The birth must be a real day or a year, for example 2006
cases-client-sex = Sex
cases-client-ethnicity = Ethnic group
cases-client-id-number = Identity number
cases-client-id-number-wrong = An identity number has 12 digits, or 9 on the old card
cases-client-commune = Home commune
cases-client-commune-hint = Name or code of the commune, by the list of the day of acceptance
cases-client-commune-unknown = No such commune on the day of acceptance. Check the name, or type the code.
cases-client-commune-several = Several communes fit. Type the code of one: { $list }
cases-category = Category
cases-other-categories = Other categories that also hold
cases-client-role = Role in the matter
cases-beneficiary = Beneficiary { $n }
cases-more-beneficiaries = Add a beneficiary

cases-part-case = Case
cases-part-people = Beneficiaries
cases-part-work = Provider
cases-part-end = End and quality
cases-part-end-text = Only when the case has ended.
cases-register = Register
cases-register-anyway = Register with this choice
cases-registered = The case is in the register.
cases-cancel = Cancel
cases-form-broken = The form is incomplete. Open “Register a case” again.

cases-alike-title = { $n } persons in the register may be the same
cases-alike-text = Compare before you register. If it is the same person, choose the name so that there are not two records.
cases-alike-new = None of these: make a new person
cases-alike-likeness = { $n } percent alike
cases-alike-running = running

cases-edit = Correct
cases-edit-title = Correct case { $code }
cases-save = Save changes
cases-save-mine = Save my version
cases-corrected = Changes saved.
cases-stale-title = { $who } saved this case at { $moment }, after you opened the page
cases-stale-text = What you typed is still below. Compare, change what you want to keep from the other version, then save.
cases-stale-caption = The two versions differ here
cases-stale-field = Field
cases-stale-theirs = Saved version
cases-stale-mine = Your version
cases-stale-same = The two versions do not differ.
cases-changed-meanwhile = Somebody else has just changed the case. Look again, then press once more.

cases-close = Close
cases-close-now = Close the case
cases-closed = The case is closed.
cases-closing-title = Close case { $code }
cases-closing-lead = { $form }, accepted on { $day }.

cases-doubts = Something deserves a second look
cases-tasks = Steps
cases-facts = Facts of the case
cases-timeline = Timeline
cases-timeline-empty = Nothing is noted yet.
cases-readers = Who looked, who changed
cases-readers-none = Nobody opened this case before you.
cases-note-add = Add a note
cases-note-save = Note it
cases-noted = Noted.
cases-note-empty = The note is empty. Write something, then press “Note it”.

cases-task-acceptance = Acceptance
cases-task-assignment = Assignment
cases-task-closing = Conduct and closing
cases-task-hand-over = Hand-over of the file
cases-task-appraisal = Quality appraisal
cases-task-after-closing = After the case has ended
cases-hand-over-due = Due { $day }: 30 days from the end on { $from } (Law on Legal Aid art. 39(1))

act-cases-view = looked
act-cases-register = registered
act-cases-correct = corrected
act-cases-close = closed
act-cases-note = noted
act-exchange-import = imported from a file

people-title = Find a person
people-lead = Search only when the work needs it. Every search and every opening is recorded.
people-search = Name (3 letters or more) or identity number
people-search-too-short = Type at least 3 letters of the name, or the whole identity number
people-none = Nobody found
people-none-text = Try another part of the name; marks are not needed.
people-person = Beneficiary
people-facts = Facts
people-cases = Cases

queue-unassigned = Nobody assigned
queue-hand-over-late = File not handed over after 30 days
queue-hand-over = File to be handed over
queue-long-open = Running for more than a year
queue-running = Running
