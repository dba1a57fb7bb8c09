# Reference data (crates/web/src/reference).

reference-nav = Reference data
reference-title = Reference data
reference-lead = These lists came with the system. When the State changes them, update them with a file; each update makes a new version.
reference-set = List
reference-rows = Rows
reference-version = Version
reference-source = Source
reference-embedded = Came with the system
reference-loaded-at = Loaded at
reference-loaded-by = Loaded by
reference-not-loaded = Not loaded
reference-state = As it stands
reference-download = Download the list
reference-download-lead = XLSX keeps leading zeros of codes when opened in Excel; CSV does not.
reference-columns = Columns of the file
reference-cell-code = { $digits } digits
reference-cell-date = a day, as 2026-11-24 or 24/11/2026
reference-cell-amount = a whole number above 0
reference-cell-text = text
reference-optional = may be empty

code-reference-set-provinces = Provinces and cities
code-reference-set-communes = Communes, wards, special zones
code-reference-set-commune-succession = Old and new communes
code-reference-set-ethnic-groups = Ethnic groups
code-reference-set-agencies = Procedure-conducting agencies
code-reference-set-holidays = Holidays and worked Saturdays
code-reference-set-base-salary = Base salary

## Update

reference-update = Update with a file
reference-update-lead = Every row is checked and the changes are shown first. Nothing changes before you confirm.
reference-mode = How to update
reference-mode-is-add = Add and correct
reference-mode-hint-add = The file holds only new and corrected rows; all others stay
reference-mode-is-whole = Replace all
reference-mode-hint-whole = The file is the whole list; what it leaves out goes
reference-file = CSV or XLSX file
reference-no-file = Choose a file
reference-check = Check the file
reference-problems = { $n ->
    [one] { $n } problem in the file
   *[other] { $n } problems in the file
}
reference-nothing-changed = Nothing has changed
reference-mend = Mend the problems below in the file and upload it again.
reference-more-problems = And { $n } more. This may not be a file of this list.
reference-line = Line
reference-column = Column
reference-value = Value
reference-reason = Reason
reference-whole-file = Whole file
reference-other-file = Choose another file
reference-preview = Preview of changes
reference-summary = Summary
reference-rows-today = Rows today
reference-added = Rows added
reference-changed = Rows changed
reference-removed = Rows removed
reference-removed-warning = { $n ->
    [one] { $n } row will be removed from the list
   *[other] { $n } rows will be removed from the list
}
reference-no-change = The file is the same as the list of today: nothing to update
reference-more-rows = and { $n } more rows
reference-confirm = Update the list
reference-cancel = Cancel
reference-updated = List updated, version { $version }.

reference-problem-reference-unknown-column = No such column; the columns of this list: { $columns }
reference-problem-reference-missing-column = This column is missing
reference-problem-reference-duplicate-row = The same as line { $first }
reference-problem-reference-empty = Must not be empty
reference-problem-reference-not-a-code = Not the right number of digits; if Excel dropped leading zeros, use the XLSX file from this system
reference-problem-reference-not-a-date = Not a real day
reference-problem-reference-not-an-amount = Must be a whole number above 0
reference-problem-reference-not-yes-or-no = Must be yes or no
reference-problem-reference-not-one-of = Must be one of: { $values }
reference-problem-reference-ends-before-it-begins = The last day is before the first
reference-problem-reference-overlap = Overlaps another row of the same code; give the old row a last day
reference-problem-reference-unknown-province = No such province on the first day
reference-problem-reference-unknown-commune = No commune has this code
reference-problem-reference-one-default = Each old commune must have exactly one default
reference-problem-reference-split = The column split must be yes when an old commune went to several, and no when to one
reference-problem-reference-in-use = A case names this agency, so it cannot go
reference-problem-reference-code-vanishes = A code once used cannot go; keep the row and give it a last day
reference-problem-sheet-too-large = The file is too large
reference-problem-sheet-bomb = The file is packed suspiciously and was not opened
reference-problem-sheet-encoding = Letters cannot be read, it looks like { $looks }; save it as UTF-8 or XLSX
reference-problem-sheet-foreign = This is neither CSV nor XLSX ({ $looks })
reference-problem-sheet-no-header = The file has no header line
reference-problem-sheet-empty-header = A column has no header
reference-problem-sheet-duplicate-header = A header stands twice
reference-problem-sheet-too-many-columns = Too many columns
reference-problem-sheet-too-many-rows = Too many rows
reference-problem-sheet-too-many-cells = The line has more cells than the header
reference-problem-sheet-cell-too-long = The cell is too long
reference-problem-sheet-formula-error = The cell holds a broken formula
reference-problem-sheet-zero-character = The cell holds a damaged character
reference-problem-sheet-bad-quote = A quotation mark does not close
reference-problem-sheet-bad-date = Not a real day
reference-problem-sheet-broken = The file is damaged
reference-problem-sheet-unreadable = The file cannot be read
reference-problem-sheet-unwritable = The file cannot be written

## Look-ups

reference-lookups = Look-ups
reference-communes = Places
reference-agencies = Agencies
reference-holidays = Holidays
reference-commune-name = Commune or ward
reference-province = Province or city
reference-day = Day
reference-today = Today
reference-before-merger = Before 1 July 2025
reference-code = Code
reference-district = Former district
reference-succession = Before ←, now →
reference-split = Split among several
reference-found = { $n ->
    [one] { $n } result
   *[other] { $n } results
}
reference-none = Nothing found
reference-communes-none = Choose a province and type a part of the name, with or without marks.
reference-agency-name = Name of the agency
reference-kind = Kind
reference-basis = Basis
reference-agencies-none = Try another part of the name. Missing agencies are added by an administrator.
reference-holidays-of = Holidays of { $year }
reference-holiday = Holiday
reference-sureness = How sure
reference-holidays-none = This year is not in the list yet.
reference-weekday = Weekday
reference-weekday-0 = Monday
reference-weekday-1 = Tuesday
reference-weekday-2 = Wednesday
reference-weekday-3 = Thursday
reference-weekday-4 = Friday
reference-weekday-5 = Saturday
reference-weekday-6 = Sunday

code-agency-kind-court-supreme = Supreme court
code-agency-kind-court-province = Provincial court
code-agency-kind-court-regional = Regional court
code-agency-kind-procuracy-supreme = Supreme procuracy
code-agency-kind-procuracy-province = Provincial procuracy
code-agency-kind-procuracy-regional = Regional procuracy
code-agency-kind-enforcement-central = Central judgment enforcement
code-agency-kind-enforcement-province = Provincial judgment enforcement
code-agency-kind-enforcement-regional = Regional judgment enforcement
code-agency-kind-investigation-central = Central investigation body
code-agency-kind-police-investigation = Police investigation body
code-agency-kind-security-investigation = Security investigation body
code-agency-kind-detention-camp = Detention camp
code-agency-kind-other = Another agency

code-holiday-kind-solar = Solar holiday
code-holiday-kind-lunar = Lunar holiday
code-holiday-kind-tet = Tết holidays
code-holiday-kind-public = Day off
code-holiday-kind-compensatory = Compensatory day off
code-holiday-kind-swap-off = Day off in exchange
code-holiday-kind-swap-work = Worked in exchange

code-sureness-yes = Confirmed
code-sureness-rule = By rule
code-sureness-partly = Not certain
code-sureness-no = To be confirmed
