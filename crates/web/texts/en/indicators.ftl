# Names and definitions of the indicators (contract, indicators.csv): indicator-<family>; with -definition: how it is counted.

## Receptions, simple guidance

indicator-receptions = Citizens received at the office
indicator-receptions-definition = Counts each time a citizen was received at the office, by the day of the reception in the period.
indicator-guidance = Guidance, answers and legal information (without a case)
indicator-guidance-definition = Counts simple guidance for which no case file was opened, by its day in the period.

## Cases in the period

indicator-cases-handled = Cases handled in the period
indicator-cases-handled-definition = Cases accepted by the end of the period and not closed before its first day: those carried over and those accepted in the period.
indicator-cases-carried-over = Carried over from before
indicator-cases-carried-over-definition = Cases accepted before the first day of the period and not closed before that day; a case closed on the first day itself counts.
indicator-cases-new = Accepted in the period
indicator-cases-new-definition = Cases with their day of acceptance in the period, first and last day included.
indicator-cases-closed = Closed in the period
indicator-cases-closed-definition = Cases with their day of closing in the period, first and last day included, whatever the outcome.
indicator-cases-carried-forward = Carried forward
indicator-cases-carried-forward-definition = Cases handled in the period and still running at the end of its last day.
indicator-cases-closed-completed = Completed
indicator-cases-closed-completed-definition = Cases closed in the period with the outcome “completed”.
indicator-cases-closed-not-continued = Not continued
indicator-cases-closed-not-continued-definition = Cases closed in the period because the legal aid was not continued.
indicator-cases-closed-terminated = Terminated
indicator-cases-closed-terminated-definition = Cases closed in the period because they were terminated.

## By form of aid and role

indicator-cases-handled-litigation = Litigation (handled)
indicator-cases-handled-litigation-definition = Cases handled in the period in the form of litigation.
indicator-cases-handled-advice = Legal advice (handled)
indicator-cases-handled-advice-definition = Cases handled in the period in the form of legal advice.
indicator-cases-handled-representation = Representation out of court (handled)
indicator-cases-handled-representation-definition = Cases handled in the period in the form of representation out of court.
indicator-cases-new-litigation = Litigation (accepted)
indicator-cases-new-litigation-definition = Cases accepted in the period in the form of litigation.
indicator-cases-new-advice = Legal advice (accepted)
indicator-cases-new-advice-definition = Cases accepted in the period in the form of legal advice.
indicator-cases-new-representation = Representation out of court (accepted)
indicator-cases-new-representation-definition = Cases accepted in the period in the form of representation out of court.
indicator-cases-new-litigation-defence = Defence (accepted)
indicator-cases-new-litigation-defence-definition = Litigation cases accepted in the period in which the provider is the defence counsel.
indicator-cases-new-litigation-protection = Protection of rights and interests (accepted)
indicator-cases-new-litigation-protection-definition = Litigation cases accepted in the period in which the provider protects lawful rights and interests.
indicator-cases-closed-litigation = Litigation (closed)
indicator-cases-closed-litigation-definition = Litigation cases closed in the period.
indicator-cases-closed-advice = Legal advice (closed)
indicator-cases-closed-advice-definition = Legal-advice cases closed in the period.
indicator-cases-closed-representation = Representation out of court (closed)
indicator-cases-closed-representation-definition = Cases of representation out of court closed in the period.
indicator-cases-closed-litigation-defence = Defence (closed)
indicator-cases-closed-litigation-defence-definition = Litigation cases closed in the period in which the provider is the defence counsel.
indicator-cases-closed-litigation-protection = Protection (closed)
indicator-cases-closed-litigation-protection-definition = Litigation cases closed in the period in which the provider protects lawful rights and interests.

## By field, provider, source

indicator-cases-handled-field = Handled by field of law
indicator-cases-handled-field-definition = Cases handled in the period in this field of law; each case has one field.
indicator-cases-closed-field = Closed by field of law
indicator-cases-closed-field-definition = Cases closed in the period in this field of law; each case has one field.
indicator-cases-closed-by-officer = Closed by a legal-aid officer
indicator-cases-closed-by-officer-definition = Cases closed in the period whose last provider is a legal-aid officer.
indicator-cases-closed-by-lawyer = Closed by a lawyer
indicator-cases-closed-by-lawyer-definition = Cases closed in the period whose last provider is a lawyer of the Centre, of a contracted or of a registered organisation.
indicator-cases-closed-by-adviser = Closed by an adviser
indicator-cases-closed-by-adviser-definition = Cases closed in the period whose last provider is a legal adviser of a contracted or of a registered organisation.
indicator-cases-closed-by-collaborator = Closed by a collaborator
indicator-cases-closed-by-collaborator-definition = Cases closed in the period whose last provider is a legal-aid collaborator.
indicator-cases-new-litigation-notified = Litigation notified by an agency of the proceedings
indicator-cases-new-litigation-notified-definition = Litigation cases accepted in the period on notice of an agency that conducts proceedings; mere information given to the person is no notice.
indicator-cases-new-self-brought = Cases brought by the provider
indicator-cases-new-self-brought-definition = Cases accepted in the period, in any form, that the provider brought in.

