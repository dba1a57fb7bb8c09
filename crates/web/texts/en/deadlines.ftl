deadlines-none = No clock is running.
deadlines-ended = Clocks that ended ({ $n })
deadlines-due = Due: { $moment }
deadlines-done = Done in time
deadlines-done-late = Done, late
deadlines-void = No longer applies
deadlines-today = Due today
deadlines-left-days = { $n ->
    [one] 1 day left
   *[other] { $n } days left
}
deadlines-left-hours = { $n ->
    [one] 1 hour left
   *[other] { $n } hours left
}
deadlines-late-days = { $n ->
    [one] 1 day late
   *[other] { $n } days late
}
deadlines-late-hours = { $n ->
    [one] 1 hour late
   *[other] { $n } hours late
}
deadlines-why = Why this date
deadlines-start = Counted from
deadlines-by-rule = Period
deadlines-rule = { $n } { $unit }
deadlines-basis = Basis
deadlines-duty = Whose duty
deadlines-skipped = Days not counted
deadlines-weekend = Saturday, Sunday
deadlines-end = Last day
deadlines-extended = The last day is { $day }, a day off; the next working day counts
deadlines-result = Due
deadlines-calendar-unknown = The holidays of this year are not complete yet: only weekends were left out.

## The list of all running clocks

deadlines-title = Deadlines
deadlines-lead = Every running clock within your reach, the soonest first. When the thing is done, its clock is gone.
deadlines-code = Clock
deadlines-provider = Provider
deadlines-org = Unit
deadlines-subject = Of
deadlines-due-at = Due
deadlines-explained = How it is counted
deadlines-empty = No clock
deadlines-empty-text = No running clock fits this filter.
