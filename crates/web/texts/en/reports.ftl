# Period report: figures, the list of cases behind a number, the table by province, downloads.

reports-title = Period report
reports-period = Figures for { $period }
reports-ask = Choose organisation and period
reports-org = Organisation
reports-from = From
reports-to = To
reports-to-before-from = “To” must not be before “From”
reports-geography = Area
reports-as-of = As entered by
reports-as-of-hint = Empty: everything entered until now. A day without a time: to the end of that day.
reports-as-of-time = at (hour:minute)
reports-as-of-time-wrong = The time must look like 08:05, from 00:00 to 23:59
reports-as-of-time-alone = Enter the day too, since a time was entered
reports-as-of-wrong = This must be a real day, for example 01/07/2022
reports-show = Show figures
reports-presets = Usual periods
reports-preset-month = Month { $month }
reports-preset-quarter = Quarter { $quarter }/{ $year }
reports-preset-half-year = First half of { $year }
reports-preset-nine-months = Nine months of { $year }
reports-preset-year = Year { $year }
reports-preset-working-year = Working year 11/{ $start }–10/{ $end }

code-geography-then = Area as it was
code-geography-now = Today's area
reports-geography-then = The organisation and those below it, as they were organised in the period.
reports-geography-then-without = Without { $n } that it took over: { $list }.
reports-geography-now = The organisation and those below it, with { $n } that it took over: { $list }.
reports-geography-now-alone = The organisation and those below it; it has taken over no other.
reports-geography-switch-now = Show for today's area
reports-geography-switch-then = Show for the area as it was
reports-org-ended = until { $day }
reports-org-ended-note = This organisation ended on { $day }.
reports-as-of-now = As entered by { $moment }.
reports-as-of-then = Only what was entered by { $moment } is counted.
reports-keep = Permanent address of these figures
reports-keep-text = Opened at any time, this address gives exactly the numbers seen here, even when data is corrected later.
reports-provinces-link = Table by province

reports-flow = Cases in the period
reports-flow-sum = { $carried } carried over + { $new } accepted = { $handled } handled = { $closed } closed + { $forward } carried forward
reports-forms = By form of aid
reports-form = Form
reports-roles = Litigation, { $role }
reports-fields = By field of law
reports-field = Field
reports-handled = Handled
reports-new = Accepted
reports-closed = Closed
reports-outcomes = Closed, by outcome
reports-outcome = Outcome
reports-providers = Closed, by provider
reports-provider = Provider
reports-sources = Source of accepted cases
reports-source = Source
reports-persons = Persons helped (person-times)
reports-category = Category
reports-sex = Sex, ethnicity
reports-quality = Quality and success
reports-indicator = Indicator
reports-value = Figure
reports-number-cases = Cases
reports-number-persons = Person-times
reports-criteria-none = No case has met a criterion of success.
reports-criteria = Successful cases by criterion
reports-criterion = Criterion
reports-criteria-zero =
    { $n ->
        [one] One more criterion without any case
       *[other] { $n } more criteria without any case
    }
reports-others = Receptions, guidance, broadcasts, training
reports-outreach = Outreach by target group
reports-group = Target group
reports-events = Events
reports-communes = Communes
reports-attendees = Attendance
reports-total = Total
reports-communes-note = A commune may have events for several groups, so that the total of communes may be less than the sum of the lines.
reports-base = of { $whole }
reports-definitions = How the numbers of this table are counted
reports-no-value = “–” means no value: there is nothing to divide by, or it is not counted.

reports-activities-now = Lists of receptions, guidance, outreach and training always show what is known today.

reports-broken =
    { $n ->
        [one] Figures disagree in one place
       *[other] Figures disagree in { $n } places
    }
reports-broken-values = It is { $whole } and { $parts }.
reports-broken-gap = Show the cases { $what }
reports-broken-ask = Ask an administrator to run “tgpl verify” to check the data.
reports-incomplete =
    { $n ->
        [one] One table does not add up, because facts are missing
       *[other] { $n } tables do not add up, because facts are missing
    }
reports-gap-title = Cases { $what }

lacking-provider-role = without defence or protection noted
lacking-provider-kind = without the kind of provider
lacking-outcome = without outcome
lacking-rating = without rating
lacking-sex = with a person whose sex is not noted
lacking-ethnicity = with a person whose ethnic group is not noted