## Beneficiaries

indicator-persons-handled = Persons who received legal aid (person-times)
indicator-persons-handled-definition = Counts the beneficiaries of the cases handled in the period; a case may have several, and a person in two cases counts twice.
indicator-persons-handled-male = Person-times: men
indicator-persons-handled-male-definition = Male beneficiaries of the cases handled in the period; where the sex is not known, a person counts as neither.
indicator-persons-handled-female = Person-times: women
indicator-persons-handled-female-definition = Female beneficiaries of the cases handled in the period; where the sex is not known, a person counts as neither.
indicator-persons-handled-category = Person-times by category
indicator-persons-handled-category-definition = Beneficiaries of the cases handled in the period with this reported category; each has exactly one.
indicator-persons-handled-ethnic-minority = Person-times: ethnic minorities
indicator-persons-handled-ethnic-minority-definition = Beneficiaries of any ethnic group but Kinh; where the group is not known, a person is not counted.

## Quality and success

indicator-cases-appraised = Cases appraised for quality
indicator-cases-appraised-definition = Cases with their day of appraisal in the period, whenever they were closed.
indicator-cases-appraised-litigation = Litigation cases appraised
indicator-cases-appraised-litigation-definition = Litigation cases with their day of appraisal in the period.
indicator-appraised-pass-pct = Share that reached the standard
indicator-appraised-pass-pct-definition = Cases appraised in the period and rated pass, fair or good, divided by all cases appraised in the period; without value when none was appraised.
indicator-litigation-successful = Successful litigation cases
indicator-litigation-successful-definition = Litigation cases closed in the period that meet at least one criterion of success; each case counts once.
indicator-litigation-successful-criterion = Successful cases by criterion
indicator-litigation-successful-criterion-definition = Litigation cases closed in the period that meet this criterion of Decision 1179/QĐ-BTP; a case may meet several.
indicator-litigation-successful-by-officer = Successful, by a legal-aid officer
indicator-litigation-successful-by-officer-definition = Successful litigation cases whose last provider is a legal-aid officer.
indicator-litigation-successful-by-lawyer = Successful, by a lawyer
indicator-litigation-successful-by-lawyer-definition = Successful litigation cases whose last provider is a lawyer.
indicator-success-rate-pct = Success rate of litigation
indicator-success-rate-pct-definition = Successful litigation cases divided by the litigation cases closed in the period; without value when none was closed.

## Outreach, training

indicator-outreach-events = Outreach events
indicator-outreach-events-definition = Counts the outreach events held in the period; radio and television programmes are counted apart.
indicator-outreach-communes = Communes reached
indicator-outreach-communes-definition = Counts the different communes with an outreach event in the period; a commune with several events counts once, an event without commune does not count.
indicator-outreach-attendees = Attendance at outreach
indicator-outreach-attendees-definition = Adds up the people who attended the outreach events of the period.
indicator-outreach-leaflets = Leaflets and material handed out
indicator-outreach-leaflets-definition = Adds up the leaflets and material handed out at the outreach events of the period.
indicator-outreach-events-group = Outreach events by target group
indicator-outreach-events-group-definition = Counts the outreach events of the period held for this group.
indicator-outreach-attendees-group = Attendance by target group
indicator-outreach-attendees-group-definition = Adds up the people who attended the outreach events of the period held for this group.
indicator-outreach-communes-group = Communes by target group
indicator-outreach-communes-group-definition = Counts the different communes with an outreach event of the period held for this group; a commune may count in several groups.
indicator-radio-programmes = Radio and television programmes
indicator-radio-programmes-definition = Counts the radio and television programmes broadcast in the period.
indicator-training-courses = Training courses
indicator-training-courses-definition = Counts the training courses held in the period.
indicator-training-participants = Attendance at training
indicator-training-participants-definition = Adds up the participants of the training courses of the period.

## Units

unit-visit = visits
unit-guidance = matters
unit-case = cases
unit-person-time = person-times
unit-percent = %
unit-event = events
unit-commune = communes
unit-leaflet = copies
unit-programme = programmes
unit-course = courses
