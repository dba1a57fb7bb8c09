# Names of the codes of the contract (§2) and of the rules.

code-form-litigation = Litigation
code-form-advice = Legal advice
code-form-representation = Out-of-court representation

code-field-criminal = Criminal
code-field-civil = Civil
code-field-marriage-family = Marriage and family
code-field-administrative = Administrative
code-field-land-housing = Land and housing
code-field-labour = Labour
code-field-merit-policy = Policies for people with merit
code-field-complaint = Complaints
code-field-other = Other field

code-provider-role-defence = Defence
code-provider-role-protection = Protection of rights

code-source-self = The person
code-source-relative = A relative
code-source-agency-notice = Notice by an agency
code-source-agency-information = Information by an agency
code-source-appointed-defence = Appointed defence
code-source-commune = Commune
code-source-hotline = Hotline 1800 1233
code-source-portal = Public-service portal
code-source-transfer = Transferred
code-source-provider-brought = Brought by the provider
code-source-other = Other source

code-urgent-ground-limitation = Limitation ends in under 5 working days
code-urgent-ground-trial = Trial in under 5 working days
code-urgent-ground-appointed-or-noticed = Appointed defence or agency notice
code-urgent-ground-prevent-harm = To prevent harm

code-client-role-accused = Accused
code-client-role-held = Held person
code-client-role-victim = Victim
code-client-role-party = Party
code-client-role-plaintiff = Plaintiff
code-client-role-defendant = Defendant
code-client-role-related-person = Related person
code-client-role-witness = Witness
code-client-role-denounced = Denounced person
code-client-role-prisoner = Prisoner
code-client-role-diversion = Under diversion measure
code-client-role-other = Other role

code-stage-report = Report of a crime
code-stage-custody = Arrest, custody
code-stage-investigation = Investigation
code-stage-prosecution = Prosecution
code-stage-trial-preparation = Trial preparation
code-stage-first-instance = First instance
code-stage-appeal = Appeal
code-stage-review = Review
code-stage-execution = Execution

code-outcome-completed = Completed
code-outcome-not-continued = Not continued
code-outcome-terminated = Terminated

code-case-state-accepted = Accepted, nobody assigned
code-case-state-assigned = Assigned, to be registered
code-case-state-conducting = Being conducted
code-case-state-paused = Suspended
code-case-state-closed = Closed
code-case-state-handed-over = File handed over
code-case-state-appraised = Appraised
code-case-state-archived = Archived

code-category-merit = Person with merit
code-category-poor = Poor household
code-category-child = Child
code-category-ethnic-special-area = Ethnic minority in a special-difficulty area
code-category-poor-and-ethnic = Poor and ethnic minority
code-category-accused-16-18 = Accused, 16 to under 18
code-category-minor-16-18 = 16 to under 18
code-category-accused-near-poor = Accused, near-poor household
code-category-trafficking = Trafficking victim
code-category-martyr-family = Family of a martyr
code-category-agent-orange = Agent Orange
code-category-elderly = Older person
code-category-disabled = Person with a disability
code-category-victim-16-18 = Victim, 16 to under 18
code-category-domestic-violence = Victim of domestic violence
code-category-trafficking-hardship = Trafficking victim in hardship
code-category-hiv = Person with HIV

code-sex-male = Male
code-sex-female = Female

code-rating-good = Good
code-rating-fair = Fair
code-rating-pass = Pass
code-rating-fail = Fail

code-provider-kind-legal-aid-officer = Legal-aid officer
code-provider-kind-contract-lawyer = Contract lawyer
code-provider-kind-lawyer-of-contracted = Lawyer of a contracted organisation
code-provider-kind-lawyer-of-registered = Lawyer of a registered organisation
code-provider-kind-adviser-of-contracted = Adviser of a contracted organisation
code-provider-kind-adviser-of-registered = Adviser of a registered organisation
code-provider-kind-collaborator = Collaborator

code-provider-group-officer = Legal-aid officers
code-provider-group-lawyer = Lawyers
code-provider-group-adviser = Advisers
code-provider-group-collaborator = Collaborators

code-organisation-kind-department = National department
code-organisation-kind-justice-office = Department of justice
code-organisation-kind-centre = Centre
code-organisation-kind-branch = Branch
code-organisation-kind-contracted = Contracted organisation
code-organisation-kind-registered = Registered organisation

code-outreach-kind-session = Session
code-outreach-kind-radio = Radio
code-outreach-kind-television = Television
code-outreach-kind-publication = Publication
code-outreach-kind-board = Information board

code-target-group-general = General public
code-target-group-poor-commune = People of poor communes
code-target-group-disabled = People with disabilities
code-target-group-women = Women
code-target-group-children = Children
code-target-group-ethnic = Ethnic minorities
code-target-group-elderly = Older people
code-target-group-veterans = Veterans
code-target-group-workers = Workers
code-target-group-other = Other group

