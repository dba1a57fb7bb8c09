# Words of the screen components (crates/web/src/ui).

## The page frame

ui-shell-skip = Skip to main content
ui-shell-nav = Parts of the system
ui-shell-menu = Menu
ui-shell-part-cases = Management
ui-shell-part-reports = Reports
ui-shell-part-books = Papers
ui-shell-part-organisation = Units
ui-shell-part-administration = Administration
ui-shell-waiting =
    { $n ->
        [one] ({ $n } task waiting)
       *[other] ({ $n } tasks waiting)
    }
ui-shell-crumbs = Where this page is
ui-shell-account = My account
ui-shell-sign-out = Sign out
ui-shell-version = Version { $version }
ui-as-of = Figures as of { $moment }
ui-search = Search

## Forms

ui-error-prefix = Error:
ui-form-errors =
    { $n ->
        [one] There is one thing to correct
       *[other] There are { $n } things to correct
    }
ui-form-optional = (optional)
ui-form-choose = – Choose –
ui-form-choose-none = – None –
ui-form-outline = Parts of the form
ui-form-date-hint = Day/month/year, for example 27/3/2026 or 27032026
ui-form-file-hint = Each file at most { $most } MB
ui-form-file-too-big = This file is too big. Choose a file of at most { $most } MB.
ui-form-required = Enter “{ $label }”
ui-form-choose-one = Choose “{ $label }”
ui-form-too-long = “{ $label }” is too long: at most { $n } characters
ui-form-not-a-date = “{ $label }” must be a real date, for example 27/3/2026
ui-form-not-a-number = “{ $label }” must be a whole number, for example 12 or 1,500
ui-form-not-a-decimal = “{ $label }” must be a number, for example 12 or 87.5
ui-form-not-a-choice = “{ $label }”: choose something from the list

## Lists

ui-list-empty = Nothing here yet
ui-list-total =
    { $n ->
        [one] { $n } result
       *[other] { $n } results
    }
ui-list-more-than = More than { $n } results
ui-list-pick = Pick
ui-list-actions = Actions
ui-list-downloads = Downloads
ui-filter = Filter the list
ui-filter-all = All
ui-filter-apply = Filter
ui-filter-set = Filtered by
ui-filter-remove = Remove filter
ui-filter-clear = Clear all
ui-pager = Pages
ui-pager-shown =
    { $n ->
        [one] { $n } row on this page
       *[other] { $n } rows on this page
    }
ui-pager-first = First page
ui-pager-previous = Previous page
ui-pager-next = Next page

## Showing one record

ui-fact-unknown = Not provided
ui-fact-change = Change
ui-task-todo = To do
ui-task-doing = In progress
ui-task-done = Done
ui-task-blocked = Cannot start yet
ui-task-wrong = Has a problem
ui-due-late =
    { $n ->
        [one] { $n } day overdue
       *[other] { $n } days overdue
    }
ui-due-today = Due today
ui-due-left =
    { $n ->
        [one] { $n } day left
       *[other] { $n } days left
    }
ui-timeline-entered = entered { $moment }
ui-timeline-link = Link
ui-notice-info = Information:
ui-notice-good = Done:
ui-notice-soon = Note:
ui-notice-bad = Warning:

## Figures, progress

ui-dong = VND { $n }
ui-definition = How it is counted
ui-progress-of = { $done } of { $total } rows processed ({ $share })
ui-progress-done =
    { $done ->
        [one] { $done } row processed
       *[other] { $done } rows processed
    }
ui-progress-cancel = Stop
ui-progress-refresh = Show the latest count

## Two people at one record

ui-compare-title = { $who } saved this record at { $moment }, while you were changing it
ui-compare-text = Nothing is lost. For each item below, choose what to keep, then save again.
ui-compare-before = Before:
ui-compare-mine = You typed
ui-compare-theirs = { $who } saved