identity-handled-by-start = Handled must equal carried over plus accepted.
identity-handled-by-end = Handled must equal closed plus carried forward.
identity-closed-by-outcome = Closed must equal the sum of the outcomes.
identity-handled-by-form = Handled must equal the sum of the three forms.
identity-new-by-form = Accepted must equal the sum of the three forms.
identity-closed-by-form = Closed must equal the sum of the three forms.
identity-new-litigation-by-role = Accepted litigation must equal defence plus protection.
identity-closed-litigation-by-role = Closed litigation must equal defence plus protection.
identity-handled-by-field = Handled must equal the sum of the fields.
identity-closed-by-field = Closed must equal the sum of the fields.
identity-persons-by-category = Person-times must equal the sum of the categories.
identity-cases-have-persons = Each case handled must have at least one person-time.
identity-minority-within-persons = Ethnic minorities cannot be more than all person-times.
identity-notified-within-new = Notified cases cannot be more than the litigation accepted.
identity-self-brought-within-new = Cases brought by the provider cannot be more than those accepted.
identity-appraised-litigation-within-appraised = Litigation appraised cannot be more than all appraised.
identity-successful-within-closed = Successful cases cannot be more than the litigation closed.
identity-successful-by-provider = Successes of officers and lawyers cannot be more than all successes.
identity-criterion-within-successful = One criterion cannot have more than all successful cases.
identity-successful-by-criterion = The criteria together cannot have fewer than the successful cases.
identity-events-by-group = Outreach events must equal the sum of the target groups.
identity-attendees-by-group = Attendance must equal the sum of the target groups.
identity-communes-of-group-within-communes = One group cannot have more communes than all.
identity-communes-by-group = The groups together cannot have fewer communes than were reached.
identity-communes-within-events = Communes cannot be more than outreach events.
identity-closed-by-provider = Closed must equal the sum over the providers.
identity-persons-by-sex = Person-times must equal men plus women.

reports-behind-of = { $org }, { $period }
reports-behind-count = { $number } { $unit }
reports-behind-persons = { $persons } person-times in { $cases } cases
reports-behind-percent = { $value }. Below are the { $part } cases that count.
reports-behind-more = more than { $n }
reports-behind-none = No case
reports-behind-none-text = In this period, for this organisation and area, the figure is zero.
reports-behind-past = These are the cases that counted at the chosen moment; each line says what is known today.

reports-provinces = Figures by province
reports-provinces-province = Province
reports-provinces-then = { $n } provinces as they were organised in the period.
reports-provinces-now = { $n } provinces by today's borders; each with the organisations that were taken over.
reports-provinces-none = There is no province to compare within your reach
reports-provinces-rest = Of no province
reports-short-cases-handled = Handled
reports-short-cases-carried-over = Carried over
reports-short-cases-new = Accepted
reports-short-cases-closed = Closed
reports-short-cases-carried-forward = Carried forward
reports-short-cases-new-litigation = Litigation accepted
reports-short-cases-closed-litigation = Litigation closed
reports-short-litigation-successful = Litigation successful
reports-short-success-rate-pct = Success rate
reports-short-persons-handled = Person-times
reports-short-cases-appraised = Appraised
reports-short-guidance = Guidance
reports-short-receptions = Receptions
reports-short-outreach-events = Outreach events
reports-file-id = Indicator id
reports-file-name = Indicator
reports-file-unit = Unit
reports-file-value = Figure
reports-file-org = Organisation
reports-file-from = From
reports-file-to = To
reports-file-geography = Area
reports-file-as-of = As of


refusal-statistics-period = The last day of a period must not be before its first day.
wrong-before-from = This day must not be before the first day

# Official forms
reports-forms-line = By field of law and form of aid
reports-forms-code = Form { $code }
reports-forms-basis = Issued with { $basis }
reports-forms-period = Period: from { $from } to { $to }
reports-forms-unit = Unit: { $unit }
reports-forms-as-of = Data entered until { $moment }
reports-forms-stand-in = A stand-in, not an official form of the Ministry of Justice
reports-forms-source = Where the form comes from: { $source }
reports-forms-state = SOCIALIST REPUBLIC OF VIET NAM
reports-forms-motto = Independence - Freedom - Happiness
reports-forms-drawn-by = DRAWN UP BY
reports-forms-head = HEAD OF THE UNIT
reports-forms-sign-hint = (Signature, full name)
reports-forms-cell = Form { $code } – { $row } – { $column }
reports-forms-broken = { $n } sums of the form do not agree
reports-forms-broken-rows = Row { $whole } differs from the sum of rows { $parts }: in column “{ $at }” it is { $is }, the sum is { $sum }.
reports-forms-broken-columns = Column { $whole } differs from the sum of columns { $parts }: in row “{ $at }” it is { $is }, the sum is { $sum }.
reports-forms-broken-more = And { $n } more like it.
reports-forms-lacking = The usual cause: { $what }.
reports-figures-title = Figures of legal aid work
reports-forms-hidden = …
reports-forms-masked = { $n } small counts are hidden
reports-forms-masked-text = Counts from 1 to 4, and those from which they could be reckoned, show as … because this account opens no cases.