code-role-administrator = System administrator
code-role-analyst = National analyst
code-role-justice-officer = Officer of the department of justice
code-role-director = Centre director
code-role-branch-head = Branch head
code-role-clerk = Intake clerk
code-role-officer = Legal-aid officer
code-role-lawyer = Contract lawyer
code-role-appraiser = Quality appraiser
code-role-accountant = Accountant
code-role-agency = Partner agency
code-role-auditor = Auditor

code-doubt-category-not-in-force = Category not in force on the day of acceptance
code-doubt-kinh-under-ethnic-category = Kinh person under an ethnic category
code-doubt-age-unlikely = Age does not fit the category
code-doubt-age-unknown = Category depends on age, no year of birth
code-doubt-collaborator-beyond-advice = Collaborator beyond advice
code-doubt-adviser-beyond-advice = Adviser beyond advice
code-doubt-assigned-late = Assigned late
code-doubt-handed-over-late = File handed over after 30 days
code-doubt-closed-without-provider = Closed without a provider
code-doubt-open-very-long = Open for more than two years
code-doubt-provider-unknown = Provider not in the register
code-doubt-agency-unknown = Agency not in the register

code-impossible-accepted-before-received = Acceptance must not be before the request
code-impossible-closed-before-accepted = Closing must not be before acceptance
code-impossible-assigned-before-received = Assignment must not be before the request
code-impossible-closed-without-outcome = A closed case needs an outcome
code-impossible-outcome-without-closing = An outcome needs a day of closing
code-impossible-handed-over-before-closed = Hand-over must not be before closing
code-impossible-appraised-before-closed = Appraisal must not be before closing
code-impossible-appraisal-incomplete = Day of appraisal and rating belong together
code-impossible-score-out-of-range = The score is from 0 to 100
code-impossible-in-the-future = This day has not come yet
code-impossible-role-without-litigation = Only litigation has a role of defence or protection
code-impossible-litigation-without-role = Litigation needs defence or protection
code-impossible-born-after-acceptance = The birth must be before acceptance
code-impossible-success-without-closed-litigation = Success criteria are for closed litigation only
code-impossible-required = This is needed
code-impossible-unknown = Not found in the list
code-impossible-no-register = This unit keeps no register
code-impossible-not-in-existence = This unit did not exist on that day
code-impossible-known-code = This file code is in the register already

code-event-received = Request received
code-event-accepted = Accepted
code-event-assigned = Provider assigned
code-event-closed = Closed
code-event-handed-over = File handed over
code-event-appraised = Quality appraised
code-event-corrected = Corrected
code-event-note = Note
code-event-hearing = Hearing
code-event-meeting = Meeting with the person

code-request-state-received = Just received
code-request-state-need-more = Waiting for papers
code-request-state-proposed = Waiting for the head
code-request-state-accepted = Accepted
code-request-state-refused = Refused
code-request-state-transferring = Sent on, no answer yet
code-request-state-transferred = Taken over elsewhere
code-request-state-withdrawn = Withdrawn

code-request-act-ask-more = Ask for papers
code-request-act-supply = Take the missing papers
code-request-act-propose = Put to the head
code-request-act-send-back = Send back for a second look
code-request-act-accept = Accept
code-request-act-accept-urgently = Accept at once
code-request-act-refuse = Refuse
code-request-act-transfer = Send on
code-request-act-receive = Take over
code-request-act-return = Send back
code-request-act-withdraw = Withdraw

code-case-act-assign = Assign a provider
code-case-act-replace = Replace the provider
code-case-act-unassign = Take the provider off
code-case-act-begin = Registered, conduct begins
code-case-act-lose-registration = Registration refused or cancelled
code-case-act-pause = Suspend
code-case-act-resume = Resume
code-case-act-close = Close
code-case-act-reopen = Open again
code-case-act-hand-over = Hand the file over
code-case-act-give-back = Give the file back
code-case-act-appraise = Appraise quality
code-case-act-archive = Put in the archive

code-queue-check-requests = Requests to check and answer
code-queue-await-papers = Requests waiting for papers
code-queue-decide-proposals = Proposals to decide on
code-queue-await-receipt = Sent on, no answer yet
code-queue-answered = Answered requests
code-queue-assign = Cases without a provider
code-queue-register = Cases to be registered with the body
code-queue-conduct = Cases being conducted
code-queue-suspended = Suspended cases
code-queue-hand-over = Files to hand over
code-queue-appraise = Files to appraise
code-queue-archive = Files to archive
code-queue-archived = Archived files

code-hands-clerk = Reception
code-hands-head = Head
code-hands-provider = Provider
code-hands-appraiser = Appraiser
code-hands-outside = Waiting for others
code-hands-nobody = Nothing left to do

code-restriction-minor = Under 18
code-restriction-domestic-violence = Domestic violence
code-restriction-sexual-violence = Sexual violence
code-restriction-trafficking = Trafficking in persons
code-restriction-hiv = HIV
