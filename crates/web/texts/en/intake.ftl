# Receptions and guidance (crates/web/src/intake).

intake-receptions = Receptions
intake-receptions-lead = Each line is one person received at the office.
intake-receptions-none = No reception logged yet
intake-reception-new = Log a reception
intake-reception-edit = Reception
intake-reception-added = Reception logged.
intake-client = Full name
intake-purpose = Purpose
intake-purpose-hint = For example: asks for legal aid, asks about a procedure, hands in papers

intake-guidance = Guidance
intake-guidance-lead = Each line is one piece of guidance, answer or information given without a case file.
intake-guidance-none = No guidance logged yet
intake-guidance-new = Log guidance
intake-guidance-edit = Guidance
intake-guidance-added = Guidance logged.
intake-sex = Sex
intake-ethnicity = Ethnic group
intake-category = Category of person
intake-field = Field of law
intake-summary = What was explained
